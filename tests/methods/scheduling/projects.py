"""Projects small enough to check by hand or by trying everything."""

from __future__ import annotations

import itertools
import random

from concord.methods.scheduling.project import Mode, Project, Schedule, contradictions


def single(durations, holds, successors, capacities):
    """One mode per activity."""
    activities = tuple((Mode(d, tuple(h)),) for d, h in zip(durations, holds, strict=True))
    return Project(activities, tuple(map(tuple, successors)), tuple(capacities))


# Two crews, of which activity 3 needs both. 2 waits for 0, and 4 for 1 and 2. The shortest schedule takes 8.
FIVE = single([3, 4, 2, 2, 1], [[1], [1], [1], [2], [1]], [[2], [4], [4], [], []], [2])


def drawn(seed, *, count=6, modes=1, capacities=(4, 3), stocks=()):
    """A project drawn at random, with arcs only from lower to higher numbers."""
    rng = random.Random(seed)  # noqa: S311 - drawn for tests
    options = tuple(
        tuple(
            Mode(
                rng.randint(1, 4),
                tuple(rng.randint(0, c) for c in capacities),
                tuple(rng.randint(0, 3) for _ in stocks),
            )
            for _ in range(modes)
        )
        for _ in range(count)
    )
    successors = tuple(tuple(j for j in range(i + 1, count) if rng.random() < 0.25) for i in range(count))
    return Project(options, successors, tuple(capacities), tuple(stocks))


def shortest(project):
    """The shortest length of all schedules, by building one for every order and every choice of modes.

    Some order of serial generation always yields a shortest schedule (Kolisch 1996). None where stocks never suffice.
    """
    best = None
    for modes in itertools.product(*(range(len(options)) for options in project.activities)):
        for order in itertools.permutations(range(len(project.activities))):
            schedule = by_hand(project, order, modes)
            if schedule and not contradictions(project, schedule):
                length = schedule.makespan(project)
                best = length if best is None else min(best, length)
    return best


def by_hand(project, order, modes):
    """Serial generation written as plainly as it can be; None where the order breaks precedence."""
    chosen = [options[m] for options, m in zip(project.activities, modes, strict=True)]
    starts, held = {}, {}
    for j in order:
        if any(i not in starts for i in project.predecessors[j]):
            return None
        mode = chosen[j]
        if any(h > c for h, c in zip(mode.holds, project.capacities, strict=True)):
            return None
        start = max((starts[i] + chosen[i].duration for i in project.predecessors[j]), default=0)
        while any(
            held.get((k, time), 0) + mode.holds[k] > capacity
            for k, capacity in enumerate(project.capacities)
            for time in range(start, start + mode.duration)
        ):
            start += 1
        for k in range(len(project.capacities)):
            for time in range(start, start + mode.duration):
                held[k, time] = held.get((k, time), 0) + mode.holds[k]
        starts[j] = start
    return Schedule(tuple(starts[j] for j in range(len(chosen))), tuple(modes))
