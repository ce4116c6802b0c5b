"""Shared web parts: layout, components and template tags."""
