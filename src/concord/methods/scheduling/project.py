"""A project to be scheduled: activities in modes, what must end before what starts, and scarce resources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from concord.methods.errors import MethodError

LARGEST = 10**9


@dataclass(frozen=True)
class Mode:
    """One way to carry out an activity: how long it takes, what it holds meanwhile, and what it uses up."""

    duration: int
    holds: tuple[int, ...] = ()
    uses: tuple[int, ...] = ()


@dataclass(frozen=True)
class Project:
    """Activities in one or several modes; activity j waits for all i with j in ``successors[i]``.

    ``capacities`` bound what all running activities hold at any time (renewable resources), ``stocks`` what all
    activities use up together (nonrenewable ones). All numbers are whole and none is negative.
    """

    activities: tuple[tuple[Mode, ...], ...]
    successors: tuple[tuple[int, ...], ...]
    capacities: tuple[int, ...] = ()
    stocks: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no schedule can satisfy or no method can read."""
        count = len(self.activities)
        if not count or len(self.successors) != count:
            raise MethodError("a project needs activities, and one tuple of successors for each of them")
        if any(not 0 <= j < count for after in self.successors for j in after):
            raise MethodError("successors must be indices of activities")
        numbers = [*self.capacities, *self.stocks]
        for modes in self.activities:
            if not modes:
                raise MethodError("every activity needs at least one mode")
            for mode in modes:
                if len(mode.holds) != len(self.capacities) or len(mode.uses) != len(self.stocks):
                    raise MethodError("every mode must say what it takes of each resource")
                numbers += [mode.duration, *mode.holds, *mode.uses]
        if min(numbers) < 0 or max(numbers) > LARGEST:
            raise MethodError(f"durations, capacities, stocks and what modes take must lie between 0 and {LARGEST}")
        for at, modes in enumerate(self.activities):
            if not any(all(h <= c for h, c in zip(mode.holds, self.capacities, strict=True)) for mode in modes):
                raise MethodError(f"activity {at} holds more than there is, in every mode")
        if len(self.order) != count:
            raise MethodError("the activities wait for each other in a circle")

    @cached_property
    def predecessors(self) -> tuple[tuple[int, ...], ...]:
        """For each activity, those that must end before it starts."""
        before: list[list[int]] = [[] for _ in self.activities]
        for i, after in enumerate(self.successors):
            for j in after:
                before[j].append(i)
        return tuple(map(tuple, before))

    @cached_property
    def order(self) -> tuple[int, ...]:
        """The activities, each behind all its predecessors; those within a circle are missing."""
        open_before = [len(before) for before in self.predecessors]
        order = [j for j, missing in enumerate(open_before) if not missing]
        for i in order:
            for j in self.successors[i]:
                open_before[j] -= 1
                if not open_before[j]:
                    order.append(j)
        return tuple(order)

    @cached_property
    def quickest(self) -> tuple[int, ...]:
        """The shortest duration of each activity."""
        return tuple(min(mode.duration for mode in modes) for modes in self.activities)

    @cached_property
    def heads(self) -> tuple[int, ...]:
        """The earliest start of each activity, resources aside."""
        heads = [0] * len(self.activities)
        for j in self.order:
            heads[j] = max((heads[i] + self.quickest[i] for i in self.predecessors[j]), default=0)
        return tuple(heads)

    @cached_property
    def tails(self) -> tuple[int, ...]:
        """The least time from the end of each activity to the end of the project, resources aside."""
        tails = [0] * len(self.activities)
        for i in reversed(self.order):
            tails[i] = max((self.quickest[j] + tails[j] for j in self.successors[i]), default=0)
        return tuple(tails)

    @cached_property
    def least(self) -> int:
        """No schedule is shorter: the longest chain, or the work on one resource spread without gaps."""
        bound = max(map(sum, zip(self.heads, self.quickest, self.tails, strict=True)))
        for k, capacity in enumerate(self.capacities):
            work = sum(min(mode.duration * mode.holds[k] for mode in modes) for modes in self.activities)
            bound = max(bound, -(-work // capacity) if capacity else 0)
        return bound


@dataclass(frozen=True)
class Schedule:
    """A start for each activity, counted from 0, and the index of the mode it is carried out in."""

    starts: tuple[int, ...]
    modes: tuple[int, ...]

    def ends(self, project: Project) -> list[int]:
        """When each activity ends."""
        chosen = zip(project.activities, self.modes, strict=True)
        return [start + modes[m].duration for start, (modes, m) in zip(self.starts, chosen, strict=True)]

    def makespan(self, project: Project) -> int:
        """When the last activity ends."""
        return max(self.ends(project))


def contradictions(project: Project, schedule: Schedule) -> list[str]:
    """What the schedule violates, in words; empty where it holds. Independent of how the schedule was made."""
    chosen = [project.activities[j][m] for j, m in enumerate(schedule.modes)]
    ends = schedule.ends(project)
    found = [f"activity {j} starts before 0" for j, start in enumerate(schedule.starts) if start < 0]
    found += [
        f"activity {j} starts before activity {i} ends"
        for i, after in enumerate(project.successors)
        for j in after
        if schedule.starts[j] < ends[i]
    ]
    for k, stock in enumerate(project.stocks):
        if sum(mode.uses[k] for mode in chosen) > stock:
            found.append(f"stock {k} is exceeded")
    for k, capacity in enumerate(project.capacities):
        load = _load(schedule.starts, ends, [mode.holds[k] for mode in chosen])
        found += [f"capacity {k} is exceeded at {time}" for time, held in load if held > capacity][:1]
    return found


def _load(starts: Sequence[int], ends: Sequence[int], held: Sequence[int]) -> list[tuple[int, int]]:
    """How much is held from each moment at which that changes."""
    steps: dict[int, int] = {}
    for start, end, amount in zip(starts, ends, held, strict=True):
        steps[start] = steps.get(start, 0) + amount
        steps[end] = steps.get(end, 0) - amount
    total, load = 0, []
    for time in sorted(steps):
        total += steps[time]
        load.append((time, total))
    return load
