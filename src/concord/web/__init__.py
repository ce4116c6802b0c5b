"""Pages, one package per domain."""
