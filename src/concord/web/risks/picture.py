"""The risk picture: matrix, scenarios, capabilities and gaps, each as a drawing and as a table."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

from concord.domains.assessments.queries import latest_assessment
from concord.domains.frameworks.models import Capability
from concord.domains.priorities.queries import RankedGap, order_under
from concord.domains.reports.risk_material import RiskMaterial, risk_material
from concord.domains.reports.risk_pictures import ORDERED, risk_job
from concord.domains.risks import queries
from concord.domains.risks.enums import FOLLOWED, RATING, Stage
from concord.domains.risks.models import RiskPicture
from concord.domains.risks.rules import can_approve_risks, can_see_spread, may_see_all_estimates
from concord.formats.fonts import FAMILY
from concord.kernel import audit
from concord.kernel.actor import require
from concord.kernel.errors import NotFound
from concord.ui.access import CountryRequest, country_page
from concord.web.risks.asked_for import page_of, picture_for


@dataclass(frozen=True)
class ExposedLine:
    """A capability of the table: its exposure, its range, and its place under each factor."""

    capability: Capability
    value: float
    low: float
    high: float
    places: tuple[int, int, int]  # under factors 2, 3 and 5
    firm: bool  # whether the three agree
    scenarios: str


@country_page
def risk_picture(request: CountryRequest) -> HttpResponse:
    """How far the picture has come, what it says, and how firm that is."""
    actor = request.actor
    assessment = latest_assessment(actor)
    if assessment is None:
        return render(request, "overview/empty.html", {"section": "risks"})
    picture = queries.picture_of(actor, assessment)
    context = page_of(
        request,
        "risk_picture",
        assessment,
        picture,
        approves=can_approve_risks(actor),
        stages=_stages(picture),
        rating=picture is None or picture.stage in RATING,
        followed=picture is not None and picture.stage in FOLLOWED,
    )
    if picture is not None:
        picture.assessment = assessment
        if may_see_all_estimates(actor):
            context["progress"] = queries.rating_progress(actor, picture)
        if can_see_spread(actor, picture):
            context |= _seen(request, picture)
    return render(request, "risks/picture.html", context)


def _stages(picture: RiskPicture | None) -> list[tuple[str, str]]:
    """Each stage with its word's state: done, now or later."""
    at = list(Stage).index(Stage(picture.stage)) if picture else -1
    return [
        (str(stage.label), "done" if number < at else "now" if number == at else "later")
        for number, stage in enumerate(Stage)
    ]


def _seen(request: CountryRequest, picture: RiskPicture) -> dict[str, Any]:
    material = risk_material(request.actor, picture.assessment, picture)
    gaps = order_under(request.actor, picture.assessment, material.exposure) if material.by_share else []
    return {
        "rated": material.by_share,
        "unrated": [one.scenario for one in material.rated if one.share is None],
        "exposed": exposed_lines(material),
        "gaps": gaps,
        "most": gaps[0].importance if gaps else 0,
    }


def exposed_lines(material: RiskMaterial) -> list[ExposedLine]:
    """The capabilities on which rated risk leans, the most exposed first."""
    found = material.exposure
    lines = []
    for capability in material.by_exposure:
        pk: UUID = capability.pk
        places = (found.others[2.0][pk], found.others[3.0][pk], found.places[pk])
        low, high = found.ranges[pk]
        codes = ", ".join(leaning.scenario.code for leaning in found.leanings[pk][:6])
        lines.append(ExposedLine(capability, found.values[pk], low, high, places, len(set(places)) == 1, codes))
    return lines


@country_page
def drawing(request: CountryRequest, name: str) -> HttpResponse:
    """One drawing as SVG. Drawn again only after something was written in the country."""
    picture = picture_for(request)
    require(can_see_spread, request.actor, picture)
    if name not in ORDERED:
        raise NotFound("There is no such picture.")
    etag = _etag(request, picture, name)
    unchanged: Any = get_conditional_response(request, etag=etag)
    response: HttpResponse = unchanged if unchanged is not None else _drawn(request, picture, name)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _drawn(request: CountryRequest, picture: RiskPicture, name: str) -> HttpResponse:
    material = risk_material(request.actor, picture.assessment, picture)
    gaps: Sequence[RankedGap] = ()
    if name == "risk_gaps":
        gaps = order_under(request.actor, picture.assessment, material.exposure)
    job = risk_job(name, material, gaps)
    if job is None:
        raise NotFound("There is nothing to draw yet.")
    # A browser hardly has the font that pictures are measured with, and would fall back to one with serifs.
    svg = job().svg.replace(f'"{FAMILY}"', f'"{FAMILY}, system-ui, sans-serif"')
    return HttpResponse(svg, content_type="image/svg+xml")


def _etag(request: CountryRequest, picture: RiskPicture, name: str) -> str:
    # Every write moves the audit head; language turns the picture.
    parts = (name, str(picture.pk), audit.head(request.actor.country_id), get_language() or "")
    return '"' + hashlib.sha256("|".join(parts).encode()).hexdigest()[:32] + '"'
