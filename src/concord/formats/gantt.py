"""A roadmap as a Gantt picture: bars by month, critical ones dark, slack, milestones, and institutions' load below.

The picture is written as plain SVG without styles or scripts, so that it stands in a page under a strict policy, and
mirrors for right-to-left. Critical bars differ by darkness and by a frame, and so also in grey.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape, quoteattr

from concord.formats.chart_drawing import ACCENT, INK, MUTED, RULE, Direction, shortened
from concord.formats.fonts import FAMILY

WIDTH = 1130.0  # points: A3 across, within its margins
TITLES, STEP, TOP = 330.0, 14.0, 40.0
PLAIN, SLACK, OVER, MILESTONE = "#8fb3d1", "#7a8794", "#b3261e", "#b8860b"
WORDS = ("critical", "other", "slack", "milestone", "before", "load")


@dataclass(frozen=True)
class Bar:
    """One action: its first month from the plan's start, length, slack, and where it stood before (if shown)."""

    code: str
    title: str
    lead: str
    start: int
    months: int
    slack: int = 0
    critical: bool = False
    milestones: tuple[int, ...] = ()
    before: int | None = None


@dataclass(frozen=True)
class Load:
    """Hands taken and hands there are, by month, of one institution."""

    name: str
    taken: tuple[int, ...]
    hands: tuple[int, ...]


@dataclass(frozen=True)
class Gantt:
    """The whole picture; ``first`` is the (year, month) in which the plan starts, ``words`` those of the legend."""

    bars: tuple[Bar, ...]
    loads: tuple[Load, ...]
    months: int
    first: tuple[int, int]
    alt: str
    words: Mapping[str, str]
    direction: Direction = "ltr"


def gantt_svg(gantt: Gantt) -> str:
    """The picture in one piece."""
    return _drawn(gantt)


def gantt_pages(gantt: Gantt, lines: int = 48) -> list[str]:
    """The picture on as many pages of ``lines`` lines as it takes, each with its scale and legend."""
    pages = []
    bars, loads = list(gantt.bars), list(gantt.loads)
    while bars or loads:
        own, bars = bars[:lines], bars[lines:]
        room = max(0, lines - len(own) - 1) if not bars else 0
        below, loads = loads[:room], loads[room:]
        pages.append(_drawn(replace(gantt, bars=tuple(own), loads=tuple(below))))
    return pages


@dataclass(frozen=True)
class _Pen:
    """Where months lie, and how boxes and texts are written in the picture's direction."""

    months: int
    direction: Direction

    def month(self, month: float) -> float:
        return TITLES + (WIDTH - TITLES) * month / self.months

    def box(self, start: float, end: float, y: float, height: float, fill: str, more: str = "") -> str:
        x = start if self.direction == "ltr" else WIDTH - end
        size = f'x="{x:.1f}" y="{y:.1f}" width="{end - start:.1f}" height="{height:.1f}"'
        return f'<rect {size} fill="{fill}"{more}/>'

    def line(self, x: float, y: float, to_x: float, to_y: float, ink: str, width: float = 0.6) -> str:
        x, to_x = self.at(x), self.at(to_x)
        ends = f'x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}"'
        return f'<line {ends} stroke="{ink}" stroke-width="{width}"/>'

    def diamond(self, x: float, y: float) -> str:
        x = self.at(x)
        return f'<path d="M{x:.1f} {y - 4:.1f}l4 4-4 4-4-4z" fill="{MILESTONE}"/>'

    def text(self, words: str, x: float, y: float, room: float, *, size: float = 8.5, ink: str = INK) -> str:
        """Words from where a line begins, cut to the room there is."""
        shown = escape(shortened(words, room, size))
        anchor = "start"
        if self.direction == "rtl":
            # The text itself runs as its marks say; only where it stands is mirrored.
            shown, anchor = f"\u202b{shown}\u202c", "end"
        place = f'x="{self.at(x):.1f}" y="{y:.1f}" font-size="{size}" fill="{ink}" text-anchor="{anchor}"'
        return f"<text {place}>{shown}</text>"

    def at(self, x: float) -> float:
        return x if self.direction == "ltr" else WIDTH - x


def _drawn(gantt: Gantt) -> str:
    pen = _Pen(gantt.months, gantt.direction)
    lines = len(gantt.bars) + (len(gantt.loads) + 1 if gantt.loads else 0)
    bottom = TOP + STEP * lines
    parts = [*_scale(gantt, pen, bottom)]
    for number, bar in enumerate(gantt.bars):
        parts += _bar(bar, pen, TOP + STEP * number)
    if gantt.loads:
        y = TOP + STEP * len(gantt.bars)
        parts.append(pen.text(gantt.words["load"], 0, y + 10, TITLES, ink=ACCENT))
        for number, load in enumerate(gantt.loads, start=1):
            parts += _load(load, pen, y + STEP * number)
    parts += _legend(gantt, pen, bottom + 16)
    height = bottom + 26
    head = f'role="img" aria-label={quoteattr(gantt.alt)} font-family="{FAMILY}, sans-serif"'
    size = f'viewBox="0 0 {WIDTH:.0f} {height:.0f}" width="{WIDTH:.0f}" height="{height:.0f}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {head}>{"".join(parts)}</svg>'


