"""Short schedules of projects with scarce resources: one worker's search, and what it is made of."""
