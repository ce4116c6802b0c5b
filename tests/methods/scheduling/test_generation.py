"""Serial generation in lockstep gives what generating one list at a time gives, forwards and backwards."""

from __future__ import annotations

import numpy as np
import pytest
from tests.methods.scheduling.projects import FIVE, by_hand, drawn, single

from concord.methods.scheduling.generation import Timetables


def build(project, lists, *, backwards=False):
    choices = np.zeros((len(lists), len(project.activities)), dtype=np.int64) + Timetables(project).first
    return Timetables(project).build(np.array(lists), choices, backwards=backwards).tolist()


def test_each_list_gives_its_own_schedule():
    assert build(FIVE, [[0, 1, 2, 3, 4], [3, 0, 1, 2, 4]]) == [[0, 0, 3, 5, 7], [2, 2, 5, 0, 7]]


def test_backwards_counts_from_the_end():
    # 4 ends last, 1 and 2 right before it; 3 needs both crews and comes before 1; 0 needs one and comes before 3.
    assert build(FIVE, [[4, 2, 1, 3, 0]], backwards=True) == [[7, 1, 1, 5, 0]]


@pytest.mark.parametrize("capacities", [(4, 3), (10**6, 3, 4, 10**7, 2), ()])
def test_lists_of_drawn_projects_give_what_plain_generation_gives(capacities):
    # The second case needs two words per time slot, the third none.
    for seed in range(10):
        project = drawn(seed, count=12, capacities=capacities)
        lists = [topological(project, np.random.default_rng(draw)) for draw in range(5)]
        assert build(project, lists) == [list(by_hand(project, order, (0,) * 12).starts) for order in lists]


def test_an_activity_waits_longer_than_the_word_of_slots_that_is_looked_at_once():
    project = single([30, 30, 30, 30, 2], [[1]] * 5, [[1], [2], [3], [], []], [1])
    assert build(project, [[0, 1, 2, 3, 4]]) == [[0, 30, 60, 90, 120]]


def test_an_activity_without_duration_needs_no_free_resource():
    project = single([3, 0], [[1], [1]], [[], []], [1])
    assert build(project, [[0, 1]]) == [[0, 0]]


def topological(project, rng):
    order, waiting = [], list(range(len(project.activities)))
    while waiting:
        ready = [j for j in waiting if all(i in order for i in project.predecessors[j])]
        order.append(int(rng.choice(ready)))
        waiting.remove(order[-1])
    return order
