"""What the plan costs from several sides, how sure that is, and what is there for it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.plans.costing import prices_of
from concord.domains.plans.enums import FundingStatus
from concord.domains.plans.models import Action, Plan
from concord.domains.plans.queries import latest_plan
from concord.domains.plans.queries.funding import funding_for, plan_money
from concord.domains.plans.queries.importing import all_plans, rows_of, source_of, unclear_rows
from concord.domains.plans.queries.money import cost_percentiles, cost_totals
from concord.domains.plans.rules import can_edit_plan, can_note_funding, can_shape_plan
from concord.domains.plans.services.costing import set_prices
from concord.domains.plans.state import CLOSED
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput, NotFound, WrongState
from concord.ui.access import CountryRequest, country_action, country_page
from concord.ui.templatetags.concord import hazard_names
from concord.web.plans.typed import exact


def plan_here(request: CountryRequest) -> Plan:
    """The country's plan."""
    plan = latest_plan(request.actor)
    if plan is None:
        raise NotFound("There is no such page.")
    return plan


def is_open(plan: Plan) -> bool:
    """Whether what the plan says may still be changed."""
    return plan.status not in CLOSED


@country_page
def money(request: CountryRequest) -> HttpResponse:
    """Totals by year, area, hazard, institution and category; P50 and P80; what is missing."""
    plan = plan_here(request)
    totals = cost_totals(request.actor, plan)
    prices = prices_of(request.actor, plan)
    names = hazard_names()
    context: dict[str, Any] = {
        "section": "plan",
        "tab": "money",
        "label": plan.label,
        "plan": plan,
        "totals": totals,
        "sides": [
            (_("By area"), totals.areas),
            (_("By institution in the lead"), totals.institutions),
            (_("By category"), totals.categories),
            (_("By hazard"), [_named(share, names) for share in totals.hazards]),
            (_("Recurrent and one-off"), totals.kinds),
        ],
        "spread": cost_percentiles(request.actor, plan),
        "money": plan_money(request.actor, plan),
        "prices": prices,
        "growth": f"{(prices.growth * 100).normalize():f}",
        "may_shape": can_shape_plan(request.actor) and is_open(plan),
        "runs_plan": can_shape_plan(request.actor),
        "unclear": unclear_rows(request.actor, plan).filter(settled_at__isnull=True).count(),
        "other_plans": other_plans(request, plan),
    }
    return render(request, "plans/money.html", context)


def _named(share: Any, names: dict[str, str]) -> Any:
    return {"name": names.get(share.name, share.name), "cost": share.cost, "percent": share.percent}


@country_action
def prices(request: CountryRequest) -> HttpResponse:
    """Change how much prices grow and how far they move together; amounts follow."""
    require(can_shape_plan, request.actor)
    plan = plan_here(request)
    try:
        changed = set_prices(
            actor=request.actor,
            plan=plan,
            growth=exact(request.POST.get("growth", ""), _("price growth")) / Decimal(100),
            correlation=exact(request.POST.get("correlation", ""), _("correlation")),
        )
        said_so(request, changed)
    except (InvalidInput, WrongState) as error:
        messages.error(request, str(error))
    return redirect("plan_money", request.country.code)


def said_so(request: CountryRequest, changed: int) -> None:
    """Tell that something was saved, and how many cost lines follow."""
    words = ngettext("Saved; %(n)s cost line follows.", "Saved; %(n)s cost lines follow.", changed) % {"n": changed}
    messages.success(request, words if changed else _("Saved; no cost line changes by it."))


def beside_the_plan(request: CountryRequest, plan: Plan) -> dict[str, Any]:
    """What the plan's page says of money, of the file that the plan came from, and of the country's other plans."""
    runs, others = can_shape_plan(request.actor), other_plans(request, plan)
    return {
        "money": plan_money(request.actor, plan),
        "unclear": unclear_rows(request.actor, plan).filter(settled_at__isnull=True).count()
        if plan.assessment_id is None
        else 0,
        "other_plans": others,
        "runs_plan": runs,
        "may_draft_too": runs and plan.assessment_id is None and not any(other.assessment_id for other in others),
    }


def other_plans(request: CountryRequest, plan: Plan) -> list[Plan]:
    """The country's plans besides the one that everybody works on."""
    return [other for other in all_plans(request.actor) if other.pk != plan.pk]


def beside_the_action(request: CountryRequest, plan: Plan, action: Action) -> dict[str, Any]:
    """What an action's page says of its money, and of the rows of the file that it came from."""
    imported = plan.assessment_id is None
    return {
        "funding": funding_for(request.actor, action),
        "funding_statuses": FundingStatus.choices,
        "may_fund": can_note_funding(request.actor, action),
        "may_cost": can_edit_plan(request.actor, action) and is_open(plan) and action.carried_by_id is None,
        "source": source_of(request.actor, plan) if imported else None,
        "source_rows": rows_of(request.actor, action) if imported else [],
    }
