"""Two rounds in one picture: by area, each capability's level then and now on a line from 1 to 5.

What moved up points forward and what moved down points back, in two colours that stay apart with any colour vision and
in grey. Right-to-left mirrors the scale and the arrows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from concord.formats.chart_drawing import (
    ACCENT,
    INK,
    LANDSCAPE,
    MUTED,
    RULE,
    Canvas,
    Direction,
    Row,
    as_text,
    pixel,
    shortened,
    side,
)
from concord.formats.plan_document import Picture

Movement = Literal["up", "down", "same", "apart"]
COLOURS: dict[str, str] = {"up": ACCENT, "down": "#d96c1f", "same": "#7a8794", "apart": "#7a8794"}
TARGET = "#b8860b"
LEGEND = ("before", "up", "down", "same", "apart", "target")
ONE_COLUMN = 16  # lines that stand in a single column; more are shared out over two
STEP, TOP, GUTTER = 13.0, 24.0, 26.0


@dataclass(frozen=True)
class Step:
    """One capability; 0 stands for no level, and for no target."""

    area: str
    area_title: str
    code: str
    title: str
    before: int
    now: int
    target: int
    movement: Movement


@dataclass(frozen=True)
class _Column:
    """Where one column begins, how wide it is, and where on it the levels stand."""

    start: float
    width: float
    label: float

    def level(self, number: int) -> float:
        return self.start + self.label + 12 + (self.width - self.label - 24) * (number - 1) / 4


def steps_chart(steps: Sequence[Step], *, alt: str, words: Mapping[str, str], direction: Direction = "ltr") -> Picture:
    """Every capability with its two levels, for a landscape page; ``words`` has one for each entry of ``LEGEND``."""
    if not steps:
        raise ValueError("a comparison needs at least one capability")
    align, along = side(direction)
    canvas = Canvas()
    lines = _lines(steps)
    columns = _columns(len(lines))
    tall = max(-(-len(lines) // len(columns)), 1)
    shares = _shares(lines, len(columns), tall)
    bottom = TOP + STEP * max(len(share) for share in shares)
    heads: list[Row] = []
    rows: list[Row] = []
    for column, share in zip(columns, shares, strict=True):
        for at, line in enumerate(share):
            y = TOP + STEP * (at + 0.5)
            (rows if isinstance(line, Step) else heads).append(_placed(line, column, y, along))
    layers = [*_grid(canvas, columns, bottom, along), *_marks(canvas, rows, direction)]
    layers += _texts(canvas, heads, rows, align, direction)
    layers += _legend(canvas, words, bottom + 20, align, along, direction)
    return canvas.picture(layers, LANDSCAPE, bottom + 30, alt)


def _lines(steps: Sequence[Step]) -> list[Step | tuple[str, str]]:
    """A line for each capability, under one (code, title) for its area."""
    lines: list[Step | tuple[str, str]] = []
    for area in dict.fromkeys(step.area for step in steps):
        members = [step for step in steps if step.area == area]
        lines += [(area, members[0].area_title), *members]
    return lines


def _columns(lines: int) -> tuple[_Column, ...]:
    if lines <= ONE_COLUMN:
        return (_Column(0, LANDSCAPE, 370),)
    width = (LANDSCAPE - GUTTER) / 2
    return _Column(0, width, 222), _Column(width + GUTTER, width, 222)


def _shares(lines: Sequence[Step | tuple[str, str]], columns: int, tall: int) -> list[list[Step | tuple[str, str]]]:
    """The lines of each column; an area's name never stands alone at the end of one."""
    if columns == 1:
        return [list(lines)]
    cut = tall
    while cut > 1 and not isinstance(lines[cut - 1], Step):
        cut -= 1
    return [list(lines[:cut]), list(lines[cut:])]


def _placed(line: Step | tuple[str, str], column: _Column, y: float, along: Callable[[float], float]) -> Row:
    if not isinstance(line, Step):
        code, title = line
        room = column.label + 100
        return {"y": y + 1, "x": along(column.start), "text": shortened(f"{code}  {title}", room, 8.5), "ink": ACCENT}
    row: Row = {
        "y": y, "x": along(column.start), "text": line.code, "beside": along(column.start + 58), "ink": MUTED,
        "label": shortened(line.title, column.label - 62, 7.5), "movement": line.movement, "colour":
        COLOURS[line.movement], "top": y - 5, "low": y + 5,
    }  # fmt: skip
    for name in ("before", "now", "target"):
        level = getattr(line, name)
        row[name] = along(column.level(level)) if level else None
    return row


