import json

import pytest
from tests.domains.priorities.voters import CODES, approver, begun, person, points
from tests.factories import MACHINE, ingredient_book, make_world

from concord.domains.assessments.models import Finding
from concord.domains.frameworks.models import CrosswalkEntry
from concord.domains.plans.models import Action
from concord.domains.plans.queries import drift, traces
from concord.domains.plans.services import draft_plan, refresh_plan
from concord.domains.priorities.enums import BallotKind, Shown, Source, Stage
from concord.domains.priorities.filling import Measure
from concord.domains.priorities.models import Criterion, Decision, OwnScore, Place, Prioritisation
from concord.domains.priorities.order import Standing
from concord.domains.priorities.queries import (
    decided_result,
    first_order,
    gap_order,
    holding_decision,
    live_result,
    prioritisation_of,
    score_table,
    stage_of,
    standings,
)
from concord.domains.priorities.queries.table import scored
from concord.domains.priorities.results import digest, frozen, thawed
from concord.domains.priorities.services import (
    Asked,
    CriterionText,
    add_criterion,
    approve_order,
    ask_for_ratings,
    ask_for_weights,
    cast_vote,
    change_criterion,
    close_ballot,
    decide_order,
    leave_out_criterion,
    move_gap,
    open_prioritisation,
    reopen_order,
    set_own_score,
    take_back_criterion,
    take_back_move,
    take_back_own_score,
)
from concord.domains.risks.models import Scenario
from concord.domains.risks.services import (
    Bands,
    ScenarioText,
    agree_risks,
    estimate_risk,
    open_risk_picture,
    take_scenarios,
)
from concord.kernel import audit
from concord.kernel.errors import InvalidInput, NotAllowed, WrongState

pytestmark = pytest.mark.django_db

FIRST, SECOND = "MINI1-01", "MINI2-02"


@pytest.fixture
def world():
    return make_world(planned=False, target=4)


def criterion(world, code):
    return Criterion.objects.for_actor(world.actor).get(code=code)


def capability(world, code):
    return world.framework.capabilities.get(code=code)


def cells(world, prioritisation):
    table = score_table(world.actor, prioritisation)
    return {(row.gap.finding.capability.code, cell.criterion.code): cell for row in table.rows for cell in row.cells}


def rate_risks(world):
    """All risk leans on the second capability, which reaches other countries now and then."""
    text = ScenarioText(
        "N-01", "A flood", "natural", ("C",), "Water reaches stored chemicals.", cross_border="possible"
    )
    take_scenarios(
        actor=world.actor, framework=world.framework, texts=[text], relies={"N-01": {SECOND: 1}}, unlinked={}
    )
    picture = open_risk_picture(actor=world.actor, assessment=world.assessment)
    estimate_risk(
        actor=world.actor, picture=picture, scenario=Scenario.objects.for_actor(world.actor).get(),
        institution=world.institutions[0], bands=Bands(2, 3, 1, 1, 1),
    )  # fmt: skip
    agree_risks(actor=world.actor, picture=picture)


def test_a_prioritisation_begins_with_the_shipped_criteria(world):
    begun(world)
    rows = Criterion.objects.for_actor(world.actor)
    assert [row.code for row in rows] == CODES
    assert [row.code for row in rows if row.aim == "less"] == ["cost"]
    assert criterion(world, "cost").top == 20_000  # two steps of a hundred expert days at 100 EUR
    assert criterion(world, "urgency").name == "Urgency"
    with pytest.raises(WrongState, match="already"):
        begun(world)


def test_what_the_data_know_is_filled_in_and_the_rest_stands_in_the_middle(world):
    rate_risks(world)
    found = cells(world, begun(world))
    assert (found[FIRST, "exposure"].likely, found[SECOND, "exposure"].likely) == (0.0, 50.0)
    assert found[SECOND, "exposure"].low == 45.0  # the criterion's doubt
    assert found[SECOND, "borders"].likely == 50.0
    assert found[SECOND, "size"].likely == 50.0  # two of four levels
    assert (found[FIRST, "cost"].measure.likely, found[FIRST, "cost"].likely) == (20_000, 0.0)
    assert (found[FIRST, "cost"].low, found[FIRST, "cost"].high) == (0.0, 40.0)  # dear and cheap ends of the book
    assert found[FIRST, "legal"].measure == Measure(0, 0, 0)
    unknown = found[FIRST, "urgency"]
    assert (unknown.origin, unknown.low, unknown.likely, unknown.high) == ("unknown", 0.0, 50.0, 100.0)
    assert found[FIRST, "borders"].origin == "unknown"  # nothing leans on it


