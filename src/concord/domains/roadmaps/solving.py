"""The search itself: by quarter, refined by month, or why there is no roadmap. Knows no database and no clock."""

from __future__ import annotations

from dataclasses import dataclass

from concord.domains.roadmaps.asking import Inputs
from concord.methods.roadmap.checking import faults
from concord.methods.roadmap.conflicts import Conflict, contradiction
from concord.methods.roadmap.problem import After, Mode, RoadmapProblem, Schedule, Task
from concord.methods.roadmap.result import Found, Stop, never
from concord.methods.roadmap.shifting import slacks


@dataclass(frozen=True)
class Solved:
    """What a search came to: a roadmap with its proof, or a contradiction, or (both empty) nothing within its effort.

    - ``quarterly_gap``: the quarterly model's gap; None where the search began by month.
    """

    found: Found | None = None
    slacks: tuple[int, ...] = ()
    quarterly_gap: float | None = None
    conflict: Conflict | None = None
    cut_short: bool = False


def problem_of(inputs: Inputs) -> RoadmapProblem:
    """What the methods are given; raises ``MethodError`` where actions wait for each other in a circle."""
    leads, sources = list(inputs.leads), list(inputs.budgets)
    numbers = {job.code: number for number, job in enumerate(inputs.jobs)}
    tasks = tuple(
        Task(
            modes=tuple(
                Mode(
                    way.months, ((leads.index(job.lead), 1),),
                    ((sources.index(way.source), way.cost),) if way.cost else (), way.window,
                )
                for way in job.ways
            ),
            weight=job.weight,
            after=tuple(After(numbers[code]) for code in job.waits if code in numbers),
            fixed=job.fixed,
            due=job.due,
        )
        for job in inputs.jobs
    )  # fmt: skip
    capacity = tuple((inputs.hands[key],) * inputs.months for key in leads)
    budgets = tuple(tuple(inputs.budgets[source].get(str(year)) for year in inputs.years) for source in sources)
    return RoadmapProblem(inputs.months, tasks, capacity, budgets, inputs.offset)


def solve(inputs: Inputs, stop: Stop = never) -> Solved:
    """Look for the best roadmap; the same inputs give the same one, unless ``stop`` cuts the search short."""
    problem = problem_of(inputs)
    # The solvers are loaded by the worker that searches, not by every process that shows a page.
    from concord.methods.roadmap.monthly import first_by_month, refine_by_month
    from concord.methods.roadmap.quarterly import plan_by_quarter

    quarterly = plan_by_quarter(problem, stop=stop)
    cut = False
    start: Schedule | None = quarterly.schedule if quarterly else None
    if start is None:
        first = first_by_month(problem)
        start, cut = first.schedule, first.cut_short
        if start is None:
            return Solved(conflict=contradiction(problem, stop=stop), cut_short=cut)
    found = refine_by_month(problem, start, stop=stop)
    if broken := faults(problem, found.schedule):
        raise ValueError(f"the search broke a requirement: {broken[0]}")
    cut = cut or found.cut_short or bool(quarterly and quarterly.cut_short)
    gap = quarterly.gap if quarterly else None
    return Solved(found, tuple(slacks(problem, found.schedule)), gap, cut_short=cut)
