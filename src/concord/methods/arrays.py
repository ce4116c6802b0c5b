"""Checks that the decision methods share: matrices, weights, influence of people."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from concord.methods.errors import MethodError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# Values nearer to each other than this count as equal: far above rounding, far below anything people can rate.
TIE = 1e-9


def checked(name: str, values: Floats, *, ndim: int) -> Floats:
    """``values`` as finite floats with ``ndim`` dimensions, none of them empty; raises ``MethodError`` otherwise."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != ndim or 0 in array.shape:
        raise MethodError(f"{name} must have {ndim} dimensions and nothing empty, got shape {array.shape}")
    if not np.isfinite(array).all():
        raise MethodError(f"{name} must hold numbers throughout")
    return array


def checked_weights(weights: Floats, criteria: int) -> Floats:
    """Weights of shape (criteria,), none negative, that sum to 1."""
    array = checked("weights", weights, ndim=1)
    if array.shape != (criteria,):
        raise MethodError(f"weights must have shape ({criteria},), got {array.shape}")
    if (array < 0).any() or abs(array.sum() - 1) > 1e-6:
        raise MethodError("weights must not be negative and must sum to 1")
    exact: Floats = array / array.sum()
    return exact


def checked_scores(scores: Floats, *, name: str = "scores") -> Floats:
    """Scores of shape (options, criteria) between 0 and 1."""
    array = checked(name, scores, ndim=2)
    if array.min() < 0 or array.max() > 1:
        raise MethodError(f"{name} must lie between 0 and 1")
    return array


def influence_shares(influence: Floats | None, people: int) -> Floats:
    """How much each of the people counts, as shares that sum to 1; alike where ``influence`` is None."""
    if influence is None:
        return np.full(people, 1 / people)
    array = checked("influence", influence, ndim=1)
    if array.shape != (people,) or (array < 0).any() or not array.sum() > 0:
        raise MethodError(f"influence must hold {people} numbers, none negative and not all zero")
    shares: Floats = array / array.sum()
    return shares
