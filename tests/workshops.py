"""A workshop for tests: a room of three institutions with a phone each, and an agenda of any kind."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.factories import KINDS, World

from concord.domains.people.models import Institution
from concord.domains.people.tokens import digest
from concord.domains.priorities.queries import prioritisation_of
from concord.domains.priorities.services import open_prioritisation
from concord.domains.workshops.actors import participant_actor
from concord.domains.workshops.models import AgendaItem, Participant, Question, Workshop
from concord.domains.workshops.queries import candidates, find_question, find_workshop
from concord.domains.workshops.services import (
    FreeQuestion,
    ItemText,
    WorkshopText,
    add_free_question,
    add_item,
    admit,
    ask_to_join,
    cast_live_vote,
    close_voting,
    make_workshop,
    open_voting,
    open_workshop,
    reveal,
    start_item,
)
from concord.kernel.actor import Actor

BEGINS = dt.date(2026, 10, 27)
PLACES = ("The old harbour", "The new harbour", "The airport")


def a_workshop(world: World, *, title: str = "National workshop", days: int = 3) -> Workshop:
    """A workshop that is being prepared, without an agenda."""
    text = WorkshopText(title, BEGINS, days, "Hotel by the river")
    return make_workshop(actor=world.actor, assessment=world.assessment, text=text)


def an_item(world: World, workshop: Workshop, kind: str, *, title: str = "", **text: Any) -> AgendaItem:
    """An item about everything that it may be about; scenarios, weights and priorities need what they are about."""
    if kind in {"weights", "scores", "priorities"}:
        with_prioritisation(world)
    subjects = [one.subject for one in candidates(world.actor, workshop.assessment, kind)]
    said = ItemText(kind, title or kind.title(), **text)
    return add_item(actor=world.actor, workshop=workshop, text=said, subjects=subjects)


def a_free_item(world: World, workshop: Workshop, *, options: Sequence[str] = PLACES, **text: Any) -> AgendaItem:
    """An item with one free question: choose one of three places."""
    item = an_item(world, workshop, "free", **text)
    add_free_question(actor=world.actor, item=item, question=FreeQuestion("Where do we train?", options=options))
    return item


def with_prioritisation(world: World) -> None:
    """The gaps of the world are being put in order."""
    if prioritisation_of(world.actor, world.assessment) is None:
        open_prioritisation(actor=world.actor, assessment=world.assessment)


@dataclass
class Phone:
    """A participant's phone: who holds it, and its secret."""

    participant: Participant
    secret: str

    @property
    def actor(self) -> Actor:
        """Who acts through it."""
        return participant_actor(self.participant)

    def votes(self, room: Room, content: dict[str, Any], *, key: str = "", round: int | None = None) -> object:
        """Vote on what is before the room."""
        question = room.question
        return cast_live_vote(
            actor=self.actor, participant=self.participant, question=question, content=content, key=key,
            round=question.round if round is None else round,
        )  # fmt: skip


@dataclass
class Room:
    """A workshop under way with the phones of its people, by the kind of their institution."""

    world: World
    workshop: Workshop
    phones: dict[str, Phone] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        """The facilitator."""
        return self.world.actor

    @property
    def now(self) -> Workshop:
        """The workshop as it stands."""
        return find_workshop(self.actor, self.workshop.pk)

    @property
    def question(self) -> Question:
        """The question that is before the room."""
        found = self.now.current_question
        assert found is not None, "no question is before the room"
        return find_question(self.actor, self.workshop, found.pk)

    def turns_to(self, item: AgendaItem) -> Question:
        """Turn to an item; its first question is before the room."""
        start_item(actor=self.actor, item=item)
        return self.question

    def opens(self) -> Question:
        """Take votes on what is before the room."""
        return open_voting(actor=self.actor, question=self.question)

    def shows(self) -> Question:
        """Close the vote and show what it came to."""
        close_voting(actor=self.actor, question=self.question)
        return reveal(actor=self.actor, question=self.question)


def a_phone(
    world: World, workshop: Workshop, name: str, institution: Institution | None, *, inside: bool = True
) -> Phone:
    """Somebody asks to come in, and is let in."""
    secret = secrets.token_urlsafe(8)
    participant = ask_to_join(
        actor=Actor(name, world.country.pk), workshop=workshop, name=name,
        institution_id=institution.pk if institution else None, secret_hash=digest(secret),
    )  # fmt: skip
    if inside:
        admit(actor=world.actor, workshop=workshop, participants=[participant.pk])
        participant.refresh_from_db()
    return Phone(participant, secret)


def a_room(world: World, *kinds: str, workshop: Workshop | None = None) -> Room:
    """A workshop under way with an item of each kind, and somebody from each institution."""
    workshop = workshop or a_workshop(world)
    for kind in kinds:
        if kind == "free":
            a_free_item(world, workshop)
        else:
            an_item(world, workshop, kind)
    room = Room(world, open_workshop(actor=world.actor, workshop=workshop))
    for kind, institution in zip(KINDS, world.institutions, strict=True):
        room.phones[kind] = a_phone(world, room.workshop, f"Official of {kind}", institution)
    return room


def item_of(room: Room, kind: str) -> AgendaItem:
    """The first item of a kind."""
    rows = AgendaItem.objects.for_actor(room.actor).filter(workshop=room.workshop, kind=kind)
    found = rows.select_related("workshop").first()
    assert found is not None
    return found
