"""Weights from pairwise comparisons: the analytic hierarchy process, for many people at once.

Saaty 1980, "The Analytic Hierarchy Process" (eigenvector, consistency ratio, random indices); Saaty 2003,
"Decision-making with the AHP: Why is the principal eigenvector necessary", EJOR 145(1) (which judgement to look at
again); Harker 1987, "Alternative modes of questioning in the analytic hierarchy process", Mathematical Modelling 9
(weights without one judgement).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from concord.methods.arrays import Floats, Ints, checked
from concord.methods.errors import MethodError

# Mean consistency index of random matrices of 1, 2, 3 ... 15 criteria (Saaty 1980).
RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
ACCEPTABLE = 0.10
SCALE_TOP = 9.0


@dataclass(frozen=True)
class Priorities:
    """Weights of shape (people, criteria), and each person's consistency ratio, shape (people,).

    A ratio up to 0.10 is acceptable (Saaty). It is 0 for two criteria, where nothing can contradict.
    """

    weights: Floats
    ratio: Floats


@dataclass(frozen=True)
class SecondLook:
    """The judgement that fits worst with a person's others, one for each person: arrays of shape (people,).

    The person said that criterion ``more`` is ``given`` times as important as ``less`` (``given`` is 1 or more). Their
    other judgements imply ``fitting`` (within 1/9..9), with which the consistency ratio would be ``ratio_then``.
    """

    more: Ints
    less: Ints
    given: Floats
    fitting: Floats
    ratio_then: Floats


def comparison_matrices(judgements: Floats, criteria: int) -> Floats:
    """Reciprocal matrices of shape (people, criteria, criteria) from the judgements above the diagonal.

    ``judgements`` has shape (people, criteria * (criteria - 1) / 2), row by row: 1 with 2, 1 with 3 ... 2 with 3 ...;
    each says how many times the first is as important as the second, 1/9 to 9.
    """
    given = checked("judgements", judgements, ndim=2)
    rows, columns = np.triu_indices(criteria, 1)
    if given.shape[1] != rows.size:
        raise MethodError(f"{criteria} criteria need {rows.size} judgements each, got {given.shape[1]}")
    if not ((given >= 1 / SCALE_TOP - 1e-9) & (given <= SCALE_TOP + 1e-9)).all():
        raise MethodError("judgements must lie between 1/9 and 9")
    matrices = np.ones((given.shape[0], criteria, criteria))
    matrices[:, rows, columns] = given
    matrices[:, columns, rows] = 1 / given
    return matrices


def priorities(matrices: Floats) -> Priorities:
    """The principal eigenvector of each matrix as weights, and the consistency ratio.

    ``matrices`` has shape (people, criteria, criteria), 2 to 15 criteria, a_ij = 1 / a_ji. Consistency index
    (lambda_max - n) / (n - 1), divided by that of random matrices. Raises ``MethodError`` on other matrices.
    """
    given = _checked_matrices(matrices)
    weights, largest = _principal(given)
    return Priorities(weights, _ratio(largest, given.shape[1]))


def second_look(matrices: Floats) -> SecondLook:
    """Which one judgement each person might look at again: the one furthest from w_i / w_j, as a ratio.

    ``matrices`` as for ``priorities``, with 3 criteria or more. Worth showing where the consistency ratio is above
    0.10; a consistent person's judgements all fit, and then the first pair is returned with what was given.
    """
    given = _checked_matrices(matrices)
    people, criteria = given.shape[:2]
    if criteria < 3:
        raise MethodError("a second look needs three criteria or more")
    weights, _ = _principal(given)
    off = np.abs(np.log(given * weights[:, None, :] / weights[:, :, None]))
    furthest = np.divmod(np.round(off, 9).reshape(people, -1).argmax(axis=1), criteria)
    one, other = furthest[0].astype(np.int64), furthest[1].astype(np.int64)
    who = np.arange(people)
    turned = given[who, one, other] < 1
    more: Ints = np.where(turned, other, one)
    less: Ints = np.where(turned, one, other)
    fitting = _implied(given, more, less)
    mended = given.copy()
    mended[who, more, less], mended[who, less, more] = fitting, 1 / fitting
    _, largest = _principal(mended)
    return SecondLook(more, less, given[who, more, less], fitting, _ratio(largest, criteria))


def _implied(matrices: Floats, more: Ints, less: Ints) -> Floats:
    """w_i / w_j of weights that come from all judgements but this one (Harker's matrix for an unanswered question)."""
    who = np.arange(matrices.shape[0])
    without = matrices.copy()
    without[who, more, less] = without[who, less, more] = 0.0
    without[who, more, more] = without[who, less, less] = 2.0
    weights, _ = _principal(without)
    implied: Floats = (weights[who, more] / weights[who, less]).clip(1 / SCALE_TOP, SCALE_TOP)
    return implied


def _principal(matrices: Floats) -> tuple[Floats, Floats]:
    """The positive eigenvector that sums to 1, and its eigenvalue (Perron 1907), of each matrix."""
    values, vectors = np.linalg.eig(matrices)
    first = values.real.argmax(axis=1)
    chosen = np.abs(np.take_along_axis(vectors, first[:, None, None], axis=2)[:, :, 0].real)
    return chosen / chosen.sum(axis=1, keepdims=True), np.take_along_axis(values.real, first[:, None], axis=1)[:, 0]


def _ratio(largest: Floats, criteria: int) -> Floats:
    if criteria < 3:
        return np.zeros_like(largest)
    index = (largest - criteria) / (criteria - 1)
    return np.maximum(index / RANDOM_INDEX[criteria - 1], 0.0)


def _checked_matrices(matrices: Floats) -> Floats:
    given = checked("matrices", matrices, ndim=3)
    if given.shape[1] != given.shape[2] or not 2 <= given.shape[1] <= len(RANDOM_INDEX):
        raise MethodError(f"matrices must have shape (people, n, n) with n from 2 to 15, got {given.shape}")
    if not (given > 0).all() or not np.allclose(given * given.transpose(0, 2, 1), 1, atol=1e-6):
        raise MethodError("each judgement must be above zero, and its converse must be one over it")
    return given
