"""The roadmap as a constraint programme, exact by the month: intervals, hands as cumulatives, money year by year.

How many months of a task fall into a budget year is the difference of two counters: how far the year has passed when
the task ends, and when it starts. Both are linear in 0-1 variables that say whether a month lies after a year's end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ortools.sat.python import cp_model

from concord.methods.roadmap.problem import RoadmapProblem, Schedule, monthly_cost
from concord.methods.roadmap.windows import Windows, windows

Starts = Callable[[RoadmapProblem, Windows, int, int], Sequence[int]]


def every_month(problem: RoadmapProblem, open_: Windows, task: int, mode: int) -> Sequence[int]:
    """All months in which the task can start in this mode."""
    return open_.starts(task, mode)


@dataclass
class ConstraintModel:
    """The model with the variables that tell a schedule; ``value`` is the weighted sum of ends."""

    problem: RoadmapProblem
    model: cp_model.CpModel
    start: list[cp_model.IntVar]
    end: list[cp_model.IntVar]
    chosen: list[dict[int, cp_model.IntVar]]  # by task: mode -> whether it is taken
    value: cp_model.LinearExpr
    length: cp_model.IntVar

    def hint(self, schedule: Schedule) -> None:
        """Let the search begin at a schedule."""
        for task, start in enumerate(self.start):
            self.model.add_hint(start, schedule.starts[task])
            self.model.add_hint(self.end[task], schedule.end(self.problem, task))
            for mode, taken in self.chosen[task].items():
                self.model.add_hint(taken, mode == schedule.modes[task])

    def read(self, solver: cp_model.CpSolver) -> Schedule:
        """The schedule that the solver found."""
        modes = tuple(next(m for m, taken in own.items() if solver.boolean_value(taken)) for own in self.chosen)
        return Schedule(tuple(int(solver.value(start)) for start in self.start), modes)


def constraint_model(problem: RoadmapProblem, starts: Starts = every_month) -> ConstraintModel | None:
    """Build the model; None where some task has no month to start in."""
    open_ = windows(problem)
    model = cp_model.CpModel()
    built = ConstraintModel(
        problem, model, [], [], [], cp_model.LinearExpr.sum([]), model.new_int_var(0, problem.months, "")
    )
    hands: dict[int, list[tuple[cp_model.IntervalVar, int]]] = defaultdict(list)
    for number in range(len(problem.tasks)):
        possible = {mode: starts(problem, open_, number, mode) for mode in range(len(problem.tasks[number].modes))}
        possible = {mode: months for mode, months in possible.items() if months}
        if not possible:
            return None
        _task(built, number, possible, hands)
    for number, task in enumerate(problem.tasks):
        for link in task.after:
            model.add(built.start[number] >= built.end[link.task] + link.lag)
    for institution, taken in hands.items():
        _hands(model, problem.capacity[institution], taken)
    _money(built)
    model.add_max_equality(built.length, built.end)
    built.value = cp_model.LinearExpr.weighted_sum(built.end, [task.weight for task in problem.tasks])
    return built


def _task(
    built: ConstraintModel,
    number: int,
    possible: dict[int, Sequence[int]],
    hands: dict[int, list[tuple[cp_model.IntervalVar, int]]],
) -> None:
    model, modes = built.model, built.problem.tasks[number].modes
    union = sorted({month for months in possible.values() for month in months})
    start = model.new_int_var_from_domain(cp_model.Domain.from_values(union), "")
    ends = sorted({month + modes[mode].months for mode, months in possible.items() for month in months})
    end = model.new_int_var(ends[0], ends[-1], "")
    chosen = {mode: model.new_bool_var("") for mode in possible}
    model.add_exactly_one(chosen.values())
    for mode, taken in chosen.items():
        way = modes[mode]
        if len(possible[mode]) < len(union):
            model.add_linear_expression_in_domain(
                start, cp_model.Domain.from_values(list(possible[mode]))
            ).only_enforce_if(taken)
        interval = model.new_optional_fixed_size_interval_var(start, way.months, taken, "")
        for institution, count in way.hands:
            if count:
                hands[institution].append((interval, count))
    model.add(end == start + sum(modes[mode].months * taken for mode, taken in chosen.items()))
    built.start.append(start)
    built.end.append(end)
    built.chosen.append(chosen)


def _hands(model: cp_model.CpModel, row: Sequence[int], taken: list[tuple[cp_model.IntervalVar, int]]) -> None:
    """One cumulative at the row's highest figure; months with fewer hands are filled up."""
    most = max(row)
    cuts = [0, *(month for month in range(1, len(row)) if row[month] != row[month - 1]), len(row)]
    filling = [
        (model.new_fixed_size_interval_var(first, last - first, ""), most - row[first])
        for first, last in pairwise(cuts)
        if row[first] < most
    ]
    both = [*taken, *filling]
    model.add_cumulative([interval for interval, _ in both], [count for _, count in both], most)


def _money(built: ConstraintModel) -> None:
    problem, model = built.problem, built.model
    spending: dict[tuple[int, int], list[cp_model.LinearExpr]] = defaultdict(list)
    for number in range(len(problem.tasks)):
        rates = {mode: dict(monthly_cost(problem.tasks[number].modes[mode])) for mode in built.chosen[number]}
        limited = {s for own in rates.values() for s, rate in own.items() if rate and any_limit(problem.budgets[s])}
        if not limited:
            continue
        for year, months in _months_in_years(built, number).items():
            for mode, inside in _by_mode(built, number, months).items():
                for source in limited & set(rates[mode]):
                    if problem.budgets[source][year] is not None:
                        spending[source, year].append(rates[mode][source] * inside)
    for (source, year), parts in spending.items():
        model.add(sum(parts) <= (problem.budgets[source][year] or 0))


def any_limit(row: Sequence[int | None]) -> bool:
    """Whether a source's money is limited in any year."""
    return any(limit is not None for limit in row)


def _months_in_years(built: ConstraintModel, number: int) -> dict[int, cp_model.LinearExpr]:
    """By budget year, how many of a task's months fall into it."""
    begun = _passed(built, built.start[number])
    ended = _passed(built, built.end[number])
    return {year: ended[year] - begun[year] for year in range(built.problem.years)}


def _passed(built: ConstraintModel, month: cp_model.IntVar) -> list[cp_model.LinearExpr]:
    """How many months of each budget year lie before a month that is not known yet; together they are that month."""
    problem, model = built.problem, built.model
    cuts = [0, *(min(problem.ends_of_year(year), problem.months) for year in range(problem.years))]
    reached = [model.new_bool_var("") for _ in cuts[1:]]  # whether the month lies at or after the year's end
    parts: list[cp_model.LinearExpr] = []
    for year, (first, last) in enumerate(pairwise(cuts)):
        part = model.new_int_var(0, last - first, "")
        model.add(part >= (last - first) * reached[year])
        if year:
            model.add(part <= (last - first) * reached[year - 1])
        parts.append(part)
    model.add(sum(parts) == month)
    return parts


def _by_mode(built: ConstraintModel, number: int, months: cp_model.LinearExpr) -> dict[int, cp_model.LinearExpr]:
    """A count of months that stands in the taken mode's place only; the others are zero."""
    chosen = built.chosen[number]
    if len(chosen) == 1:
        return dict.fromkeys(chosen, months)
    inside: dict[int, cp_model.LinearExpr] = {}
    for mode, taken in chosen.items():
        size = built.model.new_int_var(0, min(12, built.problem.tasks[number].modes[mode].months), "")
        built.model.add(size <= 12 * taken)
        inside[mode] = size
    built.model.add(sum(inside.values()) == months)
    return inside
