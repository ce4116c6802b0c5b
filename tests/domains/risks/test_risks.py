import math

import pytest
from tests.factories import KINDS, actor_of, ingredient_book, make_country, make_world

from concord.domains.people.enums import Role
from concord.domains.people.models import Institution
from concord.domains.plans.queries import drift
from concord.domains.plans.services import refresh_plan
from concord.domains.priorities.queries import first_order
from concord.domains.risks.models import AgreedRisk, Estimate, Reliance, Scenario
from concord.domains.risks.queries import RiskView, find_scenario, picture_of, reliance_matrix, scenarios
from concord.domains.risks.services import (
    Adjusted,
    Bands,
    ScenarioText,
    add_scenario,
    agree_risks,
    approve_risks,
    change_scenario,
    estimate_risk,
    explain_unlinked,
    leave_out_scenario,
    open_risk_picture,
    reopen_risks,
    set_reliance,
    start_second_round,
    take_back_scenario,
    take_scenarios,
)
from concord.kernel import audit
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput, NotAllowed, NotFound, WrongState
from concord.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db

FLOOD = ScenarioText("N-01", "A flood", "natural", ("C",), "Water reaches stored chemicals.", source="pack 1.0")
CRASH = ScenarioText("A-01", "A transport accident", "accidental", ("C", "R"), "A lorry overturns.", source="pack 1.0")
FIRST, SECOND = "MINI1-01", "MINI2-02"


@pytest.fixture
def world():
    """The first capability leans on the crash alone, the second strongly on the flood and partly on the crash."""
    world = make_world()
    take_scenarios(
        actor=world.actor,
        framework=world.framework,
        texts=[FLOOD, CRASH],
        relies={"N-01": {SECOND: 2, "ELSE-01": 2}, "A-01": {FIRST: 2, SECOND: 1}},
        unlinked={},
    )
    return world


def bands(likelihood, impact):
    return Bands(likelihood, impact, 1, 1, 1)


def rate(world, picture, code, given):
    """One pair (likelihood, impact) for each institution in the order of KINDS."""
    scenario = find_scenario(world.actor, code)
    for kind, pair in zip(KINDS, given, strict=True):
        institution = Institution.objects.for_actor(world.actor).get(kind=kind)
        estimate_risk(
            actor=world.actor, picture=picture, scenario=scenario, institution=institution, bands=bands(*pair)
        )


def rated_world(world):
    picture = open_risk_picture(actor=world.actor, assessment=world.assessment)
    rate(world, picture, "N-01", [(1, 2), (2, 2), (2, 3)])  # medians 2 and 2: risk 25
    rate(world, picture, "A-01", [(3, 2), (3, 2), (4, 5)])  # medians 3 and 2: risk 125
    return picture


def capability_ids(world):
    return {c.code: c.pk for c in world.framework.capabilities.all()}


def test_scenarios_of_a_pack_are_taken_in_once_with_what_they_lean_on(world):
    assert [s.code for s in scenarios(world.actor)] == ["N-01", "A-01"]
    assert [(r.scenario.code, r.strength, r.proposed) for r in Reliance.objects.for_actor(world.actor)
            .select_related("scenario").order_by("scenario__order", "-strength")] == [
        ("N-01", 2, True), ("A-01", 2, True), ("A-01", 1, True),
    ]  # fmt: skip
    again = take_scenarios(
        actor=world.actor, framework=world.framework, texts=[FLOOD], relies={"N-01": {FIRST: 2}}, unlinked={}
    )
    assert again == 0
    assert Reliance.objects.for_actor(world.actor).count() == 3


def test_exposure_is_worked_out_from_medians_and_reliance(world):
    picture = rated_world(world)
    ids = capability_ids(world)
    view = RiskView(world.actor, picture)
    assert [(r.scenario.code, r.likelihood_band, r.impact_band, r.risk) for r in view.rated()] == [
        ("N-01", 2.0, 2.0, 25.0),
        ("A-01", 3.0, 2.0, 125.0),
    ]
    assert [round(r.share, 4) for r in view.rated()] == [0.1667, 0.8333]
    found = view.exposure(list(ids.values()))
    assert found.values == pytest.approx({ids[FIRST]: 125 / 150, ids[SECOND]: (25 + 62.5) / 150})
    assert found.places == {ids[FIRST]: 1, ids[SECOND]: 2}
    # Under factor 2 the risks are 4 and 8: 8 of 12 lean on the first, 4 + 4 of 12 on the second.
    assert found.others[2.0] == {ids[FIRST]: 1, ids[SECOND]: 1}
    assert [(x.scenario.code, x.strength, round(x.share, 4)) for x in found.leanings[ids[SECOND]]] == [
        ("A-01", 0.5, 0.8333),
        ("N-01", 1.0, 0.1667),
    ]
    # Without interior the flood has medians 1.5 and 2.5, the crash 3.5 and 3.5; with all, the share is lowest.
    assert found.ranges[ids[FIRST]] == pytest.approx((125 / 150, 5**5 / (5**5 + 5**2)))


