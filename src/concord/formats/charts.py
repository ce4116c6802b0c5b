"""The charts of a plan: schedule, budget and levels. Each has one Altair definition that gives both SVG and PNG.

Sizes are points as printed: ``PORTRAIT`` and ``LANDSCAPE`` are the text widths of an A4 page, so type of size 8 is 8 pt
on paper. Right-to-left mirrors the scales, never the letters.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from concord.formats.chart_drawing import (
    ACCENT,
    INK,
    LANDSCAPE,
    LEVEL_COLOURS,
    LEVEL_INK,
    MUTED,
    OTHER_COLOUR,
    PORTRAIT,
    RULE,
    SERIES_COLOURS,
    Canvas,
    Direction,
    Row,
    as_text,
    colour,
    fixed,
    in_lines,
    pixel,
    shortened,
    side,
    tint,
)  # fmt: skip
from concord.formats.plan_document import Picture

__all__ = [
    "LANDSCAPE", "LEVEL_COLOURS", "LEVEL_INK", "PORTRAIT", "SERIES_COLOURS", "Amount", "Bar", "LevelCell",
    "bar_pages", "budget_by_year", "fits_one_page", "gantt", "gantt_page", "heat_map",
]  # fmt: skip
MAX_LINES = 32  # what fits under a heading on a landscape page at a readable size
TODAY_COLOUR = "#b3402a"


# --- schedule ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bar:
    """One action of the schedule. ``group`` is the code of its objective, ``group_title`` its title."""

    code: str
    text: str
    group: str
    group_title: str
    start: date
    end: date


class _Time:
    """Whole years from the first start to the last end, laid on the page in reading direction."""

    def __init__(self, bars: Sequence[Bar], left: float, width: float, direction: Direction) -> None:
        self.first = date(min(bar.start for bar in bars).year, 1, 1)
        self.last = date(max(bar.end for bar in bars).year + 1, 1, 1)
        self.days = (self.last - self.first).days
        self.range = [left, width] if direction == "ltr" else [width - left, 0]
        self.quarters = [
            date(year, month, 1) for year in range(self.first.year, self.last.year) for month in (1, 4, 7, 10)
        ]

    def day(self, when: date) -> int:
        return (when - self.first).days

    def x(self, field: str) -> Any:
        import altair

        scale = altair.Scale(domain=[0, self.days], range=self.range, nice=False, zero=False)
        return altair.X(f"{field}:Q", scale=scale, axis=None)

    def grid(self, canvas: Canvas, top: float, bottom: float, today: date | None, today_word: str) -> list[Any]:
        """Year names, quarter lines, and today's line."""
        import altair

        ends = {"y": fixed("y", top), "y2": fixed("y2", bottom)}
        lines = [{"day": self.day(q), "weight": 1.0 if q.month == 1 else 0.5} for q in [*self.quarters, self.last]]
        layers = [
            canvas.layer(lines).mark_rule(color=RULE).encode(
                x=self.x("day"), strokeWidth=altair.StrokeWidth("weight:Q", scale=None), **ends
            ),
            canvas.words(
                [{"day": self.day(date(y, 7, 2)), "text": str(y)} for y in range(self.first.year, self.last.year)],
                self.x("day"), fixed("y", top - 9), "center", 9, fontWeight="bold",
            ),
        ]  # fmt: skip
        if today and self.first <= today < self.last:
            here = [{"day": self.day(today), "text": today_word, "ink": TODAY_COLOUR}]
            line = canvas.layer(here).mark_rule(color=TODAY_COLOUR, strokeDash=[3, 2])
            layers.append(line.encode(x=self.x("day"), **ends))
            layers.append(canvas.words(here, self.x("day"), fixed("y", bottom + 7), "center", 7.5))
        return layers


def fits_one_page(bars: Sequence[Bar]) -> bool:
    """Whether ``gantt`` can show every action of these; if not, add a ``gantt_page`` for each of ``bar_pages``."""
    return len(bars) + len({bar.group for bar in bars}) <= MAX_LINES


