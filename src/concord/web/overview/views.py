"""The overview: what comes next, the key figures, and who has answered."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from concord.domains.assessments.queries import (
    finding_progress,
    holding_signature,
    latest_assessment,
    part_progress,
    tally,
    turnout,
)
from concord.domains.assessments.rules import may_see_all_answers
from concord.domains.plans.queries import latest_plan, plan_cost, plan_tally
from concord.domains.plans.queries.funding import plan_money
from concord.domains.plans.queries.road import road
from concord.domains.priorities.queries import first_order
from concord.kernel import audit
from concord.ui.access import CountryRequest, country_page
from concord.web.overview.next_steps import Standing, next_steps


@country_page
def overview(request: CountryRequest) -> HttpResponse:
    """Where the country stands, and what to do next."""
    actor = request.actor
    assessment = latest_assessment(actor)
    plan = latest_plan(actor)
    money = plan_money(actor, plan) if plan else None
    if assessment is None:
        context = {"section": "overview", "plan": plan, "money": money}
        return render(request, "overview/empty.html", context)
    gaps = first_order(actor, assessment)
    standing = Standing(
        assessment=assessment,
        turnout=turnout(actor, assessment),
        parts=part_progress(actor, assessment),
        findings=finding_progress(actor, assessment),
        signed=holding_signature(actor, assessment) is not None,
        gaps=len(gaps),
        plan=plan,
        tally=plan_tally(actor, plan) if plan else None,
        road=road(actor, plan) if plan else None,
    )
    context = {
        "section": "overview",
        "label": assessment.label,
        "assessment": assessment,
        "plan": plan,
        "steps": next_steps(standing, actor),
        "tally": tally(actor, assessment),
        "gap_count": len(gaps),
        "level_steps": sum(len(gap.steps) for gap in gaps),
        "actions": standing.tally,
        "cost": plan_cost(actor, plan) if plan else None,
        "money": money,
        # Who is late is the business of those who run and check the round.
        "turnout": standing.turnout if may_see_all_answers(actor) else [],
        "audit_head": audit.head(actor.country_id),
    }
    return render(request, "overview/overview.html", context)
