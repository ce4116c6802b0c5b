"""Coming in, going out, and choosing a country."""
