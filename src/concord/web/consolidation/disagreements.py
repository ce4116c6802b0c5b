"""Where institutions contradict each other, the worst first."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from concord.domains.assessments.queries import board
from concord.domains.assessments.queries import disagreements as queries
from concord.domains.assessments.queries.counting import counted
from concord.ui.access import CountryRequest, country_page
from concord.ui.templatetags.concord import hazard_names
from concord.web.consolidation.asked_for import page_of, round_of

SHOWN = 25


@country_page
def disagreements(request: CountryRequest) -> HttpResponse:
    """Disputed statements by agreement, with who said what and what proves it."""
    actor, assessment = request.actor, round_of(request)
    area, hazard = request.GET.get("area", ""), request.GET.get("hazard", "")
    counts = counted(actor, assessment)
    found = queries.disputes(actor, assessment, counts, area, hazard)
    pages = Paginator(found, SHOWN)
    page = pages.get_page(request.GET.get("page"))
    context = page_of(
        assessment,
        "disagreements",
        total=len(found),
        page=page,
        first=page.start_index(),
        kept=urlencode({name: value for name, value in (("area", area), ("hazard", hazard)) if value}),
        lines=queries.disagreements(actor, assessment, counts, list(page)),
        areas=board.areas_of(assessment),
        area=area,
        hazard=hazard,
        hazard_names=hazard_names(),
    )
    return render(request, "consolidation/disagreements.html", context)
