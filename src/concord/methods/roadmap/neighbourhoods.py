"""Parts of a roadmap to plan anew while the rest stands: large-neighbourhood search (Shaw 1998; Palpant, Artigues &
Michelon 2004, "LSSPER: solving the resource-constrained project scheduling problem with large neighbourhood search",
Annals of Operations Research 131).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from concord.methods.roadmap.problem import RoadmapProblem, Schedule, Task, load, spent


def part_of(problem: RoadmapProblem, schedule: Schedule, free: Sequence[int]) -> RoadmapProblem:
    """The problem of the free tasks alone: hands, money and dates are what the standing ones leave."""
    place = {number: position for position, number in enumerate(free)}
    tasks = []
    due = {number: problem.tasks[number].due for number in free}
    for number, task in enumerate(problem.tasks):
        for link in task.after:
            if number not in place and link.task in place:
                limit, known = schedule.starts[number] - link.lag, due[link.task]
                due[link.task] = limit if known is None else min(known, limit)
    for number in free:
        task = problem.tasks[number]
        ready = [schedule.end(problem, link.task) + link.lag for link in task.after if link.task not in place]
        after = tuple(replace(link, task=place[link.task]) for link in task.after if link.task in place)
        tasks.append(replace(task, after=after, earliest=max([task.earliest, *ready]), due=due[number]))
    hands, money = _left(problem, schedule, free)
    return replace(problem, tasks=tuple(tasks), capacity=hands, budgets=money)


def _left(
    problem: RoadmapProblem, schedule: Schedule, free: Sequence[int]
) -> tuple[tuple[tuple[int, ...], ...], tuple[tuple[int | None, ...], ...]]:
    """The hands and the money that the standing tasks leave."""
    own = replace(problem, tasks=tuple(replace(problem.tasks[number], after=()) for number in free))
    freed = Schedule(tuple(schedule.starts[n] for n in free), tuple(schedule.modes[n] for n in free))
    hands = np.array(problem.capacity) - np.array(load(problem, schedule)) + np.array(load(own, freed))
    money = tuple(
        tuple(
            None if limit is None else limit - all_ + back for limit, all_, back in zip(row, taken, mine, strict=False)
        )
        for row, taken, mine in zip(problem.budgets, spent(problem, schedule), spent(own, freed), strict=True)
    )
    return tuple(tuple(row) for row in hands.tolist()), money


def merged(schedule: Schedule, free: Sequence[int], part: Schedule) -> Schedule:
    """The schedule with the free tasks where ``part`` puts them."""
    starts, modes = list(schedule.starts), list(schedule.modes)
    for position, number in enumerate(free):
        starts[number], modes[number] = part.starts[position], part.modes[position]
    return Schedule(tuple(starts), tuple(modes))


def neighbourhood(
    problem: RoadmapProblem, schedule: Schedule, draw: np.random.Generator, size: int, turn: int
) -> list[int]:
    """About ``size`` tasks that belong together: near in time, or of a few institutions, by turns."""
    count = len(problem.tasks)
    if count <= size:
        return list(range(count))
    middle = np.array([(schedule.starts[n] + schedule.end(problem, n)) / 2 for n in range(count)])
    moment = draw.uniform(middle.min(), middle.max())
    distance = np.abs(middle - moment) + draw.uniform(0, 6, count)
    if turn % 2:
        mark = draw.permutation(max(1, len(problem.capacity)))
        rank = np.argsort(mark)
        distance = np.array([_rank(task, rank) for task in problem.tasks]) * 1000.0 + distance
    return sorted(np.argsort(distance, kind="stable")[:size].tolist())


def _rank(task: Task, rank: np.ndarray) -> int:
    return min((int(rank[i]) for mode in task.modes for i, _ in mode.hands), default=len(rank))
