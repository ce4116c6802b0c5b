"""What pages of the road have in common: the plan they are about, and reading what somebody sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from concord.domains.plans.models import Plan
from concord.domains.plans.queries import latest_plan
from concord.kernel.errors import InvalidInput, NotFound
from concord.ui.access import CountryRequest


def plan_of(request: CountryRequest) -> Plan:
    """The country's plan; without one there is no such page."""
    found = latest_plan(request.actor)
    if found is None:
        raise NotFound("There is no such page.")
    return found


def page_of(plan: Plan, tab: str, **more: Any) -> dict[str, Any]:
    """What every page of the plan's area tells its template; ``tab`` names the one it is."""
    return {"section": "plan", "tab": tab, "label": plan.label, "plan": plan, **more}


def id_of(text: str) -> UUID | None:
    """An id as a form sends it; ``None`` where nothing was chosen."""
    try:
        return UUID(text) if text else None
    except ValueError:
        raise InvalidInput(_("Choose one of the list.")) from None
