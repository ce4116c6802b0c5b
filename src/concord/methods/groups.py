"""Many people's judgements, weights and orders as one, and how far they agree.

Judgements: Aczel & Saaty 1983, "Procedures for synthesizing ratio judgements", J. Mathematical Psychology 27(1).
Priorities: Forman & Peniwati 1998, "Aggregating individual judgments and priorities with the AHP", EJOR 108(1).
Borda 1781, with mean points for ties. Concordance: Kendall & Babington Smith 1939, "The problem of m rankings", Annals
of Mathematical Statistics 10(3); ties as in Kendall 1948, "Rank Correlation Methods".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from concord.methods.arrays import Floats, checked, influence_shares
from concord.methods.errors import MethodError
from concord.methods.orders import mean_ranks


@dataclass(frozen=True)
class Concordance:
    """``w`` is 0 where orders have nothing in common and 1 where all are the same; None where everybody ties all.

    ``chi_square`` = people * (options - 1) * w, and ``p_value`` how often orders without any common cause would agree
    as far (an approximation, fair from about eight options).
    """

    w: float | None
    chi_square: float | None
    p_value: float | None


def aggregate_judgements(matrices: Floats, influence: Floats | None = None) -> Floats:
    """One matrix of pairwise comparisons from many: the weighted geometric mean of each judgement.

    ``matrices`` has shape (people, n, n) with entries above zero; ``influence`` (people,) says how much each counts.
    It keeps reciprocity: the mean of a converse is the converse of the mean.
    """
    given = checked("matrices", matrices, ndim=3)
    if not (given > 0).all():
        raise MethodError("judgements must be above zero")
    shares = influence_shares(influence, given.shape[0])
    mean: Floats = np.exp(np.tensordot(shares, np.log(given), axes=1))
    return mean


def aggregate_priorities(weights: Floats, influence: Floats | None = None, *, geometric: bool = False) -> Floats:
    """One set of weights from many, shape (criteria,), summing to 1.

    ``weights`` has shape (people, criteria), each row summing to 1. The geometric mean keeps ratios; one person's zero
    makes the criterion zero for all, so it needs weights above zero.
    """
    given = checked("weights", weights, ndim=2)
    if (given < 0).any() or not np.allclose(given.sum(axis=1), 1, atol=1e-6):
        raise MethodError("each person's weights must not be negative and must sum to 1")
    shares = influence_shares(influence, given.shape[0])
    if geometric and not (given > 0).all():
        raise MethodError("the geometric mean needs weights above zero")
    mean: Floats = np.exp(shares @ np.log(given)) if geometric else shares @ given
    mean /= mean.sum()
    return mean


def borda_points(ratings: Floats, influence: Floats | None = None) -> Floats:
    """Points of each option, shape (options,): for each person, how many options it stands before, half for a tie.

    ``ratings`` has shape (people, options), a higher number for what stands before; only the order counts. Without
    ``influence`` everybody's points are added; with it (people,) each person's are multiplied by it.
    """
    given = checked("ratings", ratings, ndim=2)
    points = given.shape[1] - mean_ranks(given)
    counted = np.ones(given.shape[0])
    if influence is not None:
        influence_shares(influence, given.shape[0])  # refuses what cannot be
        counted = np.asarray(influence, dtype=np.float64)
    total: Floats = counted @ points
    return total


def concordance(ratings: Floats) -> Concordance:
    """Kendall's coefficient of concordance W with the correction for ties, and its test by chi-square.

    ``ratings`` as for ``borda_points``, two people and two options or more. With m people, n options, rank sums R_i and
    T = sum of (t^3 - t) over each person's groups of t tied options:
    W = 12 * sum (R_i - mean R)^2 / (m^2 * (n^3 - n) - m * T).
    """
    from scipy.special import chdtrc  # here, since it takes long to import

    given = checked("ratings", ratings, ndim=2)
    people, options = given.shape
    if people < 2 or options < 2:
        raise MethodError("concordance needs two people and two options or more")
    ranks = mean_ranks(given)
    sums = ranks.sum(axis=0)
    ties = sum(float((count**3 - count).sum()) for count in (np.unique(row, return_counts=True)[1] for row in ranks))
    room = people**2 * (options**3 - options) - people * ties
    if room <= 0:
        return Concordance(None, None, None)
    w = min(1.0, 12 * float(((sums - sums.mean()) ** 2).sum()) / room)
    chi_square = people * (options - 1) * w
    return Concordance(w, chi_square, float(chdtrc(options - 1, chi_square)))
