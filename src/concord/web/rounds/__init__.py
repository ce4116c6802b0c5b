"""Rounds: starting one, comparing two, and what has gone stale."""
