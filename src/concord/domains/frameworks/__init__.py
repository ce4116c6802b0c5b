"""Frameworks: versioned catalogues of capabilities, imported from packs and never edited in place."""
