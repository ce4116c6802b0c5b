"""Answering on a page: what saving costs, what the page says, and what it refuses."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories import make_pack, make_person
from tests.rooms import Room, asked, form, send, words
from tests.rounds import make_story, start
from tests.web.worlds import signed_in, text_of

import concord
from concord.domains.assessments.merging import Said
from concord.domains.assessments.models import Answer, Assignment
from concord.domains.assessments.services import (
    attach_evidence,
    return_assignments,
    submit_assignments,
)
from concord.domains.people.enums import Role
from concord.formats.framework_pack import Pack

TEXT = b"Order no. 17 of 2024"


@pytest.fixture
def room(db: None) -> Room:
    return Room()


def test_a_save_asks_the_database_ten_times_at_most(room: Room) -> None:
    client = room.client()
    counts = []
    for on, said, base in (("2a", "yes", 0), ("2b", "no", 0), ("2a", "no", 1), ("2a", "no", 1)):
        with CaptureQueriesContext(connection) as queries:
            assert send(room, client, Said(said), base, on=on).status_code == 200
        counts.append(asked(queries))
    # The first of a part moves it on; the third keeps what it replaces; the fourth is a repetition.
    assert counts == [10, 9, 10, 5]


def test_a_saved_answer_says_when_and_by_whom(room: Room) -> None:
    reply = send(room, room.client(), Said("yes")).json()
    assert (reply["saved"], reply["revision"], reply["by"], len(reply["at"])) == (True, 1, "Anna", 32)


def test_a_conflict_brings_what_stands(room: Room) -> None:
    room.save(Said("no", "low", "Never signed"), by=room.actor(room.ben))
    reply = send(room, room.client(), Said("yes"))
    assert reply.status_code == 409
    assert reply.json()["theirs"] == {"value": "no", "confidence": "low", "comment": "Never signed", "evidence": ""}
    assert (reply.json()["by"], reply.json()["revision"]) == ("Ben", 1)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (Said("not_applicable"), "Say in the comment why MINI1-01.2a is not applicable."),
        (Said("maybe"), "The answer to MINI1-01.2a must be yes, partly, no, not applicable or don't know."),
    ],
)
def test_what_cannot_be_saved_comes_back_with_one_sentence(room: Room, said: Said, sentence: str) -> None:
    reply = send(room, room.client(), said)
    assert (reply.status_code, reply.json()) == (422, {"sentence": sentence})


@pytest.mark.parametrize(
    "body",
    ["", "no json", "[]", '"x"', "{}", '{"value": "yes", "base": "0"}', '{"value": 1}', '{"base": true}'],
)
def test_what_is_no_answer_is_refused(room: Room, body: str) -> None:
    reply = room.client().post(f"{room.page}answers/MINI1-01.2a/", body, content_type="application/json")
    assert (reply.status_code, reply.json()) == (422, {"sentence": "This is not an answer."})


def test_an_answer_is_taken_only_from_whose_page_it_was_typed_on(room: Room) -> None:
    reply = send(room, room.client(), Said("yes"), who=str(room.ben.pk))
    assert (reply.status_code, reply.json()) == (403, {"sentence": "Somebody else has signed in on this device."})
    assert room.answer() is None


def test_statements_and_parts_of_others_are_not_there(room: Room) -> None:
    client = room.client()
    body = json.dumps({**Said("yes")._asdict(), "base": 0, "who": str(room.anna.pk)})
    of_customs = room.part_of("MINI1-01", room.customs)
    for address in (
        f"{room.page}answers/MINI2-02.2a/",
        f"/QT/assessment/parts/{of_customs.pk}/answers/MINI1-01.2a/",
        f"/QU/assessment/parts/{room.part.pk}/answers/MINI1-01.2a/",
    ):
        assert client.post(address, body, content_type="application/json").status_code == 404
    assert client.get(f"/QT/assessment/parts/{of_customs.pk}/").status_code == 404


def test_the_page_of_a_part_asks_a_fixed_number_of_times(room: Room) -> None:
    client = room.client()
    text_of(client, room.page)  # fills what is kept in memory
    with CaptureQueriesContext(connection) as few:
        text_of(client, room.page)
    for on in room.statements:
        room.save(Said("no"), on=on)
        attach_evidence(actor=room.actor(), assignment=room.part, statement=room.statement(on), name="a", data=TEXT)
    with CaptureQueriesContext(connection) as many:
        text_of(client, room.page)
    assert (len(few), len(many)) == (7, 7)


def wide_pack() -> Pack:
    """A capability with twelve statements, each with guidance."""
    plain = make_pack(1).model_dump(mode="json")
    for level in plain["areas"][0]["capabilities"][0]["levels"]:
        text = "A dated order names who is responsible for this, and was reviewed in the last two years. "
        level["statements"] = [
            {"code": f"MINI1-01.{level['level']}{letter}", "text": text * 2, "guidance": text * 3} for letter in "abc"
        ]
    return Pack.model_validate(plain)


def test_the_page_is_small_on_a_slow_line(db: None) -> None:
    room = Room(wide_pack())
    for on in room.statements:
        room.save(Said("partly", "low", "In force since 2019. " * 10, "Order no. 17 of 2024"), on=on)
    page = room.client().get(room.page).content
    assert page.count(b'<fieldset class="ask"') == 12
    assert len(gzip.compress(page)) < 20_000
    scripts = re.findall(rb'<script src="/static/([^"]+)"', page)
    assert scripts == [b"concord/concord.js", b"concord/answering.js"]
    folder = Path(concord.__path__[0]) / "ui/static/concord"
    sent = ("concord.js", "answering.js", "answering-outbox.js")
    assert sum(len(gzip.compress((folder / name).read_bytes())) for name in sent) < 10_000


def test_the_page_says_where_one_is_and_why_it_was_returned(room: Room) -> None:
    submit_assignments(actor=room.actor(), assignments=[room.part])
    shown = words(text_of(room.client(), room.page))
    assert "Handed in by Anna on" in shown
    assert "Take back" in shown
    return_assignments(actor=room.focal_point, assignments=[room.part], reason="Which order?")
    page = text_of(room.client(), room.page)
    assert "Which order?" in words(page)
    assert "1 of 2" in words(page)
    assert 'rel="next"' in page
    assert 'rel="prev"' not in page
    assert "Aim of MINI1-01." in page


def test_without_script_the_form_saves_what_changed_and_nothing_else(room: Room) -> None:
    client = room.client()
    room.save(Said("yes", "high", "A comment\nin two lines", "Order 3"))
    sent = form(text_of(client, room.page), value_2b="no", comment_3a="Not yet")
    assert sent["comment.MINI1-01.2a"] == "A comment\nin two lines"
    sent["comment.MINI1-01.2a"] = "A comment\r\nin two lines"  # as forms send it
    assert client.post(room.page, sent).status_code == 302
    assert {answer.statement.code: answer.revision for answer in room_answers(room)} == {
        "MINI1-01.2a": 1, "MINI1-01.2b": 1, "MINI1-01.3a": 1,
    }  # fmt: skip
    assert room.entries() == ["answer.saved", "answers.saved"]


def room_answers(room: Room) -> list[Answer]:
    return list(Answer.objects.for_country(room.country.pk).select_related("statement"))


def test_without_script_a_conflict_is_shown_and_saving_again_keeps_mine(room: Room) -> None:
    client = room.client()
    before = text_of(client, room.page)
    room.save(Said("no", "", "Never signed"), by=room.actor(room.ben))
    reply = client.post(room.page, form(before, value_2a="yes", value_2b="no"))
    page = reply.content.decode()
    assert "Somebody else answered this meanwhile" in page
    assert "Never signed" in page
    assert "Press “Save” to keep yours" in page
    assert [answer.value for answer in room_answers(room)] == ["no", "no"]
    assert client.post(room.page, form(page)).status_code == 302
    assert sorted(answer.value for answer in room_answers(room)) == ["no", "yes"]


def test_without_script_what_cannot_be_saved_says_why_and_the_rest_is_saved(room: Room) -> None:
    client = room.client()
    page = client.post(room.page, form(text_of(client, room.page), value_2a="not_applicable", value_2b="no")).content
    assert "Say in the comment why MINI1-01.2a is not applicable." in page.decode()
    assert 'value="not_applicable" checked' in page.decode()
    assert [answer.value for answer in room_answers(room)] == ["no"]


def test_without_script_handing_in_and_taking_back(room: Room) -> None:
    client = room.client()
    client.post(room.page, form(text_of(client, room.page), value_2a="yes") | {"then": "submit"})
    room.part.refresh_from_db()
    assert (room.part.status, room.answer().value if room.answer() else "") == ("submitted", "yes")
    client.post(room.page, {"then": "take_back"})
    room.part.refresh_from_db()
    assert room.part.status == "in_progress"


def test_what_is_typed_into_a_part_handed_in_meanwhile_is_not_lost(room: Room) -> None:
    client = room.client()
    before = text_of(client, room.page)
    submit_assignments(actor=room.actor(room.ben), assignments=[room.part])
    page = client.post(room.page, form(before, comment_2a="Typed at length")).content.decode()
    assert "MINI1-01 was handed in; take it back" in page
    assert "Typed at length" in page


def test_questions_of_every_kind_are_answered_on_the_page(db: None) -> None:
    choices = [{"code": "land", "text": "By land"}, {"code": "sea", "text": "By sea"}]
    kinds = {"select_one": "sea", "select_multiple": "land sea", "integer": "12", "decimal": "2.5",
             "date": "2026-11-30", "text": "In words"}  # fmt: skip
    questions = [
        {"code": f"Q-{kind}", "text": f"Question of {kind}", "kind": kind, "relevance": "${Q-integer} > 3"}
        | ({"choices": choices} if kind.startswith("select") else {})
        for kind in kinds
    ]
    area = {"code": "A", "title": "Trade", "capabilities": [{"code": "C", "title": "Routes", "questions": questions}]}
    room = Room(Pack.model_validate({"code": "survey", "edition": "1", "title": "A survey", "areas": [area]}))
    client = room.client()
    page = text_of(client, room.page)
    assert "Questions" in page
    assert "${Q-integer} &gt; 3" in page
    sent: dict[str, Any] = {f"value.Q-{kind}": value.split() if kind == "select_multiple" else value
                            for kind, value in kinds.items()}  # fmt: skip
    sent |= dict.fromkeys((f"base.Q-{kind}" for kind in kinds), "0")
    assert client.post(room.page, sent).status_code == 302
    assert {answer.statement.kind: answer.value for answer in room_answers(room)} == kinds
    page = text_of(client, room.page)
    assert page.count(" checked") == 3
    assert 'value="2026-11-30"' in page
    refused = client.post(room.page, {"value.Q-integer": "many", "base.Q-integer": "1"}).content.decode()
    assert "The answer to Q-integer must be a whole number." in refused


def test_the_last_rounds_answer_stands_beside_and_is_carried_forward_by_one_click(db: None) -> None:
    story = make_story()
    again = start(story, story.round.framework)
    health = story.institutions[0]
    person = make_person(story.country, Role.CONTRIBUTOR, institution=health, email="anna@qt.example")
    part = Assignment.objects.for_country(story.country.pk).filter(assessment=again.assessment, institution=health)[0]
    client, address = signed_in(person), f"/{story.country.code}/assessment/parts/{part.pk}/"
    page = text_of(client, address)
    code = re.findall(r'name="then" value="carry:([^"]+)"', page)[0]
    assert "Last round:" in page
    client.post(address, {"then": f"carry:{code}"})
    carried = Answer.objects.for_country(story.country.pk).filter(assessment=again.assessment)
    assert [answer.statement.code for answer in carried.select_related("statement")] == [code]
    client.post(address, {"then": "carry:"})
    assert f'value="carry:{code}"' not in text_of(client, address)
    assert carried.count() > 1
