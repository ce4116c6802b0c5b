"""Plans with objectives, actions and what hangs on an action. All rows belong to one country."""

from concord.domains.plans.models.actions import Action, ClosedGap, Indicator, Milestone
from concord.domains.plans.models.consulting import Consultation, PlanComment, Reply
from concord.domains.plans.models.editing import IssuedPlanWorkbook, PlanChange, ReturnedPlanWorkbook
from concord.domains.plans.models.importing import ImportedRow, PlanUpload
from concord.domains.plans.models.ingredients import ExchangeRate, Ingredient
from concord.domains.plans.models.money import CostLine, Funding, PriceBasis
from concord.domains.plans.models.narrative import Section
from concord.domains.plans.models.plans import Objective, Plan
from concord.domains.plans.models.road import RoadStep
from concord.domains.plans.models.versions import PlanVersion

__all__ = [
    "Action",
    "ClosedGap",
    "Consultation",
    "CostLine",
    "ExchangeRate",
    "Funding",
    "ImportedRow",
    "Indicator",
    "Ingredient",
    "IssuedPlanWorkbook",
    "Milestone",
    "Objective",
    "Plan",
    "PlanChange",
    "PlanComment",
    "PlanUpload",
    "PlanVersion",
    "PriceBasis",
    "Reply",
    "ReturnedPlanWorkbook",
    "RoadStep",
    "Section",
]
