"""A roadmap by quarter: the relaxed time-indexed model gives the bound, and groups of tasks made whole the schedule.

The tasks are made whole in groups, those that the relaxed model starts first coming first, while later ones stay
relaxed (relax and fix; Pochet & Wolsey 2006, "Production planning by mixed integer programming", ch. 3). Parts are
then planned anew while the rest stands. All by HiGHS through scipy, with limits that do not depend on a clock.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from concord.methods.roadmap.neighbourhoods import merged, neighbourhood, part_of
from concord.methods.roadmap.problem import RoadmapProblem, Schedule, value
from concord.methods.roadmap.result import Found, Stop, never
from concord.methods.roadmap.time_indexed import TimeIndexed, time_indexed

QUARTER = 3
GROUPS = 12
SMALL = 2500  # variables that are solved in one piece
NEAR = 0.005  # in a group, variables that would alone cost more than this share of the bound are left out
GAP = 0.003
FEASIBILITY = 1e-7


@dataclass(frozen=True)
class _Relaxed:
    """The relaxed model's solution: the bound, the variables, and what using each would cost on top."""

    bound: float
    x: NDArray[np.float64]
    reduced: NDArray[np.float64]


@dataclass(frozen=True)
class _Piece:
    """What a mixed-integer run over some columns gave; ``x`` is None where it found nothing."""

    x: NDArray[np.float64] | None
    bound: float
    by_clock: bool


def plan_by_quarter(
    problem: RoadmapProblem,
    *,
    grid: int = QUARTER,
    turns: int = 30,
    size: int = 80,
    seed: int = 0,
    seconds: float = 60.0,
    stop: Stop = never,
) -> Found | None:
    """A schedule whose starts lie on quarters, with a bound for all such schedules; None where there is none.

    ``seconds`` bounds one single run of the solver and is far above what a run takes; where it is met all the same,
    or ``stop`` says so between two runs, the result is marked as cut short. Raises ``MethodError`` on a broken problem.
    """
    model = time_indexed(problem, grid)
    relaxed = None if model is None else relax(model)
    if model is None or relaxed is None:
        return None
    whole = np.ones(len(model.cost), dtype=bool)
    if len(model.cost) <= SMALL:
        piece = _solve(model, whole, whole, np.zeros(len(model.cost)), gap=0.0, nodes=500, seconds=seconds)
        x, bound, cut = piece.x, max(relaxed.bound, piece.bound), piece.by_clock
    else:
        x, cut = _in_groups(model, relaxed, seconds, stop)
        bound = relaxed.bound
        if x is None:
            piece = _solve(model, whole, whole, np.zeros(len(model.cost)), gap=0.02, nodes=50, seconds=seconds)
            x, bound, cut = piece.x, max(bound, piece.bound), cut or piece.by_clock
    if x is None:
        return None
    found = Found(problem, _schedule(model, x), float(np.ceil(bound - 1e-6)), cut)
    return _polished(found, grid=grid, turns=turns, size=size, seed=seed, seconds=seconds, stop=stop)


def relax(model: TimeIndexed) -> _Relaxed | None:
    """Solve the model with shares of tasks allowed; None where even that has no solution."""
    equal = model.low == model.high
    result = linprog(
        model.cost,
        A_ub=model.matrix[~equal], b_ub=model.high[~equal], A_eq=model.matrix[equal], b_eq=model.high[equal],
        bounds=(0, None), method="highs-ds" if len(model.cost) < 12_000 else "highs-ipm",
    )  # fmt: skip
    return _Relaxed(result.fun, result.x, result.lower.marginals) if result.status == 0 else None


def _in_groups(
    model: TimeIndexed, relaxed: _Relaxed, seconds: float, stop: Stop
) -> tuple[NDArray[np.float64] | None, bool]:
    """Make the tasks whole group by group, and whether a clock or a person cut that short."""
    count = int(model.task.max()) + 1
    begun = _mean_start(model, relaxed.x)
    group = np.empty(count, dtype=np.int64)
    group[np.argsort(begun, kind="stable")] = np.arange(count) * GROUPS // count
    groups = group[model.task]
    near = relaxed.reduced <= NEAR * relaxed.bound
    x, cut = relaxed.x.copy(), False
    for number in range(GROUPS):
        if stop():
            return None, True
        own, later = groups == number, groups > number
        rounded = _rounded(model, np.where(groups < number, x, 0.0), np.where(own, x, 0.0), begun)
        rest = None if rounded is None else _relax_columns(model, later & near, rounded)
        if rest is None:
            standing = np.where(groups < number, x, 0.0)
            piece = _solve(model, (own | later) & near, own, standing, gap=0.01, nodes=1, seconds=seconds)
            cut, rest = cut or piece.by_clock, piece.x
        if rest is None:
            return None, cut
        x = np.where(later, rest, np.round(rest))
        begun = _mean_start(model, x)
    return x, cut