def test_spread_shows_counts_extremes_and_agreement(world):
    picture = rated_world(world)
    crash = RiskView(world.actor, picture).rated()[1]
    assert (crash.likelihood.median, crash.likelihood.low, crash.likelihood.high) == (3.0, 3, 4)
    assert crash.likelihood.counts == (0, 0, 2, 1, 0)
    assert crash.impacts[0].agreement == pytest.approx(1 + (2 * math.log2(3 / 4) + math.log2(1 / 2)) / 3)
    assert crash.impacts[1].agreement == 1.0
    assert crash.raters == 3
    contributor = Actor("c", world.country.pk, frozenset({Role.CONTRIBUTOR}), world.institutions[0].pk)
    assert RiskView(contributor, picture).rated()[1].estimates == ()
    assert [e.institution.kind for e in crash.estimates] == ["customs", "health", "interior"]


def test_the_second_round_keeps_the_first_and_counts_instead_of_it(world):
    picture = rated_world(world)
    start_second_round(actor=world.actor, picture=picture)
    rate(world, picture, "A-01", [(1, 1), (1, 1), (1, 1)])
    view = RiskView(world.actor, picture)
    assert [r.risk for r in view.rated()] == [25.0, 1.0]
    assert Estimate.objects.for_actor(world.actor).filter(round=1).count() == 6
    assert Estimate.objects.for_actor(world.actor).filter(round=2).count() == 3
    with pytest.raises(WrongState, match="has begun already"):
        start_second_round(actor=world.actor, picture=picture)


def test_the_order_of_gaps_and_the_plan_follow_the_risks_once_they_are_agreed(world):
    def order():
        return [
            (g.finding.capability.code, g.exposure, g.importance) for g in first_order(world.actor, world.assessment)
        ]

    picture = open_risk_picture(actor=world.actor, assessment=world.assessment)
    rate(world, picture, "N-01", [(4, 4)] * 3)  # 5^6
    rate(world, picture, "A-01", [(1, 1)] * 3)  # 1
    assert order() == [(FIRST, None, 0.25), (SECOND, None, 0.125)]
    assert not drift(world.actor, world.plan).reordered
    assert agree_risks(actor=world.actor, picture=picture) == 2
    total = 5**6 + 1
    assert order() == [
        (SECOND, pytest.approx((5**6 + 0.5) / total), pytest.approx((5**6 + 0.5) / total / 4)),
        (FIRST, pytest.approx(1 / total), pytest.approx(1 / total / 4)),
    ]
    assert drift(world.actor, world.plan).reordered
    refresh_plan(actor=world.actor, plan=world.plan, book=ingredient_book())
    assert [a.code for a in world.plan.actions.order_by("order")] == ["MINI2-02-L3", "MINI1-01-L3"]
    assert not drift(world.actor, world.plan).reordered


def test_what_a_country_agrees_differently_needs_its_reason_and_holds(world):
    picture = rated_world(world)
    flood = find_scenario(world.actor, "N-01")
    with pytest.raises(InvalidInput, match="Say why"):
        agree_risks(actor=world.actor, picture=picture, adjusted={flood.pk: Adjusted(5, 5, " ")})
    agree_risks(actor=world.actor, picture=picture, adjusted={flood.pk: Adjusted(5, 4, "Three floods last year")})
    view = RiskView(world.actor, picture_of(world.actor, world.assessment))
    assert [r.risk for r in view.rated()] == [5.0**7, 125.0]
    assert AgreedRisk.objects.for_actor(world.actor).get(scenario=flood).rationale == "Three floods last year"
    with pytest.raises(WrongState, match="agreed already"):
        agree_risks(actor=world.actor, picture=picture)
    with pytest.raises(WrongState, match="estimates are closed"):
        rate(world, picture, "N-01", [(1, 1)] * 3)


def test_approving_keeps_the_head_and_is_not_for_who_agreed(world):
    picture = rated_world(world)
    focal, approver = world.people[Role.FOCAL_POINT], world.people[Role.APPROVER]
    both = Actor("both", world.country.pk, frozenset({Role.FOCAL_POINT, Role.APPROVER}), None, focal.pk)
    other = Actor("approver", world.country.pk, frozenset({Role.APPROVER}), None, approver.pk)
    with pytest.raises(WrongState, match="once they are agreed"):
        approve_risks(actor=other, picture=picture)
    agree_risks(actor=both, picture=picture)
    with pytest.raises(WrongState, match="somebody else"):
        approve_risks(actor=both, picture=picture)
    head = audit.head(world.country.pk)
    approved = approve_risks(actor=other, picture=picture)
    assert (approved.stage, approved.approved_by, approved.audit_head) == ("approved", "approver", head)
    assert len(approved.content_hash) == 64
    assert audit.verify_chain(world.country.pk, kept_head=head).fault == ""
    with pytest.raises(InvalidInput, match="Say why"):
        reopen_risks(actor=other, picture=picture, reason="")
    reopen_risks(actor=other, picture=picture, reason="New figures")
    again = picture_of(world.actor, world.assessment)
    assert (again.stage, again.reopen_reason, again.audit_head) == ("second", "New figures", "")
    assert [g.exposure for g in first_order(world.actor, world.assessment)] == [None, None]


