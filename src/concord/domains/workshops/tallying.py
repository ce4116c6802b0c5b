"""What the votes of a question come to: the distribution, each institution's position, consensus, and what changed.

Votes are counted as they were cast, one for each voter. An institution's position is the lower median of its people's
steps, or the mean of their points; the middle of a scale is the lower median of the institutions' positions, so that
one institution is one voice however many people it sent. Consensus is that of Tastle and Wierman (2007) over the votes,
for scales and points.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from concord.domains.priorities.counting import held, weights_by_institution
from concord.domains.priorities.enums import BallotKind
from concord.domains.priorities.models import Ballot, Vote
from concord.methods.levels import agreement, lower_median

FORM = 1  # of a frozen tally
Values = dict[str, float]


@dataclass(frozen=True)
class Past:
    """A line as it stood after the first round."""

    counts: dict[str, int]
    mean: float
    median: float | None
    agreement: float | None


@dataclass(frozen=True)
class Line:
    """One option: how many voted how (scales and choices), mean, middle, lowest and highest position, consensus."""

    code: str
    title: str
    counts: dict[str, int]
    mean: float
    median: float | None
    low: float
    high: float
    agreement: float | None
    first: Past | None = None

    @property
    def most(self) -> int:
        """The largest of its counts."""
        return max(self.counts.values(), default=0)


@dataclass(frozen=True)
class Position:
    """What an institution's votes come to, by option, and in the first round where there was a later one."""

    institution: str
    votes: int
    values: Values
    first: Values | None = None


@dataclass(frozen=True)
class Tally:
    """All of it; ``moved`` counts those who voted otherwise than in the first round."""

    kind: str
    unit: str
    round: int
    votes: int
    paper: int
    moved: int
    lines: tuple[Line, ...]
    voices: tuple[Position, ...]
    form: int = FORM

    def line(self, code: str) -> Line | None:
        """The line of an option."""
        return next((one for one in self.lines if one.code == code), None)

    @property
    def agreement(self) -> float | None:
        """The consensus of the line on which there is least."""
        return min((one.agreement for one in self.lines if one.agreement is not None), default=None)

    def frozen(self) -> dict[str, Any]:
        """In plain values, as a decision keeps it."""
        return asdict(self)


def tally(ballot: Ballot, votes: Sequence[Vote], *, up_to: int, weighs: bool = False, named: bool = True) -> Tally:
    """What the votes up to a round come to; ``weighs`` where weights are worked out of them."""
    now = held(votes, up_to=up_to)
    before = held(votes, up_to=1) if up_to > 1 else []
    voices = _voices(ballot, votes, now, before, up_to, weighs)
    if not named:
        voices = [Position(_("Institution %(n)s") % {"n": n}, *_rest(one)) for n, one in enumerate(voices, start=1)]
    return Tally(
        kind=ballot.kind,
        unit=ballot.unit,
        round=up_to,
        votes=len(now),
        paper=sum(vote.paper for vote in now),
        moved=_moved(now, before),
        lines=tuple(_line(ballot, option, now, before, voices, weighs) for option in ballot.options),
        voices=tuple(voices),
    )


def _rest(one: Position) -> tuple[int, Values, Values | None]:
    return one.votes, one.values, one.first


def _moved(now: Sequence[Vote], before: Sequence[Vote]) -> int:
    said = {vote.voter: vote.content for vote in before}
    return sum(vote.voter in said and said[vote.voter] != vote.content for vote in now)


def _voices(
    ballot: Ballot, votes: Sequence[Vote], now: Sequence[Vote], before: Sequence[Vote], up_to: int, weighs: bool
) -> list[Position]:
    if weighs:
        counted = weights_by_institution(ballot, votes, up_to=up_to)
        return [Position(one.name, one.votes, one.values, one.first) for one in counted]
    own, first = _by_institution(now), _by_institution(before)
    found = [
        Position(
            given[0].institution.name,
            len(given),
            _values(ballot, given),
            _values(ballot, first[pk]) if pk in first else None,
        )
        for pk, given in own.items()
    ]
    return sorted(found, key=lambda one: one.institution)


def _by_institution(votes: Sequence[Vote]) -> dict[UUID, list[Vote]]:
    found: dict[UUID, list[Vote]] = defaultdict(list)
    for vote in votes:
        found[vote.institution_id].append(vote)
    return found


def _values(ballot: Ballot, votes: Sequence[Vote]) -> Values:
    """An institution's position by option; an option that none of its people judged is not there."""
    measure: Callable[[Sequence[float]], float] = lower_median if ballot.kind == BallotKind.SCALE else _mean
    given = {code: _given(ballot, votes, code) for code in ballot.codes}
    return {code: measure(said) for code, said in given.items() if said}


def _given(ballot: Ballot, votes: Sequence[Vote], code: str) -> list[float]:
    if ballot.kind == BallotKind.CHOICE:
        return [1.0 if code in vote.content else 0.0 for vote in votes]
    return [float(vote.content[code]) for vote in votes if code in vote.content]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _line(
    ballot: Ballot, option: Mapping[str, str], now: Sequence[Vote], before: Sequence[Vote], voices: Sequence[Position],
    weighs: bool,
) -> Line:  # fmt: skip
    code = option["code"]
    positions = [one.values[code] for one in voices if code in one.values]
    firsts = [one.first[code] for one in voices if one.first is not None and code in one.first]
    past = None
    if before:
        past = Past(*_summary(ballot, before, code, firsts, weighs))
    counts, mean, median, agreed = _summary(ballot, now, code, positions, weighs)
    low, high = (min(positions), max(positions)) if positions else (0.0, 0.0)
    return Line(code, option["title"], counts, mean, median, low, high, agreed, past)


def _summary(
    ballot: Ballot, votes: Sequence[Vote], code: str, positions: Sequence[float], weighs: bool
) -> tuple[dict[str, int], float, float | None, float | None]:
    """Counts, mean, middle and consensus of one option."""
    if weighs or not positions:
        return {}, _mean(positions) if positions else 0.0, None, None
    said = _given(ballot, votes, code)
    match ballot.kind:
        case BallotKind.SCALE:
            low, high = ballot.limits["low"], ballot.limits["high"]
            counts = {str(step): said.count(float(step)) for step in range(low, high + 1)}
            return counts, _mean(said), lower_median(positions), agreement(said, width=float(high - low))
        case BallotKind.CHOICE:
            return {"1": int(sum(said))}, _mean(said), None, None  # the shares say it
        case BallotKind.POINTS:
            return {}, _mean(positions), None, agreement(said, width=100.0)
    return {}, _mean(positions), None, None
