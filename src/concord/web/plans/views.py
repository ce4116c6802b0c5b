"""The plan with its filters, and the page of one action with its trace."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.assessments.queries import latest_assessment
from concord.domains.plans import queries
from concord.domains.plans.enums import ActionStatus, PlanStatus
from concord.domains.plans.models import Action, Plan
from concord.domains.plans.rules import can_draft_plan
from concord.domains.plans.services import draft_plan, refresh_plan
from concord.domains.risks.queries import Exposure, followed_exposure
from concord.kernel.errors import NotFound
from concord.ui.access import CountryRequest, country_action, country_page
from concord.ui.reading import reads
from concord.ui.templatetags.concord import hazard_names
from concord.web.plans.money import beside_the_action, beside_the_plan
from concord.web.plans.tables import by_objective, cost_table, sum_of


@country_page
def plan(request: CountryRequest) -> HttpResponse:
    """The plan's actions by objective; filters work with and without script."""
    found = queries.latest_plan(request.actor)
    if found is None:
        context = {"section": "plan", "may_draft": can_draft_plan(request.actor)}
        return render(request, "plans/empty.html", context)
    wanted = wanted_of(request)
    rows = queries.listed_actions(request.actor, found, wanted)
    groups = by_objective(rows, queries.costs_by_action(request.actor, found))
    shown = [line for group in groups for line in group.lines]
    context = {
        "section": "plan",
        "label": found.label,
        "plan": found,
        "wanted": wanted,
        "filtered": wanted != queries.PlanFilter(),
        "groups": groups,
        "shown": len(shown),
        "total": sum_of(line.cost for line in shown),
    }
    # What htmx asks for is the list alone; going back in history asks for the whole page.
    htmx: Any = getattr(request, "htmx", None)
    partial = bool(htmx) and not htmx.history_restore_request
    if not partial:
        context |= _choices(request, found) | {"drift": _drift(request, found)} | beside_the_plan(request, found)
    response = render(request, "plans/actions.html" if partial else "plans/plan.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _drift(request: CountryRequest, plan: Plan) -> queries.Drift | None:
    """How far the plan is from its findings, for who may draft it anew."""
    if not can_draft_plan(request.actor) or plan.status != PlanStatus.SKELETON:
        return None
    found = queries.drift(request.actor, plan)
    return found if found.missing or found.spare or found.reordered else None


@country_action
def draft(request: CountryRequest) -> HttpResponse:
    """Draft the first plan from the findings, or let the skeleton follow them."""
    actor, book = request.actor, queries.shipped_book()
    found = queries.latest_plan(actor)
    if found is None or found.assessment is None:
        assessment = latest_assessment(actor)
        if assessment is None:
            raise NotFound("There is no such page.")
        drafted = draft_plan(actor=actor, assessment=assessment, book=book)
        n = drafted.actions.count()
        messages.success(request, ngettext("%(n)s action is drafted.", "%(n)s actions are drafted.", n) % {"n": n})
    else:
        done = refresh_plan(actor=actor, plan=found, book=book)
        words = _("The plan follows the findings again: %(added)s actions came in, %(gone)s went, %(kept)s stay.")
        messages.success(request, words % {"added": len(done.added), "gone": len(done.gone), "kept": done.kept})
    return redirect("plan", country_code=request.country.code)


def wanted_of(request: CountryRequest) -> queries.PlanFilter:
    """What the filters of an address look for."""
    given = request.GET.get
    return queries.PlanFilter(
        text=given("text", "").strip()[:200],
        objective=given("objective", ""),
        lead=given("lead", ""),
        hazard=given("hazard", ""),
        status=given("status", ""),
    )


def _choices(request: CountryRequest, plan: Plan) -> dict[str, Any]:
    return {
        "objectives": plan.objectives.all(),
        "leads": queries.leads(request.actor, plan),
        "hazard_names": hazard_names(),
        "statuses": ActionStatus.choices,
    }


@country_page
def action(request: CountryRequest, code: str) -> HttpResponse:
    """One action: what, who, when, how much, and where it comes from."""
    actor = request.actor
    plan = queries.latest_plan(actor)
    if plan is None:
        raise NotFound("There is no such page.")
    found = queries.find_action(actor, plan, code)
    context = {
        "section": "plan",
        "label": found.label,
        "plan": plan,
        "action": found,
        "cost": queries.cost_of(found),
        "costs": cost_table(found.cost_lines.all()),
        "milestones": found.milestones.all(),
        "enables": found.enables.all(),
        "carries": found.carries.all(),
        "trace": queries.traces(actor, plan, [found])[0],
        "exposure": _exposure(request, plan, found),
        "crosswalk": _crosswalk(found),
        "reads": reads(actor),
        **beside_the_action(request, plan, found),
    }
    return render(request, "plans/action.html", context)


def _exposure(request: CountryRequest, plan: Plan, action: Action) -> Exposure | None:
    """What leans on which capability today; not asked for where the action was ordered by the weights of areas."""
    if plan.assessment is None or all(closed.exposure is None for closed in action.closes.all()):
        return None
    return followed_exposure(request.actor, plan.assessment)


def _crosswalk(action: Action) -> Any:
    if action.benchmark is None:
        return []
    return action.benchmark.capability.crosswalk.order_by("instrument", "edition", "code")
