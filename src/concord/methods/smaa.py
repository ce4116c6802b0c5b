"""SMAA-2: how often each option takes each place, over all weights and scores that are thought possible.

Lahdelma & Salminen 2001, "SMAA-2: Stochastic multicriteria acceptability analysis for group decision making",
Operations Research 49(3); Leskinen et al. 2006, "Alternatives to incorporate uncertainty and risk attitude in
multicriteria evaluation of forest plans", Forest Science 52(3) (pairwise winning); Tervonen & Lahdelma 2007,
"Implementing stochastic multicriteria acceptability analysis", EJOR 178(2) (how many draws).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from concord.methods.arrays import Floats, Ints, checked, checked_scores
from concord.methods.errors import MethodError

MOST_OPTIONS = 1_024
# Draws are worked on in blocks of this many cells, so that memory stays bounded. Draws at a time: a multiple of 8.
CELLS = 400_000
# Multiplications in one matrix product: few enough for the linear algebra below to take no second thread for them,
# which costs more than it brings, and most where other work runs beside it.
PRODUCT = 250_000
# A key holds a value in 2^-38 steps, then random bits that part ties, then the option's index.
VALUE_STEPS, TIE_BITS, INDEX_BITS = 2**38, 14, 10


@dataclass(frozen=True)
class Scores:
    """Scores of shape (options, criteria) between 0 and 1, as ranges; where low is high the score is certain.

    Within a range all is equally likely, or, with ``likely``, it thins out evenly to both sides of it (triangular).
    Scores vary independently of each other.
    """

    low: Floats
    high: Floats
    likely: Floats | None = None

    def __post_init__(self) -> None:
        low, high = checked_scores(self.low, name="low"), checked_scores(self.high, name="high")
        if low.shape != high.shape or (low > high).any():
            raise MethodError("low and high must have the same shape, with low not above high")
        if self.likely is not None:
            likely = checked_scores(self.likely, name="likely")
            if likely.shape != low.shape or (likely < low).any() or (likely > high).any():
                raise MethodError("likely scores must lie between low and high")
        if low.shape[0] > MOST_OPTIONS:
            raise MethodError(f"at most {MOST_OPTIONS} options can be ordered, got {low.shape[0]}")

    @property
    def sure(self) -> bool:
        """Whether no score has a range."""
        return bool((self.low == self.high).all())


@dataclass(frozen=True)
class Acceptability:
    """What the draws show; shares are 0 to 1, right within 1/sqrt(draws) 19 times of 20 (one point for 10,000).

    - ``ranks[i, r]``: the share of draws in which option i takes place r + 1. Rows and columns sum to 1.
    - ``pairwise[i, k]``: the share of draws in which i stands before k; ``pairwise[k, i]`` is the rest.
    - ``central_weights[i]``: the mean of the weights that put i first; NaN where none do.
    - ``confidence[i]``: the share of drawn scores with which none beats i under its central weights; NaN as above.
    """

    ranks: Floats
    pairwise: Floats
    central_weights: Floats
    confidence: Floats
    draws: int

    def top(self, places: int) -> Floats:
        """The share of draws in which each option is among the first ``places``, shape (options,)."""
        shares: Floats = self.ranks[:, :places].sum(axis=1)
        return shares

    def expected_ranks(self) -> Floats:
        """The mean place of each option, shape (options,)."""
        return self.ranks @ np.arange(1.0, self.ranks.shape[1] + 1)


def certain(scores: Floats) -> Scores:
    """Scores without uncertainty."""
    return Scores(scores, scores)


def smaa(scores: Scores, weights: Floats, *, seed: int) -> Acceptability:
    """Acceptability of places, pairwise winning, central weights and confidence, from one draw per row of ``weights``.

    ``weights`` has shape (draws, criteria), each row summing to 1 (see ``weight_space.draw_weights``). Options whose
    values differ by less than 4e-12 tie, and ties are parted by lot in each draw. Options with the same scores get the
    same results. The same seed gives the same result.
    """
    drawn = checked("weights", weights, ndim=2)
    if drawn.shape[1] != scores.low.shape[1] or (drawn < 0).any() or not np.allclose(drawn.sum(axis=1), 1, atol=1e-6):
        raise MethodError("weights must have one row per draw, none negative, each summing to 1")
    rng = np.random.Generator(np.random.PCG64(seed))
    options, (draws, criteria) = scores.low.shape[0], drawn.shape
    places = np.zeros(options * options, dtype=np.int64)
    wins = np.zeros((options, options), dtype=np.int64)
    first = np.empty(draws, dtype=np.int64)
    for start, part in _parts(drawn, max(8, CELLS // options // 8 * 8)):
        order = _order(_values(scores, part, rng), rng)
        first[start : start + len(part)] = order[:, 0]
        places += np.bincount((order * options + np.arange(options)).ravel(), minlength=options * options)
        wins += _wins(order)
    sums = np.zeros((options, criteria))
    np.add.at(sums, first, drawn)
    group = _alike(scores)
    counts = _shared(places.reshape(options, options).astype(np.float64), group)
    with np.errstate(invalid="ignore"):
        central = _shared(sums, group) / counts[:, :1]
    return Acceptability(
        ranks=counts / draws,
        pairwise=_pairwise(wins, group, draws),
        central_weights=central,
        confidence=_confidence(scores, central, draws, rng),
        draws=draws,
    )


def _parts(rows: Floats, size: int) -> Iterator[tuple[int, Floats]]:
    return ((start, rows[start : start + size]) for start in range(0, len(rows), size))


def _values(scores: Scores, weights: Floats, rng: np.random.Generator) -> Floats:
    """The value of each option in each draw, shape (draws, options)."""
    size = max(1, PRODUCT // scores.low.size)
    values = np.vstack([part @ scores.low.T for _, part in _parts(weights, size)])
    if not scores.sure:
        for start, part in _parts(weights, max(1, CELLS // scores.low.size)):
            above = _above_low(scores, len(part), rng) @ part[:, :, None].astype(np.float32)
            values[start : start + len(part)] += above[:, :, 0]
    return values


def _above_low(scores: Scores, draws: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Whole tables of what drawn scores lie above the low end: shape (draws, options, criteria); 0 where certain."""
    span = (scores.high - scores.low).astype(np.float32)
    share = rng.random((draws, *span.shape), dtype=np.float32)
    if scores.likely is not None:
        peak = ((scores.likely - scores.low) / np.where(span > 0, span, 1)).astype(np.float32)
        share = np.where(share < peak, np.sqrt(share * peak), 1 - np.sqrt((1 - share) * (1 - peak)))
    share *= span
    return share


