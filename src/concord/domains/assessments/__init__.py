"""Assessments: what institutions answered, and the findings that follow from it."""
