import datetime as dt

import pytest
from tests.factories import make_world

from concord.domains.people.enums import Role
from concord.domains.people.queries import actor_in
from concord.domains.plans.enums import ActionStatus, PlanStatus
from concord.domains.plans.models import Action, CostLine, Indicator, Milestone, Plan, PlanChange
from concord.domains.plans.services.editing import undo_change
from concord.domains.plans.services.scheduling import set_dates
from concord.domains.roadmaps.asking import Way, Wishes, inputs_from, wishes_from
from concord.domains.roadmaps.calendar import dates_of
from concord.domains.roadmaps.enums import RunState
from concord.domains.roadmaps.models import RoadmapRun
from concord.domains.roadmaps.queries import Change, compare, usual, view_of
from concord.domains.roadmaps.services import ask_for_roadmap, choose_roadmap, keep_result, stop_search
from concord.domains.roadmaps.solving import solve
from concord.jobs.roadmaps import work_out_roadmap
from concord.kernel import clock
from concord.kernel.errors import InvalidInput, NotAllowed, WrongState
from concord.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
FIRST, SECOND = "MINI1-01-L3", "MINI2-02-L3"


@pytest.fixture
def world():
    """Two actions of the health ministry, from January 2027: the first of six months, the second of three."""
    with clock.standing_still(NOW):
        found = make_world(capabilities=2)
        health = found.institutions[0]
        rows = Action.objects.for_actor(found.actor)
        Plan.objects.for_actor(found.actor).update(starts_on=dt.date(2027, 1, 1))
        rows.update(lead=health, starts_on=dt.date(2027, 1, 1))
        rows.filter(code=FIRST).update(ends_on=dt.date(2027, 6, 30))
        rows.filter(code=SECOND).update(ends_on=dt.date(2027, 3, 31))
        CostLine.objects.for_actor(found.actor).delete()
        found.plan.refresh_from_db()
        yield found


def ask(world, title="As planned", **wishes):
    return ask_for_roadmap(actor=world.actor, plan=world.plan, title=title, wishes=Wishes(**wishes))


def worked_out(world, title="As planned", **wishes):
    run = ask(world, title, **wishes)
    work_out_roadmap.func(str(world.country.pk), str(run.pk))
    run.refresh_from_db()
    return run


def starts(run):
    return {row["code"]: row["start"] for row in run.rows}


def test_an_institution_carries_as_many_actions_at_once_as_in_the_plan_unless_asked_otherwise(world):
    assert usual(world.actor, world.plan).inputs.hands == {"health": 2}
    both = worked_out(world)
    assert (both.state, starts(both), both.months, both.gap) == (RunState.DONE, {FIRST: 0, SECOND: 0}, 6, 0.0)
    one = worked_out(world, hands={"health": 1})
    # Both close as much: the short one first.
    assert (starts(one), one.months) == ({SECOND: 0, FIRST: 3}, 9)
    assert [row["slack"] for row in one.rows] == [0, 0]


def test_the_same_wishes_give_the_same_roadmap(world):
    first, second = worked_out(world, hands={"health": 1}), worked_out(world, hands={"health": 1})
    assert (first.rows, first.inputs) == (second.rows, second.inputs)
    assert wishes_from(first.wishes) == Wishes(hands={"health": 1})


def test_what_is_asked_is_kept_when_the_plan_changes(world):
    run = ask(world)
    Action.objects.for_actor(world.actor).filter(code=FIRST).update(text="Another text")
    run.refresh_from_db()
    assert inputs_from(run.inputs).jobs[0].title != "Another text"


def test_money_of_a_year_moves_an_action_to_the_next(world):
    cost(world, FIRST, 600), cost(world, SECOND, 300)
    run = worked_out(world, until=2029, budgets={"": {"2027": 300}})
    assert starts(run) == {SECOND: 0, FIRST: 12}
    assert run.mean_month_bound <= run.mean_month


def cost(world, code, amount):
    action = Action.objects.for_actor(world.actor).get(code=code)
    CostLine.objects.create(
        country=world.country, action=action, year=2027, title="Work", category="Work", quantity=1, low=amount,
        likely=amount, high=amount,
    )  # fmt: skip


def test_a_fixed_month_and_a_month_to_have_ended_by_are_kept(world):
    run = worked_out(world, hands={"health": 1}, fixed={SECOND: "2027-10"}, due={FIRST: "2027-06"})
    assert starts(run) == {FIRST: 0, SECOND: 9}


