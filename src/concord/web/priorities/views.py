"""The list of gaps."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from concord.domains.assessments.queries import latest_assessment, unfulfilled
from concord.domains.frameworks.models import Statement
from concord.domains.plans.models import ClosedGap
from concord.domains.plans.queries import closing_actions, latest_plan
from concord.domains.priorities.queries import RankedGap, gap_order
from concord.ui.access import CountryRequest, country_page


@dataclass(frozen=True)
class GapLine:
    """A gap, the statements that are missing up to its target, and the actions that close it."""

    gap: RankedGap
    missing: list[Statement]
    actions: list[ClosedGap]


@country_page
def gaps(request: CountryRequest) -> HttpResponse:
    """Every gap, the most important first, with what is missing."""
    actor = request.actor
    assessment = latest_assessment(actor)
    if assessment is None:
        return render(request, "overview/empty.html", {"section": "gaps"})
    plan = latest_plan(actor)
    missing = unfulfilled(actor, assessment)
    closing = closing_actions(actor, plan) if plan else {}
    ranked = gap_order(actor, assessment)
    lines = [
        GapLine(
            gap,
            [s for s in missing.get(gap.finding.capability_id, []) if s.level <= gap.target],
            closing.get(gap.finding.pk, []),
        )
        for gap in ranked
    ]
    context = {
        "section": "gaps",
        "label": assessment.label,
        "assessment": assessment,
        "plan": plan,
        "lines": lines,
        "most": max((gap.importance for gap in ranked), default=0),
        "exposed": bool(ranked) and ranked[0].exposure is not None,
        "level_steps": sum(len(gap.steps) for gap in ranked),
    }
    return render(request, "priorities/gaps.html", context)
