"""Weights of criteria from points or from their order.

Direct rating and swing weighting: von Winterfeldt & Edwards 1986, "Decision Analysis and Behavioral Research"; Edwards
& Barron 1994, "SMARTS and SMARTER", Organizational Behavior and Human Decision Processes 60(3), also for the rank order
centroid.
"""

from __future__ import annotations

import numpy as np

from concord.methods.arrays import Floats, Ints, checked
from concord.methods.errors import MethodError


def direct_weights(points: Floats) -> Floats:
    """Points of any unit as weights that sum to 1; shape (criteria,), or (people, criteria) for many at once.

    Raises ``MethodError`` where points are negative or somebody gave none at all.
    """
    array = checked("points", points, ndim=np.ndim(points))
    total = array.sum(axis=-1, keepdims=True)
    if (array < 0).any() or not (total > 0).all():
        raise MethodError("points must not be negative, and not all zero")
    weights: Floats = array / total
    return weights


def swing_weights(swings: Floats) -> Floats:
    """Weights from swings, shape as in ``direct_weights``.

    A swing says what it is worth to bring one criterion from the bottom to the top of its range, the dearest such swing
    being 100. Raises ``MethodError`` unless each person's highest swing is 100.
    """
    array = checked("swings", swings, ndim=np.ndim(swings))
    if not (array.max(axis=-1) == 100).all():
        raise MethodError("swings must run from 0 to 100, and the dearest must be 100")
    return direct_weights(array)


def rank_order_centroid(places: Ints) -> Floats:
    """Weights from the order of the criteria alone: the centre of all weights that respect it. Shape (criteria,).

    ``places`` count from 1; criteria of equal importance share a place and the next ones are left empty (1, 2, 2, 4).
    w at place i of n is (1/n) * sum over k from i to n of 1/k; those that share places share their sum.

    >>> rank_order_centroid(np.array([2, 1])).tolist()
    [0.25, 0.75]
    """
    given = np.asarray(places)
    count = given.size
    if given.ndim != 1 or not count:
        raise MethodError("places must have one dimension and not be empty")
    ordered = np.sort(given)
    if not np.array_equal(np.searchsorted(ordered, ordered) + 1, ordered):
        raise MethodError("places must count from 1, and leave as many empty as share one")
    alone = np.cumsum(1 / np.arange(count, 0, -1))[::-1] / count
    weights = np.empty(count)
    for place in np.unique(given):
        sharing = given == place
        weights[sharing] = alone[place - 1 : place - 1 + sharing.sum()].mean()
    return weights
