"""The time-indexed model of a roadmap: one 0-1 variable for each task, mode and month in which it may start.

Pritsker, Watters & Wolfe 1969; dependencies disaggregated by start month after Christofides, Alvarez-Valdes & Tamarit
1987, "Project scheduling with resource constraints: a branch and bound approach", EJOR 29(3). Starts lie on a grid,
say of quarters, except those that are fixed; everything else is exact by the month.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from concord.methods.roadmap.problem import RoadmapProblem, monthly_cost, months_by_year
from concord.methods.roadmap.windows import Windows, windows


@dataclass(frozen=True)
class TimeIndexed:
    """The model's variables and rows: minimise ``cost`` @ x, ``low`` <= ``matrix`` @ x <= ``high``.

    ``limits`` says of each row whether it limits hands or money.
    """

    task: NDArray[np.int64]
    mode: NDArray[np.int64]
    start: NDArray[np.int64]
    cost: NDArray[np.float64]
    matrix: csr_array
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    limits: NDArray[np.bool_]


class _Rows:
    """Rows of a sparse matrix while they are gathered."""

    def __init__(self) -> None:
        self.row: list[int] = []
        self.column: list[int] = []
        self.value: list[float] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def add(self, columns: list[int], values: list[float], low: float, high: float) -> None:
        self.row += [len(self.low)] * len(columns)
        self.column += columns
        self.value += values
        self.low.append(low)
        self.high.append(high)


def starts_on_grid(problem: RoadmapProblem, open_: Windows, task: int, mode: int, grid: int) -> list[int]:
    """The months of the grid in which a task may start, or the month that is fixed for it."""
    months = open_.starts(task, mode)
    return list(months) if problem.tasks[task].fixed is not None else [m for m in months if m % grid == 0]


def time_indexed(problem: RoadmapProblem, grid: int) -> TimeIndexed | None:
    """Build the model; None where some task has no month to start in."""
    open_ = windows(problem)
    variables: list[list[tuple[int, int, int]]] = []  # by task: (start, mode, number)
    flat: list[tuple[int, int, int]] = []
    for task in range(len(problem.tasks)):
        own = sorted(
            (start, mode)
            for mode in range(len(problem.tasks[task].modes))
            for start in starts_on_grid(problem, open_, task, mode, grid)
        )
        if not own:
            return None
        variables.append([(start, mode, len(flat) + number) for number, (start, mode) in enumerate(own)])
        flat += [(task, mode, start) for start, mode in own]
    rows = _Rows()
    for own_variables in variables:
        numbers = [number for _, _, number in own_variables]
        rows.add(numbers, [1.0] * len(numbers), 1, 1)
    _dependencies(problem, variables, rows)
    before_limits = len(rows.low)
    _hands(problem, variables, rows)
    _money(problem, variables, rows)
    cost = [problem.tasks[task].weight * (start + problem.tasks[task].modes[mode].months) for task, mode, start in flat]
    columns = np.array(flat, dtype=np.int64)
    matrix = csr_array((rows.value, (rows.row, rows.column)), shape=(len(rows.low), len(flat)))
    return TimeIndexed(
        columns[:, 0], columns[:, 1], columns[:, 2], np.array(cost, dtype=np.float64),
        matrix, np.array(rows.low), np.array(rows.high), np.arange(len(rows.low)) >= before_limits,
    )  # fmt: skip


def _dependencies(problem: RoadmapProblem, variables: list[list[tuple[int, int, int]]], rows: _Rows) -> None:
    """By each month, a task has started only as far as the one before it has ended."""
    for number, task in enumerate(problem.tasks):
        for link in task.after:
            modes = problem.tasks[link.task].modes
            before = [(start + modes[mode].months + link.lag, column) for start, mode, column in variables[link.task]]
            for month in sorted({start for start, _, _ in variables[number]}):
                begun = [column for start, _, column in variables[number] if start <= month]
                done = [column for end, column in before if end <= month]
                if len(done) < len(before):
                    rows.add(begun + done, [1.0] * len(begun) + [-1.0] * len(done), -np.inf, 0)


def _hands(problem: RoadmapProblem, variables: list[list[tuple[int, int, int]]], rows: _Rows) -> None:
    """Hands taken, in each month in which a task may start or hands become fewer: in between they only set free."""
    starts = {start for own in variables for start, _, _ in own}
    for institution, hands in enumerate(problem.capacity):
        checks = sorted(starts | {m for m in range(1, problem.months) if hands[m] < hands[m - 1]})
        takers = defaultdict(list)
        for number, own in enumerate(variables):
            for start, mode, column in own:
                way = problem.tasks[number].modes[mode]
                taken = dict(way.hands).get(institution, 0)
                if taken:
                    for month in checks:
                        if start <= month < start + way.months:
                            takers[month].append((column, taken))
        for month in checks:
            if sum(taken for _, taken in takers[month]) > hands[month]:
                columns = [column for column, _ in takers[month]]
                rows.add(columns, [float(taken) for _, taken in takers[month]], -np.inf, hands[month])


def _money(problem: RoadmapProblem, variables: list[list[tuple[int, int, int]]], rows: _Rows) -> None:
    """Money by source and year, in shares of the limit."""
    spending: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for number, own in enumerate(variables):
        for start, mode, column in own:
            way = problem.tasks[number].modes[mode]
            for year, months in months_by_year(problem, start, way.months):
                for source, rate in monthly_cost(way):
                    if problem.budgets[source][year] is not None and rate:
                        spending[source, year].append((column, rate * months))
    for (source, year), spent in spending.items():
        limit = problem.budgets[source][year] or 0
        scale = max(limit, 1)
        rows.add([column for column, _ in spent], [amount / scale for _, amount in spent], -np.inf, limit / scale)
