"""A real agenda once more: 27 to 29 October, 37 officials of 16 institutions, from the invitation to the minutes.

Run with ``-s`` to read how long each part took. The country and its people are fictional, the sizes are not.
"""

from __future__ import annotations

import datetime as dt
import io
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from docx import Document
from pypdf import PdfReader
from tests.factories import (
    KINDS,
    STARTS_ON,
    World,
    give_answers,
    ingredient_book,
    make_assessment,
    make_country,
    make_framework,
    make_institution,
    make_pack,
    make_people,
)
from tests.risk_worlds import CRASH, FIRST, FLOOD, SECOND
from tests.workshops import BEGINS, Phone, Room, a_phone, a_workshop, an_item

from concord.domains.assessments.enums import AnswerValue
from concord.domains.assessments.services import derive_findings
from concord.domains.people.enums import Role
from concord.domains.people.models import Institution, User
from concord.domains.people.services import accept_invitation, invite_person
from concord.domains.plans.models import Action, Plan
from concord.domains.plans.services import draft_plan
from concord.domains.priorities.queries import live_result, prioritisation_of
from concord.domains.reports.workshop_minutes import render_minutes
from concord.domains.reports.workshop_sheets import render_sheets
from concord.domains.risks.services import open_risk_picture, take_scenarios
from concord.domains.workshops.models import AgendaItem, Decision, Participant, Question
from concord.domains.workshops.outcomes import proposed_outcome
from concord.domains.workshops.queries import record_of, tally_of
from concord.domains.workshops.services import (
    FreeQuestion,
    add_free_question,
    add_paper_participants,
    ask_question,
    close_workshop,
    conclude_scenarios,
    confirm_decision,
    draft_decision,
    open_workshop,
    start_item,
    type_in_vote,
)
from concord.kernel import clock
from concord.kernel.actor import Actor
from concord.kernel.audit import verify_chain

INSTITUTIONS, OFFICIALS, ON_PAPER = 16, 37, 3
CAPABILITIES = 4
PASSWORD = "correct horse battery staple"


@dataclass
class Parts:
    """How long each part took, as it is printed."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def part(self, name: str, moment: dt.datetime) -> Iterator[None]:
        begun = time.perf_counter()
        with clock.standing_still(moment):
            yield
        self.seconds[name] = time.perf_counter() - begun

    def __str__(self) -> str:
        lines = [f"{name:<44}{seconds:7.2f} s" for name, seconds in self.seconds.items()]
        return "\n".join([*lines, f"{'altogether':<44}{sum(self.seconds.values()):7.2f} s"])


def on(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """A moment of the workshop's first, second or third day."""
    return dt.datetime.combine(BEGINS, dt.time(hour, minute), dt.UTC) + dt.timedelta(days=day - 1)


# --- before ----------------------------------------------------------------------------------------------------


def invited(world: World) -> list[User]:
    """One person of each institution is invited and comes."""
    people = []
    for institution in world.institutions:
        _invitation, secret = invite_person(
            actor=world.actor, country=world.country, email=f"{institution.code}@qt.example",
            name=f"Head of {institution.code}", roles=[Role.CONTRIBUTOR], institution=institution,
        )  # fmt: skip
        people.append(accept_invitation(actor=Actor("nobody"), secret=secret, password=PASSWORD))
    return people


def answered() -> World:
    """Sixteen institutions have answered; every third one sees more than the others."""
    country = make_country()
    framework = make_framework(make_pack(CAPABILITIES))
    institutions = [
        make_institution(country, KINDS[n % len(KINDS)], code=f"inst-{n + 1:02}", name=f"Institution {n + 1:02}")
        for n in range(INSTITUTIONS)
    ]
    world = World(
        country, framework, institutions, make_people(country, institutions[0]),
        make_assessment(country, framework, institutions, target=4),
    )  # fmt: skip
    for number, institution in enumerate(institutions):
        special = {f"MINI1-0{n}.3a": AnswerValue.YES for n in (1, 2)} if number % 3 == 0 else {}
        give_answers(world.assessment, institution, reached=2 if number % 4 else 3, except_for=special)
    world.findings = derive_findings(actor=world.actor, assessment=world.assessment)
    take_scenarios(
        actor=world.actor, framework=framework, texts=[FLOOD, CRASH],
        relies={"N-01": {SECOND: 2}, "A-01": {FIRST: 2, SECOND: 1}}, unlinked={},
    )  # fmt: skip
    open_risk_picture(actor=world.actor, assessment=world.assessment)
    return world


