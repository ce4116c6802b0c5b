"""The charts of a risk picture: matrix with spread, ranked shares, and gaps against exposure. One definition each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from concord.formats.chart_chips import WHITE, Box, chips_of, drawn, edges, fanned, placed
from concord.formats.chart_drawing import (
    ACCENT,
    INK,
    MUTED,
    PORTRAIT,
    RULE,
    Canvas,
    Direction,
    Row,
    fixed,
    pixel,
    shortened,
    side,
    until,
)
from concord.formats.plan_document import Picture

__all__ = ["BARS_AT_MOST", "GapPoint", "ShareBar", "Spot", "gap_scatter", "risk_matrix", "shares"]
# Ground and letters by origin; apart in any colour vision, and each chip carries its code.
ORIGIN_COLOURS = {"natural": "#117733", "accidental": "#1f4e79", "deliberate": "#882255"}
BARS_AT_MOST = 25  # what one page shows at a readable size


@dataclass(frozen=True)
class Spot:
    """A scenario of the matrix: its bands (1 to 5, halves between two), and where the middle half of ratings lies."""

    code: str
    origin: str
    likelihood: float
    impact: float
    likelihood_range: tuple[float, float]
    impact_range: tuple[float, float]


@dataclass(frozen=True)
class ShareBar:
    """One line of a ranking: ``share`` of 1 and how it is written, and the lowest and highest it may be if known."""

    code: str
    title: str
    share: float
    text: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class GapPoint:
    """A gap: how many levels it has to climb, and how much rated risk leans on the capability."""

    code: str
    steps: int
    exposure: float


# --- matrix ------------------------------------------------------------------------------------


def risk_matrix(
    spots: Sequence[Spot], *, alt: str, likelihood_words: Sequence[str], impact_words: Sequence[str],
    axes: tuple[str, str], origins: Mapping[str, str], direction: Direction = "ltr",
) -> Picture:  # fmt: skip
    """Scenarios by likelihood (across) and impact (upwards), each a chip with its code and a cross for the spread.

    The lines of a cross reach over the middle half of the institutions' ratings. ``axes`` are the words for
    likelihood and impact, ``origins`` those for natural, accidental and deliberate.
    """

    canvas = Canvas()
    left, top, cell_height = 78.0, 24.0, 58.0
    width, height = PORTRAIT - left, cell_height * 5
    _align, along = side(direction, PORTRAIT)

    def across(band: float) -> float:
        return along(left + (band - 0.5) * width / 5)

    def up(band: float) -> float:
        return top + height - (band - 0.5) * cell_height

    ground = [
        {"x": min(across(b - 0.5), across(b + 0.5)), "x2": max(across(b - 0.5), across(b + 0.5)),
         "y": up(m + 0.5), "y2": up(m - 0.5), "colour": _warmth(b + m)}
        for b in range(1, 6) for m in range(1, 6)
    ]  # fmt: skip
    order = sorted(spots, key=lambda spot: (-(spot.likelihood + spot.impact), spot.code))
    inside = (min(along(left), along(PORTRAIT)), top, max(along(left), along(PORTRAIT)), top + height)
    places = placed(fanned([(across(spot.likelihood), up(spot.impact)) for spot in order]), inside)
    chips = chips_of([s.code for s in order], places, [ORIGIN_COLOURS.get(s.origin, MUTED) for s in order])
    lines = [line for spot, place in zip(order, places, strict=True) for line in _cross(spot, place, across, up)]
    rows, texts = _matrix_words(canvas, likelihood_words, impact_words, axes, (across, up), (top, height), direction)
    layers = [
        canvas.layer(ground).mark_rect(stroke=WHITE, strokeWidth=1).encode(**edges()),
        canvas.layer(lines).mark_rule(strokeWidth=1.1, opacity=0.32).encode(**edges()),
        *drawn(canvas, chips),
        *texts,
        *_legend(canvas, origins, rows, direction),
    ]  # fmt: skip
    return canvas.picture(layers, PORTRAIT, rows + 16, alt)


def _warmth(total: int) -> str:
    """Pale for rare and harmless, warmer the larger the risk: every step is the same factor."""
    shade = (total - 2) / 8
    return "#" + "".join(
        f"{round(low + (high - low) * shade):02x}" for low, high in ((246, 246), (248, 205), (250, 165))
    )


def _cross(spot: Spot, place: Box, across: Callable[[float], float], up: Callable[[float], float]) -> list[Row]:
    shade, (x, y) = ORIGIN_COLOURS.get(spot.origin, MUTED), place
    (a, b), (c, d) = spot.likelihood_range, spot.impact_range
    return [
        *([{"x": across(a), "x2": across(b), "y": y, "y2": y, "colour": shade}] if b > a else []),
        *([{"x": x, "x2": x, "y": up(c), "y2": up(d), "colour": shade}] if d > c else []),
    ]


def _matrix_words(
    canvas: Canvas, likelihood: Sequence[str], impact: Sequence[str], axes: tuple[str, str],
    scales: tuple[Callable[[float], float], Callable[[float], float]], frame: tuple[float, float],
    direction: Direction,
) -> tuple[float, list[Any]]:  # fmt: skip
    """The words of both axes, and the height at which they end."""
    (across, up), (top, height) = scales, frame
    align, along = side(direction, PORTRAIT)
    below = top + height + 10
    bands = [{"x": across(b), "text": shortened(word, 80, 8)} for b, word in enumerate(likelihood, 1)]
    sides = [{"y": up(m), "text": shortened(word, 74, 8)} for m, word in enumerate(impact, 1)]
    end = "right" if direction == "ltr" else "left"
    return below + 30, [
        canvas.words(bands, pixel("x", "x"), fixed("y", below), "center", 8, dir=direction),
        canvas.words(sides, fixed("x", along(72)), pixel("y", "y"), end, 8, dir=direction),
        canvas.words([{"text": axes[0], "ink": MUTED}], fixed("x", along(PORTRAIT)), fixed("y", below + 13), end, 8,
                     fontWeight="bold", dir=direction),
        canvas.words([{"text": axes[1], "ink": MUTED}], fixed("x", along(0)), fixed("y", 10), align, 8,
                     fontWeight="bold", dir=direction),
    ]  # fmt: skip


def _legend(canvas: Canvas, origins: Mapping[str, str], y: float, direction: Direction) -> list[Any]:

    align, along = side(direction, PORTRAIT)
    boxes: list[Row] = []
    for at, (origin, word) in enumerate(origins.items()):
        a, b = along(130.0 * at), along(130.0 * at + 10)
        boxes.append({"x": min(a, b), "x2": max(a, b), "y": y - 5, "y2": y + 5, "beside": along(130.0 * at + 15),
                      "text": shortened(word, 110, 8), "colour": ORIGIN_COLOURS.get(origin, MUTED)})  # fmt: skip
    return [
        canvas.layer(boxes).mark_rect(cornerRadius=2).encode(**edges()),
        canvas.words(boxes, pixel("beside", "x"), fixed("y", y), align, 8, dir=direction),
    ]  # fmt: skip


# --- rankings ----------------------------------------------------------------------------------


def shares(bars: Sequence[ShareBar], *, alt: str, unit: str, direction: Direction = "ltr") -> Picture:
    """Bars, largest first, at most ``BARS_AT_MOST``; a thin line shows the range where there is one.

    ``unit`` says what the numbers are.
    """
    if not bars:
        raise ValueError("a ranking needs at least one line")
    shown = sorted(bars, key=lambda bar: -bar.share)[:BARS_AT_MOST]
    canvas = Canvas()
    left, right, top, step = 232.0, PORTRAIT - 34.0, 18.0, 17.0
    align, along = side(direction, PORTRAIT)
    most = max([bar.share for bar in shown] + [bar.high for bar in shown if bar.high is not None] + [0.0]) or 1.0

    def at(share: float) -> float:
        return along(left + share / most * (right - left))

    rows: list[Row] = []
    for line, bar in enumerate(shown):
        y = top + step * line + step / 2
        low, high = (bar.share if end is None else end for end in (bar.low, bar.high))
        end = at(max(bar.share, high))
        rows.append(
            {"y": y, "y0": y - 4.5, "y1": y + 4.5, "from": at(0), "to": at(bar.share), "low": at(low), "high": at(high),
             "beside": end + (4 if direction == "ltr" else -4), "code": bar.code,
             "title": shortened(bar.title, 196, 8), "value": bar.text}
        )  # fmt: skip
    bottom = top + step * len(rows)
    layers = [
        canvas.words([{"text": unit, "ink": MUTED}], fixed("x", along(left)), fixed("y", 7), align, 8, dir=direction),
        canvas.layer([{"x": at(0)}]).mark_rule(color=RULE).encode(
            x=pixel("x", "x"), y=fixed("y", top), y2=fixed("y2", bottom)),
        canvas.layer(rows).mark_rect(color="#7ea6c9", cornerRadius=1).encode(
            x=pixel("from", "x"), x2=until("to", "x"), y=pixel("y0", "y"), y2=until("y1", "y")),
        canvas.layer([r for r in rows if r["low"] != r["high"]]).mark_rule(color=INK, strokeWidth=1.2).encode(
            x=pixel("low", "x"), x2=until("high", "x"), y=pixel("y", "y")),
        canvas.words([{**r, "text": r["value"]} for r in rows], pixel("beside", "x"), pixel("y", "y"), align, 8),
        canvas.words([{**r, "text": r["code"], "ink": ACCENT} for r in rows], fixed("x", along(0)), pixel("y", "y"),
                     align, 8, fontWeight="bold"),
        canvas.words([{**r, "text": r["title"]} for r in rows], fixed("x", along(36)), pixel("y", "y"), align, 8,
                     dir=direction),
    ]  # fmt: skip
    return canvas.picture(layers, PORTRAIT, bottom + 4, alt)


# --- gaps --------------------------------------------------------------------------------------


def gap_scatter(
    points: Sequence[GapPoint], *, alt: str, axes: tuple[str, str], direction: Direction = "ltr"
) -> Picture:
    """Gaps by levels to climb (across) and exposure (upwards): what is far up and far along comes first.

    The darker a chip, the more important the gap. ``axes`` are the words for levels to climb and for exposure.
    """
    if not points:
        raise ValueError("a scatter needs at least one gap")
    canvas = Canvas()
    left, top, height = 34.0, 22.0, 330.0
    columns = max(2, *(point.steps for point in points))
    width = (PORTRAIT - left) / columns
    align, along = side(direction, PORTRAIT)
    most = max(point.exposure for point in points) or 1.0

    def across(steps: float) -> float:
        return along(left + (steps - 0.5) * width)

    def up(exposure: float) -> float:
        return top + height - 10 - exposure / most * (height - 24)

    order = sorted(points, key=lambda point: (-point.exposure * point.steps, point.code))
    places: dict[str, Box] = {}
    for steps in range(1, columns + 1):
        members = [point for point in order if point.steps == steps]
        edges = sorted((along(left + (steps - 1) * width + 2), along(left + steps * width - 2)))
        wanted = [(across(steps), up(point.exposure)) for point in members]
        found = placed(wanted, (edges[0], top, edges[1], top + height), sideways=True)
        places |= {point.code: place for point, place in zip(members, found, strict=True)}
    largest = max(point.exposure * point.steps for point in points) or 1.0
    shades = [_importance(point.exposure * point.steps / largest) for point in order]
    chips = chips_of([point.code for point in order], [places[point.code] for point in order], shades)
    step = next((size for size in (0.01, 0.02, 0.05, 0.1) if most / size <= 5), 0.2)
    ticks = [
        {"y": up(step * n), "text": str(round(100 * step * n)), "ink": MUTED}
        for n in range(int(most / step + 1e-9) + 1)
    ]
    edges_x = [{"x": along(left + at * width)} for at in range(columns + 1)]
    heads = [{"x": across(steps), "text": str(steps)} for steps in range(1, columns + 1)]
    end = "right" if direction == "ltr" else "left"
    layers = [
        canvas.layer(ticks).mark_rule(color=RULE, strokeWidth=0.6).encode(
            y=pixel("y", "y"), x=fixed("x", along(left)), x2=fixed("x2", along(PORTRAIT))),
        canvas.layer(edges_x).mark_rule(color=RULE, strokeWidth=0.9).encode(
            x=pixel("x", "x"), y=fixed("y", top), y2=fixed("y2", top + height)),
        canvas.words(ticks, fixed("x", along(left - 5)), pixel("y", "y"), end, 8),
        *drawn(canvas, chips),
        canvas.words(heads, pixel("x", "x"), fixed("y", top + height + 10), "center", 9, fontWeight="bold"),
        canvas.words([{"text": axes[1], "ink": MUTED}], fixed("x", along(0)), fixed("y", 8), align, 8,
                     fontWeight="bold", dir=direction),
        canvas.words([{"text": axes[0], "ink": MUTED}], fixed("x", along(PORTRAIT)), fixed("y", top + height + 23), end,
                     8, fontWeight="bold", dir=direction),
    ]  # fmt: skip
    return canvas.picture(layers, PORTRAIT, top + height + 30, alt)


def _importance(share: float) -> str:
    """From a grey blue to our dark one; white letters can be read on all of them."""
    return "#" + "".join(f"{round(low + (high - low) * share):02x}" for low, high in ((107, 20), (130, 50), (153, 79)))
