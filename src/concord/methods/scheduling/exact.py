"""The same projects as constraint models: bounds, proofs and shorter schedules (CP-SAT)."""

from __future__ import annotations

from dataclasses import dataclass

from ortools.sat.python import cp_model

from concord.methods.scheduling.project import Project, Schedule


@dataclass(frozen=True)
class Limits:
    """When to give up: after seconds of the clock, or after a deterministic amount of work."""

    seconds: float | None = None
    work: float | None = None
    workers: int = 1
    seed: int = 1


@dataclass(frozen=True)
class Verdict:
    """The schedule found, if any, and a length that none can be shorter than."""

    schedule: Schedule | None
    bound: int
    closed: bool  # whether no schedule shorter than the one found, or than the length asked for, is left


def solve(project: Project, limits: Limits, start: Schedule | None = None) -> Verdict:
    """The shortest schedule found within the limits; with ``start`` only shorter ones are looked for."""
    longest = sum(max(mode.duration for mode in modes) for modes in project.activities)
    if start:
        longest = start.makespan(project) - 1
    if longest < project.least:
        return Verdict(None, longest + 1, closed=True)
    built, solver = _Model(project, longest), _solver(project, limits)
    status = solver.solve(built.model)
    if status == cp_model.INFEASIBLE:
        return Verdict(None, longest + 1, closed=True)
    bound = max(project.least, round(solver.best_objective_bound))
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Verdict(None, bound, closed=False)
    modes = tuple(next(m for m, pick in enumerate(picks) if solver.value(pick)) for picks in built.picks)
    found = Schedule(tuple(solver.value(start) for start in built.starts), modes)
    return Verdict(found, bound, closed=status == cp_model.OPTIMAL)


def _solver(project: Project, limits: Limits) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    settings = solver.parameters
    settings.num_workers, settings.random_seed = limits.workers, limits.seed
    if limits.workers == 1:
        # Linear relaxations help to choose modes; where each activity has only one they just cost time.
        settings.linearization_level = int(any(len(modes) > 1 for modes in project.activities))
    if limits.seconds is not None:
        settings.max_time_in_seconds = max(limits.seconds, 0.01)
    if limits.work is not None:
        settings.max_deterministic_time = limits.work
    return solver


class _Model:
    def __init__(self, project: Project, longest: int) -> None:
        self.project, self.model = project, cp_model.CpModel()
        model, bounds = self.model, list(zip(project.heads, project.quickest, project.tails, strict=True))
        self.starts = [model.new_int_var(head, longest - tail - least, "") for head, least, tail in bounds]
        self.ends = [model.new_int_var(head + least, longest - tail, "") for head, least, tail in bounds]
        self.picks = [[model.new_bool_var("") for _ in modes] for modes in project.activities]
        self.demands: list[list[tuple[cp_model.IntervalVar, int]]] = [[] for _ in project.capacities]
        for j in range(len(project.activities)):
            self._activity(j)
        for demands, capacity in zip(self.demands, project.capacities, strict=True):
            model.add_cumulative([interval for interval, _ in demands], [held for _, held in demands], capacity)
        for k, stock in enumerate(project.stocks):
            model.add(self._used(k) <= stock)
        for i, after in enumerate(project.successors):
            for j in after:
                model.add(self.starts[j] >= self.ends[i])
        length = model.new_int_var(project.least, longest, "")
        model.add_max_equality(length, self.ends)
        model.minimize(length)

    def _activity(self, j: int) -> None:
        model, modes = self.model, self.project.activities[j]
        model.add_exactly_one(self.picks[j])
        for mode, pick in zip(modes, self.picks[j], strict=True):
            interval = model.new_optional_interval_var(self.starts[j], mode.duration, self.ends[j], pick, "")
            for k, held in enumerate(mode.holds):
                if held and mode.duration:
                    self.demands[k].append((interval, held))

    def _used(self, k: int) -> cp_model.LinearExprT:
        used = [mode.uses[k] for modes in self.project.activities for mode in modes]
        return cp_model.LinearExpr.weighted_sum([pick for picks in self.picks for pick in picks], used)