def prepared(world: World) -> tuple[Room, dict[str, AgendaItem]]:
    """The agenda of three days."""
    workshop = a_workshop(world, title="From findings to priorities")
    items = {
        "findings": an_item(world, workshop, "findings", title="Findings on which institutions differ", day=1,
                            starts_at=dt.time(9, 30), minutes=240),
        "scenarios": an_item(world, workshop, "scenarios", title="What may happen", day=2, starts_at=dt.time(9),
                             minutes=180),
        "weights": an_item(world, workshop, "weights", title="What counts how much", day=2, starts_at=dt.time(14),
                           minutes=90),
        "priorities": an_item(world, workshop, "priorities", title="What comes first", day=3, starts_at=dt.time(9),
                              minutes=120),
        "free": an_item(world, workshop, "free", title="Where we exercise", day=3, minutes=30),
        "discussion": an_item(world, workshop, "discussion", title="Who writes what until when", day=3, minutes=60),
    }  # fmt: skip
    add_free_question(
        actor=world.actor, item=items["free"],
        question=FreeQuestion("Where do we exercise in May?", options=("At the harbour", "At the airport")),
    )  # fmt: skip
    return Room(world, open_workshop(actor=world.actor, workshop=workshop)), items


def came_in(room: Room) -> tuple[list[Phone], list[Participant]]:
    """37 people: each institution sends two, five send a third; three of them vote on paper."""
    from_where = [*room.world.institutions, *room.world.institutions, *room.world.institutions[:5]]
    assert len(from_where) == OFFICIALS
    phones = [
        a_phone(room.world, room.workshop, f"Official {number:02}", institution)
        for number, institution in enumerate(from_where[ON_PAPER:], start=ON_PAPER + 1)
    ]
    papers: Sequence[tuple[str, Institution | None]] = [
        (f"Official {number:02}", institution) for number, institution in enumerate(from_where[:ON_PAPER], start=1)
    ]
    return phones, add_paper_participants(actor=room.actor, workshop=room.workshop, people=papers)


# --- in the room -----------------------------------------------------------------------------------------------


def opinion(question: Question, institution_id: UUID | None, seat: int, round_: int) -> dict[str, Any]:
    """What somebody votes: institutions differ at first, and come closer in a second round."""
    spread = (seat % 3) if round_ == 1 else (seat % 3) // 2
    codes = [option["code"] for option in question.options]
    match question.asks:
        case "scale":
            low, high = question.limits["low"], question.limits["high"]
            return {code: min(low + 1 + (n + spread) % 3, high) for n, code in enumerate(codes)}
        case "choice":
            return {codes[(spread * 2 + n) % len(codes)]: 1 for n in range(question.limits.get("most", 1))}
        case "order":
            return {code: (n + spread) % len(codes) + 1 for n, code in enumerate(codes)}
    return {code: 100 if n == spread % len(codes) else 40 for n, code in enumerate(codes)}


def votes(room: Room, phones: Sequence[Phone], papers: Sequence[Participant]) -> None:
    """Everybody votes on what is before the room; paper is typed in by the assistant."""
    question = room.opens()
    for seat, phone in enumerate(phones):
        content = opinion(question, phone.participant.institution_id, seat, question.round)
        phone.votes(room, content, key=f"{phone.secret}:{question.round}", round=question.round)
    for seat, paper in enumerate(papers):
        type_in_vote(
            actor=room.actor, workshop=room.workshop, question=question, paper_code=paper.paper_code,
            content=opinion(question, paper.institution_id, seat, question.round),
        )  # fmt: skip
    room.shows()


def decides(room: Room, text: str, outcome: dict[str, Any] | None = None, against: str = "") -> Decision:
    """The wording is read and confirmed."""
    question = room.question
    if outcome is None:
        outcome = proposed_outcome(question, tally_of(room.actor, question))
    draft_decision(actor=room.actor, question=question, text=text, outcome=outcome, against=against)
    return confirm_decision(actor=room.actor, question=question)


