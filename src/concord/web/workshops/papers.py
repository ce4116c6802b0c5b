"""A workshop on paper: its minutes, and the ballots of those who vote without a phone."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from concord.domains.reports.workshop_minutes import render_minutes
from concord.domains.reports.workshop_sheets import render_sheets
from concord.domains.workshops.queries import find_item
from concord.domains.workshops.rules import can_assist, can_see_workshops
from concord.formats.errors import FormatError
from concord.kernel.actor import require
from concord.kernel.errors import WrongState
from concord.ui.access import CountryRequest, country_page
from concord.web.workshops.asked_for import one_id, workshop_at


@country_page
def minutes(request: CountryRequest, pk: UUID) -> HttpResponse:
    """The minutes as they stand now, as a Word document."""
    require(can_see_workshops, request.actor)
    return _to_keep(*render_minutes(request.actor, request.country, workshop_at(request, pk)))


@country_page
def sheets(request: CountryRequest, pk: UUID) -> HttpResponse:
    """The ballots to print, of one item or of all."""
    workshop = workshop_at(request, pk)
    require(can_assist, request.actor, workshop)
    asked = request.GET.get("item")
    item = find_item(request.actor, workshop, one_id(asked)) if asked else None
    try:
        return _to_keep(*render_sheets(request.actor, request.country, workshop, item))
    except (WrongState, FormatError) as error:
        messages.info(request, str(error))
        return redirect("workshop_paper", request.country.code, pk)


def _to_keep(content: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=media_type, headers=headers)
