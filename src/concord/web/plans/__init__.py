"""The plan and its actions."""
