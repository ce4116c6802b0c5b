"""Roadmaps by quarter: the best one on small plans, and the same one each time on a larger one."""

from __future__ import annotations

import pytest
from bench.national_plans import national_plan, utilisation
from hypothesis import given, settings
from tests.methods.roadmap.plans import best_by_trying, led, one_office, small_plans

from concord.methods.roadmap import quarterly
from concord.methods.roadmap.checking import faults
from concord.methods.roadmap.problem import After, Mode, RoadmapProblem, Schedule, Task
from concord.methods.roadmap.quarterly import plan_by_quarter, relax
from concord.methods.roadmap.time_indexed import time_indexed


def test_the_task_that_is_worth_more_a_month_comes_first():
    # Smith's rule: 3 months worth 3 before 6 months worth 1; 3*3 + 1*9 = 18 against 6 + 27.
    found = plan_by_quarter(one_office(Task((led(6),), weight=1), Task((led(3),), weight=3)))
    assert found.schedule == Schedule((3, 0), (0, 0))
    assert (found.value, found.bound, found.gap, found.mean_month, found.cut_short) == (18, 18, 0.0, 4.5, False)


def test_a_task_of_four_months_lets_the_next_start_in_the_third_quarter():
    found = plan_by_quarter(one_office(Task((led(4),)), Task((led(3),), after=(After(0),))))
    assert found.schedule.starts == (0, 6)


def test_a_fixed_start_is_kept_between_quarters():
    found = plan_by_quarter(one_office(Task((led(2),), fixed=4), Task((led(3),))))
    assert found.schedule.starts == (4, 0)


def test_a_partner_is_used_within_its_window_and_own_money_otherwise():
    partner, own = Mode(3, ((0, 1),), (), window=(6, 12)), Mode(6, ((0, 1),), ((0, 60),))
    one = Task((partner, own))
    rich = RoadmapProblem(12, (one,), ((1,) * 12,), ((60,),))
    poor = RoadmapProblem(12, (one,), ((1,) * 12,), ((59,),))
    assert plan_by_quarter(rich).schedule == Schedule((0,), (1,))
    assert plan_by_quarter(poor).schedule == Schedule((6,), (0,))


def test_money_that_is_spent_sends_the_lesser_task_into_the_next_year():
    tasks = tuple(Task((Mode(3, (), ((0, 30),)),), weight=w) for w in (1, 2))
    found = plan_by_quarter(RoadmapProblem(24, tasks, (), ((30, 30),)))
    assert found.schedule.starts == (12, 0)


def test_hands_that_are_away_for_a_quarter_are_waited_for():
    problem = RoadmapProblem(12, (Task((led(4),)),), ((1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1),))
    assert plan_by_quarter(problem).schedule.starts == (6,)


def test_no_schedule_is_said_to_be_none():
    assert plan_by_quarter(one_office(Task((led(7),)), Task((led(6),)))) is None
    assert plan_by_quarter(one_office(Task((led(7),), due=6))) is None


@settings(max_examples=25, deadline=None)
@given(small_plans())
def test_no_schedule_on_quarters_is_better(problem):
    found, best = plan_by_quarter(problem), best_by_trying(problem, grid=3)
    if best is None:
        assert found is None
    else:
        assert faults(problem, found.schedule) == []
        assert found.value == best[0] == found.bound


@pytest.fixture(scope="module")
def plan() -> RoadmapProblem:
    """A fifth of a national plan: large enough to be planned in groups."""
    problem, hidden = national_plan(1, institutions=4)
    assert faults(problem, hidden) == []
    assert utilisation(problem, hidden) > 0.75
    return problem


def test_groups_come_near_the_bound_and_give_the_same_schedule_twice(plan, monkeypatch):
    monkeypatch.setattr(quarterly, "SMALL", 100)
    found = plan_by_quarter(plan, turns=4, size=30)
    again = plan_by_quarter(plan, turns=4, size=30)
    assert faults(plan, found.schedule) == []
    assert found.gap < 0.05
    assert not found.cut_short
    assert again.schedule == found.schedule


def test_a_person_who_stops_gets_the_best_so_far_and_is_told(plan, monkeypatch):
    monkeypatch.setattr(quarterly, "SMALL", 100)
    asked = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > quarterly.GROUPS + 1

    found = plan_by_quarter(plan, turns=50, size=30, stop=stop)
    assert found.cut_short
    assert faults(plan, found.schedule) == []


def test_the_relaxed_model_bounds_the_hidden_schedule(plan):
    _, hidden = national_plan(1, institutions=4)
    model = time_indexed(plan, 3)
    ends = sum(task.weight * hidden.end(plan, n) for n, task in enumerate(plan.tasks))
    assert relax(model).bound <= ends
