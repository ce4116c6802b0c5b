"""What the tables and fields of a plan are called."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from concord.domains.plans.row_fields import ACTIONS, COSTS, FUNDING, INDICATORS, MILESTONES, OBJECTIVES


def table_titles() -> dict[str, str]:
    """The tables by name."""
    return {
        ACTIONS: _("Actions"),
        OBJECTIVES: _("Objectives"),
        MILESTONES: _("Milestones"),
        INDICATORS: _("Indicators"),
        COSTS: _("Cost lines"),
        FUNDING: _("Funding"),
    }


def field_title(table: str, key: str) -> str:
    """What a field is called."""
    own = {
        (ACTIONS, "text"): _("Action"),
        (INDICATORS, "text"): _("Indicator"),
        (OBJECTIVES, "title"): _("Title"),
        (MILESTONES, "title"): _("Milestone"),
        (COSTS, "title"): _("Cost line"),
    }
    return own.get((table, key)) or _titles().get(key, key)


def _titles() -> dict[str, str]:
    return {
        "code": _("Code"),
        "action": _("Code of the action"),
        "objective": _("Objective"),
        "lead": _("Lead"),
        "supporting": _("Supporting"),
        "starts_on": _("Start"),
        "ends_on": _("End"),
        "status": _("Status"),
        "hazards": _("Hazards"),
        "phase": _("Phase"),
        "modes": _("Delivery"),
        "depends_on": _("Waits for"),
        "label": _("Sharing label"),
        "dropped_because": _("Why dropped"),
        "order": _("Order"),
        "due": _("Due"),
        "kind": _("Kind"),
        "baseline": pgettext("indicator", "From"),
        "target": pgettext("indicator", "To"),
        "year": _("Year"),
        "ingredient": _("Ingredient"),
        "category": _("Category"),
        "quantity": _("Quantity"),
        "unit": _("Unit"),
        "unit_low": _("Unit cost, low"),
        "unit_likely": _("Unit cost, likely"),
        "unit_high": _("Unit cost, high"),
        "currency": _("Currency of the unit cost"),
        "price_year": _("Year of the prices"),
        "recurrent": _("Recurrent"),
        "low": pgettext("cost", "Low"),
        "likely": _("Likely"),
        "high": pgettext("cost", "High"),
        "amount": _("Amount"),
        "source": _("Source"),
    }
