"""The order of gaps and how firm it is: worked out from scores and the weights that institutions gave.

Nothing here knows the database. The same case gives the same outcome, and is worked out once in a process.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from concord.domains.priorities.sensitivity import Change, changes
from concord.methods.additive import additive_values
from concord.methods.arrays import Floats, Ints
from concord.methods.groups import aggregate_priorities, borda_points, concordance
from concord.methods.orders import likeness, value_places
from concord.methods.robustness import second_opinions, top_under_change
from concord.methods.smaa import Scores, smaa
from concord.methods.weight_space import WeightSpace, any_weights, draw_weights

DRAWS = 10_000
TOP = 10
AROUND = 0.2  # "weights ± 20 %"
LEAST_ROOM = 0.1  # weights are never taken as known more closely than this share of themselves
STEADY = 0.9  # a place that holds in nine of ten weightings is firm
OTHER_METHODS = {"topsis": "TOPSIS", "promethee_linear": "PROMETHEE II"}
DIGITS = 6


@dataclass(frozen=True)
class Case:
    """What is worked out: gaps × criteria scored 0 to 100 as ranges, and institutions' weights (a row sums to 1)."""

    low: tuple[tuple[float, ...], ...]
    likely: tuple[tuple[float, ...], ...]
    high: tuple[tuple[float, ...], ...]
    weights: tuple[tuple[float, ...], ...]
    influence: tuple[float, ...]
    seed: int


@dataclass(frozen=True)
class OtherMethod:
    """What another method makes of it: how alike the whole order is (tau-b) and which gaps its top ten swaps."""

    name: str
    tau: float | None
    overlap: float
    leave: tuple[int, ...]
    enter: tuple[int, ...]


@dataclass(frozen=True)
class Outcome:
    """The order and everything that says how firm it is. Gaps and criteria are indices, places count from 1.

    ``places[i]`` is the place of gap i and ``values[i]`` its value (0 to 100). ``ranks[i][r]`` is the share of the
    weightings in which it takes place r + 1, ``top_shares`` that of being among the first ``top``; ``low`` and
    ``high`` are its places in nine of ten weightings. ``steady`` is the share in the top where each weight of the group
    may be a fifth larger or smaller. ``by_institution`` holds each institution's own places.
    """

    places: tuple[int, ...]
    values: tuple[float, ...]
    top: int
    ranks: tuple[tuple[float, ...], ...]
    top_shares: tuple[float, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]
    weights: tuple[float, ...]
    weights_low: tuple[float, ...]
    weights_high: tuple[float, ...]
    leader_weights: tuple[float, ...]  # the mean of the weightings that put the first gap first
    leader_share: float  # in how many weightings it is first
    steady: tuple[float, ...]
    holds: float  # in how many of those weightings the top is the same
    safe_up_to: float  # no change of weights up to this share of themselves alters the top
    others: tuple[OtherMethod, ...]
    by_institution: tuple[tuple[int, ...], ...]
    likeness: tuple[float | None, ...]  # of each institution's own order with that of all (tau-b)
    agreement: float | None  # Kendall's W of their orders
    borda: tuple[int, ...]  # places by Borda's points
    changes: tuple[Change, ...]

    @property
    def order(self) -> list[int]:
        """The gaps, first place first."""
        return sorted(range(len(self.places)), key=lambda gap: self.places[gap])


