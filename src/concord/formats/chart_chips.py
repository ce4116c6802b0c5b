"""Chips: the code of something on a coloured ground, placed as near as can be to where it belongs in a chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from concord.formats.chart_drawing import Canvas, Row, pixel, until

CHIP = (25.0, 11.5)  # width and height of a code's chip
WHITE = "#ffffff"

Box = tuple[float, float]  # the middle of a chip


def fanned(wanted: Sequence[Box], per_row: int = 3) -> list[Box]:
    """Places as wanted, but those wanted by several stand side by side around the middle, in rows of ``per_row``."""
    groups: dict[Box, list[int]] = {}
    for at, place in enumerate(wanted):
        groups.setdefault(place, []).append(at)
    found = list(wanted)
    for (x, y), members in groups.items():
        rows = -(-len(members) // per_row)
        for number, at in enumerate(members):
            row, column = divmod(number, per_row)
            here = min(per_row, len(members) - row * per_row)
            found[at] = (
                x + (column - (here - 1) / 2) * (CHIP[0] + 2), y + (row - (rows - 1) / 2) * (CHIP[1] + 2),
            )  # fmt: skip
    return found


def placed(wanted: Sequence[Box], inside: tuple[float, float, float, float], *, sideways: bool = False) -> list[Box]:
    """A free place for each chip, as near as can be to where it is wanted; the first ones come nearest.

    ``inside`` is left, top, right, bottom. ``sideways`` keeps each chip at its height as far as there is room.
    """
    width, height = CHIP[0] + 2, CHIP[1] + 2
    left, top, right, bottom = inside
    rings = [
        (across * width / 2, down * height / 2, abs(across) * (0.2 if sideways else 1) + abs(down))
        for across in range(-24, 25)
        for down in range(-24, 25)
    ]
    rings.sort(key=lambda ring: (ring[2], abs(ring[1]), ring[0], ring[1]))
    found: list[Box] = []
    for x, y in wanted:
        x0, y0 = min(max(x, left + width / 2), right - width / 2), min(max(y, top + height / 2), bottom - height / 2)
        spots = ((x0 + dx, y0 + dy) for dx, dy, _ in rings)
        free = (
            (a, b)
            for a, b in spots
            if left <= a - CHIP[0] / 2 and a + CHIP[0] / 2 <= right
            and top <= b - height / 2 and b + height / 2 <= bottom
            and all(abs(a - c) >= width - 0.01 or abs(b - d) >= height - 0.01 for c, d in found)
        )  # fmt: skip
        found.append(next(free, (x0, y0)))
    return found


def chips_of(codes: Sequence[str], places: Sequence[Box], colours: Sequence[str]) -> list[Row]:
    """What a layer of chips is drawn from: one row for each code at its place."""
    across, down = CHIP[0] / 2, CHIP[1] / 2
    return [
        {"x": x - across, "x2": x + across, "y": y - down, "y2": y + down, "middle": x, "centre": y, "text": code,
         "colour": shade, "ink": WHITE}
        for code, (x, y), shade in zip(codes, places, colours, strict=True)
    ]  # fmt: skip


def edges() -> dict[str, Any]:
    """The channels of a shape whose row says from where to where it reaches, and its colour."""
    import altair

    return {
        "x": pixel("x", "x"),
        "x2": until("x2", "x"),
        "y": pixel("y", "y"),
        "y2": until("y2", "y"),
        "color": altair.Color("colour:N", scale=None),
    }


def drawn(canvas: Canvas, chips: Sequence[Row]) -> list[Any]:
    """The layers that draw chips with their codes."""
    return [
        canvas.layer(chips).mark_rect(cornerRadius=2.5, stroke=WHITE, strokeWidth=0.7).encode(**edges()),
        canvas.words(chips, pixel("middle", "x"), pixel("centre", "y"), "center", 6.5, fontWeight="bold"),
    ]  # fmt: skip
