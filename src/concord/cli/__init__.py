"""The command line, one module per domain."""
