"""The decision record to keep, and the pictures that pages show."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

from concord.domains.priorities.rules import can_see_ballots
from concord.domains.reports.decision_pictures import NAMES, decision_job
from concord.domains.reports.decisions import RecordMaterial, render_record
from concord.formats.fonts import FAMILY
from concord.kernel import audit
from concord.kernel.errors import NotFound
from concord.ui.access import CountryRequest, country_page
from concord.web.deciding.asked_for import place_of, result_at


@country_page
def record(request: CountryRequest, kind: str) -> HttpResponse:
    """The decision record, or its draft for who may see the result before it is decided."""
    place = place_of(request)
    result = result_at(request, place)
    if result is None:
        raise NotFound("There is no such document.")
    material = RecordMaterial(request.country, place.prioritisation, place.decision, result)
    content, media_type, name = render_record(request.actor, material, kind)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=media_type, headers=headers)


@country_page
def picture(request: CountryRequest, name: str) -> HttpResponse:
    """One picture of the result as SVG. Drawn again only after something was written in the country."""
    if name not in NAMES:
        raise NotFound("There is no such picture.")
    place, named = place_of(request), can_see_ballots(request.actor)
    result = result_at(request, place)
    parts = (name, str(place.prioritisation.pk), audit.head(request.actor.country_id), get_language() or "", str(named))
    etag = '"' + hashlib.sha256("|".join(parts).encode()).hexdigest()[:32] + '"'
    unchanged: Any = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        response: HttpResponse = unchanged
    else:
        job = None if result is None else decision_job(result, name, named=named)
        if job is None:
            raise NotFound("There is nothing to draw yet.")
        # A browser hardly has the font that pictures are measured with, and would fall back to one with serifs.
        svg = job().svg.replace(f'"{FAMILY}"', f'"{FAMILY}, system-ui, sans-serif"')
        response = HttpResponse(svg, content_type="image/svg+xml")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response
