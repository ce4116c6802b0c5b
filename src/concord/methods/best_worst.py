"""Weights from comparisons with the best and the worst criterion only: the best-worst method as a linear programme.

Rezaei 2016, "Best-worst multi-criteria decision-making method: Some properties and a linear model", Omega 64;
consistency of what was said: Liang, Brunelli & Rezaei 2020, "Consistency issues in the best worst method: Measurements
and thresholds", Omega 96.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from concord.methods.arrays import Floats, checked
from concord.methods.errors import MethodError


@dataclass(frozen=True)
class BestWorst:
    """Weights of shape (criteria,) and two measures of consistency.

    ``xi`` is the largest deviation that the weights leave (0: all comparisons hold exactly). ``ratio`` looks at the
    comparisons alone, 0 (best to j times j to worst is best to worst, for every j) to 1.
    """

    weights: Floats
    xi: float
    ratio: float


def best_worst_weights(best_to_others: Floats, others_to_worst: Floats, *, best: int, worst: int) -> BestWorst:
    """Minimise xi, subject to |w_B - a_Bj * w_j| <= xi, |w_j - a_jW * w_W| <= xi, sum of w = 1, w >= 0.

    ``best_to_others`` a_Bj says how many times the best is as important as j, ``others_to_worst`` a_jW how many times j
    is as important as the worst; shape (criteria,), 1 to 9. ``best`` and ``worst`` are their indices. Raises
    ``MethodError`` on other numbers, or where the two disagree on how best compares with worst.
    """
    from scipy.optimize import linprog  # here, since it takes long to import

    to_others, to_worst = _checked(best_to_others, others_to_worst, best, worst)
    count = to_others.size
    each = np.arange(count)
    off = np.zeros((2 * count, count))  # w_B - a_Bj * w_j, then w_j - a_jW * w_W
    off[:count, best] += 1
    off[each, each] -= to_others
    off[count + each, each] += 1
    off[count:, worst] -= to_worst
    limits = np.hstack([np.vstack([off, -off]), np.full((4 * count, 1), -1.0)])
    xi = np.append(np.zeros(count), 1.0)
    found = linprog(xi, A_ub=limits, b_ub=np.zeros(4 * count), A_eq=[1 - xi], b_eq=[1.0], method="highs")
    weights = np.maximum(found.x[:count], 0.0)
    return BestWorst(
        weights / weights.sum(), max(float(found.x[count]), 0.0), _ratio(to_others, to_worst, float(to_others[worst]))
    )


def _ratio(to_others: Floats, to_worst: Floats, whole: float) -> float:
    return 0.0 if whole <= 1 else float(np.abs(to_others * to_worst - whole).max() / (whole * whole - whole))


def _checked(best_to_others: Floats, others_to_worst: Floats, best: int, worst: int) -> tuple[Floats, Floats]:
    to_others = checked("best_to_others", best_to_others, ndim=1)
    to_worst = checked("others_to_worst", others_to_worst, ndim=1)
    if to_others.shape != to_worst.shape or not (0 <= best < to_others.size and 0 <= worst < to_others.size):
        raise MethodError("both comparisons, the best and the worst must be of the same criteria")
    if best == worst:
        raise MethodError("the best and the worst criterion must be two")
    whole = to_others[worst]
    if to_others[best] != 1 or to_worst[worst] != 1 or to_worst[best] != whole:
        raise MethodError("best with best and worst with worst must be 1, and best with worst the same in both")
    if min(to_others.min(), to_worst.min()) < 1 or max(to_others.max(), to_worst.max()) > whole or whole > 9:
        raise MethodError("comparisons must lie between 1 and 9, and none above that of the best with the worst")
    return to_others, to_worst
