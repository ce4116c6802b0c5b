"""The charts of an order of gaps: how often each takes each place, what criteria weigh, how far orders spread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from concord.formats.chart_drawing import (
    ACCENT,
    INK,
    MUTED,
    PORTRAIT,
    RULE,
    Canvas,
    Direction,
    Row,
    colour,
    fixed,
    pixel,
    shortened,
    side,
    tint,
)
from concord.formats.plan_document import Picture

LINES_AT_MOST = 25  # what one page shows at a readable size
_LEFT, _STEP, _TOP = 226.0, 16.0, 30.0
_COLOURS_AT_MOST = 8  # more institutions than that are drawn alike


@dataclass(frozen=True)
class PlaceLine:
    """A gap on its place; ``shares`` say how often it takes each place from the first on."""

    code: str
    title: str
    place: int
    shares: tuple[float, ...]


@dataclass(frozen=True)
class WeightBar:
    """A criterion: its weight (of 1), and what each institution gave, in the order of the institutions' names."""

    title: str
    weight: float
    given: tuple[float, ...]


@dataclass(frozen=True)
class SpreadLine:
    """A gap on its place, and the place that each institution alone would give it."""

    code: str
    title: str
    place: int
    places: tuple[int, ...]


def place_shares(
    lines: Sequence[PlaceLine], *, top: int, alt: str, axis: str, top_word: str, direction: Direction = "ltr"
) -> Picture:
    """Gaps in order, at most ``LINES_AT_MOST``, against places: the darker a cell, the more often it is taken.

    The ring marks the place of the order, the line the end of the top.
    """
    import altair

    if not lines:
        raise ValueError("an order needs at least one gap")
    shown = lines[:LINES_AT_MOST]
    canvas = Canvas()
    places = len(lines[0].shares)
    _align, along = side(direction, PORTRAIT)
    width = (PORTRAIT - _LEFT) / places
    bottom = _TOP + _STEP * len(shown)

    def at(place: float) -> float:
        return along(_LEFT + width * place)

    cells: list[Row] = []
    for line, one in enumerate(shown):
        y = _TOP + _STEP * line
        for place, share in enumerate(one.shares):
            if share >= 0.005:
                cells.append({"x": min(at(place), at(place + 1)), "x2": max(at(place), at(place + 1)), "y": y + 1,
                              "y2": y + _STEP - 1, "colour": tint(min(1.0, share ** 0.6))})  # fmt: skip
    rings = [
        {"x": min(at(one.place - 1), at(one.place)), "x2": max(at(one.place - 1), at(one.place)),
         "y": _TOP + _STEP * line + 1, "y2": _TOP + _STEP * (line + 1) - 1}
        for line, one in enumerate(shown)
    ]  # fmt: skip
    layers = [
        *_titles(canvas, [(one.code, one.title) for one in shown], direction),
        canvas.layer(cells).mark_rect().encode(
            x=pixel("x", "x"), x2="x2:Q", y=pixel("y", "y"), y2="y2:Q", color=altair.Color("colour:N", scale=None)),
        canvas.layer(rings).mark_rect(filled=False, stroke="#b0431e", strokeWidth=1.3).encode(
            x=pixel("x", "x"), x2="x2:Q", y=pixel("y", "y"), y2="y2:Q"),
        *_axis(canvas, [(p, at(p - 0.5)) for p in _labelled(places)], axis, along, direction),
        *_end_of_top(canvas, top, places, at(top), bottom, top_word, direction),
    ]  # fmt: skip
    return canvas.picture(layers, PORTRAIT, bottom + 6, alt)


