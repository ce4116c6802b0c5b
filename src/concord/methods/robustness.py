"""Whether an additive order survives other weights and other methods.

Changes of all weights at once after Wolters & Mareschal 1995, "Novel types of sensitivity analysis for additive MCDM
methods", EJOR 81(2); of one weight after Triantaphyllou & Sanchez 1997, "A sensitivity analysis approach for some
deterministic multi-criteria decision-making methods", Decision Sciences 28(1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from concord.methods.additive import additive_values
from concord.methods.arrays import TIE, Floats, checked_scores, checked_weights
from concord.methods.errors import MethodError
from concord.methods.orders import Likeness, likeness, top_of
from concord.methods.promethee import promethee
from concord.methods.topsis import topsis

CELLS = 400_000
# Differences of scores (0..1) that count nothing, and fully, for PROMETHEE's linear preference.
INDIFFERENCE, PREFERENCE = 0.05, 0.25


@dataclass(frozen=True)
class TopUnderChange:
    """What becomes of the first places when every weight is raised or lowered by up to ``share`` of itself.

    - ``holds``: the share of draws in which the same options are in the top.
    - ``stays``: for each option the share of draws in which it is in the top, shape (options,).
    - ``leave``, ``enter``: options of the top that are not always in it, and others that sometimes are, the most
      frequent first.
    - ``safe_up_to``: no change of weights up to this share of themselves alters the top (exact, not drawn; at most 1).
    - ``rivals``: the option in the top and the one outside that would change places first; None where none would.
    """

    holds: float
    stays: Floats
    leave: tuple[int, ...]
    enter: tuple[int, ...]
    safe_up_to: float
    rivals: tuple[int, int] | None


def top_under_change(
    scores: Floats, weights: Floats, *, top: int = 10, share: float = 0.2, draws: int = 10_000, seed: int
) -> TopUnderChange:
    """Whether the first ``top`` places of the additive order survive changes of all weights at once.

    ``scores`` has shape (options, criteria) in 0..1, ``weights`` (criteria,). In each draw every weight is multiplied
    by a number drawn evenly from 1 - share to 1 + share, all independently, and the weights are brought back to a sum
    of 1 (which changes no order). Places shared at the end of the top make it larger.
    """
    given = checked_scores(scores)
    centre = checked_weights(weights, given.shape[1])
    if not 0 <= share <= 1 or draws < 1:
        raise MethodError("share must lie between 0 and 1, and draws must be 1 or more")
    values = additive_values(given, centre)
    inside = np.zeros(len(given), dtype=bool)
    inside[top_of(values, top)] = True
    holds, within = _drawn(given, centre, inside, top, share, draws, seed)
    stays = within / draws
    safe, rivals = _first_swap(given, centre, values, inside)
    return TopUnderChange(
        holds=holds / draws,
        stays=stays,
        leave=_often(inside & (stays < 1), -stays),
        enter=_often(~inside & (stays > 0), stays),
        safe_up_to=safe,
        rivals=rivals,
    )


def weight_ranges(scores: Floats, weights: Floats, *, top: int = 10) -> Floats:
    """From where to where each weight alone may go before the first ``top`` change: shape (criteria, 2).

    The other weights keep their proportions to each other (equal where they are all zero) and the sum stays 1. Exact.
    """
    given = checked_scores(scores)
    centre = checked_weights(weights, given.shape[1])
    inside = np.zeros(len(given), dtype=bool)
    inside[top_of(additive_values(given, centre), top)] = True
    ranges = np.empty((centre.size, 2))
    for criterion, weight in enumerate(centre):
        others = np.delete(centre, criterion)
        if not others.size:
            return np.ones((1, 2))
        shares = others / others.sum() if others.sum() > 0 else np.full(others.size, 1 / others.size)
        rest = np.delete(given, criterion, axis=1) @ shares
        # The lead at weight t is at_none + t * (at_all - at_none).
        at_none = (rest[inside][:, None] - rest[~inside]).ravel()
        slope = (given[inside, criterion][:, None] - given[~inside, criterion]).ravel() - at_none
        rising, falling = slope > TIE, slope < -TIE
        lowest = (-at_none[rising] / slope[rising]).max(initial=0.0)
        highest = (-at_none[falling] / slope[falling]).min(initial=1.0)
        ranges[criterion] = min(lowest, weight), max(highest, weight)
    return ranges


def second_opinions(
    scores: Floats, weights: Floats, *, top: int = 10, other_weights: Mapping[str, Floats] | None = None
) -> dict[str, Likeness]:
    """How like the additive order the orders of other methods are, by name.

    Always ``topsis``, ``promethee_usual`` and ``promethee_linear`` (indifference 0.05, preference 0.25); and, for each
    name in ``other_weights``, the additive order with those weights (say ``best_worst``).
    """
    given = checked_scores(scores)
    values = additive_values(given, weights)
    linear = promethee(given, weights, indifference=INDIFFERENCE, preference=PREFERENCE)
    others = {
        "topsis": topsis(given, weights, np.ones(given.shape[1], dtype=bool)),
        "promethee_usual": promethee(given, weights),
        "promethee_linear": linear,
    } | {name: additive_values(given, other) for name, other in (other_weights or {}).items()}
    return {name: likeness(values, other, top=top) for name, other in others.items()}


def _drawn(
    scores: Floats, weights: Floats, inside: NDArray[np.bool_], top: int, share: float, draws: int, seed: int
) -> tuple[int, Floats]:
    """In how many draws nobody outside passes anybody inside, and in how many each option is in the top."""
    rng = np.random.Generator(np.random.PCG64(seed))
    options = len(scores)
    last = max(options - top, 0)
    holds, within = 0, np.zeros(options)
    for start in range(0, draws, max(1, CELLS // options)):
        count = min(max(1, CELLS // options), draws - start)
        drawn = weights * rng.uniform(1 - share, 1 + share, (count, weights.size))
        drawn /= drawn.sum(axis=1, keepdims=True)
        values = np.zeros((count, options))
        for one, part in zip(scores.T, drawn.T, strict=True):
            values += part[:, None] * one
        bar = np.partition(values, last, axis=1)[:, last]
        within += (values >= bar[:, None] - TIE).sum(axis=0)
        lowest = values[:, inside].min(axis=1)
        highest = values[:, ~inside].max(axis=1, initial=-1.0)
        holds += int((lowest >= highest - TIE).sum())
    return holds, within


def _first_swap(
    scores: Floats, weights: Floats, values: Floats, inside: NDArray[np.bool_]
) -> tuple[float, tuple[int, int] | None]:
    """The smallest share by which weights must change for somebody outside to pass somebody inside, and who."""
    members, others = np.flatnonzero(inside), np.flatnonzero(~inside)
    if not others.size:
        return 1.0, None
    lead = values[members][:, None] - values[others]
    swing = np.abs(scores[members][:, None] - scores[others]) @ weights
    needed = np.divide(lead, swing, out=np.full_like(lead, np.inf), where=swing > TIE)
    member, other = np.unravel_index(int(needed.argmin()), needed.shape)
    smallest = float(needed[member, other])
    if smallest >= 1 - TIE:  # one that is better on every criterion needs all of the weight to go, and is never passed
        return 1.0, None
    return smallest, (int(members[member]), int(others[other]))


def _often(which: NDArray[np.bool_], share: Floats) -> tuple[int, ...]:
    found = np.flatnonzero(which)
    return tuple(found[np.argsort(-share[found], kind="stable")].tolist())
