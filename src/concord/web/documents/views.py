"""Downloads of the plan, and the pictures that pages show."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language, get_language_info

from concord.domains.plans.models import Plan
from concord.domains.plans.queries import latest_plan
from concord.domains.reports import documents, money_pictures, pictures
from concord.domains.reports.material import gather
from concord.formats.fonts import FAMILY
from concord.kernel import audit, clock
from concord.kernel.errors import NotFound
from concord.ui.access import CountryRequest, country_page

# By name: what prepares the drawing of a picture, and what of the material it cannot do without.
PICTURES = {
    "schedule": (pictures.schedule, "actions"),
    "budget": (pictures.budget, "budget"),
    "levels": (pictures.levels, "findings"),
    "areas": (pictures.areas, "findings"),
    "funding": (money_pictures.funding, "budget"),
}


def _plan(request: CountryRequest) -> Plan:
    plan = latest_plan(request.actor)
    if plan is None:
        raise NotFound("There is no plan yet.")
    return plan


@country_page
def documents_page(request: CountryRequest) -> HttpResponse:
    """Every document of the plan, with the choice of a second language."""
    spoken = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
    context = {"plan": _plan(request), "languages": [one for one in spoken if one[0] != get_language()]}
    return render(request, "documents/documents.html", context)


@country_page
def document(request: CountryRequest, kind: str) -> HttpResponse:
    """One document of the plan, to keep."""
    content, media_type, name = documents.render(request.actor, _plan(request), kind, request.GET.get("beside", ""))
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=media_type, headers=headers)


@country_page
def picture(request: CountryRequest, name: str) -> HttpResponse:
    """One picture of the plan as SVG. Drawn again only after something was written in the country."""
    plan = _plan(request)
    if name not in PICTURES:
        raise NotFound("There is no such picture.")
    etag = _etag(request, plan, name)
    unchanged: Any = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        response: HttpResponse = unchanged
    else:
        prepare, needed = PICTURES[name]
        material = gather(request.actor, plan)
        if not getattr(material, needed):
            raise NotFound("There is nothing to draw yet.")
        # A browser hardly has the font that pictures are measured with, and would fall back to one with serifs.
        svg = prepare(material)().svg.replace(f'"{FAMILY}"', f'"{FAMILY}, system-ui, sans-serif"')
        response = HttpResponse(svg, content_type="image/svg+xml")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _etag(request: CountryRequest, plan: Plan, name: str) -> str:
    # Every write moves the audit head; language turns the picture, and today's line stands in the schedule.
    parts = (name, str(plan.pk), audit.head(request.actor.country_id), get_language() or "", clock.today().isoformat())
    return '"' + hashlib.sha256("|".join(parts).encode()).hexdigest()[:32] + '"'
