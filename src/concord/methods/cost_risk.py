"""What a plan may cost: many draws of lines that are uncertain together, added up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from concord.methods.arrays import Floats, Ints, checked
from concord.methods.errors import MethodError

DRAWS = 10_000
_REACH = 6.0  # standard deviations; beyond lie two draws in a thousand million
_STEPS = 2048  # of the table of quantiles: 0.006 standard deviations each
_BLOCK = 16  # lines drawn at once, so that their draws stay in the processor's cache


@dataclass(frozen=True)
class CostSpread:
    """Sums of all lines: ``draws`` in the order drawn, ``by_period`` of shape (periods, draws)."""

    draws: Floats
    by_period: Floats

    def percentile(self, percent: float) -> float:
        """The amount that is enough in ``percent`` of 100 draws: P80 is ``percentile(80)``."""
        return float(np.percentile(self.draws, percent))

    def period_percentile(self, period: int, percent: float) -> float:
        """The same for the lines of one period."""
        return float(np.percentile(self.by_period[period], percent))


def cost_spread(
    low: Floats, likely: Floats, high: Floats, group: Ints, *, correlation: float, period: Ints | None = None,
    draws: int = DRAWS, seed: int = 1,
) -> CostSpread:  # fmt: skip
    """Draw the sum of cost lines whose prices are misjudged together.

    Each line of shape (lines,) is triangular from ``low`` over ``likely`` to ``high``. Lines of one ``group`` (an
    ingredient, numbered from 0) share one standard normal factor F in each draw; line i is drawn at the quantile
    Φ(√ρ·F + √(1 − ρ)·e_i), e_i its own standard normal, ρ the ``correlation`` from 0 to 1: a Gaussian copula with one
    factor for each group. Lines of different groups are independent. ``period`` numbers, from 0, the year that a
    line falls into. The same arguments give the same draws.

    Raises ``MethodError`` for shapes that differ, low > likely > high, ρ outside 0 to 1, or fewer than 100 draws.

    Sources: Kotz and van Dorp 2004, *Beyond Beta*, chapter 1 (the triangular distribution and its quantiles); Vasicek
    1987 and Li 2000, *On default correlation: a copula function approach*, Journal of Fixed Income 9(4) (Gaussian
    copula, one factor); Garvey, Book and Covert 2016, *Probability methods for cost uncertainty analysis* (sums of
    correlated cost elements, and percentiles of them).

    >>> one = cost_spread(np.array([80.0]), np.array([100.0]), np.array([150.0]), np.array([0]), correlation=0.5)
    >>> round(one.percentile(50))
    108
    """
    low, likely, high = (checked(n, v, ndim=1) for n, v in (("low", low), ("likely", likely), ("high", high)))
    group, period = _places("group", group, len(low)), _places("period", period, len(low))
    if not low.shape == likely.shape == high.shape:
        raise MethodError("low, likely and high must have one amount for each line")
    if (low > likely).any() or (likely > high).any():
        raise MethodError("each line must have low <= likely <= high")
    if not 0 <= correlation <= 1:
        raise MethodError(f"correlation must lie between 0 and 1, got {correlation}")
    if draws < 100:
        raise MethodError(f"draws must be 100 or more, got {draws}")
    by_period = _drawn(low, likely, high, group, period, correlation, draws, seed)
    return CostSpread(by_period.sum(axis=0), by_period)


def _places(name: str, given: Ints | None, lines: int) -> Ints:
    places = np.zeros(lines, dtype=np.int64) if given is None else np.asarray(given)
    if places.shape != (lines,) or not np.issubdtype(places.dtype, np.integer) or (places < 0).any():
        raise MethodError(f"{name} must number the {lines} lines with whole numbers from 0")
    return places.astype(np.int64)


def _drawn(
    low: Floats, likely: Floats, high: Floats, group: Ints, period: Ints, correlation: float, draws: int, seed: int
) -> Floats:
    """Sums of shape (periods, draws)."""
    random = np.random.Generator(np.random.SFC64(seed))
    sums = np.zeros((int(period.max()) + 1, draws))
    # Lines that are certain need no draw; what they come to is added once.
    np.add.at(sums, period[low == high], low[low == high][:, None])
    open_lines = np.flatnonzero(low < high)
    if not len(open_lines):
        return sums
    # The quantile of a normal score is read from a table: one look-up in place of two functions for each draw. The
    # table is of single floats, good to seven digits, and the sums are doubles.
    scale = np.float32(_STEPS / (2 * _REACH))
    table, rise = _quantiles(low[open_lines], likely[open_lines], high[open_lines])
    shared = random.standard_normal((int(group.max()) + 1, draws), dtype=np.float32)
    shared *= np.float32(np.sqrt(correlation)) * scale
    own = np.float32(np.sqrt(1 - correlation)) * scale
    for first in range(0, len(open_lines), _BLOCK):
        lines = open_lines[first : first + _BLOCK]
        scores = random.standard_normal((len(lines), draws), dtype=np.float32)
        scores *= own
        scores += shared[group[lines]]
        scores += np.float32(_STEPS / 2)
        np.clip(scores, 0, np.float32(_STEPS - 0.001), out=scores)
        for row, line in enumerate(lines, start=first):
            score = scores[row - first]
            at = score.astype(np.int16)
            score -= at
            score *= rise[row].take(at)
            score += table[row].take(at)
            sums[period[line]] += score
    return sums


def _quantiles(low: Floats, likely: Floats, high: Floats) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """For each line, the amount at each of a grid of normal scores, and how far it is from there to the next."""
    below = ndtr(np.linspace(-_REACH, _REACH, _STEPS + 1))[None, :]
    above = below[:, ::-1]
    width, mode = (high - low)[:, None], ((likely - low) / (high - low))[:, None]
    amounts = np.where(
        below < mode,
        low[:, None] + width * np.sqrt(below * mode),
        high[:, None] - width * np.sqrt(above * (1 - mode)),
    )
    return amounts[:, :-1].astype(np.float32), np.diff(amounts, axis=1).astype(np.float32)
