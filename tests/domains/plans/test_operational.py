"""The operational plan: what of a plan falls into the next months, and what it costs there."""

import datetime as dt
from decimal import Decimal

import pytest
from tests.domains.plans.roads import set_out
from tests.factories import make_world

from concord.domains.plans.enums import ActionStatus
from concord.domains.plans.models import Action
from concord.domains.plans.operational import Window, share_in
from concord.domains.plans.queries.operational import operational_plan

JANUARY = dt.date(2027, 1, 1)


def test_a_window_runs_from_the_first_day_of_a_month_to_the_last_of_another():
    window = Window(dt.date(2027, 3, 1), 12)
    assert window.last == dt.date(2028, 2, 29)
    assert (window.holds(dt.date(2028, 2, 29)), window.holds(dt.date(2028, 3, 1))) == (True, False)


@pytest.mark.parametrize(
    ("year", "starts", "ends", "share"),
    [
        (2027, dt.date(2027, 1, 1), dt.date(2027, 12, 31), Decimal(10) / 12),  # ten of its twelve months
        (2027, dt.date(2027, 11, 1), dt.date(2028, 6, 30), Decimal(1)),
        (2028, dt.date(2027, 11, 1), dt.date(2028, 6, 30), Decimal(2) / 6),
        (2026, dt.date(2026, 1, 1), dt.date(2027, 6, 30), Decimal(0)),
        (2028, dt.date(2027, 1, 1), dt.date(2027, 6, 30), Decimal(2) / 12),  # paid after it ended: months of the year
    ],
)
def test_cost_falls_into_the_window_by_the_months_in_which_an_action_runs(year, starts, ends, share):
    assert share_in(Window(dt.date(2027, 3, 1), 12), year, starts, ends) == share


@pytest.mark.django_db
def test_the_next_months_hold_what_runs_what_is_due_and_what_it_costs():
    way = set_out()
    first, second = Action.objects.for_actor(way.focal).filter(plan=way.plan)
    assert (first.starts_on, first.ends_on) == (JANUARY, dt.date(2027, 12, 31))
    found = operational_plan(way.focal, way.plan, 12, dt.date(2027, 7, 15))
    assert found.window.first == dt.date(2027, 7, 1)
    assert [(row.action.code, row.begins, row.ends) for row in found.rows] == [
        (first.code, False, True), (second.code, False, True),
    ]  # fmt: skip
    assert [milestone.title for milestone, _action in found.milestones] == [
        "MINI1-01 reaches level 3", "MINI2-02 reaches level 3",
    ]  # fmt: skip
    # each action costs 10,000 in 2027, half of it in the second half of the year
    assert found.by_year == {2027: Decimal(10_000)}
    assert [(lead.lead, lead.cost) for lead in found.leads] == [("Health of Tarsovia", Decimal(10_000))]


@pytest.mark.django_db
def test_what_is_done_or_dropped_and_what_lies_outside_is_left_out():
    way = set_out()
    first, second = Action.objects.for_actor(way.focal).filter(plan=way.plan)
    Action.objects.for_actor(way.focal).filter(pk=first.pk).update(status=ActionStatus.DROPPED)
    Action.objects.for_actor(way.focal).filter(pk=second.pk).update(
        starts_on=dt.date(2029, 1, 1), ends_on=dt.date(2029, 3, 1)
    )
    assert operational_plan(way.focal, way.plan, 24, JANUARY).rows == ()


@pytest.mark.django_db
def test_what_was_to_end_before_and_is_not_done_is_counted():
    way = set_out()
    first, _second = Action.objects.for_actor(way.focal).filter(plan=way.plan)
    late = operational_plan(way.focal, way.plan, 12, dt.date(2031, 5, 1))
    assert (late.rows, late.overdue) == ((), 2)
    Action.objects.for_actor(way.focal).filter(pk=first.pk).update(status=ActionStatus.DONE)
    assert operational_plan(way.focal, way.plan, 12, dt.date(2031, 5, 1)).overdue == 1


@pytest.mark.django_db
def test_the_window_begins_with_the_plan_where_that_lies_ahead():
    way = set_out()
    assert operational_plan(way.focal, way.plan).window.first == JANUARY


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 20])
def test_the_next_months_take_a_fixed_number_of_queries(rows, django_assert_num_queries):
    world = make_world(capabilities=rows)
    actor = world.actor
    with django_assert_num_queries(4):
        assert operational_plan(actor, world.plan, 24).rows
