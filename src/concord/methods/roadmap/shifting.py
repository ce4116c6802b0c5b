"""Tasks moved to earlier or later months, one by one, as far as dates, hands and money allow; modes stay."""

from __future__ import annotations

import numpy as np

from concord.methods.roadmap.problem import RoadmapProblem, Schedule, length, monthly_cost, months_by_year
from concord.methods.roadmap.windows import Windows, windows


class _Ledger:
    """Hands and money that are free."""

    def __init__(self, problem: RoadmapProblem) -> None:
        self.problem = problem
        self.hands = np.array(problem.capacity, dtype=np.int64).reshape(len(problem.capacity), problem.months)
        # Where money has no limit, there is more than any plan spends.
        self.money = [[2**60 if limit is None else limit for limit in row] for row in problem.budgets]

    def fits(self, task: int, mode: int, start: int) -> bool:
        way = self.problem.tasks[task].modes[mode]
        if any((self.hands[i, start : start + way.months] < count).any() for i, count in way.hands):
            return False
        years = list(months_by_year(self.problem, start, way.months))
        return all(self.money[s][year] >= rate * n for s, rate in monthly_cost(way) for year, n in years)

    def book(self, task: int, mode: int, start: int, sign: int) -> None:
        way = self.problem.tasks[task].modes[mode]
        for institution, count in way.hands:
            self.hands[institution, start : start + way.months] -= sign * count
        for year, months in months_by_year(self.problem, start, way.months):
            for source, rate in monthly_cost(way):
                self.money[source][year] -= sign * rate * months


def shifted_left(problem: RoadmapProblem, schedule: Schedule) -> Schedule:
    """A schedule in which no task alone can start earlier; what ``schedule`` keeps is kept."""
    ledger, open_, starts = _Ledger(problem), windows(problem), list(schedule.starts)
    for number, start in enumerate(starts):
        ledger.book(number, schedule.modes[number], start, 1)
    moved = True
    while moved:
        moved = False
        for number in sorted(range(len(starts)), key=starts.__getitem__):
            earlier = _earliest(problem, ledger, open_, schedule.modes, starts, number)
            moved = moved or earlier < starts[number]
            starts[number] = earlier
    return Schedule(tuple(starts), schedule.modes)


def _earliest(
    problem: RoadmapProblem, ledger: _Ledger, open_: Windows, modes: tuple[int, ...], starts: list[int], number: int
) -> int:
    """Move one task to its earliest month that fits, and say which."""
    mode, task = modes[number], problem.tasks[number]
    ends = [starts[k.task] + problem.tasks[k.task].modes[modes[k.task]].months + k.lag for k in task.after]
    ready = max([open_.first[number][mode], *ends])
    ledger.book(number, mode, starts[number], -1)
    place = next((m for m in range(ready, starts[number]) if ledger.fits(number, mode, m)), starts[number])
    ledger.book(number, mode, place, 1)
    return place


def slacks(problem: RoadmapProblem, schedule: Schedule) -> list[int]:
    """How many months each task can move back, with all that come after it, while the whole takes no longer.

    The tasks are moved to their latest months, those that end last first (justification to the right; Wiest 1964, "Some
    properties of schedules for large projects with limited resources", Operations Research 12(3)). A task without slack
    is critical: moved by a month, the roadmap takes longer, or breaks a date, hands or money.
    """
    ledger, open_, starts = _Ledger(problem), windows(problem), list(schedule.starts)
    whole = length(problem, schedule)
    enables: list[list[tuple[int, int]]] = [[] for _ in starts]
    for number, task in enumerate(problem.tasks):
        ledger.book(number, schedule.modes[number], starts[number], 1)
        for link in task.after:
            enables[link.task].append((number, link.lag))
    for number in sorted(range(len(starts)), key=lambda n: (-schedule.end(problem, n), -n)):
        mode = schedule.modes[number]
        months = problem.tasks[number].modes[mode].months
        limits = [starts[other] - lag for other, lag in enables[number]]
        latest = min([open_.last[number][mode], min([whole, *limits]) - months])
        ledger.book(number, mode, starts[number], -1)
        places = range(latest, starts[number], -1)
        starts[number] = next((m for m in places if ledger.fits(number, mode, m)), starts[number])
        ledger.book(number, mode, starts[number], 1)
    return [late - early for late, early in zip(starts, schedule.starts, strict=True)]
