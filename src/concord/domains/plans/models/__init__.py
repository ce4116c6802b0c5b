"""Plans with objectives, actions and what hangs on an action. All rows belong to one country."""

from concord.domains.plans.models.actions import Action, ClosedGap, Indicator, Milestone
from concord.domains.plans.models.money import CostLine, Funding
from concord.domains.plans.models.plans import Objective, Plan

__all__ = ["Action", "ClosedGap", "CostLine", "Funding", "Indicator", "Milestone", "Objective", "Plan"]