def test_before_risks_are_agreed_the_areas_weight_stands_in_with_doubt(world):
    found = cells(world, begun(world))
    assert (found[SECOND, "exposure"].low, found[SECOND, "exposure"].likely, found[SECOND, "exposure"].high) == (
        25.0, 50.0, 75.0,
    )  # fmt: skip


def test_binding_instruments_that_name_a_capability_count_as_obligations(world):
    for name in ("CWC", "BWC", "JEE"):
        CrosswalkEntry.objects.create(capability=capability(world, FIRST), instrument=name, edition="1", code=name)
    found = cells(world, begun(world))
    assert found[FIRST, "legal"].measure == Measure(2, 2, 2, ("CWC", "BWC"))
    assert found[FIRST, "legal"].likely == pytest.approx(66.6667)


def test_scores_run_in_a_straight_line_and_turn_with_the_direction():
    row = Criterion(bottom=0, top=4, doubt=0, aim="more")
    assert scored(row, Measure(1, 1, 2)) == (25.0, 25.0, 50.0)
    row.aim = "less"
    assert scored(row, Measure(1, 1, 2)) == (50.0, 75.0, 75.0)
    row.doubt = 0.25
    assert scored(row, Measure(0, 0, 0)) == (75.0, 100.0, 100.0)


def test_a_filled_score_is_challenged_with_a_reason_and_both_are_kept(world):
    prioritisation = begun(world)
    common = {"actor": world.actor, "criterion": criterion(world, "cost"), "capability": capability(world, FIRST)}
    with pytest.raises(InvalidInput, match="why"):
        set_own_score(**common, value=50, low=40, high=60, reason=" ")
    with pytest.raises(InvalidInput, match="within its range"):
        set_own_score(**common, value=50, low=60, high=70, reason="An offer")
    set_own_score(**common, value=50, low=40, high=60, reason="An offer")
    set_own_score(**common, value=80, low=70, high=90, reason="A better offer")
    cell = cells(world, prioritisation)[FIRST, "cost"]
    assert (cell.origin, cell.low, cell.likely, cell.high) == ("own", 70, 80, 90)
    assert cell.filled == (0.0, 0.0, 40.0)
    assert [row.reason for row in OwnScore.objects.for_actor(world.actor)] == ["A better offer", "An offer"]
    take_back_own_score(**common)
    assert cells(world, prioritisation)[FIRST, "cost"].origin == "filled"
    with pytest.raises(WrongState):
        take_back_own_score(**common)


def test_ratings_of_institutions_fill_a_criterion_once_they_may_be_seen(world):
    prioritisation = begun(world)
    health, interior, _customs = world.institutions
    ballot = ask_for_ratings(
        actor=world.actor, criterion=criterion(world, "urgency"), asked=Asked(influence={health.pk: 3})
    )
    cast_vote(actor=person(health), ballot=ballot, content={FIRST: 80, SECOND: 10})
    cast_vote(actor=person(interior), ballot=ballot, content={FIRST: 40, SECOND: 30})
    assert cells(world, prioritisation)[FIRST, "urgency"].origin == "unknown"
    close_ballot(actor=world.actor, ballot=ballot)
    cell = cells(world, prioritisation)[FIRST, "urgency"]
    assert (cell.origin, cell.low, cell.likely, cell.high) == ("rated", 40.0, 70.0, 80.0)
    with pytest.raises(WrongState, match="filled in from the data"):
        ask_for_ratings(actor=world.actor, criterion=criterion(world, "cost"), asked=Asked())


def test_criteria_are_added_worded_turned_and_left_out_while_nothing_is_decided(world):
    prioritisation = begun(world)
    own = add_criterion(
        actor=world.actor, prioritisation=prioritisation, text=CriterionText("Public trust", "", "more")
    )
    assert (own.code, own.source, own.order) == ("public-trust", Source.RATED, 9)
    change_criterion(actor=world.actor, criterion=own, text=CriterionText("Trust", "Do people trust it?", "less"))
    own.refresh_from_db()
    assert (own.name, own.asks, own.aim, own.code) == ("Trust", "Do people trust it?", "less", "public-trust")
    with pytest.raises(InvalidInput, match="upper end"):
        change_criterion(actor=world.actor, criterion=own, text=CriterionText("Trust", "", "less", 50, 50))
    leave_out_criterion(actor=world.actor, criterion=own)
    assert "public-trust" not in [one.code for one in score_table(world.actor, prioritisation).criteria]
    take_back_criterion(actor=world.actor, criterion=own)
    assert [one.code for one in score_table(world.actor, prioritisation).criteria][-1] == "public-trust"