def gantt(
    bars: Sequence[Bar], *, alt: str, direction: Direction = "ltr", today: date | None = None, today_word: str = "",
    total_word: str = "",
) -> Picture:  # fmt: skip
    """The schedule on one landscape page.

    Up to ``MAX_LINES`` lines (objectives and actions) each action has its own bar. A longer plan shows one line per
    objective with the number of actions under way in each quarter, which is what a minister reads; ``bar_pages``
    have every bar.
    """
    if not bars:
        raise ValueError("a schedule needs at least one action")
    if not fits_one_page(bars):
        return _workload(bars, alt, direction, total_word)
    return _bars(bars, bars, alt=alt, direction=direction, today=today, today_word=today_word)


def bar_pages(bars: Sequence[Bar]) -> tuple[tuple[Bar, ...], ...]:
    """All bars, shared out over as many landscape pages as it takes, for ``gantt_page``.

    An objective starts on a new page rather than being cut in two, if it can.
    """
    pages: list[list[Bar]] = [[]]
    lines = 0
    for group in dict.fromkeys(bar.group for bar in bars):
        members = [bar for bar in bars if bar.group == group]
        chunks = [members[at : at + MAX_LINES - 1] for at in range(0, len(members), MAX_LINES - 1)]
        for chunk in chunks:
            if lines and lines + len(chunk) + 1 > MAX_LINES:
                pages.append([])
                lines = 0
            pages[-1].extend(chunk)
            lines += len(chunk) + 1
    return tuple(tuple(page) for page in pages if page)


def gantt_page(
    shown: Sequence[Bar], whole: Sequence[Bar], *, alt: str, direction: Direction = "ltr", today: date | None = None,
    today_word: str = "",
) -> Picture:  # fmt: skip
    """One of ``bar_pages``: a bar per action ``shown``; ``whole`` sets the time axis and the colours of all pages."""
    return _bars(shown, whole, alt=alt, direction=direction, today=today, today_word=today_word)


def _bars(
    shown: Sequence[Bar], whole: Sequence[Bar], *, alt: str, direction: Direction, today: date | None, today_word: str
) -> Picture:
    """A bar per action shown, under a line per objective; ``whole`` sets the time axis and the colours."""
    import altair

    left, top, step = 262.0, 20.0, 12.6
    canvas = Canvas()
    time = _Time(whole, left, LANDSCAPE, direction)
    colours = {g: colour(at) for at, g in enumerate(dict.fromkeys(bar.group for bar in whole))}
    heads: list[Row] = []
    rows: list[Row] = []
    line = 0
    for group in dict.fromkeys(bar.group for bar in shown):
        members = [bar for bar in shown if bar.group == group]
        y = top + step * line + step / 2
        heads.append({"y": y, "text": group, "title": shortened(members[0].group_title, 228), "ink": ACCENT})
        for bar in members:
            line += 1
            y = top + step * line + step / 2
            rows.append(
                {"y": y, "y0": y - 3.6, "y1": y + 3.6, "text": bar.code, "label": shortened(bar.text, 206, 7.5),
                 "ink": MUTED, "colour": colours[group], "start": time.day(bar.start), "end": time.day(bar.end) + 1}
            )  # fmt: skip
        line += 1
    bottom = top + step * line
    align, along = side(direction)
    shapes = canvas.layer(rows).mark_rect(cornerRadius=1.5).encode(
        x=time.x("start"), x2="end:Q", y=pixel("y0", "y"), y2="y1:Q", color=altair.Color("colour:N", scale=None)
    )  # fmt: skip
    texts = [
        canvas.words(heads, fixed("x", along(0)), pixel("y", "y"), align, 8, fontWeight="bold"),
        canvas.words(as_text(heads, "title"), fixed("x", along(28)), pixel("y", "y"), align, 8, fontWeight="bold",
               dir=direction),
        canvas.words(rows, fixed("x", along(0)), pixel("y", "y"), align, 7.5),
        canvas.words([{**row, "ink": INK} for row in as_text(rows, "label")], fixed("x", along(50)), pixel("y", "y"),
               align, 7.5, dir=direction),
    ]  # fmt: skip
    grid = time.grid(canvas, top, bottom, today, today_word)
    return canvas.picture([*grid, shapes, *texts], LANDSCAPE, bottom + 16, alt)


