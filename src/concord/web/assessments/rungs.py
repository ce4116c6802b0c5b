"""A capability's ladder as a page draws it: one rung per level with its statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from concord.domains.assessments.enums import NUMBER, AnswerValue
from concord.domains.assessments.models import Answer
from concord.domains.assessments.queries import StatementView


@dataclass(frozen=True)
class GivenAnswer:
    """An answer, and whether it differs from the median of all."""

    answer: Answer
    differs: bool


@dataclass(frozen=True)
class Line:
    """One statement; ``ahead`` is fulfilled although the ladder stops further down."""

    view: StatementView
    ahead: bool
    answers: tuple[GivenAnswer, ...]


@dataclass(frozen=True)
class Rung:
    """One level: ``reached``, where the ladder ``stops``, or further ``above``; ``unknown`` where there is no level."""

    level: int
    state: str
    lines: tuple[Line, ...]


def rungs(ladder: Sequence[StatementView], level: int | None, ahead: Sequence[str]) -> list[Rung]:
    """The rungs from level 2 up, for a capability that has reached ``level``."""
    numbers = sorted({view.statement.level for view in ladder})
    stops = next((number for number in numbers if level is not None and number > level), None)

    def state(number: int) -> str:
        if level is None:
            return "unknown"
        return "reached" if number <= level else "stops" if number == stops else "above"

    return [
        Rung(number, state(number), tuple(_line(v, ahead) for v in ladder if v.statement.level == number))
        for number in numbers
    ]


def _line(view: StatementView, ahead: Sequence[str]) -> Line:
    given = (
        GivenAnswer(answer, answer.value in NUMBER and NUMBER[AnswerValue(answer.value)] != view.median)
        for answer in view.answers
    )
    return Line(view, view.statement.code in ahead, tuple(given))
