"""Results as pages draw them: whole percents for bars, words for numbers, and what each institution said."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from concord.domains.priorities.enums import BallotKind
from concord.domains.reports.words import number
from concord.domains.workshops.enums import ItemKind
from concord.domains.workshops.models import Question
from concord.domains.workshops.tallying import Line, Position, Tally

MOST_SHOWN = 12  # lines of a long ballot that fit on a wall
MOST_COLUMNS = 6  # lines up to which each institution's position stands beside the others
MOST_ROWS = 8  # institutions below each other under panels
BESIDE = 3  # from so many panels on, institutions stand below them
SAME = 0.005  # a smaller difference between two means is none


@dataclass(frozen=True)
class Bar:
    """One step of a scale: how many chose it, its height in percent of the highest, and how many did at first."""

    step: int
    count: int
    height: int
    first: int | None
    middle: bool


@dataclass(frozen=True)
class Panel:
    """One line of a ballot: bars of a scale, or one bar with its value in words; consensus now and at first."""

    code: str
    title: str
    bars: tuple[Bar, ...]
    words: str
    share: int
    low: int
    width: int
    spread: str
    first: str
    agreement: float | None
    agreement_first: float | None

    @property
    def closer(self) -> bool | None:
        """Whether the room came closer together since the first round; None where it is as it was."""
        if self.agreement is None or self.agreement_first is None:
            return None
        change = self.agreement - self.agreement_first
        return None if abs(change) < SAME else change > 0


@dataclass(frozen=True)
class Cell:
    """What an institution says of one line, and what it said at first where that was something else."""

    title: str
    value: str
    step: int | None
    first: str


@dataclass(frozen=True)
class Row:
    """An institution in the result."""

    institution: str
    votes: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Result:
    """A result as a whole; ``more`` lines do not fit."""

    tally: Tally
    scaled: bool
    panels: tuple[Panel, ...]
    rows: tuple[Row, ...]
    more: int

    @property
    def beside(self) -> bool:
        """Whether institutions stand beside the panels, where there is room."""
        return bool(self.rows) and len(self.panels) < BESIDE

    @property
    def tables(self) -> list[tuple[Row, ...]]:
        """The institutions in one table, or in two that stand side by side."""
        half = math.ceil(len(self.rows) / 2)
        split = len(self.rows) > MOST_ROWS and not self.beside
        return [self.rows[:half], self.rows[half:]] if split else [self.rows]

    @property
    def agreement(self) -> float | None:
        """The least consensus of all lines."""
        return self.tally.agreement

    @property
    def agreement_first(self) -> float | None:
        """The least consensus of all lines in the first round."""
        found = [panel.agreement_first for panel in self.panels if panel.agreement_first is not None]
        return min(found, default=None)


def result_of(votes: Tally | None, question: Question | None) -> Result | None:
    """The result of a question as it is drawn; None where nothing may be seen, or nobody voted."""
    if votes is None or question is None or not votes.votes:
        return None
    scaled = votes.kind == BallotKind.SCALE
    weighs = question.item.kind == ItemKind.WEIGHTS
    lines = list(votes.lines)
    if not scaled:
        lines.sort(key=lambda line: line.mean if votes.kind == BallotKind.ORDER and not weighs else -line.mean)
    longest = max((line.high for line in lines), default=0.0)
    words = _words_of(votes.kind, weighs)
    if votes.kind == BallotKind.CHOICE and len(lines) > MOST_COLUMNS:
        lines = [line for line in lines if line.mean or (line.first is not None and line.first.mean)]
    shown = lines[:MOST_SHOWN]
    return Result(
        tally=votes,
        scaled=scaled,
        panels=tuple(_panel(votes, line, words, longest, weighs) for line in shown),
        rows=tuple(_row(one, shown, words, scaled) for one in votes.voices) if len(shown) <= MOST_COLUMNS else (),
        more=len(lines) - len(shown),
    )


def _words_of(kind: str, weighs: bool) -> Callable[[float], str]:
    """How a value is written: percents, points, places or steps."""
    if weighs or kind == BallotKind.CHOICE:
        return lambda value: _("%(percent)s %%") % {"percent": number(100 * value, "0")}
    return lambda value: number(value, "0.#" if kind == BallotKind.ORDER else "0")


def _panel(votes: Tally, line: Line, words: Callable[[float], str], longest: float, weighs: bool) -> Panel:
    first = line.first
    return Panel(
        code=line.code,
        title=line.title,
        bars=_bars(line) if votes.kind == BallotKind.SCALE else (),
        words=_value(votes, line, words),
        share=_share(votes, line.mean, longest, weighs),
        low=_share(votes, line.low, longest, weighs),
        width=_width(votes, line, longest, weighs),
        spread="" if line.low == line.high else f"{words(line.low)} – {words(line.high)}",
        first="" if first is None or words(first.mean) == words(line.mean) else words(first.mean),
        agreement=line.agreement,
        agreement_first=None if first is None else first.agreement,
    )


def _width(votes: Tally, line: Line, longest: float, weighs: bool) -> int:
    """How far institutions lie apart, in percent of the bar; of a choice and of places that says nothing."""
    if votes.kind in (BallotKind.CHOICE, BallotKind.ORDER) and not weighs:
        return 0
    return max(_share(votes, line.high, longest, weighs) - _share(votes, line.low, longest, weighs), 0)


def _value(votes: Tally, line: Line, words: Callable[[float], str]) -> str:
    if votes.kind == BallotKind.SCALE:
        return "–" if line.median is None else number(line.median, "0")
    if votes.kind == BallotKind.CHOICE and line.counts:
        return str(line.counts["1"])
    return words(line.mean)


def _share(votes: Tally, value: float, longest: float, weighs: bool) -> int:
    """How far a bar reaches, in percent."""
    if votes.kind == BallotKind.ORDER and not weighs:
        return round(100 * (len(votes.lines) + 1 - value) / len(votes.lines))
    whole = longest if weighs else {BallotKind.CHOICE: 1.0, BallotKind.POINTS: 100.0}.get(BallotKind(votes.kind), 5.0)
    return min(100, round(100 * value / whole)) if whole else 0


def _bars(line: Line) -> tuple[Bar, ...]:
    first = line.first.counts if line.first is not None else {}
    most = max([line.most, *first.values()], default=0) or 1
    return tuple(
        Bar(int(step), count, round(100 * count / most), first.get(step), line.median == int(step))
        for step, count in line.counts.items()
    )


def _row(one: Position, lines: list[Line], words: Callable[[float], str], scaled: bool) -> Row:
    cells = []
    for line in lines:
        value = one.values.get(line.code)
        before = None if one.first is None else one.first.get(line.code)
        now, then = ("–" if each is None else words(each) for each in (value, before))
        step = round(value) if scaled and value is not None else None
        cells.append(Cell(line.title, now, step, then if one.first is not None and then != now else ""))
    return Row(one.institution, one.votes, tuple(cells))