def _workload(bars: Sequence[Bar], alt: str, direction: Direction, total_word: str) -> Picture:
    """One line per objective: how many of its actions are under way in each quarter."""
    import altair

    left, top = 250.0, 20.0
    groups = list(dict.fromkeys(bar.group for bar in bars))
    step = min(34.0, 380 / (len(groups) + 1))
    canvas = Canvas()
    time = _Time(bars, left, LANDSCAPE, direction)
    ends = [*time.quarters[1:], time.last]
    cells: list[Row] = []
    heads: list[Row] = []
    for line, group in enumerate([*groups, ""] if total_word else groups):
        members = [bar for bar in bars if group in ("", bar.group)]
        y = top + step * line + step / 2
        heads.append({"y": y, "text": group, "title": members[0].group_title if group else total_word, "ink": ACCENT})
        counts = [
            sum(bar.start < end and bar.end >= start for bar in members)
            for start, end in zip(time.quarters, ends, strict=True)
        ]
        for start, end, count in zip(time.quarters, ends, counts, strict=True):
            share = count / max(*counts, 1)
            ink = "#ffffff" if share > 0.5 or not group else INK
            cells.append({"start": time.day(start), "end": time.day(end),
                          "middle": (time.day(start) + time.day(end)) / 2,
                          "y": y, "y0": y - step * 0.4, "y1": y + step * 0.4, "text": str(count) if count else "",
                          "ink": ink, "colour": tint(share) if group else MUTED if count else "#ffffff"})  # fmt: skip
    align, along = side(direction)
    bottom = top + step * len(heads)
    shapes = canvas.layer([c for c in cells if c["text"]]).mark_rect(stroke="white", strokeWidth=1).encode(
        x=time.x("start"), x2="end:Q", y=pixel("y0", "y"), y2="y1:Q", color=altair.Color("colour:N", scale=None)
    )  # fmt: skip
    texts = [
        canvas.words(cells, time.x("middle"), pixel("y", "y"), "center", 8),
        canvas.words(heads, fixed("x", along(0)), pixel("y", "y"), align, 9, fontWeight="bold"),
        canvas.words([{**row, "ink": INK} for row in in_lines(heads, "title", left - 44, 8.5)], fixed("x", along(34)),
              pixel("y", "y"), align, 8.5, dir=direction),
    ]  # fmt: skip
    return canvas.picture([*time.grid(canvas, top, bottom, None, ""), shapes, *texts], LANDSCAPE, bottom + 4, alt)


# --- budget ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Amount:
    """What one area costs in one year."""

    year: str
    area: str
    amount: float


