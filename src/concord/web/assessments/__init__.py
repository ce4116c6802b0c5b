"""Findings: the heat map and one page per capability."""