def test_a_scenario_left_out_counts_no_more_until_it_is_taken_back(world):
    picture = rated_world(world)
    crash = find_scenario(world.actor, "A-01")
    with pytest.raises(InvalidInput, match="Say why"):
        leave_out_scenario(actor=world.actor, scenario=crash, reason="")
    leave_out_scenario(actor=world.actor, scenario=crash, reason="No such transport here")
    assert [r.scenario.code for r in RiskView(world.actor, picture).rated()] == ["N-01"]
    with pytest.raises(WrongState, match="left out"):
        rate(world, picture, "A-01", [(1, 1)] * 3)
    take_back_scenario(actor=world.actor, scenario=find_scenario(world.actor, "A-01"))
    assert [r.share for r in RiskView(world.actor, picture).rated()] == pytest.approx([1 / 6, 5 / 6])


def test_a_country_adds_and_rewrites_scenarios_and_their_codes_stay(world):
    own = add_scenario(actor=world.actor, text=ScenarioText("X-01", "Our own", "deliberate", ("B",), "It happens."))
    assert own.order == 3
    changed = change_scenario(
        actor=world.actor, scenario=own, text=ScenarioText("X-99", "Ours", "deliberate", ("B", "C"), "It happened.")
    )
    assert (changed.code, changed.title, changed.hazards) == ("X-01", "Ours", ["B", "C"])
    newest = AuditEntry.objects.filter(country_id=world.country.pk).latest("sequence")
    assert newest.detail == '{"changed":["hazards","story","title"]}'
    with pytest.raises(InvalidInput, match="already a scenario X-01"):
        add_scenario(actor=world.actor, text=ScenarioText("X-01", "Twice", "natural", ("B",), "Again."))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": " "}, "needs a code, a title and its story"),
        ({"origin": "strange"}, "what brings it about"),
        ({"hazards": ("X",)}, "letters C, B, R, N"),
        ({"hazards": ()}, "letters C, B, R, N"),
    ],
)
def test_a_scenario_that_says_too_little_is_refused(world, fields, sentence):
    text = ScenarioText(**{"code": "X", "title": "T", "origin": "natural", "hazards": ("B",), "story": "S", **fields})
    with pytest.raises(InvalidInput, match=sentence):
        add_scenario(actor=world.actor, text=text)
    assert Scenario.objects.for_actor(world.actor).count() == 2


def test_the_matrix_shows_which_capabilities_have_neither_link_nor_reason(world):
    ids = capability_ids(world)
    flood, crash = scenarios(world.actor)
    assert set_reliance(actor=world.actor, scenario=crash, strengths={ids[FIRST]: 0, ids[SECOND]: 1}) == 1
    first, second = reliance_matrix(world.actor, world.assessment)
    assert (first.strengths, first.explained) == ({}, False)
    assert (second.strengths, second.explained) == ({flood.pk: 2, crash.pk: 1}, True)
    explain_unlinked(actor=world.actor, capability=first.capability, reason="It carries all others")
    assert reliance_matrix(world.actor, world.assessment)[0].explained
    with pytest.raises(InvalidInput, match="not at all, partly or strongly"):
        set_reliance(actor=world.actor, scenario=crash, strengths={ids[FIRST]: 3})


def test_who_may_not_writes_nothing_and_another_country_sees_nothing(world):
    picture = rated_world(world)
    other = actor_of(make_country("QU", "Orvania"))
    assert list(scenarios(other)) == []
    assert picture_of(other, world.assessment) is None
    with pytest.raises(NotFound):
        find_scenario(other, "N-01")
    contributor = Actor("c", world.country.pk, frozenset({Role.CONTRIBUTOR}), world.institutions[0].pk)
    flood = find_scenario(world.actor, "N-01")
    with pytest.raises(NotAllowed):
        estimate_risk(
            actor=contributor, picture=picture, scenario=flood, institution=world.institutions[1], bands=bands(1, 1)
        )
    for write in (
        lambda: agree_risks(actor=contributor, picture=picture),
        lambda: leave_out_scenario(actor=contributor, scenario=flood, reason="x"),
        lambda: start_second_round(actor=contributor, picture=picture),
        lambda: approve_risks(actor=contributor, picture=picture),
    ):
        with pytest.raises(NotAllowed):
            write()


def test_reading_a_risk_picture_takes_a_fixed_number_of_queries(world, django_assert_num_queries):
    picture = rated_world(world)
    ids = list(capability_ids(world).values())
    for _again in range(2):
        with django_assert_num_queries(4):
            view = RiskView(world.actor, picture)
            view.rated()
            view.exposure(ids)
        for number in range(10):
            text = ScenarioText(f"Y-{number}{_again}", "More", "natural", ("B",), "It happens.")
            add_scenario(actor=world.actor, text=text)
