"""Decisions: confirmed as the room read them, told to findings, risks and priorities, corrected by further rows."""

from __future__ import annotations

import pytest
from tests.factories import World, make_world
from tests.risk_worlds import rated, with_scenarios
from tests.workshops import Room, a_room, item_of

from concord.domains.assessments.models import Finding
from concord.domains.priorities.queries import live_result, prioritisation_of
from concord.domains.risks.models import AgreedRisk, Estimate, RiskPicture
from concord.domains.workshops.models import Decision
from concord.domains.workshops.outcomes import proposed_outcome
from concord.domains.workshops.queries import record_of, tally_of
from concord.domains.workshops.services import (
    ask_question,
    close_voting,
    close_workshop,
    conclude_scenarios,
    confirm_decision,
    correct_decision,
    draft_decision,
    reveal,
)
from concord.kernel.audit import verify_chain
from concord.kernel.errors import InvalidInput, WrongState


@pytest.fixture
def world(db: None) -> World:
    return make_world(agreed=False, planned=False)


def decides(room: Room, text: str, outcome: dict[str, object] | None = None, against: str = "") -> Decision:
    question = room.question
    draft_decision(actor=room.actor, question=question, text=text, outcome=outcome or {}, against=against)
    return confirm_decision(actor=room.actor, question=question)


def asks_level(room: Room) -> None:
    room.turns_to(item_of(room, "findings"))
    room.opens()
    for kind, level in (("health", 2), ("interior", 2), ("customs", 4)):
        room.phones[kind].votes(room, {"level": level, "target": 4})
    room.shows()


def test_a_decided_finding_is_agreed_and_keeps_who_differed(world):
    room = a_room(world, "findings")
    asks_level(room)
    votes = tally_of(room.actor, room.question)
    assert proposed_outcome(room.question, votes) == {"level": 2, "target": 4}
    level = votes.line("level")
    assert (level.counts, level.median, level.low, level.high) == ({"1": 0, "2": 2, "3": 0, "4": 1, "5": 0}, 2.0, 2, 4)
    # Tastle and Wierman: mean 2⅔; 1 + ⅔ log2(1 − ⅔/4) + ⅓ log2(1 − 1⅓/4)
    assert round(level.agreement, 4) == 0.6297
    decision = decides(room, "Level 2; customs is ahead.", {"level": "2", "target": "4"}, "Customs sees more.")
    finding = Finding.objects.for_actor(room.actor).get(pk=decision.question.subject)
    assert (finding.status, finding.level, finding.target, finding.rationale) == (
        "agreed", 2, 4, "Level 2; customs is ahead.",
    )  # fmt: skip
    assert (decision.number, decision.effect, decision.against) == (1, "finding", "Customs sees more.")
    assert decision.tally["votes"] == 3
    assert decision.tally["dissent"] == [
        {"institution": "Customs of Tarsovia", "votes": 1, "values": {"level": 4.0, "target": 4.0}}
    ]
    assert verify_chain(world.country.pk).fault == ""


def test_a_level_that_differs_from_the_answers_has_the_decision_as_its_reason(world):
    room = a_room(world, "findings")
    asks_level(room)
    decision = decides(room, "We are at 3.", {"level": 3, "target": 5})
    finding = Finding.objects.for_actor(room.actor).get(pk=decision.question.subject)
    assert (finding.level, finding.derived, finding.rationale) == (3, 2, "We are at 3.")


def test_nothing_is_decided_that_the_room_has_not_read(world):
    room = a_room(world, "findings")
    room.turns_to(item_of(room, "findings"))
    with pytest.raises(WrongState, match="Word the decision first"):
        confirm_decision(actor=room.actor, question=room.question)
    room.opens()
    with pytest.raises(WrongState, match="close the vote first"):
        draft_decision(actor=room.actor, question=room.question, text="Two", outcome={"level": 2, "target": 3})
    room.phones["health"].votes(room, {"level": 2, "target": 4})
    close_voting(actor=room.actor, question=room.question)
    with pytest.raises(WrongState, match="Show the room the results"):
        draft_decision(actor=room.actor, question=room.question, text="Two", outcome={"level": 2, "target": 3})
    room.opens()
    room.shows()
    with pytest.raises(InvalidInput, match="numbers from 1 to 5"):
        draft_decision(actor=room.actor, question=room.question, text="Two", outcome={"level": 7, "target": 3})
    draft_decision(actor=room.actor, question=room.question, text="Two\r\nthen", outcome={"level": 2, "target": 3})
    with pytest.raises(WrongState, match="wording has changed"):
        confirm_decision(actor=room.actor, question=room.question, seen="Three")
    assert confirm_decision(actor=room.actor, question=room.question, seen="Two\r\nthen").text == "Two\nthen"
    with pytest.raises(WrongState, match="a correction can be added"):
        draft_decision(actor=room.actor, question=room.question, text="Three", outcome={"level": 3, "target": 3})