def weight_spread(
    bars: Sequence[WeightBar], *, institutions: Sequence[str], alt: str, unit: str, number: Callable[[float], str],
    direction: Direction = "ltr",
) -> Picture:  # fmt: skip
    """Criteria with their weight as a bar and a dot for each institution; ``number`` writes a weight of 1 as text."""
    import altair

    if not bars:
        raise ValueError("weights need at least one criterion")
    canvas = Canvas()
    align, along = side(direction, PORTRAIT)
    left, right, step, top = 160.0, PORTRAIT - 36.0, 26.0, 22.0
    most = max(max((bar.weight, *bar.given)) for bar in bars) or 1.0
    bottom = top + step * len(bars)

    def at(weight: float) -> float:
        return along(left + weight / most * (right - left))

    rows: list[Row] = []
    dots: list[Row] = []
    for line, bar in enumerate(bars):
        y = top + step * line + step / 2
        furthest = max((bar.weight, *bar.given))
        rows.append({"y": y, "y0": y - 7, "y1": y + 7, "from": at(0), "to": at(bar.weight), "text": number(bar.weight),
                     "low": at(min((bar.weight, *bar.given))), "high": at(furthest),
                     "beside": at(furthest) + (7 if direction == "ltr" else -7),
                     "title": shortened(bar.title, left - 12, 8.5)})  # fmt: skip
        dots += [
            {"x": at(given), "y": y, "colour": _of_institution(number_, len(institutions))}
            for number_, given in enumerate(bar.given)
        ]
    layers = [
        canvas.words([{"text": unit, "ink": MUTED}], fixed("x", along(left)), fixed("y", 9), align, 8, dir=direction),
        canvas.layer(rows).mark_rect(color="#c9dae8", cornerRadius=1).encode(
            x=pixel("from", "x"), x2="to:Q", y=pixel("y0", "y"), y2="y1:Q"),
        canvas.layer(rows).mark_rule(color=MUTED, strokeWidth=1).encode(
            x=pixel("low", "x"), x2="high:Q", y=pixel("y", "y")),
        canvas.layer(dots).mark_point(filled=True, size=46, opacity=0.9, stroke="white", strokeWidth=0.8).encode(
            x=pixel("x", "x"), y=pixel("y", "y"), color=altair.Color("colour:N", scale=None)),
        canvas.words(rows, pixel("beside", "x"), pixel("y", "y"), align, 8.5, fontWeight="bold"),
        canvas.words([{**row, "text": row["title"]} for row in rows], fixed("x", along(0)), pixel("y", "y"), align,
                     8.5, dir=direction),
    ]  # fmt: skip
    legend, end = _legend(canvas, institutions, bottom + 12, direction)
    return canvas.picture([*layers, *legend], PORTRAIT, end, alt)


