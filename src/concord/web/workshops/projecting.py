"""The page on the wall: how one joins, what is asked, who has voted, what it came to, and what was decided."""

from __future__ import annotations

import math
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from concord.domains.workshops import queries
from concord.domains.workshops.models import Workshop
from concord.kernel import clock
from concord.ui.access import CountryRequest, country_page
from concord.web.workshops.asked_for import page_of, tagged, unless_seen, way_in, workshop_at
from concord.web.workshops.material import material_of
from concord.web.workshops.results import result_of


@country_page
def screen(request: CountryRequest, pk: UUID) -> HttpResponse:
    """The page as it is opened on the projector."""
    return render(request, "workshops/screen.html", _context(request, workshop_at(request, pk)))


@country_page
def screen_live(request: CountryRequest, pk: UUID) -> HttpResponse:
    """All of it that changes; an empty answer to who has seen it."""
    found = workshop_at(request, pk)
    key = queries.pulse(request.actor, found).key
    seen = unless_seen(request, key)
    if seen is not None:
        return seen
    return tagged(render(request, "workshops/screen_live.html", _context(request, found)), key)


def _context(request: CountryRequest, found: Workshop) -> dict[str, object]:
    shown = queries.screen(request.actor, found)
    lines = queries.agenda(request.actor, found) if found.current_item is None else []
    return page_of(
        request,
        found,
        screen=shown,
        question=shown.question,
        item=found.current_item,
        state=shown.question.state if shown.question is not None else "",
        result=result_of(shown.tally, shown.question),
        material=material_of(request.actor, shown.question),
        way=way_in(request, found),
        lines=lines,
        upcoming=next((line for line in lines if line.item.started_at is None), None),
        seconds=_left(found),
    )


def _left(workshop: Workshop) -> int | None:
    """How many seconds the timer has left; None where none runs."""
    if workshop.timer_ends_at is None:
        return None
    return max(0, math.ceil((workshop.timer_ends_at - clock.now()).total_seconds()))
