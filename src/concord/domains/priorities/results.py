"""A result as a whole, in plain values: what pages and the decision record show, and what a decision freezes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import TypeAdapter

from concord.domains.priorities.models import Move
from concord.domains.priorities.working import Outcome
from concord.kernel.canonical import canonical_json

FORM = 1  # of the frozen content; a later form must still read this one


@dataclass(frozen=True)
class GapLine:
    """A gap: the capability below its target."""

    capability: UUID
    code: str
    title: str
    area: str
    current: int
    target: int


@dataclass(frozen=True)
class CriterionLine:
    """A criterion as it counted."""

    code: str
    title: str
    aim: str
    source: str


@dataclass(frozen=True)
class ScoreLine:
    """One score: 0 to 100, its range, and whether it was filled in, rated, set by the country, or nobody knows."""

    low: float
    likely: float
    high: float
    origin: str
    reason: str = ""
    by: str = ""


@dataclass(frozen=True)
class VoiceLine:
    """One institution: how much it counts, its weights, and those of the first round where there was a second."""

    name: str
    influence: float
    votes: int
    weights: tuple[float, ...]
    first: tuple[float, ...] | None = None
    ratio: float | None = None


@dataclass(frozen=True)
class MoveLine:
    """A gap (by index) that the country put on another place."""

    gap: int
    place: int
    worked: int
    reason: str
    by: str
    at: str


@dataclass(frozen=True)
class Result:
    """Gaps in the framework's order, scores by gap and criterion, and the order: gaps by index, first place first."""

    gaps: tuple[GapLine, ...]
    criteria: tuple[CriterionLine, ...]
    scores: tuple[tuple[ScoreLine, ...], ...]
    voices: tuple[VoiceLine, ...]
    outcome: Outcome
    moves: tuple[MoveLine, ...]
    order: tuple[int, ...]
    round: int = 1  # of the ballot on weights that counts; 0 where nobody weighed
    form: int = FORM

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all of it: the same result has the same one."""
        return digest(frozen(self))

    def place_of(self, gap: int) -> int:
        """The place that the order gives a gap."""
        return self.order.index(gap) + 1


_RESULTS = TypeAdapter(Result)


def frozen(result: Result) -> str:
    """Canonical JSON of a result; the same result gives the same text."""
    return canonical_json(_RESULTS.dump_python(result, mode="json"))


def thawed(content: str) -> Result:
    """A result as it was frozen."""
    return _RESULTS.validate_json(content)


def digest(content: str) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content.encode()).hexdigest()


def with_moves(order: Sequence[int], moves: Sequence[Move], places: dict[UUID, int]) -> tuple[int, ...]:
    """The order after moves, made one after the other; ``places`` are the gaps' indices by capability."""
    moved = list(order)
    for move in moves:
        gap = places.get(move.capability_id)
        if gap is not None:
            moved.remove(gap)
            moved.insert(min(move.place, len(moved) + 1) - 1, gap)
    return tuple(moved)
