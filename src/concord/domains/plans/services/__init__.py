"""Writes of the plans domain."""

from concord.domains.plans.services.drafting import Refreshed, draft_plan, refresh_plan

__all__ = ["Refreshed", "draft_plan", "refresh_plan"]
