"""What a project refuses, the bounds it gives away at once, and the check that every schedule must pass."""

from __future__ import annotations

import re

import pytest
from tests.methods.scheduling.projects import FIVE, single

from concord.methods.errors import MethodError
from concord.methods.scheduling.project import Mode, Project, Schedule, contradictions


def test_heads_tails_and_the_least_length_are_those_of_the_longest_chain_and_the_work():
    assert FIVE.heads == (0, 0, 3, 0, 5)
    assert FIVE.tails == (3, 1, 1, 0, 0)
    assert FIVE.least == 7  # 3 + 4 + 2 + 2·2 + 1 = 14 of work for 2 crews; the longest chain takes 6


@pytest.mark.parametrize(
    ("project", "sentence"),
    [
        (lambda: Project((), ()), "a project needs activities"),
        (lambda: Project(((Mode(1),),), ((1,),)), "successors must be indices of activities"),
        (lambda: Project(((),), ((),)), "every activity needs at least one mode"),
        (lambda: Project(((Mode(1),),), ((),), (2,)), "every mode must say what it takes of each resource"),
        (lambda: Project(((Mode(-1),),), ((),)), "must lie between 0 and 1000000000"),
        (lambda: single([1, 1], [[1], [3]], [[], []], [2]), "activity 1 holds more than there is, in every mode"),
        (lambda: single([1, 1], [[1], [1]], [[1], [0]], [2]), "the activities wait for each other in a circle"),
    ],
)
def test_a_project_that_no_schedule_can_satisfy_is_refused(project, sentence):
    with pytest.raises(MethodError, match=re.escape(sentence)):
        project()


def test_a_schedule_that_holds_has_no_contradictions():
    schedule = Schedule((0, 0, 3, 5, 7), (0,) * 5)
    assert contradictions(FIVE, schedule) == []
    assert schedule.makespan(FIVE) == 8


def test_every_kind_of_contradiction_is_named():
    project = Project(
        ((Mode(2, (1,), (3,)),), (Mode(1, (1,), (3,)),), (Mode(1, (1,), (0,)),)), ((2,), (), ()), (1,), (5,)
    )
    assert contradictions(project, Schedule((0, 1, -1), (0, 0, 0))) == [
        "activity 2 starts before 0",
        "activity 2 starts before activity 0 ends",
        "stock 0 is exceeded",
        "capacity 0 is exceeded at 1",
    ]
