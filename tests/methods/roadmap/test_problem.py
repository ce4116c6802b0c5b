"""What a roadmap's problem refuses, and how hands and money of a schedule are counted."""

from __future__ import annotations

import pytest
from tests.methods.roadmap.plans import led, one_office

from concord.methods.errors import MethodError
from concord.methods.roadmap.checking import faults
from concord.methods.roadmap.problem import After, Mode, RoadmapProblem, Schedule, Task, load, mean_completion, spent


def test_money_falls_into_the_years_in_which_months_lie():
    # The plan starts in October (three months of the first year are left); 10 over 4 months is 3 a month, rounded up.
    problem = RoadmapProblem(12, (Task((Mode(4, (), ((0, 10),)),)),), (), ((None, None),), offset=9)
    assert spent(problem, Schedule((1,), (0,))) == [[6, 6]]


def test_hands_are_counted_month_by_month():
    problem = one_office(Task((led(2),)), Task((led(3, hands=2),)), months=5, hands=3)
    assert load(problem, Schedule((0, 1), (0, 0))) == [[1, 3, 2, 2, 0]]


def test_the_mean_month_weighs_ends_by_what_tasks_are_worth():
    problem = one_office(Task((led(2),), weight=3), Task((led(4),), weight=1), months=6)
    assert mean_completion(problem, 3 * 2 + 1 * 6) == 3.0


def test_every_broken_demand_is_named():
    first = Task((Mode(3, ((0, 1),), ((0, 9),), window=(2, 9)),), fixed=2, due=4)
    second = Task((led(2),), after=(After(0, 1),), earliest=4)
    problem = RoadmapProblem(12, (first, second), ((1,) * 12,), ((5,),))
    assert faults(problem, Schedule((1, 1), (0, 0))) == [
        "task 0 misses its fixed start",
        "task 0 lies outside its partner's window",
        "task 1 lies outside the months it may take",
        "task 1 does not wait for task 0",
        "institution 0 has too few hands in month 1",
        "source 0 lacks 4 in year 0",
    ]
    assert faults(problem, Schedule((2, 6), (0, 0))) == [
        "task 0 ends after its due month",
        "source 0 lacks 4 in year 0",
    ]


@pytest.mark.parametrize(
    ("tasks", "words"),
    [
        ((), "needs months, tasks"),
        ((Task(()),), "task 0 needs a mode"),
        ((Task((led(1),), weight=0),), "weight of 1 or more"),
        ((Task((Mode(0),)),), "a mode of no month"),
        ((Task((Mode(1, ((7, 1),)),)),), "unknown institution"),
        ((Task((led(1),), after=(After(5),)),), "waits for a task that is not there"),
        ((Task((led(1),), after=(After(1),)), Task((led(1),), after=(After(0),))), "in a circle"),
    ],
)
def test_a_broken_problem_is_refused(tasks, words):
    with pytest.raises(MethodError, match=words):
        one_office(*tasks)


def test_capacity_and_budgets_must_cover_the_plan():
    with pytest.raises(MethodError, match="capacity must hold 12 months"):
        RoadmapProblem(12, (Task((led(1),)),), ((1,),))
    with pytest.raises(MethodError, match="budgets must hold 2 years"):
        RoadmapProblem(12, (Task((Mode(1),)),), (), ((5,),), offset=6)
