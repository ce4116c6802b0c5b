"""Priorities: the order in which gaps matter."""
