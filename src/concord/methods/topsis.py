"""TOPSIS: the nearer to the best of every criterion, and the further from the worst, the better.

Hwang & Yoon 1981, "Multiple Attribute Decision Making: Methods and Applications", Springer. Here a second opinion on an
order, not the order itself.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from concord.methods.arrays import Floats, checked, checked_weights
from concord.methods.errors import MethodError


def topsis(measures: Floats, weights: Floats, higher_is_better: NDArray[np.bool_]) -> Floats:
    """Closeness of each option to the ideal, shape (options,), 0 to 1; 0.5 for all where they do not differ.

    ``measures`` has shape (options, criteria) in any units that start at a true zero, ``weights`` (criteria,) sums to
    1. Each criterion is divided by its length (the root of its sum of squares) and weighted; C = d- / (d+ + d-) with
    the distances to the worst and to the best value present.
    """
    given = checked("measures", measures, ndim=2)
    shares = checked_weights(weights, given.shape[1])
    upward = np.asarray(higher_is_better, dtype=bool)
    if upward.shape != shares.shape:
        raise MethodError(f"higher_is_better must have shape {shares.shape}")
    length = np.sqrt((given**2).sum(axis=0))
    weighted = given / np.where(length > 0, length, 1) * shares * np.where(upward, 1, -1)
    to_best = np.sqrt(((weighted - weighted.max(axis=0)) ** 2).sum(axis=1))
    to_worst = np.sqrt(((weighted - weighted.min(axis=0)) ** 2).sum(axis=1))
    whole = to_best + to_worst
    return np.where(whole > 0, to_worst / np.where(whole > 0, whole, 1), 0.5)
