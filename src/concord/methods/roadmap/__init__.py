"""Roadmaps of national plans: by quarter with a bound, by month from there, and why there is none."""
