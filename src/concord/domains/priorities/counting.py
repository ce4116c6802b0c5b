"""What votes come to: each institution's weights or ratings, from the votes of its people that hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np

from concord.domains.priorities.enums import BallotKind
from concord.domains.priorities.models import Ballot, Vote
from concord.domains.priorities.voting import pair_key, pairs
from concord.methods.ahp import ACCEPTABLE, comparison_matrices, priorities, second_look
from concord.methods.arrays import Floats
from concord.methods.groups import aggregate_priorities
from concord.methods.weights import direct_weights, rank_order_centroid


@dataclass(frozen=True)
class Voice:
    """One institution in a ballot: how much it counts, and what its people's votes come to, by option code.

    ``values`` are weights that sum to 1, or points from 0 to 100 for ratings. ``ratio`` is the worst consistency
    ratio among its people, None where nobody compared in pairs. ``first`` are its values of the first round, where
    there was a second.
    """

    institution_id: UUID
    name: str
    influence: float
    votes: int
    values: dict[str, float]
    ratio: float | None = None
    first: dict[str, float] | None = None


@dataclass(frozen=True)
class Contradiction:
    """The comparison that fits worst with a voter's others, and the consistency ratio as it is and as it might be."""

    ratio: float
    ratio_then: float
    more: str
    less: str
    given: float
    fitting: float


def held(votes: Iterable[Vote], *, up_to: int) -> list[Vote]:
    """Of each voter the complete vote that holds: that of the last round they voted in, none after ``up_to``."""
    latest: dict[UUID, Vote] = {}
    for vote in sorted(votes, key=lambda one: one.round):
        if vote.complete and vote.round <= up_to:
            latest[vote.voter] = vote
    return list(latest.values())


def weights_by_institution(ballot: Ballot, votes: Sequence[Vote], *, up_to: int | None = None) -> list[Voice]:
    """Weights of the options by institution: the mean of its people's. Votes need their institution loaded."""
    return _voices(ballot, votes, _weights, up_to)


def ratings_by_institution(ballot: Ballot, votes: Sequence[Vote], *, up_to: int | None = None) -> list[Voice]:
    """Points from 0 to 100 of the options by institution: the mean of its people's."""
    return _voices(ballot, votes, _points, up_to)


def _voices(ballot: Ballot, votes: Sequence[Vote], measured: Any, up_to: int | None) -> list[Voice]:
    revealed = ballot.revealed_round if up_to is None else up_to
    now = _by_institution(held(votes, up_to=revealed))
    before = _by_institution(held(votes, up_to=1)) if revealed > 1 else {}
    voices = []
    for institution_id, own in now.items():
        first = before.get(institution_id)
        voices.append(
            Voice(
                institution_id,
                own[0].institution.name,
                ballot.influence_of(institution_id),
                len(own),
                measured(ballot, own),
                _worst_ratio(ballot, own),
                measured(ballot, first) if first else None,
            )
        )
    return sorted(voices, key=lambda voice: voice.name)


def _by_institution(votes: Iterable[Vote]) -> dict[UUID, list[Vote]]:
    found: dict[UUID, list[Vote]] = defaultdict(list)
    for vote in votes:
        found[vote.institution_id].append(vote)
    return found


def _points(ballot: Ballot, votes: Sequence[Vote]) -> dict[str, float]:
    given = np.array([[vote.content[code] for code in ballot.codes] for vote in votes], float)
    return dict(zip(ballot.codes, given.mean(axis=0).tolist(), strict=True))


def _weights(ballot: Ballot, votes: Sequence[Vote]) -> dict[str, float]:
    mean = aggregate_priorities(_vote_weights(ballot, votes))
    return dict(zip(ballot.codes, mean.tolist(), strict=True))


def _vote_weights(ballot: Ballot, votes: Sequence[Vote]) -> Floats:
    """One row of weights for each vote."""
    match ballot.kind:
        case BallotKind.POINTS:
            return direct_weights(np.array([[vote.content[code] for code in ballot.codes] for vote in votes], float))
        case BallotKind.ORDER:
            return np.array(
                [rank_order_centroid(np.array([vote.content[code] for code in ballot.codes])) for vote in votes]
            )
    return priorities(_matrices(ballot.codes, [vote.content for vote in votes])).weights


def _matrices(codes: Sequence[str], contents: Sequence[Mapping[str, float]]) -> Floats:
    keys = [pair_key(*pair) for pair in pairs(codes)]
    judgements = np.array([[as_ratio(content[key]) for key in keys] for content in contents])
    return comparison_matrices(judgements, len(codes))


def as_ratio(step: float) -> float:
    """How many times the first is as important as the second; votes keep the converse as a negative number."""
    return step if step > 0 else -1 / step


def _worst_ratio(ballot: Ballot, votes: Sequence[Vote]) -> float | None:
    if ballot.kind != BallotKind.PAIRWISE:
        return None
    return float(priorities(_matrices(ballot.codes, [vote.content for vote in votes])).ratio.max())


def contradiction(ballot: Ballot, vote: Vote) -> Contradiction | None:
    """What a voter might look at again; None where the comparisons fit each other, or are not complete."""
    if ballot.kind != BallotKind.PAIRWISE or not vote.complete or len(ballot.codes) < 3:
        return None
    matrices = _matrices(ballot.codes, [vote.content])
    ratio = float(priorities(matrices).ratio[0])
    if ratio <= ACCEPTABLE:
        return None
    look = second_look(matrices)
    more, less = ballot.codes[int(look.more[0])], ballot.codes[int(look.less[0])]
    return Contradiction(ratio, float(look.ratio_then[0]), more, less, float(look.given[0]), float(look.fitting[0]))
