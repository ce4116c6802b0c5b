"""Where a country stands, on one page."""
