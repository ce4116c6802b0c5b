"""Gaps in order of importance."""
