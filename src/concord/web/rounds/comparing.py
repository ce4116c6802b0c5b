"""Two rounds side by side, as a table and as a picture."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from concord.domains.assessments.models import Assessment
from concord.domains.assessments.queries.comparing import Compared, Comparison, Movement, compare_rounds
from concord.domains.assessments.queries.rounds import rounds
from concord.formats.fonts import FAMILY
from concord.formats.round_chart import Movement as Drawn
from concord.formats.round_chart import Step, steps_chart
from concord.kernel import audit
from concord.kernel.errors import NotFound
from concord.ui.access import CountryRequest, country_page
from concord.web.rounds.pages import chosen, page_of


@dataclass(frozen=True)
class Wanted:
    """Which rounds are compared, and which of their capabilities are shown."""

    earlier: Assessment
    later: Assessment
    area: str
    changed: bool

    def query(self) -> str:
        """The same wish as the end of an address."""
        given = {
            "from": self.earlier.pk,
            "to": self.later.pk,
            "area": self.area,
            "changed": "1" if self.changed else "",
        }
        return urlencode({name: value for name, value in given.items() if value})


def _wanted(request: CountryRequest) -> tuple[Wanted | None, list[Assessment]]:
    """What the address asks for; of itself, the newest round and the one it follows. None where there is one round."""
    found = rounds(request.actor)
    everything = [each.assessment for each in found]
    if len(found) < 2:
        return None, everything
    later = chosen(found, request.GET.get("to", ""), everything[0].pk)
    others = [each.pk for each in everything if each.pk != later.pk]
    earlier = chosen(found, request.GET.get("from", ""), later.previous_id or others[0])
    return Wanted(earlier, later, request.GET.get("area", ""), "changed" in request.GET), everything


@country_page
def compare(request: CountryRequest) -> HttpResponse:
    """Capability by capability: the level then and now, the target, and what moved."""
    wanted, everything = _wanted(request)
    if wanted is None:
        return render(request, "rounds/compare_none.html", page_of(request, everything[0] if everything else None))
    comparison = compare_rounds(request.actor, wanted.earlier, wanted.later)
    shown = comparison.only(wanted.area, changed=wanted.changed)
    context = page_of(
        request,
        wanted.later,
        wanted=wanted,
        everything=everything,
        comparison=comparison,
        counts=[
            (movement, movement.label, number) for movement, number in comparison.only(wanted.area).counts().items()
        ],
        areas=_by_area(shown),
        shown=len(shown.rows),
        told=_told(shown),
    )
    return render(request, "rounds/compare.html", context)


def _by_area(comparison: Comparison) -> list[tuple[str, str, list[Compared]]]:
    grouped: dict[str, list[Compared]] = {}
    for row in comparison.rows:
        grouped.setdefault(row.capability.area.code, []).append(row)
    return [(code, str(rows[0].capability.area.title), rows) for code, rows in grouped.items()]


def _told(comparison: Comparison) -> str:
    """The picture in words."""
    counts = comparison.counts()
    return _(
        "Levels of two rounds on a line from 1 to 5. Up: %(up)s, down: %(down)s, the same: %(same)s, not comparable:"
        " %(apart)s. The table has every level."
    ) % {str(movement): number for movement, number in counts.items()}


@country_page
def picture(request: CountryRequest) -> HttpResponse:
    """The comparison as SVG. Drawn again only after something was written in the country."""
    wanted, __ = _wanted(request)
    if wanted is None:
        raise NotFound("There is no such picture.")
    parts = (wanted.query(), audit.head(request.actor.country_id), ",".join(sorted(request.actor.roles)))
    etag = '"' + hashlib.sha256("|".join((*parts, get_language() or "")).encode()).hexdigest()[:32] + '"'
    response: Any = get_conditional_response(request, etag=etag)
    if response is None:
        shown = compare_rounds(request.actor, wanted.earlier, wanted.later).only(wanted.area, changed=wanted.changed)
        if not shown.rows:
            raise NotFound("There is nothing to draw.")
        direction: Literal["ltr", "rtl"] = "rtl" if get_language_bidi() else "ltr"
        drawn = steps_chart([_step(row) for row in shown.rows], alt=_told(shown), words=_words(), direction=direction)
        # A browser hardly has the font that pictures are measured with, and would fall back to one with serifs.
        svg = drawn.svg.replace(f'"{FAMILY}"', f'"{FAMILY}, system-ui, sans-serif"')
        response = HttpResponse(svg, content_type="image/svg+xml")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return cast(HttpResponse, response)


def _step(row: Compared) -> Step:
    capability = row.capability
    return Step(
        capability.area.code,
        str(capability.area.title),
        capability.code,
        str(capability.title),
        row.level_before or 0,
        row.level_now or 0,
        row.target or 0,
        cast(Drawn, str(row.movement)),
    )


def _words() -> Mapping[str, str]:
    return {
        "before": _("Then"),
        Movement.UP: _("Now, higher"),
        Movement.DOWN: _("Now, lower"),
        Movement.SAME: _("The same"),
        Movement.APART: _("Now, not comparable"),
        "target": _("Target"),
    }
