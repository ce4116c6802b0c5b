"""PROMETHEE II: each option is compared with each other one, criterion by criterion, and what it wins is counted.

Brans & Vincke 1985, "A preference ranking organisation method", Management Science 31(6): usual preference (criterion
type I) and linear preference with indifference (type V). Here a second opinion on an order, not the order itself.
"""

from __future__ import annotations

import numpy as np

from concord.methods.arrays import TIE, Floats, checked, checked_weights
from concord.methods.errors import MethodError


def promethee(scores: Floats, weights: Floats, *, indifference: float = 0.0, preference: float = 0.0) -> Floats:
    """The net flow of each option, shape (options,), between -1 (loses everything) and 1; flows sum to zero.

    ``scores`` has shape (options, criteria), higher is better, all on one scale; ``weights`` (criteria,) sums to 1. A
    difference up to ``indifference`` counts nothing, from ``preference`` on fully, and in between in proportion; with
    both at 0 every difference counts fully (usual preference). Raises ``MethodError`` on other thresholds.
    """
    given = checked("scores", scores, ndim=2)
    shares = checked_weights(weights, given.shape[1])
    if not 0 <= indifference <= preference:
        raise MethodError("indifference must not be negative, and preference not below it")
    options = given.shape[0]
    if options < 2:
        return np.zeros(options)
    net = np.zeros(options)
    for criterion, share in zip(given.T, shares, strict=True):
        ahead = criterion[:, None] - criterion
        if preference - indifference > TIE:
            won = ((ahead - indifference) / (preference - indifference)).clip(0, 1)
        else:
            won = (ahead > indifference + TIE).astype(np.float64)
        net += share * (won.sum(axis=1) - won.sum(axis=0))
    flows: Floats = net / (options - 1)
    return flows
