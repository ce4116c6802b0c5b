"""Saving answers as they are typed: at once, once, and never over somebody else's."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from django.db import connection
from tests.factories import make_country, make_institution
from tests.rooms import Room

from concord.domains.assessments.changes import Change
from concord.domains.assessments.merging import NOTHING, Said
from concord.domains.assessments.models import Answer
from concord.domains.assessments.queries import part_to_save
from concord.domains.assessments.rules import GUEST
from concord.domains.assessments.services import (
    save_answer,
    save_answers,
    submit_assignments,
    take_back_assignments,
)
from concord.domains.frameworks.models import Statement
from concord.domains.people.enums import Role
from concord.kernel.actor import Actor
from concord.kernel.audit import verify_chain
from concord.kernel.errors import InvalidInput, NotAllowed, NotFound, WrongState

YES, NO = Said("yes", "high"), Said("no", "low", "Not in this region")


@pytest.fixture
def room(db: None) -> Room:
    return Room()


def test_a_first_answer_is_there_at_once_and_moves_the_part_on(room: Room) -> None:
    saved = room.save(YES)
    answer = Answer.objects.for_country(room.country.pk).get()
    assert (saved.said, saved.revision, saved.by, saved.written, saved.conflict) == (YES, 1, "Anna", True, False)
    assert (answer.value, answer.confidence, answer.answered_by, answer.revision) == ("yes", "high", "Anna", 1)
    room.part.refresh_from_db()
    assert (room.part.status, room.part.changed_by) == ("in_progress", "Anna")
    assert verify_chain(room.country.pk).fault == ""


def test_a_change_keeps_what_was_there(room: Room) -> None:
    room.save(YES)
    assert room.save(NO, 1).revision == 2
    assert room.earlier() == ["yes"]


def test_sending_the_same_again_writes_nothing(room: Room) -> None:
    room.save(YES)
    again = room.save(YES)
    assert (again.revision, again.written, again.conflict) == (1, False, False)
    assert (room.entries(), room.earlier()) == (["answer.saved"], [])


def test_the_same_words_by_somebody_else_are_no_conflict(room: Room) -> None:
    room.save(YES)
    same = room.save(YES, by=room.actor(room.ben))
    assert (same.by, same.conflict, room.entries()) == ("Anna", False, ["answer.saved"])


def test_an_answer_that_somebody_changed_meanwhile_is_never_written_over(room: Room) -> None:
    room.save(YES)
    room.save(NO, 1, by=room.actor(room.ben))
    refused = room.save(Said("partly"), 1)
    assert (refused.conflict, refused.said, refused.by, refused.revision) == (True, NO, "Ben", 2)
    assert Answer.objects.for_country(room.country.pk).get().value == "no"
    kept = room.save(Said("partly"), refused.revision)
    assert (kept.revision, kept.conflict, room.earlier()) == (3, False, ["yes", "no"])


def test_nothing_said_of_an_empty_statement_leaves_no_trace(room: Room) -> None:
    assert room.save(NOTHING).revision == 0
    assert (room.entries(), room.answer()) == ([], None)


def test_an_answer_can_be_taken_away_again(room: Room) -> None:
    room.save(YES)
    assert room.save(NOTHING, 1).revision == 2
    assert Answer.objects.for_country(room.country.pk).get().value == ""


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (Said("perhaps"), "The answer to MINI1-01.2a must be yes, partly, no, not applicable or don't know."),
        (Said("not_applicable"), "Say in the comment why MINI1-01.2a is not applicable."),
        (Said("yes", "utter"), "The confidence must be high, medium or low."),
        (Said("yes", "", "x" * 4001), "This text has 4001 characters; shorten it to 4000, or attach it as a file."),
    ],
)
def test_what_cannot_answer_is_refused_in_one_sentence(room: Room, said: Said, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        room.save(said)
    assert str(refused.value) == sentence
    assert room.entries() == []


def test_what_pasting_brings_along_unseen_is_left_out(room: Room) -> None:
    saved = room.save(Said("yes", "", " one\r\ntwo\x00\u202e \ud800", "Order 3\x07"))
    assert saved.said == Said("yes", "", "one\ntwo", "Order 3")
    # The browser still has the text as it was pasted; sending that again is no change.
    assert room.save(Said("yes", "", " one\r\ntwo\x00\u202e \ud800", "Order 3\x07")).written is False


def test_what_was_handed_in_no_longer_changes_until_it_is_taken_back(room: Room) -> None:
    submit_assignments(actor=room.actor(), assignments=[part_to_save(room.actor(), room.part.pk)])
    with pytest.raises(WrongState, match="MINI1-01 was handed in; take it back"):
        room.save(YES)
    take_back_assignments(actor=room.actor(), assignments=[part_to_save(room.actor(), room.part.pk)])
    assert room.save(YES).written is True


def test_only_who_answers_for_the_institution_may_save(room: Room) -> None:
    other = replace(room.actor(), institution_id=make_institution(room.country, "interior").pk)
    observer = replace(room.actor(), roles=frozenset({Role.OBSERVER}))
    for actor in (other, observer):
        with pytest.raises(NotAllowed):
            part_to_save(actor, room.part.pk)
        with pytest.raises(NotAllowed):
            save_answer(
                actor=actor, assignment=room.part, statement=room.statements["2a"], said=YES, base=0
            )  # fmt: skip
    with pytest.raises(NotFound):
        part_to_save(replace(room.actor(), country_id=make_country("QU", "Orvania").pk), room.part.pk)


def test_a_guest_saves_only_in_its_parts(room: Room) -> None:
    guest = replace(room.actor(), roles=frozenset({GUEST}), parts=frozenset({"MINI1-01"}))
    assert room.save(YES, by=guest).written is True
    with pytest.raises(NotAllowed):
        part_to_save(replace(guest, parts=frozenset({"MINI2-02"})), room.part.pk)


def test_a_statement_of_another_part_is_refused(room: Room) -> None:
    stranger = Statement.objects.exclude(capability=room.part.capability_id).first()
    with pytest.raises(InvalidInput, match=r"MINI2-02\.2a is not part of MINI1-01\."):
        save_answer(actor=room.actor(), assignment=room.part, statement=stranger, said=YES, base=0)


def test_a_whole_page_is_saved_with_one_entry(room: Room) -> None:
    room.save(YES)
    done = save_answers(
        actor=room.actor(),
        assignment=part_to_save(room.actor(), room.part.pk),
        changes=[Change(room.statements["2a"], NO, 1), Change(room.statements["3a"], YES, 0)],
    )
    assert [(stands.revision, stands.conflict) for stands in done.values()] == [(2, False), (1, False)]
    assert room.entries() == ["answer.saved", "answers.saved"]


def test_of_a_whole_page_what_one_did_not_touch_is_no_conflict(room: Room) -> None:
    room.save(YES)
    room.save(YES, on="2b")
    room.save(NO, 1, by=room.actor(room.ben))
    room.save(NO, 1, by=room.actor(room.ben), on="2b")
    done = save_answers(
        actor=room.actor(),
        assignment=part_to_save(room.actor(), room.part.pk),
        # The page still shows 2a as it was; 2b was changed on it.
        changes=[Change(room.statements["2a"], YES, 1), Change(room.statements["2b"], Said("partly"), 1)],
    )
    assert [(stands.said.value, stands.conflict) for stands in done.values()] == [("no", False), ("no", True)]


@pytest.mark.django_db(transaction=True)
def test_two_first_answers_at_one_moment_become_one_and_a_conflict() -> None:
    room = Room()
    start, results = threading.Barrier(2, timeout=30), []

    def answer(actor: Actor, said: Said) -> None:
        part = part_to_save(actor, room.part.pk)
        start.wait()
        results.append(save_answer(actor=actor, assignment=part, statement=room.statements["2a"], said=said, base=0))
        connection.close()

    threads = [threading.Thread(target=answer, args=pair) for pair in ((room.actor(), YES), (room.actor(room.ben), NO))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(stands.conflict for stands in results) == [False, True]
    assert Answer.objects.for_country(room.country.pk).get().revision == 1
    assert results[0].said == results[1].said
    assert verify_chain(room.country.pk).fault == ""
