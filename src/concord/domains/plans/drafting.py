"""How a first draft is thought out: one action for each step up a gap needs, before anything is written.

Actions come from benchmark actions where there are any. Where the same benchmark serves a second gap, the later action
is carried by the first one: it stands in the plan, but is neither paid nor scheduled twice. Else a row stays to be
defined. Everything here reads plain values and returns plain values.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from concord.domains.frameworks.models import BenchmarkAction
from concord.domains.priorities.queries import RankedGap
from concord.methods.first_schedule import Task, capacities, first_schedule

# A lead carries at least this many actions at once, and more where its work would not fit into the horizon otherwise.
# A later roadmap takes each institution's own figure.
LEAST_CAPACITY = 4
HORIZON_MONTHS = 48
MONTHS_TO_BE_DEFINED = 12  # stands for the duration of an action nobody has defined yet


@dataclass
class Step:
    """One action to be: the gap's step, its benchmark (if any), and what it depends on (indices of earlier steps)."""

    gap: RankedGap
    from_level: int
    benchmark: BenchmarkAction | None
    carried_by: int | None = None
    after: set[int] = field(default_factory=set)
    lead: str = ""
    start: int = 0
    months: int = MONTHS_TO_BE_DEFINED

    @property
    def code(self) -> str:
        """The action's code for life: the capability and the level that the action leads to."""
        return action_code(self.gap.finding.capability.code, self.from_level)


def action_code(capability: str, from_level: int) -> str:
    """The code of the action that takes a capability from a level to the next."""
    return f"{capability}-L{from_level + 1}"


def think_steps(
    gaps: Sequence[RankedGap], candidates: Mapping[tuple[str, int], Sequence[BenchmarkAction]]
) -> list[Step]:
    """One step for each level that each gap has to climb, each with the best benchmark action not yet used."""
    steps: list[Step] = []
    used: dict[str, int] = {}  # benchmark code -> index of the step that it serves first
    for gap in gaps:
        for level in gap.steps:
            choice = candidates.get((gap.finding.capability.code, level), ())
            fresh = next((b for b in choice if b.code not in used), None)
            step = Step(gap, level, fresh or next(iter(choice), None))
            if step.benchmark is not None:
                step.months = step.benchmark.duration_months
                step.carried_by = used.get(step.benchmark.code) if fresh is None else None
                used.setdefault(step.benchmark.code, len(steps))
            if level > gap.current:
                step.after.add(len(steps) - 1)
            steps.append(step)
    _add_dependencies(steps)
    return steps


def _add_dependencies(steps: list[Step]) -> None:
    """Let benchmarks wait for the levels of other capabilities that they name, where the plan climbs to them."""
    climbs: dict[tuple[str, int], int] = {}
    for index, step in enumerate(steps):
        if step.benchmark is not None and step.carried_by is None:
            climbs.setdefault((step.benchmark.capability.code, step.from_level + 1), index)
    for index, step in enumerate(steps):
        for wish in step.benchmark.depends_on if step.benchmark else ():
            before = climbs.get((wish["capability"], wish["level"]))
            # A gap's own ladder always wins: a dependency that would close a circle is left out.
            if before is not None and before != index and not _leads_to(steps, before, index):
                step.after.add(before)


def _leads_to(steps: Sequence[Step], start: int, goal: int) -> bool:
    """Whether ``start`` waits, over any number of links, for ``goal``."""
    seen, waiting = set(), [start]
    while waiting:
        here = waiting.pop()
        if here == goal:
            return True
        if here not in seen:
            seen.add(here)
            waiting += steps[here].after
            carrier = steps[here].carried_by
            waiting += [carrier] if carrier is not None else []
    return False


def schedule(steps: Sequence[Step]) -> None:
    """Fill in each step's start (months from the plan's start); a carried step runs with its carrier."""
    own = [index for index, step in enumerate(steps) if step.carried_by is None]
    place = {index: position for position, index in enumerate(own)}
    leads = {lead: number for number, lead in enumerate(sorted({step.lead for step in steps}))}
    tasks = []
    for index in own:
        before = {steps[b].carried_by if steps[b].carried_by is not None else b for b in steps[index].after}
        # What carries a predecessor may itself come later in the same ladder; it cannot wait for itself.
        after = tuple(sorted(place[b] for b in before if b is not None and b != index))
        tasks.append(Task(steps[index].months, leads[steps[index].lead], after))
    hands = capacities(tasks, least=LEAST_CAPACITY, horizon=HORIZON_MONTHS)
    for index, start in zip(own, first_schedule(tasks, capacity=hands), strict=True):
        steps[index].start = start
    for step in steps:
        if step.carried_by is not None:
            step.start, step.months = steps[step.carried_by].start, steps[step.carried_by].months


def month_after(day: dt.date, months: int) -> dt.date:
    """The first day of the month ``months`` after the one in which ``day`` lies."""
    total = day.year * 12 + day.month - 1 + months
    return dt.date(total // 12, total % 12 + 1, 1)


def next_quarter(day: dt.date) -> dt.date:
    """The first day of the quarter after ``day``."""
    return month_after(dt.date(day.year, day.month - (day.month - 1) % 3, 1), 3)


def share_by_year(start: dt.date, months: int) -> dict[int, float]:
    """How much of ``months`` months from ``start`` falls into each calendar year; the shares sum to one."""
    shares: dict[int, float] = {}
    for number in range(months):
        year = month_after(start, number).year
        shares[year] = shares.get(year, 0.0) + 1 / months
    return shares
