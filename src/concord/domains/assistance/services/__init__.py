"""Writes of the assistance domain."""

from concord.domains.assistance.services.publishing import Kept, keep_activities

__all__ = ["Kept", "keep_activities"]
