"""Preparing a workshop: an agenda from the state of the assessment, its order, and what stays on it."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from tests.factories import World, make_world
from tests.risk_worlds import rated, with_scenarios
from tests.workshops import a_free_item, a_room, a_workshop, an_item, item_of, with_prioritisation

from concord.domains.assessments.models import Finding
from concord.domains.workshops.enums import ItemKind
from concord.domains.workshops.models import Question, Workshop
from concord.domains.workshops.queries import agenda, candidates, find_workshop, suggested_agenda
from concord.domains.workshops.rules import can_assist
from concord.domains.workshops.services import (
    FreeQuestion,
    ItemText,
    add_free_question,
    add_item,
    add_questions,
    change_code,
    change_item,
    move_item,
    name_helpers,
    remove_item,
    remove_question,
    remove_workshop,
    take_suggested_agenda,
)
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput, NotFound, WrongState


@pytest.fixture
def world(db: None) -> World:
    return make_world(agreed=False, planned=False)


def titles(world: World, workshop: Workshop) -> list[str]:
    return [line.item.title for line in agenda(world.actor, workshop)]


def test_the_agenda_is_suggested_from_what_is_open(world):
    rated(with_scenarios(world))
    with_prioritisation(world)
    items = suggested_agenda(world.actor, world.assessment)
    assert [(one.kind, len(one.subjects)) for one in items] == [
        ("discussion", 0), ("findings", 2), ("scenarios", 2), ("weights", 0), ("scores", 3), ("priorities", 0),
        ("discussion", 0),
    ]  # fmt: skip
    # The crash is rated further apart than the flood, so it comes first.
    crash, flood = candidates(world.actor, world.assessment, ItemKind.SCENARIOS)
    assert (crash.code, flood.code) == ("A-01", "N-01")
    assert crash.weight > flood.weight
    workshop = a_workshop(world)
    assert take_suggested_agenda(actor=world.actor, workshop=workshop, items=items) == 7
    lines = agenda(world.actor, workshop)
    assert [len(line.questions) for line in lines] == [1, 2, 2, 1, 3, 1, 1]
    assert [line.questions[0].asks for line in lines] == [
        "", "scale", "scale", "points", "points", "choice", "",
    ]  # fmt: skip


def test_findings_on_which_answers_differ_are_suggested_and_others_are_not(world):
    first, second = world.findings
    rows = Finding.objects.for_actor(world.actor)
    rows.filter(pk=first.pk).update(agreement=0.4)
    rows.filter(pk=second.pk).update(agreement=1.0)
    (about,) = [one for one in suggested_agenda(world.actor, world.assessment) if one.kind == ItemKind.FINDINGS]
    assert about.subjects == (first.pk,)
    assert about.why == "Agreement of the answers: 40 %."
    assert [one.subject for one in candidates(world.actor, world.assessment, ItemKind.FINDINGS)] == [
        first.pk, second.pk,
    ]  # fmt: skip


def test_what_is_settled_is_not_suggested(db):
    world = make_world(planned=False)
    assert [one.kind for one in suggested_agenda(world.actor, world.assessment)] == ["discussion", "discussion"]
    assert all(one.settled for one in candidates(world.actor, world.assessment, ItemKind.FINDINGS))


def test_an_item_without_a_time_follows_the_one_before_it(world):
    workshop = a_workshop(world)
    an_item(world, workshop, "discussion", title="Welcome", starts_at=dt.time(9, 0), minutes=45)
    an_item(world, workshop, "discussion", title="Next", minutes=30)
    an_item(world, workshop, "discussion", title="Tomorrow", day=2)
    told = [(line.item.title, line.date, line.starts, line.ends) for line in agenda(world.actor, workshop)]
    assert told == [
        ("Welcome", dt.date(2026, 10, 27), dt.time(9, 0), dt.time(9, 45)),
        ("Next", dt.date(2026, 10, 27), dt.time(9, 45), dt.time(10, 15)),
        ("Tomorrow", dt.date(2026, 10, 28), None, None),
    ]


def test_items_change_places(world):
    workshop = a_workshop(world)
    for title in ("One", "Two", "Three"):
        an_item(world, workshop, "discussion", title=title)
    third = agenda(world.actor, workshop)[2].item
    move_item(actor=world.actor, item=third, up=True)
    assert titles(world, workshop) == ["One", "Three", "Two"]
    move_item(actor=world.actor, item=third, up=True)
    with pytest.raises(WrongState, match="stands there already"):
        move_item(actor=world.actor, item=third, up=True)
    remove_item(actor=world.actor, item=third)
    assert titles(world, workshop) == ["One", "Two"]


def test_a_thing_is_asked_about_once(world):
    workshop = a_workshop(world)
    item = an_item(world, workshop, "findings")
    first = candidates(world.actor, world.assessment, ItemKind.FINDINGS)[0]
    assert item.questions.count() == 2
    assert add_questions(actor=world.actor, item=item, subjects=[first.subject]) == 0
    question = item.questions.get(subject=first.subject)
    assert (question.code, [one["code"] for one in question.options]) == (first.code, ["level", "target"])
    remove_question(actor=world.actor, question=question)
    assert add_questions(actor=world.actor, item=item, subjects=[first.subject]) == 1
    with pytest.raises(InvalidInput, match="from the list"):
        add_questions(actor=world.actor, item=item, subjects=[uuid4()])


def test_a_finding_of_another_country_is_no_subject(world):
    other = make_world("QU", "Orvania", agreed=False, planned=False)
    workshop = a_workshop(world)
    text = ItemText("findings", "Theirs")
    with pytest.raises(InvalidInput, match="from the list"):
        add_item(actor=world.actor, workshop=workshop, text=text, subjects=[other.findings[0].pk])
    with pytest.raises(NotFound):
        find_workshop(other.actor, workshop.pk)
    assert titles(world, workshop) == []


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (FreeQuestion("", options=["a", "b"]), "Write the question"),
        (FreeQuestion("Where?", options=["a"]), "from 2 to 60 answers"),
        (FreeQuestion("Where?", options=["a", "b"], most=3), "how many of the answers"),
        (FreeQuestion("Where?", options=["a", "b"], asks="pairwise"), "how the room answers"),
    ],
)
def test_a_free_question_that_cannot_be_asked_is_refused(world, question, sentence):
    item = an_item(world, a_workshop(world), "free")
    with pytest.raises(InvalidInput, match=sentence):
        add_free_question(actor=world.actor, item=item, question=question)
    assert not Question.objects.for_actor(world.actor).exists()


def test_what_was_voted_on_stays_on_the_agenda(world):
    room = a_room(world, "free")
    item = item_of(room, "free")
    question = room.turns_to(item)
    room.opens()
    with pytest.raises(WrongState, match="stays on record"):
        remove_item(actor=world.actor, item=item)
    with pytest.raises(WrongState, match="stays on record"):
        remove_question(actor=world.actor, question=question)
    with pytest.raises(WrongState, match="the way it asks stays"):
        change_item(actor=world.actor, item=item, text=ItemText("free", "Free", unit="institution", asks="choice"))
    with pytest.raises(WrongState, match="stays on record"):
        remove_workshop(actor=world.actor, workshop=room.workshop)


def test_priorities_ask_otherwise_as_long_as_nobody_voted(world):
    item = an_item(world, a_workshop(world), "priorities")
    assert item.questions.get().limits == {"most": 1}
    change_item(actor=world.actor, item=item, text=ItemText("priorities", "First", asks="points"))
    question = item.questions.get()
    assert (question.asks, question.limits, len(question.options)) == ("points", {}, 2)


def test_helpers_assist_in_their_room_alone(world):
    first, second = a_workshop(world), a_workshop(world)
    observer = world.people["observer"]
    name_helpers(actor=world.actor, workshop=first, users=[observer.pk])
    helper = Actor("Helper", world.country.pk, frozenset({"observer"}), None, observer.pk)
    assert (can_assist(helper, first), can_assist(helper, second)) == (True, False)
    assert find_workshop(helper, first.pk) == first
    with pytest.raises(NotFound):
        find_workshop(helper, second.pk)
    with pytest.raises(InvalidInput, match="people of this country"):
        name_helpers(actor=world.actor, workshop=first, users=[uuid4()])


def test_another_code_ends_the_old_one(world):
    workshop = a_workshop(world)
    old = workshop.code
    new = change_code(actor=world.actor, workshop=workshop).code
    assert (len(new), new != old) == (6, True)
    assert not Workshop.by_code.filter(code=old).exists()


def test_a_day_that_the_workshop_has_not_is_refused(world):
    workshop = a_workshop(world, days=2)
    with pytest.raises(InvalidInput, match="one of the workshop's days"):
        an_item(world, workshop, "discussion", day=3)
    a_free_item(world, workshop, day=2)
    assert titles(world, workshop) == ["Free"]
