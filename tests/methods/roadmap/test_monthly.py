"""Roadmaps by month: never worse than where they start from, the best on small plans, value before length."""

from __future__ import annotations

from bench.national_plans import national_plan
from hypothesis import given, settings
from tests.methods.roadmap.plans import best_by_trying, led, one_office, small_plans

from concord.methods.roadmap.checking import faults
from concord.methods.roadmap.monthly import first_by_month, refine_by_month
from concord.methods.roadmap.problem import After, Mode, RoadmapProblem, Schedule, Task
from concord.methods.roadmap.quarterly import plan_by_quarter
from concord.methods.roadmap.shifting import shifted_left, slacks


def test_months_between_quarters_are_used():
    problem = one_office(Task((led(4),)), Task((led(3),), after=(After(0),)))
    start = plan_by_quarter(problem)
    found = refine_by_month(problem, start.schedule)
    assert (start.schedule.starts, found.schedule.starts) == ((0, 6), (0, 4))
    assert (found.value, found.bound, found.gap) == (11, 11, 0.0)


def test_length_decides_where_value_is_the_same():
    # The second task is worth as much in either mode's end; the third waits, so only its end makes the length.
    problem = one_office(Task((led(2),), weight=2), Task((led(4),), weight=4), months=8)
    # 2 then 4: 2*2 + 4*6 = 28; 4 then 2: 4*4 + 2*6 = 28. Both end in month 6.
    found = refine_by_month(problem, Schedule((0, 3), (0, 0)))
    assert (found.value, found.months) == (28, 6)


@settings(max_examples=25, deadline=None)
@given(small_plans())
def test_no_schedule_is_better(problem):
    first, best = first_by_month(problem, effort=5), best_by_trying(problem)
    if best is None:
        assert first.proven
    else:
        assert faults(problem, first.schedule) == []
        found = refine_by_month(problem, first.schedule)
        assert faults(problem, found.schedule) == []
        assert (found.value, found.months, found.bound) == (*best, best[0])


def test_parts_planned_anew_keep_everything_and_repeat_themselves():
    problem, hidden = national_plan(2, institutions=3)
    found = refine_by_month(problem, hidden, turns=4, size=12, effort=0.05)
    again = refine_by_month(problem, hidden, turns=4, size=12, effort=0.05)
    assert faults(problem, found.schedule) == []
    assert found.bound <= found.value < sum(t.weight * hidden.end(problem, n) for n, t in enumerate(problem.tasks))
    assert again.schedule == found.schedule
    assert not found.cut_short


def test_a_person_who_stops_gets_what_there_is():
    problem, hidden = national_plan(2, institutions=2)
    found = refine_by_month(problem, hidden, stop=lambda: True)
    assert found.cut_short
    assert faults(problem, found.schedule) == []


def test_shifting_fills_holes_without_breaking_anything():
    own = Task((Mode(2, ((0, 1),), ((0, 10),)),))
    waits = Task((Mode(2, ((0, 1),), ((0, 10),)),), after=(After(0, 1),))
    problem = RoadmapProblem(24, (own, waits), ((1,) * 24,), ((10, 20),))
    # The second could start in month 7, but the first year's money is spent.
    assert shifted_left(problem, Schedule((4, 20), (0, 0))).starts == (0, 12)


def test_impossible_dates_are_proven_to_be_so():
    first = first_by_month(one_office(Task((led(7),)), Task((led(6),))))
    assert (first.schedule, first.proven, first.cut_short) == (None, True, False)


def test_slack_is_what_an_action_can_move_without_making_the_roadmap_longer():
    long, short, next_ = Task((led(6),)), Task((led(2),)), Task((led(1),), after=(After(1),))
    problem = one_office(long, short, next_, hands=2)
    # Six months are the length: two and then one can move back by three months, the long one by none.
    assert slacks(problem, Schedule((0, 0, 2), (0, 0, 0))) == [0, 3, 3]
    # With a single pair of hands, one after the other, nothing can move.
    assert slacks(one_office(long, short, next_), Schedule((0, 6, 8), (0, 0, 0))) == [0, 0, 0]


@settings(max_examples=25, deadline=None)
@given(small_plans())
def test_moving_one_action_by_its_slack_leaves_the_length(problem):
    first = first_by_month(problem, effort=5)
    if first.schedule is None:
        return
    schedule = refine_by_month(problem, first.schedule).schedule
    last = max(range(3), key=lambda n: schedule.end(problem, n))
    assert slacks(problem, schedule)[last] == 0
    assert min(slacks(problem, schedule)) >= 0