def test_another_way_is_taken_where_it_is_sooner(world):
    run = worked_out(world, hands={"health": 1}, ways={FIRST: [Way("partner", 1, window=(0, 2))]})
    assert starts(run) == {FIRST: 0, SECOND: 1}
    assert {row["code"]: row["way"] for row in run.rows} == {FIRST: "partner", SECOND: "own"}


def test_where_there_is_none_the_contradiction_is_named_in_words(world):
    run = worked_out(world, hands={"health": 1}, fixed={FIRST: "2027-01", SECOND: "2027-02"})
    assert (run.state, run.smallest, run.rows) == (RunState.IMPOSSIBLE, True, [])
    name = world.institutions[0].name
    assert sorted(run.contradictions) == sorted(
        [f"{FIRST} starts in 2027-01.", f"{SECOND} starts in 2027-02.", f"{name} carries 1 action at once."]
    )


def test_a_dependency_and_a_year_of_money_are_named_in_words(world):
    action = Action.objects.for_actor(world.actor).get(code=FIRST)
    action.depends_on.add(Action.objects.for_actor(world.actor).get(code=SECOND))
    run = worked_out(world, due={FIRST: "2027-06"})
    assert sorted(run.contradictions) == [f"{FIRST} has ended by 2027-06.", f"{FIRST} waits for {SECOND}."]
    cost(world, FIRST, 600)
    poor = worked_out(world, until=2027, budgets={"": {"2027": 599}})
    assert sorted(poor.contradictions) == [
        "Everything has ended by 2027-12.", f"In 2027 there are 599 {world.plan.currency}."
    ]  # fmt: skip


def test_done_and_dropped_actions_are_not_placed_and_one_under_way_stays(world):
    Action.objects.for_actor(world.actor).filter(code=SECOND).update(status=ActionStatus.DONE)
    Action.objects.for_actor(world.actor).filter(code=FIRST).update(status=ActionStatus.UNDER_WAY)
    with clock.standing_still(dt.datetime(2027, 4, 10, tzinfo=dt.UTC)):
        run = worked_out(world)
        assert run.rows == [{"code": FIRST, "start": 0, "months": 3, "way": "own", "slack": 0}]
        assert dates_of(run) == {}


def test_a_carried_action_is_not_placed_and_moves_with_the_one_that_carries_it(world):
    carrier = Action.objects.for_actor(world.actor).get(code=FIRST)
    Action.objects.for_actor(world.actor).filter(code=SECOND).update(carried_by=carrier)
    run = worked_out(world, fixed={FIRST: "2027-07"})
    assert starts(run) == {FIRST: 6}
    assert choose_roadmap(actor=world.actor, run=run) == 2
    assert set(Action.objects.for_actor(world.actor).values_list("starts_on", "ends_on")) == {
        (dt.date(2027, 7, 1), dt.date(2027, 12, 31))
    }


def test_choosing_sets_dates_with_a_trace_and_can_be_taken_back(world):
    Milestone.objects.for_actor(world.actor).update(due=dt.date(2027, 6, 30))
    cost(world, FIRST, 600)
    run = worked_out(world, until=2029, fixed={FIRST: "2028-02"})
    assert choose_roadmap(actor=world.actor, run=run) == 1
    action = Action.objects.for_actor(world.actor).get(code=FIRST)
    assert (action.starts_on, action.ends_on) == (dt.date(2028, 2, 1), dt.date(2028, 7, 31))
    assert {row.due for row in Milestone.objects.for_actor(world.actor).filter(action=action)} == {dt.date(2028, 7, 31)}
    assert CostLine.objects.for_actor(world.actor).get(action=action).year == 2028
    assert Plan.objects.for_actor(world.actor).get().status == PlanStatus.DRAFT
    run.refresh_from_db()
    assert (run.chosen_by, run.chosen_at) == (world.actor.name, NOW)
    entries = AuditEntry.objects.filter(country_id=world.country.pk).order_by("-sequence")[:2]
    assert [entry.action for entry in entries] == ["roadmap.chosen", "plan.scheduled"]
    assert PlanChange.objects.for_actor(world.actor).get().get_source_display() == "Roadmap"
    undo_change(actor=world.actor, plan=world.plan)
    action.refresh_from_db()
    assert (action.starts_on, action.ends_on) == (dt.date(2027, 1, 1), dt.date(2027, 6, 30))


def test_a_roadmap_that_says_what_the_plan_says_changes_nothing(world):
    run = worked_out(world)
    assert choose_roadmap(actor=world.actor, run=run) == 0
    assert PlanChange.objects.for_actor(world.actor).count() == 0


