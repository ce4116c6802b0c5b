"""Leading a room: items, votes in rounds, results that stay hidden, and pages that learn of every change."""

from __future__ import annotations

import pytest
from tests.factories import World, make_world
from tests.workshops import Room, a_free_item, a_phone, a_room, a_workshop, item_of

from concord.domains.priorities.models import Vote
from concord.domains.workshops.enums import QuestionState, WorkshopStatus
from concord.domains.workshops.queries import find_workshop, present_at, pulse, screen, tally_of, turnout_of
from concord.domains.workshops.services import (
    close_voting,
    close_workshop,
    end_item,
    open_voting,
    open_workshop,
    refuse,
    reopen_workshop,
    reveal,
    set_present,
    set_timer,
    start_item,
)
from concord.kernel.errors import InvalidInput, NotAllowed, WrongState

OLD, NEW = {"o1": 1}, {"o2": 1}


@pytest.fixture
def world(db: None) -> World:
    return make_world(agreed=False, planned=False)


@pytest.fixture
def room(world: World) -> Room:
    return a_room(world, "free", "discussion")


def test_a_vote_runs_in_rounds_and_is_hidden_until_it_is_shown(room):
    question = room.turns_to(item_of(room, "free"))
    assert (question.state, question.round) == (QuestionState.WAITING, 0)
    room.opens()
    room.phones["health"].votes(room, OLD)
    room.phones["interior"].votes(room, NEW)
    room.phones["customs"].votes(room, NEW)
    assert tally_of(room.actor, room.question) is None
    close_voting(actor=room.actor, question=room.question)
    assert tally_of(room.actor, room.question) is None
    reveal(actor=room.actor, question=room.question)
    shown = tally_of(room.actor, room.question)
    assert [(line.title, line.counts) for line in shown.lines] == [
        ("The old harbour", {"1": 1}), ("The new harbour", {"1": 2}), ("The airport", {"1": 0}),
    ]  # fmt: skip


def test_a_repeated_vote_keeps_who_does_not_vote_again_and_shows_what_changed(room):
    room.turns_to(item_of(room, "free"))
    room.opens()
    for kind, said in (("health", OLD), ("interior", NEW), ("customs", NEW)):
        room.phones[kind].votes(room, said)
    room.shows()
    assert room.opens().round == 2
    room.phones["health"].votes(room, NEW)
    # While the second round runs, the room still sees the first.
    assert [line.counts["1"] for line in tally_of(room.actor, room.question).lines] == [1, 2, 0]
    room.shows()
    shown = tally_of(room.actor, room.question)
    assert (shown.round, shown.votes, shown.moved) == (2, 3, 1)
    assert [(line.counts["1"], line.first.counts["1"]) for line in shown.lines] == [(0, 1), (3, 2), (0, 0)]
    assert [(one.institution, one.values["o2"], one.first["o2"]) for one in shown.voices] == [
        ("Customs of Tarsovia", 1.0, 1.0), ("Health of Tarsovia", 1.0, 0.0), ("Interior of Tarsovia", 1.0, 1.0),
    ]  # fmt: skip
    assert room.opens().round == 3


def test_the_screen_says_who_has_voted_and_nothing_of_what(room):
    room.turns_to(item_of(room, "free"))
    room.opens()
    room.phones["health"].votes(room, OLD)
    shown = screen(room.actor, room.now)
    assert (shown.voted, shown.voters, shown.tally, shown.inside) == (1, 3, None, 3)
    assert [(one.institution, one.voted, one.people) for one in shown.turnout] == [
        ("Customs of Tarsovia", 0, 1), ("Health of Tarsovia", 1, 1), ("Interior of Tarsovia", 0, 1),
    ]  # fmt: skip


def test_every_change_gives_the_pulse_another_key(room, django_assert_num_queries):
    keys = [pulse(room.actor, room.now).key]
    steps = (
        lambda: room.turns_to(item_of(room, "free")),
        room.opens,
        lambda: room.phones["health"].votes(room, OLD),
        lambda: room.phones["health"].votes(room, NEW),
        lambda: set_timer(actor=room.actor, workshop=room.workshop, minutes=5),
        room.shows,
        lambda: a_phone(room.world, room.workshop, "Late", room.world.institutions[0], inside=False),
    )
    for step in steps:
        step()
        keys.append(pulse(room.actor, room.now).key)
    assert len(set(keys)) == len(keys) == 8
    now = room.now
    with django_assert_num_queries(1):
        assert pulse(room.actor, now).key == keys[-1]


