"""Between which months each task can start in each mode, from dates and dependencies alone."""

from __future__ import annotations

from dataclasses import dataclass

from concord.methods.roadmap.problem import RoadmapProblem, Task, in_order


@dataclass(frozen=True)
class Windows:
    """First and last possible start, by task and mode; empty where the last lies before the first."""

    first: tuple[tuple[int, ...], ...]
    last: tuple[tuple[int, ...], ...]

    def starts(self, task: int, mode: int) -> range:
        """The months in which the task can start in this mode."""
        return range(self.first[task][mode], self.last[task][mode] + 1)

    def open_modes(self, task: int) -> list[int]:
        """The modes in which the task can start at all."""
        return [mode for mode in range(len(self.first[task])) if self.starts(task, mode)]


def windows(problem: RoadmapProblem) -> Windows:
    """Windows by the longest paths forwards and backwards; a mode that does not fit its dates has none."""
    order = in_order(problem.tasks)
    first: list[tuple[int, ...]] = [() for _ in problem.tasks]
    last: list[tuple[int, ...]] = [() for _ in problem.tasks]
    ends: list[int] = [0] * len(problem.tasks)
    limits = [problem.months if task.due is None else min(task.due, problem.months) for task in problem.tasks]
    for number in order:
        task = problem.tasks[number]
        ready = max((ends[link.task] + link.lag for link in task.after), default=0)
        first[number] = tuple(_first(task, mode, ready) for mode in range(len(task.modes)))
        ends[number] = min(f + mode.months for f, mode in zip(first[number], task.modes, strict=True))
    for number in reversed(order):
        task = problem.tasks[number]
        last[number] = tuple(_last(task, mode, limits[number]) for mode in range(len(task.modes)))
        latest = max(last[number])
        for link in task.after:
            limits[link.task] = min(limits[link.task], latest - link.lag)
    return Windows(tuple(first), tuple(last))


def _first(task: Task, mode: int, ready: int) -> int:
    window = task.modes[mode].window
    return max(ready, task.earliest, task.fixed or 0, window[0] if window else 0)


def _last(task: Task, mode: int, limit: int) -> int:
    way = task.modes[mode]
    last = min(limit, way.window[1] if way.window else limit) - way.months
    return last if task.fixed is None else min(last, task.fixed)
