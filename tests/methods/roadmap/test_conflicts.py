"""Contradictions are named by a set of requirements of which each is needed."""

from __future__ import annotations

from tests.methods.roadmap.plans import led, one_office

from concord.methods.roadmap.conflicts import Conflict, Kind, Requirement, contradiction, relaxed_to, requirements
from concord.methods.roadmap.monthly import first_by_month
from concord.methods.roadmap.problem import After, Mode, RoadmapProblem, Task


def test_a_plan_that_works_has_no_contradiction():
    assert contradiction(one_office(Task((led(6),)), Task((led(6),)))) is None


def test_a_due_date_before_what_is_waited_for_ends():
    problem = one_office(
        Task((led(6),)), Task((led(3),), after=(After(0),), due=8), Task((led(2),)), months=24, hands=3
    )
    assert contradiction(problem) == Conflict(
        (Requirement(Kind.ORDER, task=1, before=0), Requirement(Kind.DUE, task=1)), smallest=True
    )


def test_two_fixed_dates_and_one_pair_of_hands():
    problem = one_office(Task((led(4),), fixed=2), Task((led(4),), fixed=4), Task((led(3),)), months=24)
    assert set(contradiction(problem).requirements) == {
        Requirement(Kind.FIXED, task=0),
        Requirement(Kind.FIXED, task=1),
        Requirement(Kind.HANDS, institution=0),
    }


def test_money_of_a_year_and_a_window_that_lies_in_it():
    task = Task((Mode(6, (), ((0, 60),), window=(0, 12)),))
    problem = RoadmapProblem(24, (task, Task((Mode(2),))), (), ((59, 1000),))
    assert set(contradiction(problem).requirements) == {
        Requirement(Kind.MONEY, source=0, year=0),
        Requirement(Kind.WINDOW, task=0),
    }


def test_more_work_than_the_plan_is_long():
    problem = one_office(*(Task((led(5),)) for _ in range(3)), months=14)
    assert set(contradiction(problem).requirements) == {
        Requirement(Kind.LENGTH),
        Requirement(Kind.HANDS, institution=0),
    }


def test_each_requirement_of_the_set_is_needed():
    problem = one_office(Task((led(4),), fixed=2), Task((led(4),), fixed=4), Task((led(9),), due=8), months=24)
    found = contradiction(problem)
    assert found.smallest
    for left_out in found.requirements:
        rest = [r for r in found.requirements if r != left_out]
        assert first_by_month(relaxed_to(problem, rest)).schedule is not None


def test_a_search_that_is_stopped_finds_no_contradiction():
    assert contradiction(one_office(Task((led(7),), due=6)), stop=lambda: True) is None


def test_all_requirements_are_counted_once():
    problem = RoadmapProblem(
        12,
        (Task((led(3),), earliest=1), Task((Mode(2, window=(0, 6)),), after=(After(0),), fixed=4, due=9)),
        ((1,) * 12,),
        ((None,), (7,)),
    )
    kinds = [r.kind for r in requirements(problem)]
    assert kinds == [
        Kind.ORDER, Kind.LENGTH, Kind.EARLIEST, Kind.FIXED, Kind.DUE, Kind.WINDOW, Kind.HANDS, Kind.MONEY,
    ]  # fmt: skip
