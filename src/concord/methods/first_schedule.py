"""A first schedule: actions in order of importance, each as early as its predecessors and its lead's hands allow.

This is serial schedule generation (Kelley 1963; Kolisch 1996, "Serial and parallel resource-constrained project
scheduling methods revisited", EJOR 90(2)) with one renewable resource per lead. It proves nothing about being optimal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from concord.methods.errors import MethodError


@dataclass(frozen=True)
class Task:
    """One action: months it takes, index of its lead, and the indices of the tasks that must end before it starts."""

    months: int
    lead: int
    after: tuple[int, ...] = ()


def capacities(tasks: Sequence[Task], *, least: int, horizon: int) -> dict[int, int]:
    """How many tasks each lead must carry at once for its work to fit into ``horizon`` months; never under ``least``.

    >>> capacities([Task(12, 0)] * 10 + [Task(6, 1)], least=2, horizon=40)
    {0: 3, 1: 2}
    """
    if least < 1 or horizon < 1:
        raise MethodError("least and horizon must be 1 or more")
    work: dict[int, int] = {}
    for task in tasks:
        work[task.lead] = work.get(task.lead, 0) + task.months
    return {lead: max(least, -(-months // horizon)) for lead, months in work.items()}


def first_schedule(tasks: Sequence[Task], *, capacity: Mapping[int, int], grid: int = 3) -> list[int]:
    """The start month of each task, counted from 0, in the order given (most important first).

    ``capacity`` is how many tasks each lead carries at once; starts fall on multiples of ``grid`` months (quarters).
    A task placed before one of its predecessors in the list waits until that one is placed. Cycles are refused.
    """
    if grid < 1 or any(capacity.get(task.lead, 0) < 1 for task in tasks):
        raise MethodError("grid and every lead's capacity must be 1 or more")
    starts: dict[int, int] = {}
    load: dict[tuple[int, int], int] = {}  # (lead, month) -> tasks carried
    waiting = list(range(len(tasks)))
    while waiting:
        ready = next((i for i in waiting if all(p in starts for p in tasks[i].after)), None)
        if ready is None:
            raise MethodError("the tasks depend on each other in a circle")
        waiting.remove(ready)
        starts[ready] = _place(tasks[ready], tasks, starts, load, capacity[tasks[ready].lead], grid)
    return [starts[i] for i in range(len(tasks))]


def _place(
    task: Task,
    tasks: Sequence[Task],
    starts: dict[int, int],
    load: dict[tuple[int, int], int],
    capacity: int,
    grid: int,
) -> int:
    if task.months < 1:
        raise MethodError("a task takes at least one month")
    earliest = max((starts[p] + tasks[p].months for p in task.after), default=0)
    start = -(-earliest // grid) * grid
    while any(load.get((task.lead, month), 0) >= capacity for month in range(start, start + task.months)):
        start += grid
    for month in range(start, start + task.months):
        load[task.lead, month] = load.get((task.lead, month), 0) + 1
    return start
