"""Reads of the assistance domain."""

from concord.domains.assistance.queries.published import ActivityFilter, activities

__all__ = ["ActivityFilter", "activities"]