def test_a_correction_is_added_and_nothing_is_overwritten(world):
    room = a_room(world, "findings")
    asks_level(room)
    first = decides(room, "Level 2.", {"level": 2, "target": 4})
    close_workshop(actor=room.actor, workshop=room.workshop)
    with pytest.raises(InvalidInput, match="say why"):
        correct_decision(actor=room.actor, decision=first, text="Level 3.", reason="")
    added = correct_decision(
        actor=room.actor, decision=first, text="Level 3.", reason="Misheard.", outcome={"level": 3, "target": 4}
    )
    first.refresh_from_db()
    assert (first.text, first.outcome, added.number, added.corrects) == (
        "Level 2.",
        {"level": 2, "target": 4},
        2,
        first,
    )
    finding = Finding.objects.for_actor(room.actor).get(pk=first.question.subject)
    assert (finding.level, finding.rationale, finding.reopen_reason) == (
        3, "Level 3.", "Decided anew in the workshop “National workshop”.",
    )  # fmt: skip
    with pytest.raises(WrongState, match="Correct the decision itself"):
        correct_decision(actor=room.actor, decision=added, text="Level 4.", reason="Again.")
    (kept,) = record_of(room.actor, room.now).decisions
    assert (kept.decision.text, [one.text for one in kept.corrections], kept.stands.text) == (
        "Level 2.", ["Level 3."], "Level 3.",
    )  # fmt: skip


def test_votes_on_scenarios_become_estimates_and_agreed_risks(world):
    picture = rated(with_scenarios(world))
    room = a_room(world, "scenarios")
    question = room.turns_to(item_of(room, "scenarios"))
    assert question.code == "A-01"
    room.opens()
    for kind, likelihood in (("health", 4), ("interior", 4), ("customs", 5)):
        room.phones[kind].votes(room, {"likelihood": likelihood, "health": 3})
    room.shows()
    assert proposed_outcome(room.question, tally_of(room.actor, room.question)) == {"likelihood": 4, "impact": 3}
    assert decides(room, "As voted.", {"likelihood": "4", "impact": "3"}).effect == "estimates"
    rows = Estimate.objects.for_actor(room.actor).filter(picture=picture, scenario__code="A-01", round=2)
    assert sorted((one.institution.kind, one.likelihood, one.health, one.economy) for one in rows) == [
        ("customs", 5, 3, None), ("health", 4, 3, None), ("interior", 4, 3, None),
    ]  # fmt: skip
    # The first round's estimates stay as they were made.
    assert Estimate.objects.for_actor(room.actor).filter(picture=picture, round=1).count() == 6
    item = item_of(room, "scenarios")
    ask_question(actor=room.actor, question=item.questions.get(code="N-01"))
    decides(room, "The river is dammed now.", {"likelihood": 1, "impact": 2.5})
    assert conclude_scenarios(actor=room.actor, item=item) == 2
    agreed = {one.scenario.code: one for one in AgreedRisk.objects.for_actor(room.actor).select_related("scenario")}
    assert (agreed["A-01"].likelihood, agreed["A-01"].impact, agreed["A-01"].rationale) == (4.0, 3.0, "")
    assert (agreed["N-01"].likelihood, agreed["N-01"].impact) == (1.0, 2.5)
    assert agreed["N-01"].rationale == "The river is dammed now."
    assert RiskPicture.objects.for_actor(room.actor).get().stage == "agreed"


def test_weights_of_the_room_count_once_they_are_shown(world):
    room = a_room(world, "weights")
    room.turns_to(item_of(room, "weights"))
    codes = [option["code"] for option in room.opens().options]
    room.phones["health"].votes(room, dict.fromkeys(codes, 50))
    room.phones["customs"].votes(room, dict.fromkeys(codes, 0) | {codes[0]: 100})
    prioritisation = prioritisation_of(room.actor, world.assessment)
    close_voting(actor=room.actor, question=room.question)
    assert live_result(room.actor, prioritisation).voices == ()
    reveal(actor=room.actor, question=room.question)
    voices = {one.name: one.weights for one in live_result(room.actor, prioritisation).voices}
    assert voices["Customs of Tarsovia"] == (1.0, *[0.0] * (len(codes) - 1))
    assert set(voices["Health of Tarsovia"]) == {round(1 / len(codes), 6)}
    shown = tally_of(room.actor, room.question)
    assert round(shown.lines[0].mean, 4) == round((1 + 1 / len(codes)) / 2, 4)
    assert decides(room, "These weights hold.").effect == "votes"


def test_chosen_priorities_come_first_in_the_order(world):
    room = a_room(world, "priorities")
    room.turns_to(item_of(room, "priorities"))
    last = room.opens().options[-1]["code"]
    for phone in room.phones.values():
        phone.votes(room, {last: 1})
    room.shows()
    assert proposed_outcome(room.question, tally_of(room.actor, room.question)) == {"order": [last]}
    with pytest.raises(InvalidInput, match="Name each gap once"):
        decides(room, "First", {"order": ["NONE"]})
    assert decides(room, "The room wants it first.", {"order": [last]}).effect == "moves"
    result = live_result(room.actor, prioritisation_of(room.actor, world.assessment))
    assert result.gaps[result.order[0]].code == last
    assert [(move.place, move.reason) for move in result.moves] == [(1, "The room wants it first.")]


def test_a_discussion_ends_in_a_decision_without_votes(world):
    room = a_room(world, "discussion")
    room.turns_to(item_of(room, "discussion"))
    decision = decides(room, "The ministry of health writes the first draft by March.")
    assert (decision.tally, decision.outcome, decision.effect) == ({}, {}, "")


def test_the_record_needs_the_same_queries_for_a_long_agenda(world, django_assert_num_queries):
    room = a_room(world, "discussion", "free", "findings")
    asks_level(room)
    decides(room, "Level 2.", {"level": 2, "target": 4})
    workshop = room.now
    with django_assert_num_queries(5):
        record = record_of(room.actor, workshop)
    assert [len(one.present) for one in record.items] == [0, 0, 3]
    assert record.institutions == ["Customs of Tarsovia", "Health of Tarsovia", "Interior of Tarsovia"]
