"""Weights that are only partly known: ranges, an order, or several people's, and even draws from all that fit.

Lahdelma & Salminen 2001, "SMAA-2", Operations Research 49(3) (weights drawn evenly from what is feasible); Smith 1984,
"Efficient Monte Carlo procedures for generating points uniformly distributed over bounded regions", Operations Research
32(6) (hit-and-run); Tervonen et al. 2013, EJOR 224(3), for its use on weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from concord.methods.arrays import Floats, Ints, checked, checked_weights
from concord.methods.errors import MethodError

SLIM = 1e-9
# Below this share of fitting proposals, a walk inside the feasible weights is cheaper than trying on.
WORTH_TRYING = 0.02
PILOT = 2_000
CHAINS, SETTLINGS = 500, 4


@dataclass(frozen=True)
class WeightSpace:
    """All weights w >= 0 with sum 1, low <= w <= high (shape (criteria,)), and w_a >= w_b for each (a, b) in ``order``.

    Raises ``MethodError`` where nothing fits the ranges; an order that cannot be kept shows when weights are drawn.
    """

    low: Floats
    high: Floats
    order: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        low, high = checked("low", self.low, ndim=1), checked("high", self.high, ndim=1)
        if low.shape != high.shape or (low < 0).any() or (high > 1).any() or (low > high).any():
            raise MethodError("ranges of weights must lie within 0 and 1, with low not above high")
        if low.sum() > 1 + SLIM or high.sum() < 1 - SLIM:
            raise MethodError("no weights within these ranges sum to 1")
        if any(a == b or not (0 <= a < low.size and 0 <= b < low.size) for a, b in self.order):
            raise MethodError("the order must name pairs of different criteria")

    @cached_property
    def bounds(self) -> tuple[Floats, Floats]:
        """The ranges as the sum of 1 narrows them."""
        low = np.maximum(self.low, 1 - (self.high.sum() - self.high))
        high = np.minimum(self.high, 1 - (self.low.sum() - self.low))
        return np.minimum(low, high), np.maximum(low, high)

    @cached_property
    def free(self) -> NDArray[np.bool_]:
        """Which weights can move at all."""
        low, high = self.bounds
        return high - low > SLIM


def any_weights(criteria: int) -> WeightSpace:
    """Nothing is known about the weights."""
    return WeightSpace(np.zeros(criteria), np.ones(criteria))


def weights_around(weights: Floats, share: float) -> WeightSpace:
    """Each weight up to ``share`` of itself lower or higher: 0.2 for plus or minus 20 percent."""
    centre = checked_weights(weights, np.size(weights))
    if not 0 <= share <= 1:
        raise MethodError(f"share must lie between 0 and 1, got {share}")
    return WeightSpace(centre * (1 - share), np.minimum(centre * (1 + share), 1))


def weights_between(weights: Floats) -> WeightSpace:
    """For each criterion from the lowest to the highest that any of the people gave; shape (people, criteria)."""
    given = checked("weights", weights, ndim=2)
    return WeightSpace(given.min(axis=0), given.max(axis=0))


def draw_weights(space: WeightSpace, *, draws: int, seed: int) -> Floats:
    """Weights drawn evenly from all that fit, shape (draws, criteria); the same ones for the same seed.

    Even draws from the simplex or from the ranges that fit are taken as they are. Where fewer than 2 percent fit,
    hit-and-run walks inside what is feasible, which is even only in the limit. Raises ``MethodError`` where ranges and
    order contradict each other or leave no room to move.
    """
    return _draw(space, draws, np.random.Generator(np.random.PCG64(seed)))


def draw_mixture(spaces: Sequence[WeightSpace], shares: Floats, *, draws: int, seed: int) -> Floats:
    """Draws from several spaces, each its share of them (institutions with their own ranges): (draws, criteria).

    Shares need not sum to 1. They are kept to the draw (largest remainder), so that a mixture of points is exact.
    """
    if not spaces or len({space.low.size for space in spaces}) != 1:
        raise MethodError("a mixture needs spaces of the same criteria")
    given = checked("shares", shares, ndim=1)
    if given.size != len(spaces) or (given < 0).any() or not given.sum() > 0:
        raise MethodError("each space needs a share, none negative and not all zero")
    exact = given / given.sum() * draws
    counts = np.floor(exact).astype(int)
    counts[np.argsort(counts - exact, kind="stable")[: draws - counts.sum()]] += 1
    seeds = np.random.SeedSequence(seed).spawn(len(spaces))
    return np.vstack(
        [
            _draw(space, int(count), np.random.Generator(np.random.PCG64(one)))
            for space, count, one in zip(spaces, counts, seeds, strict=True)
            if count
        ]
    )


def _draw(space: WeightSpace, draws: int, rng: np.random.Generator) -> Floats:
    if draws < 1:
        raise MethodError(f"draws must be 1 or more, got {draws}")
    if not space.free.any():
        fixed = space.bounds[0] / space.bounds[0].sum()
        if not _fits(space, fixed[None, :])[0]:
            raise MethodError("the ranges of weights and their order contradict each other")
        return np.tile(fixed, (draws, 1))
    tried = [(propose(space, PILOT, rng), propose) for propose in (_from_simplex, _from_ranges)]
    kept, propose = max(tried, key=lambda one: len(one[0]))
    if len(kept) < WORTH_TRYING * PILOT:
        return _walk(space, draws, rng)
    pieces, have, share = [kept], len(kept), len(kept) / PILOT
    while have < draws:
        kept = propose(space, min(int((draws - have) / share * 1.05) + 100, 100_000), rng)
        pieces.append(kept)
        have += len(kept)
    return np.vstack(pieces)[:draws]


def _from_simplex(space: WeightSpace, proposals: int, rng: np.random.Generator) -> Floats:
    """Of even draws from the simplex above the lower bounds, those that keep everything else too."""
    low, _ = space.bounds
    free = space.free
    drawn = rng.standard_exponential((proposals, int(free.sum())))
    drawn /= drawn.sum(axis=1, keepdims=True)
    places = _whole_order(space)
    if places is not None:  # sorting an even draw gives an even draw from those in order
        drawn = -np.sort(-drawn, axis=1)[:, places]
    weights = np.tile(low, (proposals, 1))
    weights[:, free] += drawn * (1 - low.sum())
    return weights[_fits(space, weights)]


def _from_ranges(space: WeightSpace, proposals: int, rng: np.random.Generator) -> Floats:
    """Even draws from all ranges but the widest, which takes what is left; those that keep everything else."""
    low, high = space.bounds
    weights = low + rng.random((proposals, low.size)) * (high - low)
    widest = int((high - low).argmax())
    weights[:, widest] = 0
    weights[:, widest] = 1 - weights.sum(axis=1)
    return weights[_fits(space, weights)]


def _whole_order(space: WeightSpace) -> Ints | None:
    """The place of each criterion where the order says all of it and every range starts alike; otherwise None."""
    low, _ = space.bounds
    if not space.order or not space.free.all() or np.ptp(low) > SLIM:
        return None
    ahead = np.zeros((low.size, low.size), dtype=bool)
    for a, b in space.order:
        ahead[a, b] = True
    for via in range(low.size):
        ahead |= ahead[:, via, None] & ahead[via]
    behind = ahead.sum(axis=0)
    return behind if np.array_equal(np.sort(behind), np.arange(low.size)) else None


def _fits(space: WeightSpace, weights: Floats) -> NDArray[np.bool_]:
    low, high = space.bounds
    fits = ((weights >= low - SLIM) & (weights <= high + SLIM)).all(axis=1)
    for a, b in space.order:
        fits &= weights[:, a] >= weights[:, b] - SLIM
    return np.asarray(fits)


def _limits(space: WeightSpace) -> tuple[Floats, Floats]:
    """Ranges and order as A w <= b."""
    low, high = space.bounds
    one = np.eye(low.size)
    order = np.array([one[b] - one[a] for a, b in space.order]).reshape(-1, low.size)
    return np.vstack([one, -one, order]), np.concatenate([high, -low, np.zeros(len(space.order))])


def _inside(space: WeightSpace, limits: Floats, bound: Floats, size: Floats) -> Floats:
    """Weights as far as can be from every limit, seen in the units of their ranges."""
    from scipy.optimize import linprog  # here, since it takes long to import

    depth = np.sqrt(((limits * size) ** 2).sum(axis=1, keepdims=True))
    deep = np.append(np.zeros(size.size), 1.0)
    found = linprog(-deep, A_ub=np.hstack([limits, depth]), b_ub=bound, A_eq=[1 - deep], b_eq=[1.0], method="highs")
    if found.status != 0:
        raise MethodError("the ranges of weights and their order contradict each other")
    if found.x[-1] < 1e-7:
        raise MethodError("the ranges of weights and their order leave no room; fix the weights or widen a range")
    centre: Floats = found.x[:-1]
    return centre


def _walk(space: WeightSpace, draws: int, rng: np.random.Generator) -> Floats:
    """Hit-and-run with chains side by side: they start in the middle, settle four times, and are then read."""
    limits, bound = _limits(space)
    low, high = space.bounds
    size = np.where(space.free, high - low, 0.0)
    at = np.tile(_inside(space, limits, bound, size), (CHAINS, 1))
    # Directions are along the sum of 1, first by the widths of the ranges, then as the chains are found to spread.
    along = size[:, None] * (np.eye(size.size) - np.outer(size, size) / (size @ size))
    for _ in range(SETTLINGS):
        at = _steps(at, along, limits, bound, 25 + size.size**2, rng)
        spread, axes = np.linalg.eigh(np.cov(at.T))
        along = axes * np.sqrt(spread.clip(0))
    kept = []
    for _ in range(-(-draws // CHAINS)):
        at = _steps(at, along, limits, bound, 2 * size.size, rng)
        kept.append(at)
    walked: Floats = np.vstack(kept)[:draws].clip(low, high)
    walked /= walked.sum(axis=1, keepdims=True)
    return walked


def _steps(at: Floats, along: Floats, limits: Floats, bound: Floats, steps: int, rng: np.random.Generator) -> Floats:
    """Each chain goes on, each time to an even place on a random line through where it stands."""
    for _ in range(steps):
        aim = rng.standard_normal(at.shape) @ along.T
        slope, slack = aim @ limits.T, np.maximum(bound - at @ limits.T, 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = slack / slope
        furthest = np.where(slope > 1e-14, reach, np.inf).min(axis=1)
        nearest = np.where(slope < -1e-14, reach, -np.inf).max(axis=1)
        at = at + (nearest + rng.random(len(at)) * (furthest - nearest))[:, None] * aim
    return at