def _grid(canvas: Canvas, columns: Sequence[_Column], bottom: float, along: Callable[[float], float]) -> list[Any]:
    """The five levels of each column, with their numbers above."""
    lines = [
        {"x": along(column.level(level)), "y": TOP - 2, "y2": bottom, "above": TOP - 10, "text": str(level),
         "ink": MUTED}
        for column in columns
        for level in range(1, 6)
    ]  # fmt: skip
    grid = canvas.layer(lines).mark_rule(color=RULE, strokeWidth=0.7)
    return [
        grid.encode(x=pixel("x", "x"), y=pixel("y", "y"), y2="y2:Q"),
        canvas.words(lines, pixel("x", "x"), pixel("above", "y"), "center", 8.5, fontWeight="bold"),
    ]


def _marks(canvas: Canvas, rows: Sequence[Row], direction: Direction) -> list[Any]:
    import altair

    forward, back = ("right", "left") if direction == "ltr" else ("left", "right")
    shapes = {"up": f"triangle-{forward}", "down": f"triangle-{back}", "same": "circle"}
    both = [row for row in rows if row["before"] and row["now"] and row["movement"] in ("up", "down")]
    colour = altair.Color("colour:N", scale=None)
    y = pixel("y", "y")
    layers = [
        _of(canvas, rows, "target").mark_rule(color=TARGET, strokeWidth=2).encode(
            x=pixel("target", "x"), y=pixel("top", "y"), y2="low:Q"
        ),
        canvas.layer(both).mark_rule(strokeWidth=2.4).encode(x=pixel("before", "x"), x2="now:Q", y=y, color=colour),
        _of(canvas, [row for row in rows if row["movement"] != "same"], "before")
        .mark_point(shape="circle", size=38, fill="white", stroke=MUTED, strokeWidth=1.3, opacity=1)
        .encode(x=pixel("before", "x"), y=y),
    ]  # fmt: skip
    for movement, shape in shapes.items():
        moved = [row for row in rows if row["movement"] == movement]
        point = _of(canvas, moved, "now").mark_point(shape=shape, size=58, filled=True, opacity=1)
        layers.append(point.encode(x=pixel("now", "x"), y=y, color=colour))
    apart = [row for row in rows if row["movement"] == "apart"]
    diamond = _of(canvas, apart, "now").mark_point(shape="diamond", size=52, fill="white", strokeWidth=1.3, opacity=1)
    return [*layers, diamond.encode(x=pixel("now", "x"), y=y, stroke=altair.Stroke("colour:N", scale=None))]


def _of(canvas: Canvas, rows: Sequence[Row], field: str) -> Any:
    """A layer of the rows that have the field."""
    return canvas.layer([row for row in rows if row[field]])


def _texts(canvas: Canvas, heads: Sequence[Row], rows: Sequence[Row], align: str, direction: Direction) -> list[Any]:
    y = pixel("y", "y")
    titles = [{**row, "ink": INK} for row in as_text(rows, "label")]
    return [
        canvas.words(heads, pixel("x", "x"), y, align, 8.5, fontWeight="bold", dir=direction),
        canvas.words(rows, pixel("x", "x"), y, align, 7),
        canvas.words(titles, pixel("beside", "x"), y, align, 7.5, dir=direction),
    ]


def _legend(
    canvas: Canvas,
    words: Mapping[str, str],
    y: float,
    align: str,
    along: Callable[[float], float],
    direction: Direction,
) -> list[Any]:
    """The six marks with their words on one line."""
    width = LANDSCAPE / len(LEGEND)
    rows: list[Row] = []
    for at, name in enumerate(LEGEND):
        mark = along(width * at + 6)
        row: Row = {"y": y, "top": y - 5, "low": y + 5, "movement": name, "colour": COLOURS.get(name, MUTED),
                    "text": shortened(words[name], width - 20), "at": along(width * at + 16), "ink": MUTED,
                    "before": None, "now": None, "target": None}  # fmt: skip
        row[name if name in ("before", "target") else "now"] = mark
        rows.append(row)
    texts = canvas.words(rows, pixel("at", "x"), pixel("y", "y"), align, 8, dir=direction)
    return [*_marks(canvas, rows, direction), texts]
