"""Minutes and ballots of a workshop: what was decided with its votes, and papers that can be handed out."""

from __future__ import annotations

import io

import pytest
from django.utils import translation
from docx import Document
from pypdf import PdfReader
from tests.factories import World, make_world
from tests.workshops import a_room, item_of

from concord.domains.reports.minutes_chapters import spans
from concord.domains.reports.workshop_minutes import minutes, render_minutes
from concord.domains.reports.workshop_sheets import render_sheets
from concord.domains.workshops.queries import record_of
from concord.domains.workshops.services import (
    add_paper_participants,
    close_workshop,
    confirm_decision,
    correct_decision,
    draft_decision,
)
from concord.kernel.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world(planned=False, agreed=False)


def decided(world: World):
    """A room that voted twice on a place and decided it, customs against, and corrected that afterwards."""
    room = a_room(world, "free", "discussion")
    question = room.turns_to(item_of(room, "free"))
    harbour, airport = question.options[0]["code"], question.options[2]["code"]
    room.opens()
    for phone, code in zip(room.phones.values(), (harbour, airport, airport), strict=True):
        phone.votes(room, {code: 1})
    room.shows()
    room.opens()
    room.phones["interior"].votes(room, {harbour: 1})
    room.shows()
    draft_decision(
        actor=room.actor, question=room.question, text="We train at the old harbour.", outcome={},
        against="Customs asks for the airport.",
    )  # fmt: skip
    decision = confirm_decision(actor=room.actor, question=room.question)
    correct_decision(
        actor=room.actor, decision=decision, text="We train at the old harbour in May.", reason="The month was missing"
    )
    return room


def texts(content: bytes) -> str:
    word = Document(io.BytesIO(content))
    said = [paragraph.text for paragraph in word.paragraphs]
    for table in word.tables:
        said += [cell.text for row in table.rows for cell in row.cells]
    return "\n".join(said)


def test_a_decision_stands_with_its_votes_dissent_and_correction(world):
    room = decided(world)
    told = minutes(world.country, record_of(room.actor, room.now), "a" * 64)

    chapter = next(one for one in told.chapters if one.title == "Free")
    said = [words for block in chapter.blocks for words in (block.heading, *block.paragraphs) if words]
    assert said[0] == "Present: 3 of 3, from 3 institutions."
    assert said[1] == "Decision 1: Where do we train?"
    assert said[2] == "We train at the old harbour."
    assert said[3].startswith("Confirmed by focal point, ")
    assert said[4] == "3 votes; round 2, 1 vote changed since the first."
    assert said[5] == "Where each institution stands:"
    assert said[6:8] == ["Kept on record against it:", "Customs asks for the airport."]
    assert said[8].startswith("Correction 2 to decision 1, ")
    assert said[9:] == ["We train at the old harbour in May.", "Reason: The month was missing"]
    votes, stands = [block.table for block in chapter.blocks if block.table]
    assert [row[:2] for row in votes.rows] == [
        ("The old harbour", "67 %"), ("The new harbour", "0 %"), ("The airport", "33 %"),
    ]  # fmt: skip
    assert ("Interior of Tarsovia", "1", "100 % (first 0 %)", "0 %", "0 % (first 100 %)") in stands.rows


def test_the_agenda_the_list_of_decisions_and_who_was_there_stand_apart(world):
    room = decided(world)
    room.turns_to(item_of(room, "discussion"))
    told = minutes(world.country, record_of(room.actor, room.now), "a" * 64)

    agenda, decisions, *_items, attendance = told.chapters
    assert [row[1:3] + row[5:] for row in agenda.blocks[0].table.rows] == [
        ("Free", "Free question", "3", "1"), ("Discussion", "Discussion", "3", "–"),
    ]  # fmt: skip
    (row,) = decisions.blocks[0].table.rows
    assert row[:3] == ("1", "Where do we train?", "We train at the old harbour in May.\n(corrected)")
    assert [row[1:] for row in attendance.blocks[0].table.rows] == [
        ("Official of customs", "On a phone", "1–2"), ("Official of health", "On a phone", "1–2"),
        ("Official of interior", "On a phone", "1–2"),
    ]  # fmt: skip
    assert dict(told.facts)["Status"] == "Draft: the workshop is not closed yet"
    assert dict(told.facts)["Took part"] == "3 people of 3 institutions"


def test_minutes_are_a_word_document_in_either_direction(world):
    room = decided(world)
    close_workshop(actor=room.actor, workshop=room.workshop)
    content, media_type, name = render_minutes(room.actor, world.country, room.now)
    assert (name, media_type.rpartition(".")[2]) == ("qt-minutes-2026-10-27.docx", "document")
    assert "We train at the old harbour in May." in texts(content)
    assert content == render_minutes(room.actor, world.country, room.now)[0]
    with translation.override("ar"):
        arabic, _type, _name = render_minutes(room.actor, world.country, room.now)
    document = Document(io.BytesIO(arabic))
    assert document.sections[0]._sectPr.find("{*}bidi") is not None
    assert all(table._tbl.tblPr.find("{*}bidiVisual") is not None for table in document.tables)


def test_minutes_hold_up_before_anything_was_decided(world):
    room = a_room(world, "discussion")
    told = minutes(world.country, record_of(room.actor, room.now), "")
    assert [chapter.title for chapter in told.chapters] == ["Agenda", "Decisions", "Attendance"]
    assert told.chapters[1].blocks[0].paragraphs == ("Nothing was decided.",)


@pytest.mark.parametrize(
    ("numbers", "expected"), [([], ""), ([4], "4"), ([1, 2, 3, 5], "1–3, 5"), ([2, 1, 7, 8], "1–2, 7–8")]
)
def test_numbers_are_written_as_spans(numbers, expected):
    assert spans(numbers) == expected


# --- ballots ---------------------------------------------------------------------------------------------------


def with_papers(world: World):
    room = a_room(world, "free", "findings", "discussion")
    people = [("Ms Ilken", world.institutions[0]), ("", None)]
    return room, add_paper_participants(actor=room.actor, workshop=room.workshop, people=people)


def test_everybody_on_paper_gets_a_ballot_with_their_code_for_each_question(world):
    room, papers = with_papers(world)
    content, media_type, name = render_sheets(room.actor, world.country, room.now)

    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert (media_type, name) == ("application/pdf", "qt-ballots.pdf")
    questions = 1 + len(world.findings)
    assert [text.count(paper.paper_code) for paper in papers] == [questions, questions]
    assert text.count("Health of Tarsovia") == text.count("Ms Ilken") == questions
    assert "Tick one line." in text


def test_ballots_of_one_item_alone(world):
    room, papers = with_papers(world)
    content, _type, name = render_sheets(room.actor, world.country, room.now, item_of(room, "free"))
    pages = PdfReader(io.BytesIO(content)).pages
    assert (name, len(pages)) == ("qt-ballots-1.pdf", 1)
    assert pages[0].extract_text().count(papers[0].paper_code) == 1


def test_without_anybody_on_paper_there_is_nothing_to_print(world):
    room = a_room(world, "free")
    with pytest.raises(WrongState, match=r"^Say first who votes on paper"):
        render_sheets(room.actor, world.country, room.now)
    with pytest.raises(NotAllowed):
        render_sheets(room.phones["health"].actor, world.country, room.now)