def budget_by_year(
    amounts: Sequence[Amount], *, alt: str, unit: str, other_word: str, direction: Direction = "ltr",
    written: Callable[[float], str] = lambda amount: f"{amount:,.0f}".replace(",", "\u202f"),
) -> Picture:  # fmt: skip
    """Stacked columns by year and area, each year's total above its column, for a portrait page.

    More areas than colours that can be told apart: the smallest are drawn together as ``other_word``.
    """
    import altair

    if not amounts:
        raise ValueError("a budget chart needs at least one amount")
    canvas = Canvas()
    years = sorted({entry.year for entry in amounts})
    areas = _largest(amounts, other_word)
    bottom, top, right = 236.0, 22.0, PORTRAIT - 178.0
    sums = {(y, a): 0.0 for y in years for a in areas}
    for entry in amounts:
        sums[entry.year, entry.area if entry.area in areas else other_word] += entry.amount
    totals = {year: sum(sums[year, area] for area in areas) for year in years}
    ticks = _ticks(max(totals.values()))
    span = [46.0, right] if direction == "ltr" else [PORTRAIT - 46.0, PORTRAIT - right]
    value = altair.Scale(domain=[0, ticks[-1]], range=[bottom, top], nice=False)
    columns = altair.Scale(domain=years, range=span, paddingInner=0.45, paddingOuter=0.25)
    x = altair.X("year:N", axis=None, scale=columns)
    centre = altair.X("year:N", axis=None, scale=columns, bandPosition=0.5)
    colours = {area: OTHER_COLOUR if area == other_word else colour(at) for at, area in enumerate(areas)}
    bars: list[Row] = []
    for year in years:
        level = 0.0
        for area in areas:
            bars.append({"year": year, "from": level, "to": level + sums[year, area], "colour": colours[area]})
            level += sums[year, area]
    align, along = side(direction, PORTRAIT)
    end_align = "right" if direction == "ltr" else "left"

    def y(field: str) -> Any:
        return altair.Y(f"{field}:Q", scale=value, axis=None)

    grid = [{"at": tick, "text": written(tick), "ink": MUTED} for tick in ticks]
    legend = [
        {"y": top + 16 * at + 8, "y0": top + 16 * at + 3, "y1": top + 16 * at + 13, "colour": colours[area],
         "text": shortened(area, 148)}
        for at, area in enumerate(reversed(areas))
    ]  # fmt: skip
    sums_above = [{"year": year, "at": totals[year], "text": written(totals[year])} for year in years]
    swatch = {"x": fixed("x", along(PORTRAIT - 166)), "x2": fixed("x2", along(PORTRAIT - 156))}
    layers = [
        canvas.layer(grid).mark_rule(color=RULE, strokeWidth=0.6).encode(
            y=y("at"), x=fixed("x", span[0]), x2=fixed("x2", span[1])),
        canvas.words(grid, fixed("x", along(42)), y("at"), end_align, 8),
        canvas.words([{"text": unit, "ink": MUTED}], fixed("x", along(0)), fixed("y", 6), align, 8, dir=direction),
        canvas.layer(bars).mark_bar(stroke="white", strokeWidth=0.7).encode(
            x=x, y=y("from"), y2="to:Q", color=altair.Color("colour:N", scale=None)),
        canvas.words(sums_above, centre, y("at"), "center", 8.5, fontWeight="bold", dy=-7, stroke="white",
                     strokeWidth=3),
        canvas.words(sums_above, centre, y("at"), "center", 8.5, fontWeight="bold", dy=-7),
        canvas.words([{"year": yr, "text": yr} for yr in years], centre, fixed("y", bottom + 12), "center", 9),
        canvas.layer(legend).mark_rect().encode(
            y=pixel("y0", "y"), y2="y1:Q", color=altair.Color("colour:N", scale=None), **swatch),
        canvas.words(legend, fixed("x", along(PORTRAIT - 150)), pixel("y", "y"), align, 8, dir=direction),
    ]  # fmt: skip
    return canvas.picture(layers, PORTRAIT, max(bottom + 20, top + 16 * len(areas) + 4), alt)


def _largest(amounts: Sequence[Amount], other_word: str) -> list[str]:
    """The areas in their given order; past the number of colours the smallest give way to ``other_word``."""
    sums: dict[str, float] = {}
    for entry in amounts:
        sums[entry.area] = sums.get(entry.area, 0.0) + entry.amount
    if len(sums) <= len(SERIES_COLOURS):
        return list(sums)
    kept = set(sorted(sums, key=lambda area: -sums[area])[: len(SERIES_COLOURS) - 1])
    return [area for area in sums if area in kept] + [other_word]


def _ticks(largest: float) -> list[float]:
    """Round values from zero to just above ``largest``."""
    if largest <= 0:
        return [0.0, 1.0]
    rough = largest / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)
    return [step * at for at in range(math.ceil(largest / step) + 1)]