def test_only_invited_institutions_are_waited_for(world):
    room = a_room(world, "discussion")
    health = world.institutions[0]
    item = a_free_item(world, room.workshop, invited=[health.pk])
    room.turns_to(item)
    room.opens()
    assert [one.institution for one in turnout_of(room.actor, room.question)] == ["Health of Tarsovia"]
    with pytest.raises((WrongState, NotAllowed)):
        room.phones["customs"].votes(room, OLD)
    assert not Vote.objects.for_actor(room.actor).exists()


def test_an_item_cannot_be_left_while_votes_are_taken(room):
    room.turns_to(item_of(room, "free"))
    room.opens()
    with pytest.raises(WrongState, match="close the vote first"):
        start_item(actor=room.actor, item=item_of(room, "discussion"))
    with pytest.raises(WrongState, match="close the vote first"):
        close_workshop(actor=room.actor, workshop=room.workshop)
    with pytest.raises(WrongState, match="then show its results"):
        reveal(actor=room.actor, question=room.question)
    close_voting(actor=room.actor, question=room.question)
    end_item(actor=room.actor, workshop=room.workshop)
    assert (room.now.current_item, room.now.current_question) == (None, None)


def test_nobody_is_asked_before_the_workshop_begins(world):
    workshop = a_workshop(world)
    with pytest.raises(WrongState, match="Put something on the agenda first"):
        open_workshop(actor=world.actor, workshop=workshop)
    room = a_room(world, "free")
    close_workshop(actor=room.actor, workshop=room.workshop)
    assert (room.now.status, room.now.door_open) == (WorkshopStatus.CLOSED, False)
    with pytest.raises(WrongState, match="is closed"):
        start_item(actor=room.actor, item=item_of(room, "free"))
    with pytest.raises(InvalidInput, match="Say why"):
        reopen_workshop(actor=room.actor, workshop=room.workshop, reason=" ")
    reopen_workshop(actor=room.actor, workshop=room.workshop, reason="The afternoon was forgotten.")
    assert room.now.status == WorkshopStatus.OPEN


def test_a_question_that_is_not_before_the_room_is_not_voted_on(room):
    item = item_of(room, "free")
    question = item.questions.get()
    with pytest.raises(WrongState, match="not before the room"):
        open_voting(actor=room.actor, question=question)


def test_everybody_let_in_is_present_until_somebody_corrects_it(room):
    free, talk = item_of(room, "free"), item_of(room, "discussion")
    room.turns_to(free)
    health, customs = (room.phones[kind].participant for kind in ("health", "customs"))
    assert present_at(room.actor, free) == {phone.participant.pk: True for phone in room.phones.values()}
    assert set_present(actor=room.actor, item=free, present=[health.pk, customs.pk]) == 2
    late = a_phone(room.world, room.workshop, "Late", room.world.institutions[0])
    assert present_at(room.actor, free)[late.participant.pk]
    # Who was not there is not there for the next item either; who was sent out is not noted any more.
    refuse(actor=room.actor, workshop=room.workshop, participants=[customs.pk])
    room.turns_to(talk)
    interior = room.phones["interior"].participant
    assert present_at(room.actor, talk) == {health.pk: True, late.participant.pk: True, interior.pk: False}


def test_two_rooms_do_not_mix(world):
    first, second = a_room(world, "free"), a_room(world, "free")
    first.turns_to(item_of(first, "free"))
    second.turns_to(item_of(second, "free"))
    first.opens()
    second.opens()
    stranger = second.phones["health"]
    with pytest.raises((WrongState, NotAllowed)):
        stranger.votes(first, OLD)
    assert screen(first.actor, first.now).voted == 0
    assert screen(second.actor, find_workshop(world.actor, second.workshop.pk)).inside == 3


def test_a_contributor_does_not_lead(room):
    somebody = room.phones["health"].actor
    with pytest.raises(NotAllowed):
        start_item(actor=somebody, item=item_of(room, "free"))
