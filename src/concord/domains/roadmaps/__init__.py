"""Roadmaps: when each action of a plan runs, given hands, money and dates."""