# --- levels ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LevelCell:
    """One capability of the heat map; ``level`` is 0 where there is none."""

    area: str
    area_title: str
    code: str
    level: int


def heat_map(
    cells: Sequence[LevelCell], *, alt: str, level_words: Mapping[int, str], direction: Direction = "ltr"
) -> Picture:
    """Capabilities by area, coloured by level with the number in each cell, for a portrait page.

    ``level_words`` is the legend: 1 to 5, and 0 for capabilities without a level.
    """
    import altair

    if not cells:
        raise ValueError("a heat map needs at least one capability")
    canvas = Canvas()
    areas = list(dict.fromkeys(cell.area for cell in cells))
    members = {area: [cell for cell in cells if cell.area == area] for area in areas}
    left, step = 186.0, 27.0
    columns = max(5, *(len(row) for row in members.values()))
    cell_width = (PORTRAIT - left) / columns
    align, along = side(direction, PORTRAIT)
    boxes: list[Row] = []
    titles: list[Row] = []
    for line, area in enumerate(areas):
        y = step * line
        titles.append({"y": y + step / 2, "text": area, "title": members[area][0].area_title})
        for at, cell in enumerate(members[area]):
            a, b = along(left + cell_width * at + 1), along(left + cell_width * (at + 1) - 1)
            boxes.append({"x": min(a, b), "x2": max(a, b), "middle": (a + b) / 2, "y": y + 1.5, "y2": y + step - 1.5,
                          "low": y + step - 7.5, "high": y + 10, "code": cell.code, "ink": LEVEL_INK[cell.level],
                          "text": str(cell.level or "–"), "colour": LEVEL_COLOURS[cell.level]})  # fmt: skip
    bottom = step * len(areas) + 12
    legend, height = _legend(level_words, bottom, along)
    shapes = canvas.layer([*boxes, *legend]).mark_rect(cornerRadius=2).encode(
        x=pixel("x", "x"), x2="x2:Q", y=pixel("y", "y"), y2="y2:Q", color=altair.Color("colour:N", scale=None)
    )  # fmt: skip
    layers = [
        shapes,
        canvas.words(boxes, pixel("middle", "x"), pixel("high", "y"), "center", 10.5, fontWeight="bold"),
        canvas.words(as_text(boxes, "code"), pixel("middle", "x"), pixel("low", "y"), "center", 6.5),
        canvas.words(legend, pixel("middle", "x"), pixel("middle_y", "y"), "center", 8, fontWeight="bold"),
        canvas.words([{**row, "ink": INK, "text": row["word"]} for row in legend], pixel("beside", "x"),
              pixel("middle_y", "y"), align, 8, dir=direction),
        canvas.words([{**row, "ink": ACCENT} for row in titles], fixed("x", along(0)), pixel("y", "y"), align, 8.5,
              fontWeight="bold"),
        canvas.words(in_lines(titles, "title", left - 38, 8.5), fixed("x", along(28)), pixel("y", "y"), align, 8.5,
              dir=direction),
    ]  # fmt: skip
    return canvas.picture(layers, PORTRAIT, height, alt)


def _legend(level_words: Mapping[int, str], top: float, along: Callable[[float], float]) -> tuple[list[Row], float]:
    """Boxes with words, three to a line, level 0 last; and where the picture ends."""
    rows: list[Row] = []
    for at, level in enumerate(sorted(level_words, key=lambda level: level or 9)):
        start, y = PORTRAIT / 3 * (at % 3), top + 17 * (at // 3)
        a, b = along(start), along(start + 16)
        rows.append({"x": min(a, b), "x2": max(a, b), "middle": (a + b) / 2, "y": y, "y2": y + 13, "middle_y": y + 6.5,
                     "beside": along(start + 21), "text": str(level or "–"), "word": shortened(level_words[level], 132),
                     "ink": LEVEL_INK[level], "colour": LEVEL_COLOURS[level]})  # fmt: skip
    return rows, (rows[-1]["y2"] if rows else top) + 2