def test_criteria_stay_as_they_are_while_a_ballot_about_them_is_open(world):
    prioritisation = begun(world)
    ballot = ask_for_weights(actor=world.actor, prioritisation=prioritisation, asked=Asked())
    with pytest.raises(WrongState, match="close it first"):
        leave_out_criterion(actor=world.actor, criterion=criterion(world, "cost"))
    with pytest.raises(WrongState, match="close it first"):
        ask_for_weights(actor=world.actor, prioritisation=prioritisation, asked=Asked())
    cast_vote(actor=person(world.institutions[0]), ballot=ballot, content=points(size=60, cost=20, legal=20))
    close_ballot(actor=world.actor, ballot=ballot)
    leave_out_criterion(actor=world.actor, criterion=criterion(world, "cost"))
    (voice,) = score_table(world.actor, prioritisation).voices
    assert (voice.values["size"], voice.values["legal"]) == pytest.approx(
        (0.75, 0.25)
    )  # as if cost had never been asked about
    add_criterion(actor=world.actor, prioritisation=prioritisation, text=CriterionText("Trust", "", "more"))
    assert score_table(world.actor, prioritisation).voices == ()  # nobody weighed the new one


def weighed(world, **given):
    """A prioritisation in which one institution gave these points."""
    prioritisation = begun(world)
    ballot = ask_for_weights(actor=world.actor, prioritisation=prioritisation, asked=Asked())
    cast_vote(actor=person(world.institutions[0]), ballot=ballot, content=points(**given))
    close_ballot(actor=world.actor, ballot=ballot)
    return prioritisation


def codes(gaps):
    return [gap.finding.capability.code for gap in gaps]


def test_the_decided_order_replaces_the_first_one(world):
    assert codes(gap_order(world.actor, world.assessment)) == [FIRST, SECOND]
    prioritisation = weighed(world, size=1)
    set_own_score(
        actor=world.actor, criterion=criterion(world, "size"), capability=capability(world, SECOND),
        value=100, low=100, high=100, reason="The level is about to fall.",
    )  # fmt: skip
    assert codes(gap_order(world.actor, world.assessment)) == [FIRST, SECOND]  # not decided yet
    decide_order(actor=world.actor, prioritisation=prioritisation)
    decided = gap_order(world.actor, world.assessment)
    assert [(gap.rank, gap.finding.capability.code) for gap in decided] == [(1, SECOND), (2, FIRST)]
    assert decided[0].standing == Standing(1, 1, 2, 1, 1.0, 1, 1)
    assert decided[0].standing.text == "first of 2, among the first 1 in 100 % of the weightings"
    assert decided[0].importance == first_order(world.actor, world.assessment)[1].importance


def test_standing_says_place_and_how_firm_it_is():
    assert Standing(3, 3, 41, 10, 0.94, 2, 7).text == "third of 41, in the top ten in 94 % of the weightings"
    assert Standing(14, 14, 41, 10, 0.2, 9, 20).text == "place 14 of 41, in the top ten in 20 % of the weightings"
    moved = Standing(1, 7, 41, 10, 0.5, 3, 9, "A treaty falls due.", "Ana")
    assert moved.text == "first of 41 by decision; the method put it seventh"


