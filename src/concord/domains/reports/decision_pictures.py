"""The pictures of an order of gaps, for pages and the decision record alike."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from concord.domains.priorities.results import Result
from concord.domains.reports import words
from concord.formats.plan_document import Picture
from concord.formats.priority_charts import (
    LINES_AT_MOST,
    PlaceLine,
    SpreadLine,
    WeightBar,
    order_spread,
    place_shares,
    weight_spread,
)

Job = Callable[[], Picture]
NAMES = ("places", "weights", "orders")


def decision_job(result: Result, name: str, *, named: bool = True) -> Job | None:
    """One picture, still to be drawn; None where there is nothing to draw. ``named``: institutions by their names."""
    return {"places": _places, "weights": _weights, "orders": _orders}[name](result, named)


def decision_pictures(result: Result, *, named: bool = True) -> dict[str, Picture]:
    """All that can be drawn, by name."""
    jobs = {name: decision_job(result, name, named=named) for name in NAMES}
    return {name: job() for name, job in jobs.items() if job is not None}


def _direction() -> Literal["ltr", "rtl"]:
    return "rtl" if get_language_bidi() else "ltr"


def _top(result: Result) -> str:
    return _("first %(n)s") % {"n": result.outcome.top}


def _institutions(result: Result, named: bool) -> list[str]:
    return [voice.name for voice in result.voices] if named else []


def _places(result: Result, named: bool) -> Job | None:
    lines = [
        PlaceLine(result.gaps[gap].code, result.gaps[gap].title, place, result.outcome.ranks[gap])
        for place, gap in enumerate(result.order, start=1)
    ]
    alt = _("How often each of %(n)s gaps takes each place over all weightings; the table says the same.") % {
        "n": min(len(lines), LINES_AT_MOST)
    }
    return partial(
        place_shares, lines, top=result.outcome.top, alt=alt, axis=_("place"), top_word=_top(result),
        direction=_direction(),
    )  # fmt: skip


def _weights(result: Result, named: bool) -> Job | None:
    if not result.voices:
        return None
    outcome = result.outcome
    bars = [
        WeightBar(one.title, outcome.weights[n], tuple(voice.weights[n] for voice in result.voices) if named else ())
        for n, one in enumerate(result.criteria)
    ]
    return partial(
        weight_spread, sorted(bars, key=lambda bar: -bar.weight), institutions=_institutions(result, named),
        alt=_("Weights of the criteria: all together as a bar, each institution as a dot; the table says the same."),
        unit=_("weight in percent"), number=partial(words.number, pattern="0%"), direction=_direction(),
    )  # fmt: skip


def _orders(result: Result, named: bool) -> Job | None:
    own = result.outcome.by_institution
    if len(own) < 2 or not named:
        return None
    lines = [
        SpreadLine(result.gaps[gap].code, result.gaps[gap].title, place, tuple(places[gap] for places in own))
        for place, gap in enumerate(result.order, start=1)
    ]
    return partial(
        order_spread, lines, institutions=_institutions(result, named), gaps=len(result.gaps), top=result.outcome.top,
        alt=_("The place each institution alone would give each gap; the table says the same."), axis=_("place"),
        top_word=_top(result), direction=_direction(),
    )  # fmt: skip
