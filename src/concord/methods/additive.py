"""Additive value: what an option is worth is the weighted sum of its scores.

Keeney & Raiffa 1976, "Decisions with Multiple Objectives". Ranges are given and not read from the options at hand, so
that a new option never turns the order of the others.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from concord.methods.arrays import Floats, checked, checked_scores, checked_weights
from concord.methods.errors import MethodError


def linear_scores(measures: Floats, low: Floats, high: Floats, higher_is_better: NDArray[np.bool_]) -> Floats:
    """Scores between 0 and 1 from measures in any units, shape (options, criteria).

    ``low`` and ``high``, shape (criteria,), are the ends of each criterion's range in its own unit; what lies outside
    is taken as the end. ``higher_is_better``, shape (criteria,), says which end scores 1. Raises ``MethodError`` where
    a range is empty.

    >>> linear_scores(np.array([[30.0]]), np.array([10.0]), np.array([50.0]), np.array([False])).tolist()
    [[0.5]]
    """
    given = checked("measures", measures, ndim=2)
    bottom, top = checked("low", low, ndim=1), checked("high", high, ndim=1)
    upward = np.asarray(higher_is_better, dtype=bool)
    if not bottom.shape == top.shape == upward.shape == (given.shape[1],):
        raise MethodError(f"low, high and higher_is_better must have shape ({given.shape[1]},)")
    if not (top > bottom).all():
        raise MethodError("high must lie above low")
    share = ((given - bottom) / (top - bottom)).clip(0, 1)
    return np.where(upward, share, 1 - share)


def additive_values(scores: Floats, weights: Floats) -> Floats:
    """v_i = sum_j w_j * s_ij, shape (options,), between 0 and 1.

    ``scores`` has shape (options, criteria) and lies in 0..1, ``weights`` (criteria,) sums to 1.
    """
    given = checked_scores(scores)
    values: Floats = given @ checked_weights(weights, given.shape[1])
    return values


def dominated(scores: Floats) -> NDArray[np.bool_]:
    """Which options have another at least as good on every criterion and better on one. Shape (options,)."""
    given = checked("scores", scores, ndim=2)
    return np.array([bool(((given >= one).all(axis=1) & (given > one).any(axis=1)).any()) for one in given])