@lru_cache(maxsize=16)
def work_out(case: Case) -> Outcome:
    """Order the gaps; at least one gap and one criterion."""
    scores = Scores(*(np.array(one, float).clip(0, 100) / 100 for one in (case.low, case.high, case.likely)))
    likely = np.asarray(scores.likely)
    given = np.array(case.weights, float).reshape(-1, likely.shape[1])
    influence = np.array(case.influence, float)
    weights, space = _weights(given, influence)
    firm = smaa(scores, draw_weights(space, draws=DRAWS, seed=case.seed), seed=case.seed)
    values = additive_values(likely, weights)
    places = _places(values)
    top = top_of(len(values))
    near = top_under_change(likely, weights, top=top, share=AROUND, draws=DRAWS, seed=case.seed)
    low, high = _nine_of_ten(firm.ranks)
    leader = int(np.argmin(places))
    return Outcome(
        places=tuple(places.tolist()),
        values=_rounded(100 * values),
        top=top,
        ranks=tuple(_rounded(row) for row in firm.ranks),
        top_shares=_rounded(firm.top(top)),
        low=low,
        high=high,
        weights=_rounded(weights),
        weights_low=_rounded(space.bounds[0]),
        weights_high=_rounded(space.bounds[1]),
        leader_weights=_rounded(np.nan_to_num(firm.central_weights[leader])),
        leader_share=round(float(firm.ranks[leader, 0]), DIGITS),
        steady=_rounded(near.stays),
        holds=round(near.holds, DIGITS),
        safe_up_to=round(near.safe_up_to, DIGITS),
        others=_others(likely, weights, top),
        **_institutions(likely, given, influence, -places, top),
        changes=changes(likely, weights, top),
    )


def top_of(gaps: int) -> int:
    """How many places count as the top: ten, or half of the gaps where there are fewer than twenty."""
    return max(1, min(TOP, -(-gaps // 2)))


def _weights(given: Floats, influence: Floats) -> tuple[Floats, WeightSpace]:
    """The group's weights and what is thought possible: from the lowest to the highest that an institution gave."""
    criteria = given.shape[1]
    heard = given[influence > 0]
    if not len(heard):
        return np.full(criteria, 1 / criteria), any_weights(criteria)
    centre = aggregate_priorities(heard, influence[influence > 0])
    low = np.minimum(heard.min(axis=0), centre * (1 - LEAST_ROOM))
    high = np.maximum(heard.max(axis=0), centre * (1 + LEAST_ROOM)).clip(0, 1)
    return centre, WeightSpace(low, high)


def _places(values: Floats) -> Ints:
    """Places from 1 by value; equal values as they stand."""
    order = sorted(range(values.size), key=lambda gap: (-round(float(values[gap]), 9), gap))
    places = np.empty(values.size, dtype=np.int64)
    places[order] = np.arange(1, values.size + 1)
    return places


def _nine_of_ten(ranks: Floats) -> tuple[tuple[int, ...], tuple[int, ...]]:
    shares = ranks.cumsum(axis=1)
    low = (shares > 0.05).argmax(axis=1) + 1
    high = (shares >= 0.95 - 1e-9).argmax(axis=1) + 1
    return tuple(low.tolist()), tuple(high.tolist())


def _others(likely: Floats, weights: Floats, top: int) -> tuple[OtherMethod, ...]:
    found = second_opinions(likely, weights, top=top)
    return tuple(
        OtherMethod(
            name,
            None if (tau := found[key].tau_b) is None else round(tau, DIGITS),
            round(found[key].overlap, DIGITS),
            found[key].leave,
            found[key].enter,
        )
        for key, name in OTHER_METHODS.items()
    )


def _institutions(likely: Floats, given: Floats, influence: Floats, ours: Ints, top: int) -> dict[str, Any]:
    """Each institution's own order, how far they agree, and Borda's order of them all."""
    if not len(given):
        return {"by_institution": (), "likeness": (), "agreement": None, "borda": ()}
    values = given @ likely.T
    taus = [likeness(ours.astype(float), one, top=top).tau_b for one in values]
    agreement = concordance(values).w if len(values) > 1 and likely.shape[0] > 1 else None
    return {
        "by_institution": tuple(tuple(value_places(one).tolist()) for one in values),
        "likeness": tuple(None if tau is None else round(tau, DIGITS) for tau in taus),
        "agreement": None if agreement is None else round(agreement, DIGITS),
        "borda": tuple(value_places(borda_points(values, influence if influence.any() else None)).tolist()),
    }


def _rounded(values: Floats) -> tuple[float, ...]:
    return tuple(round(float(one), DIGITS) for one in values)
