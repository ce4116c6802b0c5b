import datetime as dt
from decimal import Decimal

import pytest
from django.db.models import Sum
from tests.factories import (
    MACHINE,
    actor_of,
    ingredient_book,
    make_assessment,
    make_country,
    make_framework,
    make_pack,
    make_plan,
    make_world,
)

from concord.domains.assessments.services import record_scores
from concord.domains.frameworks.queries import find_framework
from concord.domains.frameworks.services import BareRow, import_bare_framework
from concord.domains.people.enums import Role
from concord.domains.plans.models import Action, CostLine, Funding, Objective, Plan
from concord.domains.plans.queries import (
    Drift,
    PlanFilter,
    actions,
    budget,
    cost_of,
    drift,
    find_action,
    plan_cost,
    traces,
)
from concord.domains.plans.services import Refreshed, refresh_plan
from concord.formats.framework_pack import Pack, pack_to_plain
from concord.kernel.actor import Actor
from concord.kernel.errors import NotAllowed, NotFound, WrongState
from concord.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


def scored(levels, *, target=4, pack=None):
    """A plan for one country from levels by capability code."""
    country = make_country()
    framework = make_framework(pack or make_pack(len(levels)))
    assessment = make_assessment(country, framework, [], target=target)
    record_scores(actor=actor_of(country), assessment=assessment, scores=list(levels.items()), rationale="scored")
    return actor_of(country), make_plan(assessment)


def changed(pack, change):
    plain = pack_to_plain(pack)
    change(plain["areas"])
    return Pack.model_validate(plain)


def test_each_step_up_a_gap_needs_is_one_action_from_its_benchmark():
    actor, plan = scored({"MINI1-01": 2, "MINI2-02": 3})
    rows = list(actions(actor, plan))
    assert [(a.code, a.text, a.objective.title, a.lead_name) for a in rows] == [
        ("MINI1-01-L3", "Do what lifts MINI1-01 from level 2.", "Area 1", "Health"),
        ("MINI1-01-L4", "Do what lifts MINI1-01 from level 3.", "Area 1", "Health"),
        ("MINI2-02-L4", "Do what lifts MINI2-02 from level 3.", "Area 2", "Health"),
    ]
    assert [[b.code for b in a.depends_on.all()] for a in rows] == [[], ["MINI1-01-L3"], []]
    assert [(a.starts_on, a.ends_on) for a in rows] == [
        (dt.date(2027, 1, 1), dt.date(2027, 12, 31)),
        (dt.date(2028, 1, 1), dt.date(2029, 6, 30)),
        (dt.date(2027, 1, 1), dt.date(2028, 6, 30)),
    ]
    assert [i.text for i in rows[0].indicators.all()] == ["Output of MINI1-01.A2", "Outcome of MINI1-01.A2"]
    assert [m.title for m in rows[0].milestones.all()] == ["MINI1-01 reaches level 3"]


def test_cost_is_quantity_times_unit_cost_spread_over_the_years():
    actor, plan = scored({"MINI1-01": 3}, target=4)
    (action,) = actions(actor, plan)
    # 100 national expert days at 60 / 100 / 180 over 18 months from January 2027
    assert cost_of(action).likely == Decimal(10_000)
    assert (cost_of(action).low, cost_of(action).high) == (Decimal(6_000), Decimal(18_000))
    assert [(c.year, c.quantity) for c in action.cost_lines.all()] == [
        (2027, Decimal("66.67")),
        (2028, Decimal("33.33")),
    ]
    assert budget(actor, plan) == {("MINI1", 2027): Decimal(6_667), ("MINI1", 2028): Decimal(3_333)}


def test_totals_are_the_sums_of_the_lines():
    actor, plan = scored({"MINI1-01": 1, "MINI2-02": 1, "MINI1-03": 1})
    total = plan_cost(actor, plan)
    sums = CostLine.objects.for_actor(actor).aggregate(likely=Sum("likely"))
    assert total.likely == sums["likely"] == sum(budget(actor, plan).values())
    assert total.low < total.likely < total.high


def test_a_step_without_a_benchmark_stays_to_be_defined_and_costs_nothing():
    pack = changed(make_pack(1), lambda areas: areas[0]["capabilities"][0].update(benchmark_actions=[]))
    actor, plan = scored({"MINI1-01": 3}, pack=pack)
    (action,) = actions(actor, plan)
    assert (action.status, action.cost_lines.count(), action.benchmark) == ("to_be_defined", 0, None)
    assert action.text == "To be defined: what brings “Capability MINI1-01” from level 3 to level 4"


def serving(*codes):
    """A small pack whose first capability serves these codes of JEE 3.0."""

    def link(areas):
        entries = [{"instrument": "JEE", "edition": "3.0", "code": code} for code in codes]
        areas[0]["capabilities"][0]["crosswalk"] = entries

    return link


