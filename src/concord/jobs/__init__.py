"""Thin background tasks: each takes ids or a moment, loads, and calls one service at a time."""
