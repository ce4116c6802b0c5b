"""Pages on which a country puts its gaps in order."""
