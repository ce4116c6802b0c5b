"""Why no roadmap exists: a set of requirements that contradict each other, none of which can be left out.

Deletion by halves after Junker 2004, "QUICKXPLAIN: preferred explanations and relaxations for over-constrained
problems", AAAI; each question is answered by CP-SAT within a deterministic limit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from concord.methods.roadmap.problem import Mode, RoadmapProblem, Task
from concord.methods.roadmap.result import Stop, never


class Kind(Enum):
    """What a requirement asks for."""

    LENGTH = "length"  # everything ends within the plan's months
    HANDS = "hands"  # an institution takes no more than it can carry
    MONEY = "money"  # a source's year spends no more than there is
    FIXED = "fixed"  # a task starts in its month
    EARLIEST = "earliest"
    DUE = "due"
    WINDOW = "window"  # a task's partner is there
    ORDER = "order"  # a task waits for another


@dataclass(frozen=True)
class Requirement:
    """One requirement of a problem; which numbers it carries depends on its kind."""

    kind: Kind
    task: int | None = None
    before: int | None = None
    institution: int | None = None
    source: int | None = None
    year: int | None = None


@dataclass(frozen=True)
class Conflict:
    """Requirements that cannot all be kept; ``smallest`` says that any one of them could not be left out."""

    requirements: tuple[Requirement, ...]
    smallest: bool


def requirements(problem: RoadmapProblem) -> list[Requirement]:
    """All that a problem asks for, what people can most easily change last."""
    tasks = list(enumerate(problem.tasks))
    orders = [Requirement(Kind.ORDER, task=n, before=link.task) for n, task in tasks for link in task.after]
    dates = [
        Requirement(kind, task=n)
        for n, task in tasks
        for kind, there in (
            (Kind.FIXED, task.fixed is not None),
            (Kind.EARLIEST, task.earliest > 0),
            (Kind.DUE, task.due is not None),
            (Kind.WINDOW, any(mode.window for mode in task.modes)),
        )
        if there
    ]
    hands = [Requirement(Kind.HANDS, institution=i) for i in range(len(problem.capacity))]
    money = [
        Requirement(Kind.MONEY, source=source, year=year)
        for source, row in enumerate(problem.budgets)
        for year in range(problem.years)
        if row[year] is not None
    ]
    return [*orders, Requirement(Kind.LENGTH), *dates, *hands, *money]


def relaxed_to(problem: RoadmapProblem, kept: Sequence[Requirement]) -> RoadmapProblem:
    """The same problem with nothing but the kept requirements."""
    keep = set(kept)
    months = problem.months if Requirement(Kind.LENGTH) in keep else problem.months + _work(problem)
    tasks = tuple(_relaxed(n, task, keep) for n, task in enumerate(problem.tasks))
    most = sum(max(sum(c for _, c in mode.hands) for mode in task.modes) for task in problem.tasks)
    hands = tuple(
        (row + (max(row),) * (months - problem.months))
        if Requirement(Kind.HANDS, institution=i) in keep
        else (most,) * months
        for i, row in enumerate(problem.capacity)
    )
    years = (problem.offset + months - 1) // 12 + 1
    money = tuple(
        tuple(
            row[year] if year < problem.years and Requirement(Kind.MONEY, source=s, year=year) in keep else None
            for year in range(years)
        )
        for s, row in enumerate(problem.budgets)
    )
    return RoadmapProblem(months, tasks, hands, money, problem.offset)


def _work(problem: RoadmapProblem) -> int:
    """Months that are enough for all tasks one after the other."""
    return sum(
        max(mode.months for mode in task.modes) + max((link.lag for link in task.after), default=0)
        for task in problem.tasks
    )


def _relaxed(number: int, task: Task, keep: set[Requirement]) -> Task:
    windowed = Requirement(Kind.WINDOW, task=number) in keep
    modes: tuple[Mode, ...] = task.modes if windowed else tuple(replace(m, window=None) for m in task.modes)
    return replace(
        task,
        modes=modes,
        after=tuple(k for k in task.after if Requirement(Kind.ORDER, task=number, before=k.task) in keep),
        fixed=task.fixed if Requirement(Kind.FIXED, task=number) in keep else None,
        earliest=task.earliest if Requirement(Kind.EARLIEST, task=number) in keep else 0,
        due=task.due if Requirement(Kind.DUE, task=number) in keep else None,
    )


def contradiction(
    problem: RoadmapProblem, *, effort: float = 5.0, seed: int = 0, stop: Stop = never
) -> Conflict | None:
    """Requirements that contradict each other, or None where no contradiction was proven within ``effort``.

    A question that CP-SAT cannot answer within ``effort`` leaves its requirements in the set; then the set is proven to
    be contradictory, but perhaps not smallest. The same where ``stop`` ends the search.
    """
    # Here and not above: who only names requirements need not load the solvers, as every web process would.
    from concord.methods.roadmap.monthly import first_by_month

    unsure = False

    def impossible(kept: Sequence[Requirement]) -> bool:
        nonlocal unsure
        if stop():
            unsure = True
            return False
        first = first_by_month(relaxed_to(problem, kept), effort=effort, seed=seed)
        unsure = unsure or (first.schedule is None and not first.proven)
        return first.proven

    every = requirements(problem)
    if not impossible(every):
        return None
    unsure = False
    return Conflict(tuple(_shrunk(every, impossible)), not unsure)


def _shrunk(every: list[Requirement], impossible: Callable[[Sequence[Requirement]], bool]) -> list[Requirement]:
    """Leave out blocks as long as the rest stays impossible; blocks are halved until they are single requirements."""
    kept, size = list(every), max(1, len(every) // 2)
    while True:
        place, left_out = 0, False
        while place < len(kept):
            rest = kept[:place] + kept[place + size :]
            if rest and impossible(rest):
                kept, left_out = rest, True
            else:
                place += size
        if size == 1 and not left_out:
            return kept
        size = max(1, size // 2)
