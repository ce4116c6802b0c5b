"""What would change the order: how far one weight must go until another gap comes first, or into the top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from concord.methods.additive import additive_values
from concord.methods.arrays import Floats
from concord.methods.orders import top_of
from concord.methods.robustness import weight_ranges

BEYOND = 1e-4  # how far past the end of its range a weight is looked at
DIGITS = 6


@dataclass(frozen=True)
class Change:
    """With ``criterion`` weighing past ``then`` instead of ``now``, gaps ``enter`` the first place or the top."""

    criterion: int
    what: Literal["first", "top"]
    now: float
    then: float
    leave: tuple[int, ...]
    enter: tuple[int, ...]


def changes(scores: Floats, weights: Floats, top: int) -> tuple[Change, ...]:
    """For each criterion the smallest move of its weight that changes the first place, and the top; nearest first.

    ``scores`` has shape (gaps, criteria) in 0..1, ``weights`` (criteria,). The others keep their proportions.
    """
    counts: tuple[tuple[Literal["first", "top"], int], ...] = (("first", 1), ("top", top))
    found = [
        change for what, count in counts if count < len(scores) for change in _of_each(scores, weights, what, count)
    ]
    return tuple(sorted(found, key=lambda one: (abs(one.then - one.now), one.criterion, one.what)))


def _of_each(scores: Floats, weights: Floats, what: Literal["first", "top"], count: int) -> list[Change]:
    here = _first(scores, weights, count)
    found = []
    for criterion, (low, high) in enumerate(weight_ranges(scores, weights, top=count)):
        now = float(weights[criterion])
        ends = [(float(low), -BEYOND), (float(high), BEYOND)]
        for end, past in sorted(ends, key=lambda one: abs(one[0] - now)):
            if not 0 <= end + past <= 1:
                continue
            there = _first(scores, _with(weights, criterion, end + past), count)
            if there != here:
                leave, enter = tuple(sorted(here - there)), tuple(sorted(there - here))
                found.append(Change(criterion, what, round(now, DIGITS), round(end, DIGITS), leave, enter))
                break
    return found


def _first(scores: Floats, weights: Floats, count: int) -> set[int]:
    return set(top_of(additive_values(scores, weights), count).tolist())


def _with(weights: Floats, criterion: int, weight: float) -> Floats:
    """The weights with one of them set, and the others in their proportions."""
    others = np.delete(weights, criterion)
    shares = others / others.sum() if others.sum() > 0 else np.full(others.size, 1 / max(others.size, 1))
    moved: Floats = np.insert(shares * (1 - weight), criterion, weight)
    return moved
