"""What a roadmap has to respect (tasks with modes, hands, yearly budgets, dates), and what a schedule is.

Time is counted in months from the plan's start. A mode's cost is spread evenly over its months, rounded up to whole
units of the currency a month, in every model and every check alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from concord.methods.errors import MethodError


@dataclass(frozen=True)
class Mode:
    """One way to carry a task out.

    - ``months``: how long it takes.
    - ``hands``: (institution, hands) pairs; each takes these hands in every month of the task.
    - ``costs``: (source, amount) pairs over the whole task.
    - ``window``: the months [first, until) in which a partner can be there; None where it does not matter.
    """

    months: int
    hands: tuple[tuple[int, int], ...] = ()
    costs: tuple[tuple[int, int], ...] = ()
    window: tuple[int, int] | None = None


@dataclass(frozen=True)
class After:
    """A task that must have ended, and how many months must then pass."""

    task: int
    lag: int = 0


@dataclass(frozen=True)
class Task:
    """One action: what its completion is worth (whole, 1 or more), its modes, what it waits for, dates it must keep."""

    modes: tuple[Mode, ...]
    weight: int = 1
    after: tuple[After, ...] = ()
    earliest: int = 0
    fixed: int | None = None  # starts in exactly this month
    due: int | None = None  # has ended by the end of the month before this one


@dataclass(frozen=True)
class RoadmapProblem:
    """A whole plan to be scheduled.

    - ``months``: the plan's length.
    - ``capacity``: hands by institution and month, each row ``months`` long; calendars lower single months.
    - ``budgets``: money by source and year, None where there is no limit.
    - ``offset``: months of the first budget year that had passed when the plan starts.
    """

    months: int
    tasks: tuple[Task, ...]
    capacity: tuple[tuple[int, ...], ...] = ()
    budgets: tuple[tuple[int | None, ...], ...] = ()
    offset: int = 0

    def __post_init__(self) -> None:
        if self.months < 1 or not self.tasks or not 0 <= self.offset < 12:
            raise MethodError("a roadmap needs months, tasks, and an offset between 0 and 11")
        if any(len(row) != self.months for row in self.capacity):
            raise MethodError(f"capacity must hold {self.months} months for each institution")
        if any(len(row) < self.years for row in self.budgets):
            raise MethodError(f"budgets must hold {self.years} years for each source")
        for number, task in enumerate(self.tasks):
            self._check(number, task)
        in_order(self.tasks)

    def _check(self, number: int, task: Task) -> None:
        if not task.modes or task.weight < 1 or task.earliest < 0:
            raise MethodError(f"task {number} needs a mode, a weight of 1 or more, and no start before month 0")
        for mode in task.modes:
            hands_ok = all(0 <= i < len(self.capacity) and hands >= 0 for i, hands in mode.hands)
            costs_ok = all(0 <= s < len(self.budgets) and amount >= 0 for s, amount in mode.costs)
            if mode.months < 1 or not hands_ok or not costs_ok:
                raise MethodError(f"task {number} has a mode of no month, or with an unknown institution or source")
        if any(not 0 <= link.task < len(self.tasks) or link.lag < 0 for link in task.after):
            raise MethodError(f"task {number} waits for a task that is not there")

    @property
    def years(self) -> int:
        """How many budget years the plan touches."""
        return (self.offset + self.months - 1) // 12 + 1

    def year_of(self, month: int) -> int:
        """The budget year in which a month lies."""
        return (month + self.offset) // 12

    def ends_of_year(self, year: int) -> int:
        """The first month after a budget year."""
        return (year + 1) * 12 - self.offset


@dataclass(frozen=True)
class Schedule:
    """A start month and a mode for every task."""

    starts: tuple[int, ...]
    modes: tuple[int, ...]

    def end(self, problem: RoadmapProblem, task: int) -> int:
        """The first month in which the task no longer runs."""
        return self.starts[task] + problem.tasks[task].modes[self.modes[task]].months


def monthly_cost(mode: Mode) -> tuple[tuple[int, int], ...]:
    """What a mode costs a month, by source, rounded up to whole units."""
    return tuple((source, -(-amount // mode.months)) for source, amount in mode.costs)


def value(problem: RoadmapProblem, schedule: Schedule) -> int:
    """The sum of all ends, each weighted by what its task is worth; the smaller, the earlier value arrives."""
    return sum(task.weight * schedule.end(problem, number) for number, task in enumerate(problem.tasks))


def mean_completion(problem: RoadmapProblem, value: float) -> float:
    """The month in which value arrives on average."""
    return value / sum(task.weight for task in problem.tasks)


def length(problem: RoadmapProblem, schedule: Schedule) -> int:
    """The month in which the last task has ended."""
    return max(schedule.end(problem, number) for number in range(len(problem.tasks)))


def in_order(tasks: Sequence[Task]) -> list[int]:
    """The tasks so that each comes after all it waits for; raises ``MethodError`` where they wait in a circle."""
    waits = [{link.task for link in task.after} for task in tasks]
    enables: list[list[int]] = [[] for _ in tasks]
    for number, before in enumerate(waits):
        for other in before:
            enables[other].append(number)
    ready = [number for number, before in enumerate(waits) if not before]
    placed = []
    while ready:
        here = ready.pop(0)
        placed.append(here)
        for number in enables[here]:
            waits[number].discard(here)
            if not waits[number]:
                ready.append(number)
    if len(placed) != len(tasks):
        raise MethodError("the tasks wait for each other in a circle")
    return placed


def spent(problem: RoadmapProblem, schedule: Schedule) -> list[list[int]]:
    """Money by source and year."""
    table = [[0] * problem.years for _ in problem.budgets]
    for number, task in enumerate(problem.tasks):
        mode = task.modes[schedule.modes[number]]
        for year, months in months_by_year(problem, schedule.starts[number], mode.months):
            for source, rate in monthly_cost(mode):
                if year < problem.years:
                    table[source][year] += rate * months
    return table


def months_by_year(problem: RoadmapProblem, start: int, months: int) -> Iterator[tuple[int, int]]:
    """How many of a task's months fall into each budget year."""
    end = start + months
    cuts = [start, *(problem.ends_of_year(y) for y in range(problem.year_of(start), problem.year_of(end - 1))), end]
    for first, last in pairwise(cuts):
        yield problem.year_of(first), last - first


def load(problem: RoadmapProblem, schedule: Schedule) -> list[list[int]]:
    """Hands taken by institution and month."""
    table = [[0] * problem.months for _ in problem.capacity]
    for number, task in enumerate(problem.tasks):
        mode, start = task.modes[schedule.modes[number]], schedule.starts[number]
        for institution, hands in mode.hands:
            for month in range(start, min(start + mode.months, problem.months)):
                table[institution][month] += hands
    return table