def test_a_moved_gap_keeps_the_place_it_had_and_who_moved_it_and_why(world):
    prioritisation = weighed(world, exposure=1)  # the area of the first weighs more
    common = {"actor": world.actor, "prioritisation": prioritisation, "capability": capability(world, SECOND)}
    with pytest.raises(InvalidInput, match="why"):
        move_gap(**common, place=1, reason="")
    with pytest.raises(InvalidInput, match="from 1 to 2"):
        move_gap(**common, place=3, reason="A treaty falls due.")
    move_gap(**common, place=1, reason="A treaty falls due.")
    result = live_result(world.actor, prioritisation)
    assert [result.gaps[gap].code for gap in result.order] == [SECOND, FIRST]
    assert (result.moves[0].worked, result.moves[0].place, result.moves[0].by) == (2, 1, "focal point")
    decide_order(actor=world.actor, prioritisation=prioritisation)
    place = Place.objects.for_actor(world.actor).get(capability__code=SECOND)
    assert (place.place, place.worked, place.reason, place.moved_by) == (1, 2, "A treaty falls due.", "focal point")
    with pytest.raises(WrongState, match="is decided"):
        take_back_move(**common)
    reopen_order(actor=world.actor, prioritisation=prioritisation, reason="The treaty was put off.")
    take_back_move(**common)
    assert codes(gap_order(world.actor, world.assessment)) == [FIRST, SECOND]
    assert live_result(world.actor, prioritisation).moves == ()


def test_a_decision_freezes_all_it_rests_on_under_its_hash(world):
    prioritisation = weighed(world, size=3, cost=1)
    result = live_result(world.actor, prioritisation)
    decision = decide_order(actor=world.actor, prioritisation=prioritisation, seen=result.fingerprint)
    assert decision.content_hash == digest(decision.content) == result.fingerprint
    assert thawed(decision.content) == result
    assert frozen(thawed(decision.content)) == decision.content
    assert decided_result(world.actor, prioritisation, decision) == result
    assert result.voices[0].weights == (0.0, 0.75, 0.0, 0.0, 0.25, 0.0, 0.0, 0.0)
    assert json.loads(decision.content)["form"] == 1


def test_an_order_that_changed_since_somebody_looked_is_not_decided(world):
    prioritisation = weighed(world, size=1)
    seen = live_result(world.actor, prioritisation).fingerprint
    set_own_score(
        actor=world.actor, criterion=criterion(world, "size"), capability=capability(world, FIRST),
        value=1, low=1, high=1, reason="Nearly there.",
    )  # fmt: skip
    with pytest.raises(WrongState, match="has changed since"):
        decide_order(actor=world.actor, prioritisation=prioritisation, seen=seen)
    assert not Decision.objects.for_actor(world.actor).exists()


def test_nothing_is_decided_while_a_ballot_is_open(world):
    prioritisation = weighed(world, size=1)
    ballot = ask_for_ratings(actor=world.actor, criterion=criterion(world, "urgency"), asked=Asked())
    with pytest.raises(WrongState, match="close it first"):
        decide_order(actor=world.actor, prioritisation=prioritisation)
    close_ballot(actor=world.actor, ballot=ballot)
    assert decide_order(actor=world.actor, prioritisation=prioritisation).reopened_at is None


def test_nothing_changes_under_a_decision_until_it_is_opened_again(world):
    prioritisation = weighed(world, size=1)
    decide_order(actor=world.actor, prioritisation=prioritisation)
    with pytest.raises(WrongState, match="is decided"):
        leave_out_criterion(actor=world.actor, criterion=criterion(world, "cost"))
    with pytest.raises(WrongState, match="is decided"):
        ask_for_weights(actor=world.actor, prioritisation=prioritisation, asked=Asked())
    with pytest.raises(WrongState, match="is decided"):
        decide_order(actor=world.actor, prioritisation=prioritisation)
    with pytest.raises(InvalidInput, match="why"):
        reopen_order(actor=world.actor, prioritisation=prioritisation, reason="")
    reopen_order(actor=approver(world), prioritisation=prioritisation, reason="A ministry was not asked.")
    leave_out_criterion(actor=world.actor, criterion=criterion(world, "cost"))
    (kept,) = Decision.objects.for_actor(world.actor)
    assert (kept.reopened_by, kept.reopen_reason) == ("Minister", "A ministry was not asked.")
    assert standings(world.actor, world.assessment) == {}
    with pytest.raises(WrongState, match="not decided"):
        reopen_order(actor=world.actor, prioritisation=prioritisation, reason="Again")


