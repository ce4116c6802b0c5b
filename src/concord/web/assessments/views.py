"""The heat map of levels, and the page of one finding."""

from __future__ import annotations

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import render

from concord.domains.assessments import queries
from concord.domains.plans.queries import closing_actions, latest_plan
from concord.kernel.errors import NotFound
from concord.ui.access import CountryRequest, country_page
from concord.ui.reading import reads
from concord.ui.templatetags.concord import hazard_names
from concord.web.assessments.rungs import rungs


@country_page
def findings(request: CountryRequest) -> HttpResponse:
    """Every capability by area, coloured by its level."""
    assessment = queries.latest_assessment(request.actor)
    if assessment is None:
        return render(request, "overview/empty.html", {"section": "findings"})
    names = hazard_names()
    hazard = request.GET.get("hazard", "")
    hazard = hazard if hazard in names else ""
    areas = queries.levels_by_area(request.actor, assessment, hazard)
    cells = [cell for area in areas for cell in area.cells]
    counts = Counter((cell.finding.level or 0) if cell.finding else 0 for cell in cells)
    context = {
        "section": "findings",
        "label": assessment.label,
        "assessment": assessment,
        "areas": areas,
        "total": len(cells),
        "legend": [(number, counts[number]) for number in (1, 2, 3, 4, 5, 0)],
        "hazard": hazard,
        "hazard_names": names,
        "plan": latest_plan(request.actor),
    }
    return render(request, "assessments/findings.html", context)


@country_page
def finding(request: CountryRequest, code: str) -> HttpResponse:
    """One capability: its level, the ladder with all answers that one may read, and the actions that lift it."""
    actor = request.actor
    assessment = queries.latest_assessment(actor)
    if assessment is None:
        raise NotFound("There is no such page.")
    found = queries.find_capability(actor, assessment, code)
    plan = latest_plan(actor)
    level = found.finding.level if found.finding else None
    ladder = queries.ladder(actor, assessment, found.capability)
    context = {
        "section": "findings",
        "label": assessment.label,
        "assessment": assessment,
        "capability": found.capability,
        "finding": found.finding,
        "rungs": rungs(ladder, level, found.finding.ahead if found.finding else []),
        "dissents": queries.dissents(actor, found.finding) if found.finding else [],
        "closing": closing_actions(actor, plan).get(found.finding.pk, []) if plan and found.finding else [],
        "reads": reads(actor),
    }
    return render(request, "assessments/finding.html", context)