def bare_plan(*codes):
    """A plan from bare codes of JEE 3.0 that all stand at level 3."""
    country = make_country()
    rows = [BareRow(code, f"Matter {code}", "Prevent") for code in codes]
    bare = import_bare_framework(actor=MACHINE, code="JEE", edition="3.0", title="JEE", rows=rows)
    assessment = make_assessment(country, bare, [])
    actor = actor_of(country)
    record_scores(actor=actor, assessment=assessment, scores=[(code, 3) for code in codes], rationale="")
    return list(actions(actor, make_plan(assessment)))


def test_the_most_specific_capability_gives_the_benchmark():
    make_framework()  # both of its capabilities serve P1.1 alone
    make_framework(changed(make_pack(1, code="wide"), serving("P1.1", "P1.2")))
    first, second = bare_plan("P1.1", "P1.2")
    assert (first.benchmark.code, second.benchmark.code) == ("MINI1-01.A3", "WIDE1-01.A3")


def test_the_second_use_of_a_benchmark_is_carried_by_the_first_and_neither_paid_nor_scheduled_again():
    make_framework(changed(make_pack(1), serving("P1.1", "P1.2")))
    first, second = bare_plan("P1.1", "P1.2")
    assert (first.carried_by, second.carried_by) == (None, first)
    assert second.text == "Together with P1.1-L4: Do what lifts MINI1-01 from level 3."
    assert (second.starts_on, second.ends_on) == (first.starts_on, first.ends_on)
    assert (cost_of(first).likely, cost_of(second).likely) == (Decimal(10_000), Decimal(0))


def test_an_action_waits_for_levels_that_its_benchmark_names():
    def wait(areas):
        areas[0]["capabilities"][0]["benchmark_actions"][2]["depends_on"] = [{"capability": "MINI2-02", "level": 4}]

    actor, plan = scored({"MINI1-01": 3, "MINI2-02": 3}, pack=changed(make_pack(2), wait))
    first, second = actions(actor, plan)
    assert [b.code for b in first.depends_on.all()] == ["MINI2-02-L4"]
    assert first.starts_on > second.ends_on


def test_dependencies_that_would_close_a_circle_are_left_out():
    def circle(areas):
        areas[0]["capabilities"][0]["benchmark_actions"][2]["depends_on"] = [{"capability": "MINI2-02", "level": 4}]
        areas[1]["capabilities"][0]["benchmark_actions"][2]["depends_on"] = [{"capability": "MINI1-01", "level": 4}]

    actor, plan = scored({"MINI1-01": 3, "MINI2-02": 3}, pack=changed(make_pack(2), circle))
    assert sum(len(a.depends_on.all()) for a in actions(actor, plan)) == 1


def test_lead_and_supporters_are_proposed_from_who_answered():
    world = make_world()
    for action in actions(world.actor, world.plan):
        assert action.lead.kind == "health"
        assert [i.kind for i in action.supporting.all()] == ["customs"]


def test_the_trace_leads_from_an_action_to_the_answers_and_their_evidence():
    world = make_world()
    action = find_action(world.actor, world.plan, "MINI1-01-L3")
    (trace,) = traces(world.actor, world.plan, [action])
    (gap,) = trace.gaps
    assert (gap.finding.capability.code, gap.finding.level, gap.closes.to_level) == ("MINI1-01", 2, 3)
    (view,) = gap.statements
    assert view.statement.code == "MINI1-01.3a"
    assert {(a.institution.kind, a.value) for a in view.answers} == {
        ("health", "no"),
        ("interior", "no"),
        ("customs", "yes"),
    }


def test_a_contributor_reads_the_trace_with_the_own_answers_only():
    world = make_world()
    own = Actor("c", world.country.pk, frozenset({Role.CONTRIBUTOR}), world.institutions[0].pk)
    (trace,) = traces(own, world.plan, [find_action(own, world.plan, "MINI1-01-L3")])
    (view,) = trace.gaps[0].statements
    assert [a.institution.kind for a in view.answers] == [world.institutions[0].kind]
    assert view.median == 0.0


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (PlanFilter(text="mini2"), ["MINI2-02-L3"]),
        (PlanFilter(objective="MINI1"), ["MINI1-01-L3"]),
        (PlanFilter(lead="health"), ["MINI1-01-L3", "MINI2-02-L3"]),
        (PlanFilter(lead="customs"), []),
        (PlanFilter(hazard="N"), ["MINI1-01-L3"]),
        (PlanFilter(hazard="B"), ["MINI2-02-L3"]),
        (PlanFilter(status="to_be_defined"), []),
        (PlanFilter(status="nonsense", hazard="nonsense"), ["MINI1-01-L3", "MINI2-02-L3"]),
    ],
)
def test_filters_find_what_they_say(wanted, expected):
    world = make_world()
    assert [a.code for a in actions(world.actor, world.plan, wanted)] == expected


