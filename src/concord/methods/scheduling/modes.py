"""Which mode each activity is carried out in, so that the stocks suffice."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from concord.methods.arrays import Ints
from concord.methods.scheduling.project import Project

WORK_PER_VECTOR = 200  # branches; a vector within the stocks is wanted, not the best one


def affordable(project: Project, *, vectors: int, seed: int, stop: Callable[[], bool] = lambda: False) -> Ints | None:
    """Assignments of shape (vectors, activities) within the stocks, each quick by other weights.

    Fewer where ``stop`` says so in between; None where none is within the stocks, or was found with little work.
    """
    modes = [mode for options in project.activities for mode in options]
    owner = np.repeat(np.arange(len(project.activities)), [len(options) for options in project.activities])
    if not project.stocks and len(modes) == len(project.activities):
        return np.zeros((1, len(modes)), dtype=np.int64)
    rng = np.random.default_rng(seed)
    one = coo_array((np.ones(owner.size), (owner, np.arange(owner.size))))
    rules = [LinearConstraint(one, 1, 1)]
    if project.stocks:
        rules.append(LinearConstraint(np.array([mode.uses for mode in modes]).T, -np.inf, np.array(project.stocks)))
    fits = [all(h <= c for h, c in zip(mode.holds, project.capacities, strict=True)) for mode in modes]
    shares = [sum(h / c for h, c in zip(mode.holds, project.capacities, strict=True) if c) for mode in modes]
    time = np.array([mode.duration for mode in modes], dtype=float)
    work = time * np.array(shares)
    found: list[Ints] = []
    for _ in range(vectors):
        if found and stop():
            break
        between = rng.random()
        weights = (between * time / time.mean() + (1 - between) * work / (work.mean() or 1)) * rng.lognormal(
            0, 0.3, time.size
        )
        result = milp(
            weights, constraints=rules, integrality=1, bounds=Bounds(0, np.array(fits, dtype=float)),
            options={"node_limit": WORK_PER_VECTOR, "mip_rel_gap": 0.02},
        )  # fmt: skip
        if result.x is not None:
            taken = np.flatnonzero(result.x > 0.5)
            found.append(taken - np.searchsorted(owner, owner[taken]))
    return np.array(found) if found else None