def _mean_start(model: TimeIndexed, x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.bincount(model.task, x * model.start).astype(np.float64)


def _rounded(
    model: TimeIndexed, standing: NDArray[np.float64], shares: NDArray[np.float64], begun: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    """Give each task with shares its largest one that hands and money allow; None where a task finds no place."""
    columns, x = model.matrix.tocsc(), standing.copy()
    taken = model.matrix @ standing
    tasks = sorted(set(model.task[shares > 0].tolist()), key=begun.__getitem__)
    for task in tasks:
        own = np.flatnonzero(model.task == task)
        own = own[shares[own] > 1e-6]
        for column in own[np.lexsort((model.cost[own], -shares[own]))].tolist():
            part = slice(columns.indptr[column], columns.indptr[column + 1])
            rows, values = columns.indices[part], columns.data[part]
            limits = model.limits[rows]
            if (taken[rows] + values <= model.high[rows] + FEASIBILITY)[limits].all():
                x[column] = 1.0
                taken[rows] += values
                break
        else:
            return None
    return x


def _relax_columns(
    model: TimeIndexed, columns: NDArray[np.bool_], standing: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    """The relaxed model over some columns while ``standing`` keeps what it holds; None where it has no solution."""
    taken = model.matrix @ standing
    low, high = model.low - taken, model.high - taken
    rows = model.matrix[:, columns]
    used = np.diff(rows.indptr) > 0
    if (high[~used] < -FEASIBILITY).any() or (low[~used] > FEASIBILITY).any():
        return None
    x = standing.copy()
    if columns.any():
        equal = (model.low == model.high)[used]
        inner = rows[used]
        result = linprog(
            model.cost[columns],
            A_ub=inner[~equal], b_ub=high[used][~equal] + FEASIBILITY, A_eq=inner[equal], b_eq=high[used][equal],
            bounds=(0, None), method="highs-ds",
        )  # fmt: skip
        if result.status != 0:
            return None
        x[columns] = result.x
    return x


def _solve(
    model: TimeIndexed, columns: NDArray[np.bool_], whole: NDArray[np.bool_], standing: NDArray[np.float64],
    *, gap: float, nodes: int, seconds: float,
) -> _Piece:  # fmt: skip
    """Minimise over some columns, some of them whole, while ``standing`` keeps what it holds of the others."""
    taken = model.matrix @ standing
    rows = model.matrix[:, columns]
    used = np.diff(rows.indptr) > 0
    result = milp(
        model.cost[columns],
        integrality=whole[columns].astype(int),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(
            rows[used], (model.low - taken)[used] - FEASIBILITY, (model.high - taken)[used] + FEASIBILITY
        ),
        options={"mip_rel_gap": gap, "node_limit": nodes, "time_limit": seconds},
    )
    by_clock = "ime limit" in str(result.message)
    held = float(model.cost @ standing)
    bound = -np.inf if result.mip_dual_bound is None else float(result.mip_dual_bound) + held
    if result.x is None:
        return _Piece(None, bound, by_clock)
    x = standing.copy()
    x[columns] = result.x
    return _Piece(x, bound, by_clock)


def _schedule(model: TimeIndexed, x: NDArray[np.float64]) -> Schedule:
    count = int(model.task.max()) + 1
    starts, modes = [0] * count, [0] * count
    for column in np.flatnonzero(x > 0.5).tolist():
        starts[model.task[column]] = int(model.start[column])
        modes[model.task[column]] = int(model.mode[column])
    return Schedule(tuple(starts), tuple(modes))


def _polished(found: Found, *, grid: int, turns: int, size: int, seed: int, seconds: float, stop: Stop) -> Found:
    """Plan parts anew for a fixed number of turns, or until the bound is met."""
    problem, schedule, cut = found.problem, found.schedule, found.cut_short
    draw = np.random.default_rng(seed)
    best = value(problem, schedule)
    for turn in range(turns):
        if best <= found.bound or len(problem.tasks) <= size:
            break
        if stop():
            cut = True
            break
        free = neighbourhood(problem, schedule, draw, size, turn)
        model = time_indexed(part_of(problem, schedule, free), grid)
        if model is None:
            continue
        every = np.ones(len(model.cost), dtype=bool)
        piece = _solve(model, every, every, np.zeros(len(model.cost)), gap=1e-3, nodes=20, seconds=seconds)
        cut = cut or piece.by_clock
        if piece.x is not None:
            candidate = merged(schedule, free, _schedule(model, piece.x))
            if value(problem, candidate) < best:
                schedule, best = candidate, value(problem, candidate)
    return Found(problem, schedule, found.bound, cut)