def _order(values: Floats, rng: np.random.Generator) -> Ints:
    """The options of each draw, best first; ties by lot. Sorts whole numbers that carry value, lot and index."""
    draws, options = values.shape
    keys = np.rint((1 - values) * VALUE_STEPS).astype(np.uint64)
    keys <<= np.uint64(TIE_BITS)
    keys |= rng.integers(0, 2**TIE_BITS, (draws, options), dtype=np.uint16)
    keys <<= np.uint64(INDEX_BITS)
    keys |= np.arange(options, dtype=np.uint64)
    keys.sort(axis=1)
    order: Ints = (keys & np.uint64(2**INDEX_BITS - 1)).astype(np.int64)
    return order


def _wins(order: Ints) -> Ints:
    """In how many draws each option stands before each other one, the upper half only: (options, options)."""
    draws, options = order.shape
    padded = -(-draws // 8) * 8  # eight comparisons are counted as one word; what is added ties and counts nothing
    ranks = np.zeros((options, padded), dtype=np.uint8 if options <= 256 else np.uint16)
    ranks[order, np.arange(draws)[:, None]] = np.arange(options)
    wins = np.zeros((options, options), dtype=np.int64)
    for start in range(0, options, 8):
        ahead = ranks[start : start + 8, None] < ranks[None, start:]
        wins[start : start + 8, start:] = np.bitwise_count(ahead.view(np.uint64)).sum(axis=2, dtype=np.int64)
    return wins


def _alike(scores: Scores) -> Ints:
    """The number of the group each option belongs to; in a group are those with the same scores."""
    likely = scores.low if scores.likely is None else scores.likely
    _, group = np.unique(np.hstack([scores.low, scores.high, likely]), axis=0, return_inverse=True)
    return np.asarray(group.reshape(-1), dtype=np.int64)


def _shared(rows: Floats, group: Ints) -> Floats:
    """For each row the mean over its group, whose members can only differ by lot."""
    sums = np.zeros((group.max() + 1, rows.shape[1]))
    np.add.at(sums, group, rows)
    means: Floats = (sums / np.bincount(group)[:, None])[group]
    return means


def _pairwise(wins: Ints, group: Ints, draws: int) -> Floats:
    upper = np.triu(wins, 1) / draws
    shares = upper + np.tril(1 - upper.T, -1)
    shares = _shared(_shared(shares, group).T, group).T
    shares[group[:, None] == group] = 0.5
    np.fill_diagonal(shares, 0.0)
    return shares


def _confidence(scores: Scores, central: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """How often no other option does better than each under its own central weights, over newly drawn scores."""
    options, criteria = central.shape
    confidence = np.full(options, np.nan)
    leaders = np.flatnonzero(~np.isnan(central[:, 0]))
    unbeaten, low = np.zeros(options), scores.low.astype(np.float32)
    total = 1 if scores.sure else draws  # one table will do where they are all the same
    together = max(1, min(leaders.size, PRODUCT // (options * criteria)))
    size = max(1, CELLS // (options * max(together, criteria)))
    for start in range(0, total, size):
        drawn = _above_low(scores, min(size, total - start), rng)
        drawn += low
        for some in (leaders[at : at + together] for at in range(0, leaders.size, together)):
            values = central[some].astype(np.float32) @ drawn.transpose(0, 2, 1)
            own = values[:, np.arange(some.size), some]
            unbeaten[some] += (own >= values.max(axis=2) - 1e-6).sum(axis=0)
    confidence[leaders] = unbeaten[leaders] / total
    return confidence
