"""Workshops of a country: which there are, one of them, its agenda with the times that follow, and who is there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from concord.domains.people.models import User
from concord.domains.people.queries import current_grants
from concord.domains.workshops.enums import QuestionState, Standing
from concord.domains.workshops.models import AgendaItem, Decision, Participant, Question, Workshop
from concord.domains.workshops.rules import can_assist, can_run_workshop, can_see_workshops
from concord.kernel.actor import Actor, require
from concord.kernel.errors import NotFound


def workshops(actor: Actor) -> QuerySet[Workshop]:
    """The country's workshops, newest first, with how many items and decisions each has (``things``, ``decided``)."""
    require(can_see_workshops, actor)
    rows: QuerySet[Workshop] = Workshop.objects.for_actor(actor).annotate(
        things=Count("items", distinct=True),
        decided=Count("decisions", filter=Q(decisions__corrects__isnull=True), distinct=True),
    )
    return rows.order_by("-starts_on", "title")


def find_workshop(actor: Actor, pk: UUID) -> Workshop:
    """One workshop, for those who may see it and for its helpers, with what is before the room."""
    rows = Workshop.objects.for_actor(actor).filter(pk=pk)
    found: Workshop | None = rows.select_related(
        "assessment", "current_item", "current_question__item", "current_question__ballot"
    ).first()
    if found is None or not (can_see_workshops(actor) or can_assist(actor, found)):
        raise NotFound("There is no such workshop.")
    if found.current_question is not None:
        found.current_question.item.workshop = found
    return found


def find_item(actor: Actor, workshop: Workshop, pk: UUID) -> AgendaItem:
    """One item of a workshop."""
    found = AgendaItem.objects.for_actor(actor).filter(workshop=workshop, pk=pk).first()
    if found is None:
        raise NotFound("There is no such item.")
    found.workshop = workshop
    return found


def find_question(actor: Actor, workshop: Workshop, pk: UUID) -> Question:
    """One question of a workshop."""
    rows = Question.objects.for_actor(actor).filter(item__workshop=workshop, pk=pk)
    found = rows.select_related("item", "ballot").first()
    if found is None:
        raise NotFound("There is no such question.")
    found.item.workshop = workshop
    return found


def find_decision(actor: Actor, workshop: Workshop, pk: UUID) -> Decision:
    """One decision of a workshop."""
    rows = Decision.objects.for_actor(actor).filter(workshop=workshop, pk=pk)
    found = rows.select_related("question__item", "item").first()
    if found is None:
        raise NotFound("There is no such decision.")
    found.workshop = workshop
    return found


def find_participant(actor: Actor, workshop: Workshop, pk: UUID) -> Participant:
    """Somebody in the room, or at its door."""
    found: Participant | None = Participant.objects.for_actor(actor).filter(workshop=workshop, pk=pk).first()
    if found is None:
        raise NotFound("There is no such participant.")
    found.workshop = workshop
    return found


@dataclass(frozen=True)
class AgendaLine:
    """An item with its planned time and its questions; ``starts`` is None where no time was given before it."""

    item: AgendaItem
    date: dt.date
    starts: dt.time | None
    ends: dt.time | None
    questions: tuple[Question, ...]
    new_day: bool

    @property
    def decided(self) -> int:
        """How many of its questions are decided."""
        return sum(one.is_decided for one in self.questions)

    @property
    def done(self) -> bool:
        """Whether it was dealt with and nothing in it is left to decide."""
        return self.item.started_at is not None and self.decided == len(self.questions)


def agenda(actor: Actor, workshop: Workshop) -> list[AgendaLine]:
    """The agenda in order: an item without a time of its own follows the one before it."""
    questions = Prefetch("questions", Question.objects.for_actor(actor).select_related("ballot").order_by("order"))
    lines: list[AgendaLine] = []
    for item in AgendaItem.objects.for_actor(actor).filter(workshop=workshop).prefetch_related(questions):
        before = lines[-1] if lines else None
        new_day = before is None or before.item.day != item.day
        starts = item.starts_at or (before.ends if before is not None and not new_day else None)
        item.workshop = workshop
        asked = tuple(item.questions.all())
        for one in asked:
            one.item = item
        lines.append(AgendaLine(item, workshop.date_of(item.day), starts, _later(starts, item.minutes), asked, new_day))
    return lines


def _later(starts: dt.time | None, minutes: int) -> dt.time | None:
    if starts is None:
        return None
    return (dt.datetime.combine(dt.date(2000, 1, 1), starts) + dt.timedelta(minutes=minutes)).time()


def participants(actor: Actor, workshop: Workshop, *standings: Standing) -> QuerySet[Participant]:
    """Who asked to come in, with their institution: all, or those of some standing."""
    require(can_see_workshops | can_assist, actor, workshop)
    rows: QuerySet[Participant] = Participant.objects.for_actor(actor).filter(workshop=workshop)
    rows = rows.filter(standing__in=standings) if standings else rows
    return rows.select_related("institution")


def present_at(actor: Actor, item: AgendaItem) -> dict[UUID, bool]:
    """By participant, whether they were there at an item."""
    require(can_see_workshops | can_assist, actor, item.workshop)
    return dict(item.attendances.values_list("participant_id", "present"))


def possible_helpers(actor: Actor) -> Iterable[User]:
    """The people of the country who might help, by name."""
    require(can_run_workshop, actor)
    there = current_grants().filter(country_id=actor.country_id).values("user_id")
    return User.objects.filter(pk__in=there, is_active=True).order_by("name", "email")


def open_questions(lines: Iterable[AgendaLine]) -> int:
    """How many questions of an agenda are not decided."""
    return sum(one.state != QuestionState.DECIDED for line in lines for one in line.questions)
