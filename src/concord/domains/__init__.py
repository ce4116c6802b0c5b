"""The domains, low to high; each imports only those before it."""