def deals_with(
    room: Room, item: AgendaItem, phones: Sequence[Phone], papers: Sequence[Participant], rounds: int
) -> int:
    """Every question of an item is voted on in some rounds and decided; returns how many there were."""
    start_item(actor=room.actor, item=item)
    questions = list(item.questions.order_by("order"))
    for number, question in enumerate(questions, start=1):
        ask_question(actor=room.actor, question=question)
        for _round in range(rounds):
            votes(room, phones, papers)
        decides(
            room,
            f"The room agrees on “{question.title}”.",
            against="Institution 03 asks for more." if number == 1 else "",
        )
    return len(questions)


def replay(parts: Parts) -> tuple[World, Room, Plan, bytes, bytes]:
    """All three days."""
    with parts.part("16 institutions have answered", on(1, 8)):
        world = answered()
    with parts.part("16 invitations, all accepted", on(1, 8)):
        assert len(invited(world)) == INSTITUTIONS
    with parts.part("the agenda of three days", on(1, 8)):
        room, items = prepared(world)
    with parts.part("37 people come in, 3 of them on paper", on(1, 9)):
        phones, papers = came_in(room)
    with parts.part("paper ballots for every item", on(1, 9)):
        ballots = render_sheets(room.actor, world.country, room.now)[0]
    with parts.part("day 1: findings, in two rounds", on(1, 10)):
        assert deals_with(room, items["findings"], phones, papers, 2) == CAPABILITIES
    with parts.part("day 2: scenarios", on(2, 9)):
        assert deals_with(room, items["scenarios"], phones, papers, 1) == 2
        assert conclude_scenarios(actor=room.actor, item=items["scenarios"]) == 2
    with parts.part("day 2: weights", on(2, 14)):
        assert deals_with(room, items["weights"], phones, papers, 1) == 1
    with parts.part("day 3: priorities, in two rounds", on(3, 9)):
        assert deals_with(room, items["priorities"], phones, papers, 2) == 1
    with parts.part("day 3: a free question, a discussion", on(3, 11)):
        assert deals_with(room, items["free"], phones, papers, 1) == 1
        start_item(actor=room.actor, item=items["discussion"])
        decides(room, "The ministry of health sends a first draft by 15 January.", {})
        close_workshop(actor=room.actor, workshop=room.workshop)
    with parts.part("the minutes", on(3, 16)):
        minutes = render_minutes(room.actor, world.country, room.now)[0]
    with parts.part("the skeleton of a plan", on(3, 16)):
        plan = draft_plan(actor=world.actor, assessment=world.assessment, book=ingredient_book(), starts_on=STARTS_ON)
    return world, room, plan, ballots, minutes


@pytest.mark.django_db
def test_three_days_leave_minutes_and_the_skeleton_of_a_plan(tmp_path):
    parts = Parts()
    world, room, plan, ballots, minutes = replay(parts)
    print(f"\n{parts}")  # noqa: T201 # what this replay is for, with -s

    told = record_of(room.actor, room.now)
    assert len(told.participants) == OFFICIALS
    assert len(told.institutions) == INSTITUTIONS
    assert len(told.decisions) == CAPABILITIES + 2 + 1 + 1 + 1 + 1
    first = told.decisions[0].decision
    assert (first.tally["votes"], first.tally["paper"], first.tally["round"]) == (OFFICIALS, ON_PAPER, 2)
    assert [len(item.present) for item in told.items] == [OFFICIALS] * 6

    pages = PdfReader(io.BytesIO(ballots)).pages
    code = room.workshop.participants.exclude(paper_code="").first().paper_code
    assert sum(page.extract_text().count(code) for page in pages) == CAPABILITIES + 2 + 1 + 1 + 1
    document = Document(io.BytesIO(minutes))
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings == [
        "Agenda", "Decisions", "Findings on which institutions differ", "What may happen", "What counts how much",
        "What comes first", "Where we exercise", "Who writes what until when", "Attendance", "Sign-off",
    ]  # fmt: skip
    (tmp_path / "minutes.docx").write_bytes(minutes)
    (tmp_path / "ballots.pdf").write_bytes(ballots)

    result = live_result(world.actor, prioritisation_of(world.actor, world.assessment))
    assert len(result.voices) == INSTITUTIONS
    assert Action.objects.for_actor(world.actor).filter(objective__plan=plan).exists()
    assert verify_chain(world.country.pk).fault == ""
