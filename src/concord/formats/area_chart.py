"""How the capabilities of each area stand: one bar an area, parted by level."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from concord.formats.chart_drawing import (
    ACCENT,
    INK,
    LEVEL_COLOURS,
    LEVEL_INK,
    PORTRAIT,
    Canvas,
    Direction,
    Row,
    pixel,
    shortened,
    side,
    until,
)
from concord.formats.charts import LevelCell
from concord.formats.plan_document import Picture

_STEP = 15.0
_NAMES = 196.0  # where bars begin
_LEVELS = (1, 2, 3, 4, 5, 0)  # those without a level come last


def levels_by_area(
    cells: Sequence[LevelCell], *, alt: str, level_words: Mapping[int, str], direction: Direction = "ltr"
) -> Picture:
    """Capabilities by area and level with their number in each part, for a portrait page."""
    import altair

    if not cells:
        raise ValueError("levels by area need at least one capability")
    canvas = Canvas()
    align, along = side(direction, PORTRAIT)
    areas = list(dict.fromkeys(cell.area for cell in cells))
    parts = [part for line, area in enumerate(areas) for part in _parts(cells, area, line, along)]
    titles = [
        {"y": _STEP * line + _STEP / 2, "x": along(0), "text": area, "beside": along(26),
         "title": shortened(next(c.area_title for c in cells if c.area == area), _NAMES - 34)}
        for line, area in enumerate(areas)
    ]  # fmt: skip
    legend = _legend(level_words, _STEP * len(areas) + 9, along)
    shapes = canvas.layer([*parts, *legend]).mark_rect(stroke="white", strokeWidth=0.8).encode(
        x=pixel("x", "x"), x2=until("x2", "x"), y=pixel("y", "y"), y2=until("y2", "y"),
        color=altair.Color("colour:N", scale=None),
    )  # fmt: skip
    layers = [
        shapes,
        canvas.words([*parts, *legend], pixel("middle", "x"), pixel("centre", "y"), "center", 8, fontWeight="bold"),
        canvas.words([{**row, "ink": ACCENT} for row in titles], pixel("x", "x"), pixel("y", "y"), align, 8,
                     fontWeight="bold"),
        canvas.words([{**row, "text": row["title"]} for row in titles], pixel("beside", "x"), pixel("y", "y"), align,
                     8, dir=direction),
        canvas.words([{**row, "ink": INK, "text": row["word"]} for row in legend], pixel("beside", "x"),
                     pixel("centre", "y"), align, 8, dir=direction),
    ]  # fmt: skip
    return canvas.picture(layers, PORTRAIT, legend[-1]["y2"] + 2, alt)


def _parts(cells: Sequence[LevelCell], area: str, line: int, along: Callable[[float], float]) -> list[Row]:
    """The parts of an area's bar: as long as its share of the area's capabilities."""
    own = [cell.level for cell in cells if cell.area == area]
    unit, start, rows = (PORTRAIT - _NAMES) / len(own), _NAMES, list[Row]()
    for level in _LEVELS:
        count = own.count(level)
        if count:
            rows.append(_box(along, start, start + unit * count, _STEP * line + 1.5, _STEP * line + _STEP - 1.5, level))
            rows[-1]["text"] = str(count)
            start += unit * count
    return rows


def _legend(level_words: Mapping[int, str], top: float, along: Callable[[float], float]) -> list[Row]:
    """A box with the level's number and its word, three to a line."""
    rows: list[Row] = []
    for at, level in enumerate(level for level in _LEVELS if level in level_words):
        start, y = PORTRAIT / 3 * (at % 3), top + 15 * (at // 3)
        row = _box(along, start, start + 16, y, y + 12, level)
        rows.append({**row, "text": str(level or "–"), "word": shortened(level_words[level], 132),
                     "beside": along(start + 21)})  # fmt: skip
    return rows


def _box(along: Callable[[float], float], start: float, end: float, y: float, y2: float, level: int) -> Row:
    a, b = along(start), along(end)
    return {"x": min(a, b), "x2": max(a, b), "middle": (a + b) / 2, "y": y, "y2": y2, "centre": (y + y2) / 2,
            "colour": LEVEL_COLOURS[level], "ink": LEVEL_INK[level]}  # fmt: skip
