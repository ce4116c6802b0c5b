"""Votes from phones: taken once, in the running round, by who is asked; refused in one sentence otherwise."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories import World, make_world
from tests.rooms import asked
from tests.workshops import Room, a_free_item, a_phone, a_room, a_workshop, item_of

from concord.domains.priorities.models import Vote
from concord.domains.workshops.actors import participant_actor
from concord.domains.workshops.models import Participant
from concord.domains.workshops.services import cast_live_vote, close_voting, open_voting, refuse, reveal
from concord.domains.workshops.taking import Cast, repeats
from concord.kernel.errors import InvalidInput, NotAllowed, WrongState
from concord.kernel.models import AuditEntry

FIRST, SECOND = {"o1": 1}, {"o2": 1}


@pytest.fixture
def world(db: None) -> World:
    return make_world(planned=False)


@pytest.fixture
def room(world: World) -> Room:
    """Votes are taken on a free question: which of three places."""
    room = a_room(world, "free")
    room.turns_to(item_of(room, "free"))
    room.opens()
    return room


def votes(room: Room) -> list[tuple[int, dict[str, int], str]]:
    rows = Vote.objects.for_actor(room.actor).order_by("round", "by")
    return list(rows.values_list("round", "content", "by"))


def entries(room: Room) -> list[str]:
    rows = AuditEntry.objects.filter(country_id=room.world.country.pk, action="workshop.voted")
    return list(rows.values_list("detail", flat=True))


def test_a_vote_is_taken_and_may_be_changed_while_voting_is_open(room: Room) -> None:
    phone = room.phones["health"]
    assert phone.votes(room, FIRST, key="a:1") == Cast(1, FIRST, "a:1", written=True)
    assert phone.votes(room, SECOND, key="a:2") == Cast(1, SECOND, "a:2", written=True, again=True)
    assert votes(room) == [(1, SECOND, "Official of health (Health of Tarsovia)")]
    assert entries(room) == ['{"again":false,"paper":false,"round":1}', '{"again":true,"paper":false,"round":1}']


def test_what_is_sent_again_counts_once_and_what_arrives_late_changes_nothing(room: Room) -> None:
    phone = room.phones["health"]
    phone.votes(room, FIRST, key="a:1")
    phone.votes(room, SECOND, key="a:2")
    stands = Cast(1, SECOND, "a:2", written=False)
    assert [phone.votes(room, SECOND, key="a:2"), phone.votes(room, FIRST, key="a:1")] == [stands, stands]
    assert len(entries(room)) == 2
    assert phone.votes(room, FIRST, key="b:1") == Cast(1, FIRST, "b:1", written=True, again=True)


@pytest.mark.parametrize(
    ("standing", "sent", "same"),
    [("a:2", "a:2", True), ("a:2", "a:1", True), ("a:2", "a:3", False), ("a:9", "a:10", False), ("a:2", "b:1", False),
     ("", "", False), ("a:2", "", False), ("", "a:1", False), ("x", "x", True), ("x", "y", False)],
)  # fmt: skip
def test_a_repeat_is_known_by_the_phone_and_its_number(standing: str, sent: str, same: bool) -> None:
    assert repeats(standing, sent) is same


def test_a_vote_after_closing_is_refused_in_one_sentence_and_not_written(room: Room) -> None:
    phone = room.phones["health"]
    question = room.question
    close_voting(actor=room.actor, question=question)
    with pytest.raises(WrongState, match=r"Voting on “Where do we train\?” is closed; this vote was not taken."):
        phone.votes(room, FIRST, key="a:1", round=1)
    # What a phone still holds from before the closing is looked at anew, whatever it was told.
    with pytest.raises(WrongState, match="is closed"):
        cast_live_vote(actor=phone.actor, participant=phone.participant, question=question, round=1, content=FIRST)
    assert votes(room) == []


def test_a_vote_of_the_first_round_that_arrives_in_the_second_is_not_counted_there(room: Room) -> None:
    health, customs = room.phones["health"], room.phones["customs"]
    health.votes(room, FIRST)
    room.shows()
    open_voting(actor=room.actor, question=room.question)
    with pytest.raises(WrongState, match="is being voted on anew; a vote of round 1 is not taken any more"):
        customs.votes(room, FIRST, round=1)
    customs.votes(room, SECOND)
    assert [(round_, said) for round_, said, _by in votes(room)] == [(1, FIRST), (2, SECOND)]


def test_only_who_was_let_in_votes_and_only_for_oneself(room: Room, world: World) -> None:
    waiting = a_phone(world, room.workshop, "Late comer", world.institutions[0], inside=False)
    with pytest.raises(WrongState, match="You are not let in yet"):
        waiting.votes(room, FIRST)
    health, customs = room.phones["health"], room.phones["customs"]
    with pytest.raises(NotAllowed):
        cast_live_vote(
            actor=health.actor, participant=customs.participant, question=room.question, round=1, content=FIRST
        )
    with pytest.raises(NotAllowed):
        cast_live_vote(
            actor=room.actor, participant=customs.participant, question=room.question, round=1, content=FIRST
        )
    refuse(actor=room.actor, workshop=room.workshop, participants=[health.participant.pk])
    health.participant.refresh_from_db()
    with pytest.raises(WrongState, match="You are not let in yet"):
        health.votes(room, FIRST)
    assert votes(room) == []


def test_who_follows_without_an_institution_and_who_is_not_invited_do_not_vote(world: World) -> None:
    workshop = a_workshop(world)
    a_free_item(world, workshop, invited=[world.institutions[0].pk])
    room = a_room(world, workshop=workshop)
    room.turns_to(item_of(room, "free"))
    room.opens()
    guest = a_phone(world, room.workshop, "Guest from abroad", None)
    for phone in (guest, room.phones["customs"]):
        with pytest.raises(WrongState, match="Your institution is not asked about this"):
            phone.votes(room, FIRST)
    room.phones["health"].votes(room, FIRST)
    assert len(votes(room)) == 1


def test_an_institution_that_votes_once_is_one_voter_whoever_sends(world: World) -> None:
    workshop = a_workshop(world)
    a_free_item(world, workshop, unit="institution")
    room = a_room(world, workshop=workshop)
    room.turns_to(item_of(room, "free"))
    room.opens()
    second = a_phone(world, room.workshop, "Second of health", world.institutions[0])
    room.phones["health"].votes(room, FIRST, key="a:1")
    second.votes(room, SECOND, key="b:1")
    assert votes(room) == [(1, SECOND, "Second of health (Health of Tarsovia)")]


def test_nonsense_is_refused_and_not_written(room: Room) -> None:
    for nonsense in ({"o9": 1}, {}, {"o1": 1, "o2": 1}):
        with pytest.raises(InvalidInput):
            room.phones["health"].votes(room, nonsense)
    assert votes(room) == []


def test_a_vote_costs_six_statements_and_a_repeat_two(room: Room) -> None:
    phone, question = room.phones["health"], room.question
    participant = Participant.objects.for_actor(room.actor).select_related("institution").get(pk=phone.participant.pk)

    def cast(key: str) -> int:
        actor = participant_actor(participant)
        with CaptureQueriesContext(connection) as queries:
            cast_live_vote(actor=actor, participant=participant, question=question, round=1, content=FIRST, key=key)
        return asked(queries)

    assert question.item.workshop.pk == room.workshop.pk  # is there before
    assert [cast("a:1"), cast("a:2"), cast("a:2")] == [6, 6, 2]


def test_a_revealed_result_counts_each_vote_once(room: Room) -> None:
    for phone in room.phones.values():
        for key in ("x:1", "x:1", "x:2"):
            phone.votes(room, FIRST, key=key)
    close_voting(actor=room.actor, question=room.question)
    reveal(actor=room.actor, question=room.question)
    assert len(votes(room)) == 3