def _scale(gantt: Gantt, pen: _Pen, bottom: float) -> Iterator[str]:
    """Years and quarters above, a rule at each of them."""
    year, month = gantt.first
    for number in range(gantt.months + 1):
        position = month - 1 + number
        if position % 12 == 0 or number == 0:
            yield pen.line(pen.month(number), 4, pen.month(number), bottom, MUTED, 0.9)
            left = min(12 - position % 12, gantt.months - number)
            room = pen.month(left) - pen.month(0)
            if left:
                yield pen.text(str(year + position // 12), pen.month(number) + 4, 15, room, size=10, ink=ACCENT)
        elif position % 3 == 0:
            yield pen.line(pen.month(number), 22, pen.month(number), bottom, RULE)
        if position % 3 == 0 and number < gantt.months:
            yield pen.text(f"{position % 12 // 3 + 1}", pen.month(number) + 3, 32, 20, size=7.5, ink=MUTED)
    yield pen.line(0, TOP - 2, WIDTH, TOP - 2, RULE)


def _bar(bar: Bar, pen: _Pen, y: float) -> Iterator[str]:
    first, last = pen.month(bar.start), pen.month(bar.start + bar.months)
    about = escape(f"{bar.code} {bar.title} ({bar.lead})")
    yield f"<g><title>{about}</title>"
    yield pen.text(bar.code, 0, y + 10, 66, size=8, ink=MUTED)
    yield pen.text(bar.title, 70, y + 10, 182)
    yield pen.text(bar.lead, 258, y + 10, TITLES - 264, size=7.5, ink=MUTED)
    if bar.before is not None and bar.before != bar.start:
        stood = pen.month(bar.before)
        frame = f' stroke="{MUTED}" stroke-width="0.8" stroke-dasharray="2 2"'
        yield pen.box(stood, stood + last - first, y + 1, STEP - 3, "none", frame)
    frame = f' stroke="{INK}" stroke-width="0.9"' if bar.critical else ""
    yield pen.box(first, last, y + 2.5, STEP - 6, ACCENT if bar.critical else PLAIN, frame)
    if bar.slack:
        end = pen.month(min(bar.start + bar.months + bar.slack, pen.months))
        yield pen.line(last, y + 6.5, end, y + 6.5, SLACK, 1.2)
        yield pen.line(end, y + 3.5, end, y + 9.5, SLACK, 1.2)
    for month in bar.milestones:
        yield pen.diamond(pen.month(month), y + 6.5)
    yield "</g>"


def _load(load: Load, pen: _Pen, y: float) -> Iterator[str]:
    """One institution: each month's share of its hands as a column, red where it is over."""
    yield pen.text(load.name, 0, y + 10, TITLES - 8)
    yield pen.line(TITLES, y + STEP - 1.5, WIDTH, y + STEP - 1.5, RULE)
    for month, (taken, hands) in enumerate(zip(load.taken, load.hands, strict=True)):
        if taken:
            share = min(1.0, taken / hands) if hands else 1.0
            height = (STEP - 4) * share
            fill = OVER if taken > hands else ACCENT if taken == hands else PLAIN
            top = y + STEP - 1.5 - height
            yield pen.box(pen.month(month), pen.month(month + 1) - 0.4, top, height, fill)


def _legend(gantt: Gantt, pen: _Pen, y: float) -> Iterator[str]:
    """What each mark means, on one line."""
    shown: Sequence[str] = [w for w in WORDS[:4] if w in gantt.words]
    if any(bar.before is not None for bar in gantt.bars):
        shown = [*shown, "before"]
    frame = f' stroke="{MUTED}" stroke-width="0.8" stroke-dasharray="2 2"'
    marks: dict[str, Callable[[float], str]] = {
        "critical": lambda x: pen.box(x, x + 16, y - 7, 8, ACCENT, f' stroke="{INK}" stroke-width="0.9"'),
        "other": lambda x: pen.box(x, x + 16, y - 7, 8, PLAIN),
        "slack": lambda x: (
            pen.line(x, y - 3, x + 16, y - 3, SLACK, 1.2) + pen.line(x + 16, y - 6, x + 16, y, SLACK, 1.2)
        ),
        "milestone": lambda x: pen.diamond(x + 8, y - 3),
        "before": lambda x: pen.box(x, x + 16, y - 7, 8, "none", frame),
    }
    for number, word in enumerate(shown):
        x = 190.0 * number
        yield marks[word](x)
        yield pen.text(gantt.words[word], x + 22, y, 164, ink=MUTED)