def test_an_action_that_was_begun_meanwhile_keeps_its_dates(world):
    Action.objects.for_actor(world.actor).filter(code=FIRST).update(status=ActionStatus.UNDER_WAY)
    days = (dt.date(2028, 1, 1), dt.date(2028, 3, 31))
    assert set_dates(actor=world.actor, plan=world.plan, dates={FIRST: days, SECOND: days}) == 1
    assert Action.objects.for_actor(world.actor).get(code=FIRST).starts_on == dt.date(2027, 1, 1)


def test_an_adopted_plan_keeps_its_dates(world):
    run = worked_out(world, fixed={FIRST: "2027-07"})
    Plan.objects.for_actor(world.actor).update(status=PlanStatus.ADOPTED)
    with pytest.raises(WrongState, match="adopted and cannot be changed"):
        choose_roadmap(actor=world.actor, run=run)
    run.refresh_from_db()
    assert run.chosen_at is None


def test_only_the_focal_point_asks_and_chooses(world):
    run = worked_out(world)
    for role in (Role.CONTRIBUTOR, Role.REVIEWER, Role.APPROVER, Role.OBSERVER):
        other = actor_in(world.people[role], world.country.code)[0]
        with pytest.raises(NotAllowed):
            ask_for_roadmap(actor=other, plan=world.plan, title="Mine", wishes=Wishes())
        with pytest.raises(NotAllowed):
            choose_roadmap(actor=other, run=run)
        assert view_of(other, run).by_code.keys() == {FIRST, SECOND}


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({"fixed": {"X": "2027-01"}}, "no action X"),
        ({"fixed": {FIRST: "January"}}, "must be given as 2027-03"),
        ({"fixed": {FIRST: "2026-10"}}, "not lie before the roadmap begins"),
        ({"until": 2026}, "The last year"),
        ({"until": 3000}, "The last year"),
        ({"hands": {"health": -1}}, "from 0 to 999"),
        ({"budgets": {"": {"2027": -5}}}, "zero or more"),
    ],
)
def test_wishes_that_make_no_sense_are_refused(world, wishes, words):
    with pytest.raises(InvalidInput, match=words):
        ask(world, **wishes)
    assert RoadmapRun.objects.for_actor(world.actor).count() == 0


def test_two_roadmaps_side_by_side_say_what_was_asked_differently_and_what_moved(world):
    first, second = worked_out(world), worked_out(world, "Half the hands", hands={"health": 1})
    found = compare(world.actor, first, second)
    assert found.changes == (Change("hands", world.institutions[0].name, "2", "1"),)
    assert [(one.here.job.code, one.later) for one in found.moved] == [(FIRST, 3)]
    assert found.same == 1
    assert found.second.loads[world.institutions[0].name][0][:10] == (1,) * 9 + (0,)


def test_a_search_that_somebody_stops_keeps_the_best_so_far(world):
    run = ask(world)
    stop_search(actor=world.actor, run=run)
    work_out_roadmap.func(str(world.country.pk), str(run.pk))
    run.refresh_from_db()
    assert (run.state, run.cut_short, starts(run)) == (RunState.DONE, True, {FIRST: 0, SECOND: 0})


def test_a_search_is_worked_out_once(world):
    run = worked_out(world)
    work_out_roadmap.func(str(world.country.pk), str(run.pk))
    assert AuditEntry.objects.filter(action="roadmap.worked_out").count() == 1
    with pytest.raises(WrongState):
        keep_result(actor=world.actor, run=run, solved=solve(inputs_from(run.inputs)))


def test_a_search_that_gives_no_sign_of_life_is_said_to_be_silent(world):
    run = ask(world)
    assert (run.is_open, run.is_silent) == (True, False)
    with clock.standing_still(NOW + dt.timedelta(minutes=11)):
        assert run.is_silent


def test_an_unexpected_fault_ends_the_search(world, monkeypatch):
    def broken(inputs, stop):
        raise RuntimeError

    monkeypatch.setattr("concord.jobs.roadmaps.solve", broken)
    run = worked_out(world)
    assert (run.state, run.is_open) == (RunState.FAILED, False)


def test_indicators_keep_their_distance_from_the_end(world):
    action = Action.objects.for_actor(world.actor).get(code=FIRST)
    Indicator.objects.for_actor(world.actor).filter(action=action).update(due=dt.date(2027, 7, 10))
    set_dates(actor=world.actor, plan=world.plan, dates={FIRST: (dt.date(2027, 2, 1), dt.date(2027, 7, 31))})
    assert {row.due for row in Indicator.objects.for_actor(world.actor).filter(action=action)} == {dt.date(2027, 8, 10)}
