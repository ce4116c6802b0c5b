"""Workers that search for short schedules side by side, each in a process of its own."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from concord.formats.errors import Fault, FormatError
from concord.formats.patterson import Instance
from concord.methods.errors import MethodError
from concord.methods.scheduling.exact import Verdict
from concord.methods.scheduling.project import Mode, Project, contradictions
from concord.methods.scheduling.search import search

UNKNOWN = 2**62
_shared: Any = None


@dataclass(frozen=True)
class Solved:
    """What the workers have in the end; ``length`` is None where none of them found a schedule."""

    length: int | None
    bound: int
    seconds: float

    @property
    def proven(self) -> bool:
        """Whether no schedule is shorter."""
        return self.length is not None and self.length <= self.bound


class Clock:
    """A watch that ends at a moment, or once the workers' best schedule meets their best bound."""

    def __init__(self, ends: float) -> None:
        self.ends = ends

    def left(self) -> float:
        """Seconds to go."""
        with _shared:
            length, bound = _shared
        return 0.0 if length <= bound else max(0.0, self.ends - time.monotonic())

    def found(self, length: int) -> None:
        """Let the other workers know a length."""
        with _shared:
            _shared[0] = min(_shared[0], length)

    def bounded(self, length: int) -> None:
        """Let the other workers know a bound."""
        with _shared:
            _shared[1] = max(_shared[1], length)


@dataclass(frozen=True)
class Workers:
    """A pool that lasts for many projects, so that starting it costs none of them time."""

    pool: Executor
    shared: Any
    seeds: Sequence[int]

    def solve(self, project: Project, seconds: float) -> Solved:
        """The best of what all workers find within the seconds; every schedule is checked before it counts."""
        started = time.monotonic()
        with self.shared:
            self.shared[0], self.shared[1] = UNKNOWN, 0
        tasks = [
            self.pool.submit(_search, project, started + seconds, seed, at == len(self.seeds) - 1)
            for at, seed in enumerate(self.seeds)
        ]
        verdicts = [task.result() for task in tasks]
        lengths = []
        for schedule in (verdict.schedule for verdict in verdicts if verdict.schedule):
            broken = contradictions(project, schedule)
            if broken:
                raise RuntimeError(f"a schedule breaks its project: {broken[0]}")
            lengths.append(schedule.makespan(project))
        bound = max(verdict.bound for verdict in verdicts)
        return Solved(min(lengths, default=None), bound, time.monotonic() - started)


@contextmanager
def workers(count: int) -> Iterator[Workers]:
    """So many processes, of which the last one also proves."""
    context = get_context("spawn")
    shared = context.Array("q", [UNKNOWN, 0])
    with ProcessPoolExecutor(count, mp_context=context, initializer=_join, initargs=(shared,)) as pool:
        list(pool.map(time.sleep, [0.5] * count))  # every process is there before the first clock runs
        yield Workers(pool, shared, range(1, count + 1))


def project_of(instance: Instance) -> Project:
    """The instance as a project to schedule; raises ``FormatError`` where no schedule can satisfy it."""
    activities = tuple(
        tuple(Mode(mode.duration, mode.renewable, mode.nonrenewable) for mode in modes) for modes in instance.activities
    )
    try:
        return Project(activities, instance.successors, instance.renewable, instance.nonrenewable)
    except MethodError as error:
        raise FormatError(Fault(instance.file, str(error))) from error


def _join(shared: Any) -> None:
    global _shared  # noqa: PLW0603 - what processes share can be handed over only when they start
    _shared = shared


def _search(project: Project, ends: float, seed: int, proves: bool) -> Verdict:
    return search(project, Clock(ends), seed=seed, proves=proves)
