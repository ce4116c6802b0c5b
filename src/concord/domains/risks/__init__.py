"""Risks: scenarios, what institutions estimate, and how much of it leans on each capability."""