@pytest.mark.parametrize("capabilities", [1, 30])
def test_actions_and_traces_take_a_fixed_number_of_queries(capabilities, django_assert_num_queries):
    world = make_world(capabilities=capabilities)
    with django_assert_num_queries(10):
        rows = list(actions(world.actor, world.plan))
        traces(world.actor, world.plan, rows)
    assert len(rows) == capabilities


def test_a_plan_is_drafted_once_from_an_assessment():
    world = make_world()
    with pytest.raises(WrongState, match="already drafted"):
        make_plan(world.assessment)
    assert Plan.objects.for_actor(world.actor).count() == 1


def test_another_country_sees_nothing_of_a_plan():
    world = make_world()
    stranger = actor_of(make_country("QU", "Umbravia"))
    assert list(actions(stranger, world.plan)) == []
    with pytest.raises(NotFound):
        find_action(stranger, world.plan, "MINI1-01-L3")


def test_who_may_not_draft_writes_nothing():
    world = make_world(planned=False)
    from tests.factories import ingredient_book

    from concord.domains.plans.services import draft_plan

    before = AuditEntry.objects.count()
    observer = Actor("o", world.country.pk, frozenset({Role.OBSERVER}))
    with pytest.raises(NotAllowed):
        draft_plan(actor=observer, assessment=world.assessment, book=ingredient_book())
    assert not Plan.objects.for_actor(world.actor).exists()
    assert AuditEntry.objects.count() == before


def test_a_failure_in_the_middle_leaves_no_half_plan(monkeypatch):
    world = make_world(planned=False)
    monkeypatch.setattr("concord.domains.plans.writing._write_costs", lambda *a: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make_plan(world.assessment)
    for model in (Plan, Objective, Action):
        assert not model.objects.for_actor(world.actor).exists()


def test_the_benchmarks_of_the_own_framework_come_before_crosswalks():
    actor, plan = scored({"MINI1-01": 3})
    (action,) = actions(actor, plan)
    assert action.benchmark.capability.framework == find_framework("mini")


def test_a_skeleton_follows_the_findings_and_keeps_the_rows_of_actions_that_stay():
    actor, plan = scored({"MINI1-01": 2, "MINI2-02": 3})
    before = {a.code: a.pk for a in actions(actor, plan)}
    record_scores(
        actor=actor, assessment=plan.assessment, scores=[("MINI1-01", 3), ("MINI2-02", 1)], rationale="scored again"
    )
    assert drift(actor, plan) == Drift(("MINI2-02-L2", "MINI2-02-L3"), ("MINI1-01-L3",), True)
    refreshed = refresh_plan(actor=actor, plan=plan, book=ingredient_book())
    assert refreshed == Refreshed(("MINI2-02-L2", "MINI2-02-L3"), ("MINI1-01-L3",), 2)
    after = {a.code: a.pk for a in actions(actor, plan)}
    assert sorted(after) == ["MINI1-01-L4", "MINI2-02-L2", "MINI2-02-L3", "MINI2-02-L4"]
    assert {code: after[code] for code in ("MINI1-01-L4", "MINI2-02-L4")} == {
        code: before[code] for code in ("MINI1-01-L4", "MINI2-02-L4")
    }
    assert drift(actor, plan) == Drift((), ())
    assert [o.code for o in Objective.objects.for_actor(actor)] == ["MINI1", "MINI2"]
    newest = AuditEntry.objects.filter(country_id=actor.country_id).latest("sequence")
    assert newest.action == "plan.refreshed"
    assert newest.detail == '{"added":["MINI2-02-L2","MINI2-02-L3"],"gaps":2,"gone":["MINI1-01-L3"]}'


def test_a_plan_that_people_work_on_is_not_drafted_over_their_heads():
    actor, plan = scored({"MINI1-01": 2})
    row = next(iter(actions(actor, plan)))
    Funding.objects.create(
        country_id=actor.country_id, action=row, year=2027, amount=1000, source="State", status="asked"
    )
    with pytest.raises(WrongState, match="Funding is noted on this plan"):
        refresh_plan(actor=actor, plan=plan, book=ingredient_book())
    Plan.objects.for_actor(actor).update(status="draft")
    with pytest.raises(WrongState, match="past its skeleton"):
        refresh_plan(actor=actor, plan=plan, book=ingredient_book())
    assert [a.pk for a in actions(actor, plan)] == [a.pk for a in (row, *actions(actor, plan)[1:])]


def test_without_findings_there_is_nothing_to_draft_a_plan_from():
    country = make_country()
    assessment = make_assessment(country, make_framework(), [])
    with pytest.raises(WrongState, match="There are no findings yet"):
        make_plan(assessment)
