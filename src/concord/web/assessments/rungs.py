"""A capability's ladder as a page draws it: one rung per level with its statements, answers and remarks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from concord.domains.assessments.models import Thread
from concord.domains.assessments.queries import StatementView
from concord.domains.assessments.queries.disagreements import Proofs, SaidBy, said


@dataclass(frozen=True)
class Line:
    """One statement; ``ahead`` is fulfilled although the ladder stops further down."""

    view: StatementView
    ahead: bool
    answers: tuple[SaidBy, ...]
    threads: tuple[Thread, ...]


@dataclass(frozen=True)
class Rung:
    """One level: ``reached``, where the ladder ``stops``, or further ``above``; ``unknown`` where there is no level."""

    level: int
    state: str
    lines: tuple[Line, ...]


def rungs(
    ladder: Sequence[StatementView],
    level: int | None,
    ahead: Sequence[str],
    documents: Proofs,
    threads: Sequence[Thread],
) -> list[Rung]:
    """The rungs from level 2 up, for a capability that has reached ``level``."""
    numbers = sorted({view.statement.level for view in ladder})
    stops = next((number for number in numbers if level is not None and number > level), None)
    about: dict[UUID | None, list[Thread]] = defaultdict(list)
    for thread in threads:
        about[thread.statement_id].append(thread)

    def state(number: int) -> str:
        if level is None:
            return "unknown"
        return "reached" if number <= level else "stops" if number == stops else "above"

    def line(view: StatementView) -> Line:
        statement = view.statement
        return Line(view, statement.code in ahead, said(view, documents), tuple(about[statement.pk]))

    return [
        Rung(number, state(number), tuple(line(view) for view in ladder if view.statement.level == number))
        for number in numbers
    ]