def order_spread(
    lines: Sequence[SpreadLine], *, institutions: Sequence[str], gaps: int, top: int, alt: str, axis: str,
    top_word: str, direction: Direction = "ltr",
) -> Picture:  # fmt: skip
    """Gaps in order against places: a dot where each institution alone would put it, a bar where it stands."""
    import altair

    if not lines:
        raise ValueError("an order needs at least one gap")
    shown = lines[:LINES_AT_MOST]
    canvas = Canvas()
    _align, along = side(direction, PORTRAIT)
    width = (PORTRAIT - _LEFT) / gaps
    bottom = _TOP + _STEP * len(shown)

    def at(place: float) -> float:
        return along(_LEFT + width * (place - 0.5))

    rules: list[Row] = []
    dots: list[Row] = []
    marks: list[Row] = []
    for line, one in enumerate(shown):
        y = _TOP + _STEP * line + _STEP / 2
        rules.append({"x": at(min(one.places)), "x2": at(max(one.places)), "y": y})
        marks.append({"x": at(one.place), "y": y - 6, "y2": y + 6})
        together: dict[int, int] = {}
        for number, place in enumerate(one.places):
            lift = together.get(place, 0)  # dots on the same place stand a little beside each other
            together[place] = lift + 1
            shift = ((lift + 1) // 2) * (2.6 if lift % 2 else -2.6)
            dots.append({"x": at(place), "y": y + shift, "colour": _of_institution(number, len(institutions))})
    layers = [
        *_titles(canvas, [(one.code, one.title) for one in shown], direction),
        canvas.layer(rules).mark_rule(color="#9fb0c0", strokeWidth=1).encode(
            x=pixel("x", "x"), x2="x2:Q", y=pixel("y", "y")),
        canvas.layer(marks).mark_rule(color=INK, strokeWidth=2.2).encode(
            x=pixel("x", "x"), y=pixel("y", "y"), y2="y2:Q"),
        canvas.layer(dots).mark_point(filled=True, size=34, opacity=0.9, stroke="white", strokeWidth=0.7).encode(
            x=pixel("x", "x"), y=pixel("y", "y"), color=altair.Color("colour:N", scale=None)),
        *_axis(canvas, [(p, at(p)) for p in _labelled(gaps)], axis, along, direction),
        *_end_of_top(canvas, top, gaps, at(top + 0.5), bottom, top_word, direction),
    ]  # fmt: skip
    legend, end = _legend(canvas, institutions, bottom + 14, direction)
    return canvas.picture([*layers, *legend], PORTRAIT, end, alt)


def _titles(canvas: Canvas, names: Sequence[tuple[str, str]], direction: Direction) -> list[Any]:
    """Code and title of each line, and a hair line under it."""
    align, along = side(direction, PORTRAIT)
    rows = [
        {"y": _TOP + _STEP * line + _STEP / 2, "y0": _TOP + _STEP * line, "text": code, "ink": ACCENT,
         "title": shortened(title, _LEFT - 62, 8)}
        for line, (code, title) in enumerate(names)
    ]  # fmt: skip
    return [
        canvas.layer(rows).mark_rule(color=RULE, strokeWidth=0.6).encode(
            y=pixel("y0", "y"), x=fixed("x", along(0)), x2=fixed("x2", along(PORTRAIT))),
        canvas.words(rows, fixed("x", along(0)), pixel("y", "y"), align, 8, fontWeight="bold"),
        canvas.words([{**row, "text": row["title"], "ink": INK} for row in rows], fixed("x", along(50)),
                     pixel("y", "y"), align, 8, dir=direction),
    ]  # fmt: skip


def _labelled(places: int) -> list[int]:
    """The places that carry a number: all of few, every fifth of many."""
    step = 1 if places <= 14 else 5 if places <= 60 else 10
    return [place for place in range(1, places + 1) if place == 1 or place % step == 0]


def _axis(
    canvas: Canvas, labels: Sequence[tuple[int, float]], axis: str, along: Callable[[float], float],
    direction: Direction,
) -> list[Any]:  # fmt: skip
    numbers = [{"x": x, "text": str(place), "ink": MUTED} for place, x in labels]
    end = "right" if direction == "ltr" else "left"
    return [
        canvas.words(numbers, pixel("x", "x"), fixed("y", _TOP - 8), "center", 8),
        canvas.words([{"text": axis, "ink": MUTED}], fixed("x", along(_LEFT - 8)), fixed("y", _TOP - 8), end, 8,
                     dir=direction),
    ]  # fmt: skip


def _end_of_top(
    canvas: Canvas, top: int, places: int, x: float, bottom: float, word: str, direction: Direction
) -> list[Any]:
    if top >= places:
        return []
    end = "right" if direction == "ltr" else "left"
    return [
        canvas.layer([{"x": x}]).mark_rule(color="#b0431e", strokeWidth=1.1, strokeDash=[3, 2]).encode(
            x=pixel("x", "x"), y=fixed("y", _TOP - 1), y2=fixed("y2", bottom)),
        canvas.words([{"x": x, "text": word, "ink": "#b0431e"}], pixel("x", "x"), fixed("y", 7), end, 8,
                     dx=-3 if direction == "ltr" else 3, dir=direction),
    ]  # fmt: skip


def _of_institution(number: int, institutions: int) -> str:
    return colour(number) if institutions <= _COLOURS_AT_MOST else "#5b7fa3"


def _legend(canvas: Canvas, names: Sequence[str], top: float, direction: Direction) -> tuple[list[Any], float]:
    """The institutions with their colours, two to a line; none where they are drawn alike."""
    import altair

    if not names or len(names) > _COLOURS_AT_MOST:
        return [], top
    align, along = side(direction, PORTRAIT)
    rows: list[Row] = []
    for at, name in enumerate(names):
        x, y = PORTRAIT / 2 * (at % 2), top + 15 * (at // 2)
        rows.append({"x": along(x + 5), "y": y, "beside": along(x + 14), "text": shortened(name, PORTRAIT / 2 - 24, 8),
                     "colour": _of_institution(at, len(names))})  # fmt: skip
    return [
        canvas.layer(rows).mark_point(filled=True, size=46).encode(
            x=pixel("x", "x"), y=pixel("y", "y"), color=altair.Color("colour:N", scale=None)),
        canvas.words(rows, pixel("beside", "x"), pixel("y", "y"), align, 8, dir=direction),
    ], rows[-1]["y"] + 10  # fmt: skip