def test_somebody_else_approves_what_was_decided_and_the_audit_head_is_kept(world):
    prioritisation = weighed(world, size=1)
    minister = approver(world)
    with pytest.raises(WrongState, match="once it is decided"):
        approve_order(actor=minister, prioritisation=prioritisation)
    both = person(world.institutions[0])
    both = type(both)(both.name, both.country_id, frozenset({"focal_point", "approver"}), None, both.user_id)
    decide_order(actor=both, prioritisation=prioritisation)
    with pytest.raises(WrongState, match="somebody else"):
        approve_order(actor=both, prioritisation=prioritisation)
    with pytest.raises(NotAllowed):
        approve_order(actor=world.actor, prioritisation=prioritisation)
    before = audit.head(world.country.pk)
    decision = approve_order(actor=minister, prioritisation=prioritisation)
    assert (decision.approved_by, decision.audit_head) == ("Minister", before)
    assert stage_of(holding_decision(world.actor, prioritisation)) == Stage.APPROVED
    assert audit.verify_chain(world.country.pk, kept_head=decision.audit_head).fault == ""


def test_a_gap_that_came_up_since_stands_after_those_that_were_ordered(world):
    prioritisation = weighed(world, size=1)
    decide_order(actor=world.actor, prioritisation=prioritisation)
    Place.objects.for_actor(world.actor).filter(capability__code=FIRST).delete()
    found = gap_order(world.actor, world.assessment)
    assert [(gap.rank, gap.finding.capability.code, gap.standing is None) for gap in found] == [
        (2, SECOND, False), (3, FIRST, True),
    ]  # fmt: skip


def test_plans_take_the_decided_order_and_their_trace_says_how_firm_it_is(world):
    plan = draft_plan(actor=world.actor, assessment=world.assessment, book=ingredient_book())
    assert Action.objects.for_actor(world.actor).get(order=1).code == f"{FIRST}-L3"
    prioritisation = weighed(world, exposure=1)
    move_gap(
        actor=world.actor, prioritisation=prioritisation, capability=capability(world, SECOND), place=1,
        reason="A treaty falls due.",
    )  # fmt: skip
    assert not drift(world.actor, plan).reordered
    decide_order(actor=world.actor, prioritisation=prioritisation)
    assert drift(world.actor, plan).reordered
    refresh_plan(actor=world.actor, plan=plan, book=ingredient_book())
    assert Action.objects.for_actor(world.actor).get(order=1).code == f"{SECOND}-L3"
    assert not drift(world.actor, plan).reordered
    actions = list(
        Action.objects.for_actor(world.actor).filter(order=1).prefetch_related("closes__finding__capability")
    )
    (trace,) = traces(world.actor, plan, actions)
    assert trace.gaps[0].standing.text == "first of 2 by decision; the method put it second"


def test_comparisons_and_orders_weigh_criteria_too(world):
    prioritisation = begun(world)
    for kind, content in (
        (BallotKind.ORDER, {code: place for place, code in enumerate(CODES, start=1)}),
        (BallotKind.PAIRWISE, {f"{a}~{b}": 1 for n, a in enumerate(CODES) for b in CODES[n + 1 :]}),
    ):
        ballot = ask_for_weights(
            actor=world.actor, prioritisation=prioritisation, asked=Asked(kind=kind, shown=Shown.LIVE)
        )
        cast_vote(actor=person(world.institutions[0]), ballot=ballot, content=content)
        (voice,) = score_table(world.actor, prioritisation).voices
        assert sum(voice.values.values()) == pytest.approx(1)
        close_ballot(actor=world.actor, ballot=ballot)
    assert voice.values["cost"] == pytest.approx(1 / 8)
    assert voice.ratio == pytest.approx(0, abs=1e-9)


def test_who_sees_only_what_is_agreed_waits_for_the_decision(world):
    prioritisation = weighed(world, size=1)
    for actor in (person(world.institutions[0]),):
        with pytest.raises(NotAllowed):
            live_result(actor, prioritisation)
        decision = decide_order(actor=world.actor, prioritisation=prioritisation)
        assert decided_result(actor, prioritisation, decision).order == (0, 1)


def test_too_few_gaps_and_other_roles_open_nothing(world):
    with pytest.raises(NotAllowed):
        open_prioritisation(actor=approver(world), assessment=world.assessment)
    Finding.objects.for_actor(world.actor).filter(capability__code=SECOND).update(level=5)
    with pytest.raises(WrongState, match="nothing to order"):
        begun(world)
    assert not Prioritisation.objects.for_actor(world.actor).exists()


def test_another_country_sees_nothing_of_it(world):
    begun(world)
    abroad = make_world("QU", "Orvania", planned=False)
    assert prioritisation_of(abroad.actor, world.assessment) is None
    assert standings(abroad.actor, world.assessment) == {}
    assert MACHINE.country_id != abroad.country.pk
