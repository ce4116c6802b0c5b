"""A roadmap by month: from a start, say by quarter, parts are planned anew by CP-SAT while the rest stands.

Value comes first, then length: one whole number holds both, the value times more than the plan's months, plus length.
The bound comes from the relaxed time-indexed model by month, or from CP-SAT itself where one part is the whole plan.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from concord.methods.roadmap.constraint_model import ConstraintModel, constraint_model
from concord.methods.roadmap.neighbourhoods import merged, neighbourhood, part_of
from concord.methods.roadmap.problem import RoadmapProblem, Schedule, length, value
from concord.methods.roadmap.quarterly import relax
from concord.methods.roadmap.result import Found, Stop, never
from concord.methods.roadmap.shifting import shifted_left
from concord.methods.roadmap.time_indexed import time_indexed
from concord.methods.roadmap.windows import windows

LARGEST = 60_000  # variables of the relaxed model by month; beyond, the bound is the one of dates alone


@dataclass(frozen=True)
class First:
    """The first schedule that keeps everything, or none; ``proven`` says that there is none."""

    schedule: Schedule | None
    proven: bool = False
    cut_short: bool = False


def first_by_month(problem: RoadmapProblem, *, effort: float = 30.0, seed: int = 0, seconds: float = 120.0) -> First:
    """Look for any schedule at all; ``effort`` is CP-SAT's deterministic time."""
    built = constraint_model(problem)
    if built is None:
        return First(None, proven=True)
    solver = _solver(effort, seed, seconds)
    status = solver.solve(built.model)
    cut = solver.wall_time >= seconds
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return First(built.read(solver), cut_short=cut)
    return First(None, proven=status == cp_model.INFEASIBLE, cut_short=cut)


def refine_by_month(
    problem: RoadmapProblem,
    start: Schedule,
    *,
    turns: int = 50,
    size: int = 24,
    effort: float = 0.3,
    seed: int = 0,
    seconds: float = 60.0,
    stop: Stop = never,
) -> Found:
    """The start made better month by month, for a fixed number of turns, with a bound for all schedules by month.

    ``effort`` is the deterministic time of one part. ``seconds`` bounds one part by the clock and is far above what it
    takes; where it is met, or ``stop`` says so between two parts, the result is marked as cut short.
    """
    count, schedule, cut, bound = len(problem.tasks), shifted_left(problem, start), False, None
    draw = np.random.default_rng(seed)
    for turn in range(turns):
        if stop():
            cut = True
            break
        free = neighbourhood(problem, schedule, draw, size, turn)
        everything = len(free) == count
        better, proven, by_clock = _part(problem, schedule, free, effort * (20 if everything else 1), seed, seconds)
        cut, schedule = cut or by_clock, better
        if everything:
            bound = proven
            break
    if bound is None:
        bound = _relaxed_bound(problem, stop)
    return Found(problem, schedule, min(bound, value(problem, schedule)), cut)


def _part(
    problem: RoadmapProblem, schedule: Schedule, free: list[int], effort: float, seed: int, seconds: float
) -> tuple[Schedule, float, bool]:
    """The schedule with its free tasks planned anew, a bound of its value, and whether the clock ended it."""
    part = part_of(problem, schedule, free)
    built = constraint_model(part)
    if built is None:
        return schedule, 0.0, False
    own = Schedule(tuple(schedule.starts[n] for n in free), tuple(schedule.modes[n] for n in free))
    inside = set(free)
    rest = max((schedule.end(problem, n) for n in range(len(problem.tasks)) if n not in inside), default=0)
    built.hint(own)
    built.model.add(built.length >= rest)
    factor = problem.months + 1
    now = value(part, own) * factor + max(rest, length(part, own))
    _minimise(built, factor, now)
    solver = _solver(effort, seed, seconds)
    status = solver.solve(built.model)
    by_clock = solver.wall_time >= seconds
    bound = float(-(-int(np.ceil(solver.best_objective_bound - 1e-6) - problem.months) // factor))
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return merged(schedule, free, built.read(solver)), bound, by_clock
    return schedule, bound, by_clock


def _minimise(built: ConstraintModel, factor: int, now: int) -> None:
    goal = built.value * factor + built.length
    built.model.add(goal <= now)
    built.model.minimize(goal)


def _relaxed_bound(problem: RoadmapProblem, stop: Stop) -> float:
    model = None if stop() else time_indexed(problem, 1)
    relaxed = relax(model) if model is not None and len(model.cost) <= LARGEST else None
    if relaxed is None:
        return float(dates_bound(problem))
    return float(np.ceil(relaxed.bound - 1e-6))


def dates_bound(problem: RoadmapProblem) -> int:
    """The value if every task ended as early as dates and dependencies alone allow."""
    open_ = windows(problem)
    return sum(
        task.weight * min(first + mode.months for first, mode in zip(open_.first[n], task.modes, strict=True))
        for n, task in enumerate(problem.tasks)
    )


def _solver(effort: float, seed: int, seconds: float) -> cp_model.CpSolver:
    """One worker, a seed and a deterministic limit: the same model gives the same answer."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = effort
    solver.parameters.max_time_in_seconds = seconds
    return solver
