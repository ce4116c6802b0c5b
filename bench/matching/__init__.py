"""Hidden pairs of needs and projects, among projects that serve none of them; see ``pairs.yaml``."""
