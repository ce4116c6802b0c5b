"""Serial schedule generation for many activity lists at once, forwards and backwards in time.

One step places the next activity of every list, so that numpy works on whole populations. A time slot of a list's
timetable is one 64-bit word (several, where the resources do not fit into one): a field per resource with what is
still free and a guard bit above it. Subtracting a demand clears the guard of a resource that does not suffice; one
comparison therefore tests all resources, and one word of 64 slots then says where a duration fits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from concord.methods.arrays import Ints
from concord.methods.scheduling.project import Project

Words = NDArray[np.uint64]
SPAN = 64
LONGEST = SPAN // 2  # a longer activity would leave too few slots of a word to start in
_ONE = np.uint64(1)


@dataclass(frozen=True)
class _Fields:
    """The resources that share a word: what each choice takes of a slot and of all its slots."""

    slot: Words  # (choices,)
    block: Words  # (choices, longest duration)
    guard: np.uint64
    free: np.uint64


class Timetables:
    """Builds schedules of one project. A *choice* is a mode of an activity, counted through all activities."""

    def __init__(self, project: Project) -> None:
        modes = [mode for modes in project.activities for mode in modes]
        self.count = len(project.activities)
        self.first = np.cumsum([0] + [len(modes) for modes in project.activities[:-1]])
        self.duration = np.array([mode.duration for mode in modes])
        self.owner = np.repeat(np.arange(self.count), [len(modes) for modes in project.activities])
        self.uses = np.array([mode.uses for mode in modes]).reshape(len(modes), -1)
        self.stocks = np.array(project.stocks, dtype=np.int64)
        self.before = (_padded(project.predecessors), _padded(project.successors))
        self.rank = np.empty(self.count, dtype=np.int64)
        self.rank[list(project.order)] = np.arange(self.count)
        self.slots = sum(max(mode.duration for mode in modes) for modes in project.activities) + SPAN
        self.erosion = _erosion(self.duration)
        holds = np.array([mode.holds for mode in modes], dtype=np.uint64).reshape(len(modes), -1)
        self.fields = [
            _fields(holds, project.capacities, group, self.duration) for group in _groups(project.capacities)
        ]

    def build(self, lists: Ints, choices: Ints, *, backwards: bool = False) -> Ints:
        """Starts of shape (lists, activities): each activity as early as it fits, in its list's order.

        ``lists`` has shape (lists, activities) with every activity behind its predecessors, or behind its successors
        where ``backwards``: then times are counted back from the project's end, to when an activity ends.
        """
        rows, count = lists.shape
        tables = [np.full(rows * self.slots + SPAN, fields.free) for fields in self.fields]
        base = np.arange(rows) * self.slots
        ends = np.zeros((rows, count + 1), dtype=np.int64)  # the last column stands for nobody
        every = np.arange(rows)
        waits = self.before[1 if backwards else 0]
        for j in np.ascontiguousarray(lists.T):
            choice = choices[every, j]
            at = np.take_along_axis(ends, waits[j], axis=1).max(axis=1) + base
            self._fit(tables, at, choice)
            for table, fields in zip(tables, self.fields, strict=True):
                np.lib.stride_tricks.sliding_window_view(table, fields.block.shape[1], writeable=True)[at] -= (
                    fields.block[choice]
                )
            ends[every, j] = at - base + self.duration[choice]
        starts: Ints = ends[:, :count] - self.duration[choices]
        return starts

    def _fit(self, tables: list[Words], at: Ints, choice: Ints) -> None:
        """Move each place in ``at`` to the first one from there where the choice fits."""
        fits = self._places(tables, at, choice)
        todo = np.flatnonzero(fits == 0)
        while todo.size:
            at[todo] += SPAN + 1 - self.duration[choice[todo]]
            found = self._places(tables, at[todo], choice[todo])
            fits[todo] = found
            todo = todo[found == 0]
        lowest = fits & (~fits + _ONE)
        at += np.bitwise_count(lowest - _ONE)

    def _places(self, tables: list[Words], at: Ints, choice: Ints) -> Words:
        """A bit for each of the 64 slots from ``at``: set where the choice could start."""
        fits = np.full(at.size, ~np.uint64(0))
        for table, fields in zip(tables, self.fields, strict=True):
            window = np.lib.stride_tricks.sliding_window_view(table, SPAN)[at]
            window -= fields.slot[choice, None]
            window &= fields.guard
            fits &= np.packbits(window == fields.guard, axis=1, bitorder="little").view("<u8")[:, 0]
        for shift in self.erosion:
            fits &= fits >> shift[choice]
        return fits


def _padded(lists: tuple[tuple[int, ...], ...]) -> Ints:
    """The lists as rows of one length, filled up with an index of nobody."""
    width = max(1, *map(len, lists))
    return np.array([[*row, *[len(lists)] * (width - len(row))] for row in lists])


def _groups(capacities: tuple[int, ...]) -> list[list[int]]:
    """Which resources share a word: as many as fit, each with its guard bit."""
    groups: list[list[int]] = [[]]
    for k, capacity in enumerate(capacities):
        if sum(capacities[i].bit_length() + 1 for i in groups[-1]) + capacity.bit_length() + 1 > 64:
            groups.append([])
        groups[-1].append(k)
    return groups


def _fields(holds: Words, capacities: tuple[int, ...], group: list[int], duration: Ints) -> _Fields:
    slot = np.zeros(len(holds), dtype=np.uint64)  # of what takes no time, nothing
    offset = guard = free = 0
    for k in group:
        # What no capacity suffices for is cut to one more than there is: it fits nowhere either.
        slot |= np.minimum(holds[:, k], np.uint64(capacities[k] + 1)) << np.uint64(offset)
        free |= capacities[k] << offset
        offset += capacities[k].bit_length() + 1
        guard |= 1 << (offset - 1)
    slot[duration == 0] = 0
    block = np.where(np.arange(max(1, int(duration.max()))) < duration[:, None], slot[:, None], np.uint64(0))
    return _Fields(slot, block, np.uint64(guard), np.uint64(free | guard))


def _erosion(duration: Ints) -> list[Words]:
    """Shifts by which a run of d free slots shrinks to its first one, doubling as far as d allows."""
    run, shifts = np.ones_like(duration), []
    while (run < duration).any():
        step = np.clip(duration - run, 0, run)
        shifts.append(step.astype(np.uint64))
        run = run + step
    return shifts
