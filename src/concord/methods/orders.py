"""Orders: places with ties, and how far two orders are alike.

Kendall 1945, "The treatment of ties in ranking problems", Biometrika 33(3), for tau-b; Spearman 1904 for rho.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from concord.methods.arrays import TIE, Floats, Ints, checked
from concord.methods.errors import MethodError


@dataclass(frozen=True)
class Likeness:
    """How far two orders of the same options are alike.

    ``tau_b`` and ``rho`` run from -1 (turned round) to 1 (the same); None where one of the orders ties everything.
    ``leave`` are the indices of options in the top of the first order and not of the second, ``enter`` the converse;
    ``overlap`` is the share of the first order's top that stays.
    """

    tau_b: float | None
    rho: float | None
    overlap: float
    leave: tuple[int, ...]
    enter: tuple[int, ...]


def mean_ranks(values: Floats) -> Floats:
    """Ranks from 1, highest value first; equal values share the mean of their places. Over the last axis.

    >>> mean_ranks(np.array([0.9, 0.4, 0.4])).tolist()
    [1.0, 2.5, 2.5]
    """
    array = checked("values", values, ndim=np.ndim(values))
    return np.apply_along_axis(_mean_ranks, -1, array)


def value_places(values: Floats) -> Ints:
    """Places from 1, highest value first; values closer than 1e-9 share a place. Shape as ``values`` (one dimension).

    >>> value_places(np.array([0.3, 0.1 + 0.2, 0.5])).tolist()
    [2, 2, 1]
    """
    groups = _groups(checked("values", values, ndim=1))
    ordered = np.sort(groups)
    return (np.searchsorted(ordered, groups, side="left") + 1).astype(np.int64)


def top_of(values: Floats, top: int) -> Ints:
    """The indices of the first ``top`` options in order of index; more where the last place is shared."""
    if top < 1:
        raise MethodError(f"top must be 1 or more, got {top}")
    return np.flatnonzero(value_places(values) <= top).astype(np.int64)


def likeness(one: Floats, other: Floats, *, top: int) -> Likeness:
    """Compare the orders that two sets of values give to the same options, and their first ``top`` places."""
    first, second = checked("one", one, ndim=1), checked("other", other, ndim=1)
    if first.shape != second.shape:
        raise MethodError(f"both orders must have the same options, got {first.size} and {second.size}")
    here, there = set(top_of(first, top).tolist()), set(top_of(second, top).tolist())
    return Likeness(
        tau_b=_tau_b(first, second),
        rho=_correlation(mean_ranks(first), mean_ranks(second)),
        overlap=len(here & there) / len(here),
        leave=tuple(sorted(here - there)),
        enter=tuple(sorted(there - here)),
    )


def _groups(values: Floats) -> Ints:
    """0 for the highest values, 1 for the next that differ, and so on."""
    order = np.argsort(-values, kind="stable")
    steps = np.concatenate([[0], np.cumsum(-np.diff(values[order]) > TIE)])
    groups = np.empty(values.size, dtype=np.int64)
    groups[order] = steps
    return groups


def _mean_ranks(values: Floats) -> Floats:
    groups = _groups(values)
    ordered = np.sort(groups)
    ranks: Floats = (np.searchsorted(ordered, groups, "left") + np.searchsorted(ordered, groups, "right") + 1) / 2
    return ranks


def _tau_b(one: Floats, other: Floats) -> float | None:
    first, second = _groups(one), _groups(other)
    signs = np.sign(first[:, None] - first), np.sign(second[:, None] - second)
    return _ratio(float((signs[0] * signs[1]).sum()), float((signs[0] != 0).sum()), float((signs[1] != 0).sum()))


def _correlation(one: Floats, other: Floats) -> float | None:
    first, second = one - one.mean(), other - other.mean()
    return _ratio(float(first @ second), float(first @ first), float(second @ second))


def _ratio(together: float, one: float, other: float) -> float | None:
    if not (one > 0 and other > 0):
        return None
    return max(-1.0, min(1.0, together / math.sqrt(one * other)))
