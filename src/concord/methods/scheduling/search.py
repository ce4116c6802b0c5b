"""One worker's search for a short schedule: breed, prove where that may be done in time, breed on.

Several workers with different seeds search the same project side by side; one of them tries to prove.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from concord.methods.errors import MethodError
from concord.methods.scheduling.exact import Limits, Verdict, solve
from concord.methods.scheduling.generation import LONGEST
from concord.methods.scheduling.genetic import Genetic, Settings
from concord.methods.scheduling.modes import affordable
from concord.methods.scheduling.project import Project

WARMING, PROVING = 0.1, 0.3  # shares of its time that the proving worker breeds at first, and tries to prove
POPULATION = 200
MODE_VECTORS = 24


class Watch(Protocol):
    """What a search must be told, and tells: methods know no clock and no other process."""

    def left(self) -> float:
        """Seconds left; 0 when the search should end, since time is over or another worker is done."""

    def found(self, length: int) -> None:
        """A schedule of this length is known."""

    def bounded(self, length: int) -> None:
        """No schedule is shorter than this."""


def search(project: Project, watch: Watch, *, seed: int, proves: bool) -> Verdict:
    """The shortest schedule that one worker finds while its watch runs; raises ``MethodError`` where there is none.

    A project whose activities take too long for the genetic search, or whose modes are hard to choose within the
    stocks, is left to the constraint model alone. ``proves`` makes this worker the one that tries to prove.
    """
    seconds = watch.left()
    watch.bounded(project.least)
    genetic = _genetic(project, seed, lambda: watch.left() < seconds * (1 - WARMING))
    best = genetic.breed(_until(watch, seconds * (1 - WARMING) if proves else 0)) if genetic else None
    bound = project.least
    if (proves or genetic is None) and watch.left() > 0:
        share = seconds * PROVING if genetic else seconds
        verdict = solve(project, Limits(seconds=min(watch.left(), share), seed=seed), best)
        best, bound = verdict.schedule or best, verdict.bound
        if best is None and verdict.closed:
            raise MethodError("no schedule exists: the stocks do not suffice, whatever modes are chosen")
        if verdict.closed and best:
            bound = best.makespan(project)
            watch.found(bound)
        watch.bounded(bound)
    if genetic and best and watch.left() > 0:
        bred = genetic.breed(_until(watch, 0))
        best = min(best, bred, key=lambda schedule: schedule.makespan(project))
    return Verdict(best, bound, closed=best is not None and best.makespan(project) == bound)


def _genetic(project: Project, seed: int, stop: Callable[[], bool]) -> Genetic | None:
    if max(mode.duration for modes in project.activities for mode in modes) > LONGEST:
        return None
    modes = affordable(project, vectors=MODE_VECTORS, seed=seed, stop=stop)
    return None if modes is None else Genetic(project, modes, Settings(POPULATION, seed))


def _until(watch: Watch, rest: float) -> Callable[[int], bool]:
    """Stops a genetic search when ``rest`` seconds are left."""

    def stop(length: int) -> bool:
        watch.found(length)
        return watch.left() <= rest

    return stop
