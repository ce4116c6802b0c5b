"""Genetic search for short schedules: two populations, one pressed against each end of time.

After Debels and Vanhoucke (2007), with the justification of Valls, Ballestín and Quintanilla (2005): children of
schedules built forwards are built backwards and the other way round, so that every generation justifies the one before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from concord.methods.arrays import Floats, Ints
from concord.methods.scheduling.generation import Timetables
from concord.methods.scheduling.project import Project, Schedule

SWAPS = 0.08  # share of neighbours in a list that change places
REMODED = 3  # how many times two activities of a child try other modes
KEPT = 0.02  # share of a population that is only justified, so that the best are never lost


@dataclass(frozen=True)
class Settings:
    """How large a population is, and the seed of every draw."""

    size: int = 100
    seed: int = 1


@dataclass
class Herd:
    """Schedules as the next generation sees them: starts counted from the end of time it builds from."""

    starts: Ints  # (schedules, activities)
    choices: Ints  # (schedules, activities)
    length: Ints  # (schedules,)
    worth: Floats  # (schedules,): length first, then how early activities end; small is good
    backwards: bool  # whether ``starts`` count from the project's end

    def best(self) -> int:
        """Where the best schedule stands."""
        return int(self.worth.argmin())


class Genetic:
    """A herd that can be bred further at any time."""

    def __init__(self, project: Project, modes: Ints, settings: Settings) -> None:
        """``modes`` of shape (vectors, activities) are assignments within the stocks to start from."""
        self.project, self.tables, self.size = project, Timetables(project), settings.size
        self.rng = np.random.default_rng(settings.seed)
        count = len(project.activities)
        self.follows = np.zeros((count, count), dtype=bool)
        for i, after in enumerate(project.successors):
            self.follows[i, list(after)] = True
        self.several = any(len(options) > 1 for options in project.activities)
        self.shape = np.array([len(options) for options in project.activities])
        self.possible = np.array([
            all(h <= c for h, c in zip(mode.holds, project.capacities, strict=True))
            for options in project.activities
            for mode in options
        ])  # fmt: skip
        choices = (modes + self.tables.first)[np.arange(self.size) % len(modes)]
        self.herd = self._built(self._first_lists(choices), choices, backwards=False)

    def breed(self, stop: Callable[[int], bool]) -> Schedule:
        """Generations until ``stop`` says so of the shortest length known; the best schedule ever met."""
        best, schedule = self.herd.length.min(), self._schedule(self.herd)
        while not stop(int(best)):
            self.herd = self._next()
            if self.herd.length.min() < best:
                best, schedule = self.herd.length.min(), self._schedule(self.herd)
        return schedule

    def _next(self) -> Herd:
        """For each schedule the better of the two children with another one; the best are justified instead."""
        herd, size = self.herd, self.size
        rivals = self.rng.integers(size, size=(2, size))
        mate = np.where(herd.worth[rivals[0]] <= herd.worth[rivals[1]], rivals[0], rivals[1])
        mine = np.arange(size)
        mothers, fathers = np.concatenate([mine, mate]), np.concatenate([mate, mine])
        keys, choices = self._crossed(mothers, fathers)
        lists = self._swapped(np.argsort(keys, axis=1), herd.backwards)
        kept = np.argpartition(herd.worth, max(1, int(KEPT * size)))[: max(1, int(KEPT * size))]
        lists[kept] = np.argsort(self._keys(herd.starts[kept], herd.backwards), axis=1)
        choices[kept] = herd.choices[kept]
        both = self._built(lists, choices, backwards=herd.backwards)
        first = both.worth[:size] <= both.worth[size:]
        first[kept] = True
        pick = np.where(first, mine, mine + size)
        return Herd(both.starts[pick], both.choices[pick], both.length[pick], both.worth[pick], both.backwards)

    def _crossed(self, mothers: Ints, fathers: Ints) -> tuple[Ints, Ints]:
        """Sorting keys and choices: what starts in a window of the mother's stays, the rest is as the father's."""
        herd = self.herd
        length = herd.length[mothers]
        width = (length * self.rng.uniform(0.25, 0.75, mothers.size)).astype(np.int64)
        opening = (self.rng.random(mothers.size) * (length - width + 1)).astype(np.int64)
        hers, his = herd.starts[mothers], herd.starts[fathers]
        part = (hers >= opening[:, None]).astype(np.int64) + (hers >= (opening + width)[:, None])
        within = part == 1
        keys = self._keys(np.where(within, hers, his), herd.backwards) + part * (1 << 48)
        if not self.several:
            return keys, herd.choices[mothers]
        choices = self._remoded(np.where(within, herd.choices[mothers], herd.choices[fathers]))
        return keys, np.where(self._within_stocks(choices)[:, None], choices, herd.choices[mothers])

    def _remoded(self, choices: Ints) -> Ints:
        """Two activities at a time in other modes, where the stocks allow it."""
        tables, every = self.tables, np.arange(len(choices))[:, None]
        for _ in range(REMODED):
            pair = self.rng.integers(tables.count, size=(len(choices), 2))
            other = tables.first[pair] + (self.rng.random(pair.shape) * self.shape[pair]).astype(np.int64)
            changed = choices.copy()
            changed[every, pair] = other
            allowed = self.possible[other].all(axis=1) & self._within_stocks(changed)
            choices = np.where(allowed[:, None], changed, choices)
        return choices

    def _within_stocks(self, choices: Ints) -> NDArray[np.bool_]:
        used = self.tables.uses[choices].sum(axis=1)
        return np.asarray((used <= self.tables.stocks).all(axis=1))

    def _swapped(self, lists: Ints, backwards: bool) -> Ints:
        """Some neighbours in each list change places, unless the second waits for the first."""
        waits = self.follows.T if backwards else self.follows
        for odd in (0, 1):
            left, right = lists[:, odd:-1:2], lists[:, odd + 1 :: 2]
            swap = (self.rng.random(left.shape) < SWAPS) & ~waits[left, right]
            lists[:, odd:-1:2], lists[:, odd + 1 :: 2] = np.where(swap, right, left), np.where(swap, left, right)
        return lists

    def _keys(self, starts: Ints, backwards: bool) -> Ints:
        """Keys that sort activities by start, and equal ones in an order that precedence allows."""
        rank = self.tables.count - 1 - self.tables.rank if backwards else self.tables.rank
        return np.asarray(starts * self.tables.count + rank)

    def _built(self, lists: Ints, choices: Ints, *, backwards: bool) -> Herd:
        starts = self.tables.build(lists, choices, backwards=backwards)
        ends = starts + self.tables.duration[choices]
        length = ends.max(axis=1)
        worth = length + ends.mean(axis=1) / (length + 1)
        return Herd(length[:, None] - ends, choices, length, worth, not backwards)

    def _first_lists(self, choices: Ints) -> Ints:
        """Lists by latest start, after drawing each duration anew: sound lists, and no two alike."""
        tails = np.zeros(choices.shape)
        drawn = (self.tables.duration[choices] + 0.1) * self.rng.lognormal(0, 0.6, choices.shape)
        for i in reversed(self.project.order):
            after = list(self.project.successors[i])
            tails[:, i] = drawn[:, i] + (tails[:, after].max(axis=1) if after else 0)
        return np.argsort(-tails, axis=1)

    def _schedule(self, herd: Herd) -> Schedule:
        at = herd.best()
        choices = herd.choices[at]
        ends = herd.starts[at] + self.tables.duration[choices]
        starts = herd.length[at] - ends if herd.backwards else herd.starts[at]
        return Schedule(tuple(starts.tolist()), tuple((choices - self.tables.first).tolist()))
