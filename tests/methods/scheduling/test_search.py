"""The searches find the shortest schedules of projects small enough to try everything."""

from __future__ import annotations

import re

import numpy as np
import pytest
from tests.methods.scheduling.projects import FIVE, drawn, shortest, single

from concord.methods.errors import MethodError
from concord.methods.scheduling.exact import Limits, solve
from concord.methods.scheduling.genetic import Genetic, Settings
from concord.methods.scheduling.modes import affordable
from concord.methods.scheduling.project import Mode, Project, Schedule, contradictions
from concord.methods.scheduling.search import search

WORK = Limits(work=5)


class Ticks:
    """A watch that loses a second whenever it is looked at, and keeps what it was told."""

    def __init__(self, seconds):
        self.seconds, self.lengths, self.bounds = seconds, [], []

    def left(self):
        self.seconds -= 1
        return max(0, self.seconds)

    def found(self, length):
        self.lengths.append(length)

    def bounded(self, length):
        self.bounds.append(length)


def bred(project, generations, seed=1, size=20):
    modes = affordable(project, vectors=4, seed=seed)
    genetic = Genetic(project, modes, Settings(size, seed))
    lengths = []

    def stop(length):
        lengths.append(length)
        return len(lengths) > generations

    return genetic.breed(stop), lengths


@pytest.mark.parametrize("seed", range(6))
def test_breeding_and_the_constraint_model_find_the_shortest_schedule(seed):
    project = drawn(seed)
    best = shortest(project)
    schedule, lengths = bred(project, 10)
    assert contradictions(project, schedule) == []
    assert schedule.makespan(project) == lengths[-1] == best
    verdict = solve(project, WORK)
    assert contradictions(project, verdict.schedule) == []
    assert (verdict.schedule.makespan(project), verdict.bound, verdict.closed) == (best, best, True)


@pytest.mark.parametrize("seed", [1, 2, 4, 5])
def test_several_modes_within_the_stocks_are_chosen_together_with_the_times(seed):
    project = drawn(seed, count=4, modes=3, stocks=(5, 6))
    best = shortest(project)
    schedule, _ = bred(project, 15)
    verdict = solve(project, WORK)
    for found in (schedule, verdict.schedule):
        assert contradictions(project, found) == []
        assert found.makespan(project) == best


def test_breeding_never_loses_its_best_and_gives_the_same_twice():
    project = drawn(4, count=25)
    first, lengths = bred(project, 12)
    again, _ = bred(project, 12)
    other, _ = bred(project, 12, seed=2)
    assert first == again
    assert first != other
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] > lengths[-1]
    assert contradictions(project, first) == []


def test_only_shorter_schedules_are_looked_for_when_one_is_known():
    known = Schedule((0, 0, 3, 7, 5), (0,) * 5)
    verdict = solve(FIVE, WORK, known)
    assert (verdict.schedule.makespan(FIVE), verdict.closed) == (8, True)
    none_left = solve(FIVE, WORK, verdict.schedule)
    assert (none_left.schedule, none_left.bound, none_left.closed) == (None, 8, True)


def test_mode_vectors_stay_within_the_stocks_and_out_of_modes_that_never_fit():
    quick, slow, huge = Mode(1, (1,), (4,)), Mode(5, (1,), (1,)), Mode(1, (9,), (0,))
    project = Project(((quick, slow, huge),) * 3, ((),) * 3, (2,), (9,))
    vectors = affordable(project, vectors=5, seed=1)
    assert vectors.shape == (5, 3)
    assert set(np.sort(vectors, axis=1)[:, 0]) <= {0, 1}
    assert vectors.max() == 1
    assert ((vectors == 0).sum(axis=1) <= 2).all()
    assert affordable(project, vectors=5, seed=1, stop=lambda: True).tolist() == vectors[:1].tolist()


def test_a_search_tells_its_lengths_and_its_bound():
    watch = Ticks(30)
    verdict = search(FIVE, watch, seed=1, proves=True)
    assert (verdict.schedule.makespan(FIVE), verdict.bound, verdict.closed) == (8, 8, True)
    assert min(watch.lengths) == 8
    assert watch.bounds == [7, 8]


def test_a_search_without_proof_ends_when_its_watch_does():
    project = drawn(3, count=20)
    watch = Ticks(8)
    verdict = search(project, watch, seed=1, proves=False)
    assert verdict.bound == project.least
    assert verdict.schedule.makespan(project) == min(watch.lengths)
    assert watch.bounds == [project.least]


def test_activities_too_long_for_breeding_are_left_to_the_constraint_model():
    project = single([100, 200, 300], [[1]] * 3, [[], [], []], [2])
    verdict = search(project, Ticks(10), seed=1, proves=False)
    assert (verdict.schedule.makespan(project), verdict.closed) == (300, True)


def test_stocks_that_never_suffice_are_said():
    project = Project(((Mode(1, (), (3,)),), (Mode(1, (), (3,)),)), ((), ()), (), (5,))
    with pytest.raises(MethodError, match=re.escape("no schedule exists: the stocks do not suffice")):
        search(project, Ticks(10), seed=1, proves=False)
