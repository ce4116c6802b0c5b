"""The agenda: items with their times and questions, put in order while the room is not at them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from concord.domains.people.models import Institution
from concord.domains.priorities.enums import VoterUnit
from concord.domains.workshops.asking import ASKS, BY_SUBJECT, FreeQuestion, free_wording, make_questions, wordings
from concord.domains.workshops.enums import ItemKind, QuestionState
from concord.domains.workshops.models import AgendaItem, Question, Workshop
from concord.domains.workshops.queries.candidates import SuggestedItem
from concord.domains.workshops.rules import can_run_workshop
from concord.domains.workshops.state import fresh, locked_unclosed, moved_on
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, WrongState

LONGEST = 24 * 60  # minutes
MOST_ITEMS = 60
MORNING, FULL_DAY = dt.time(9, 0), 6 * 60  # minutes of work in a day, breaks apart


@dataclass(frozen=True)
class ItemText:
    """What somebody says of an item; ``invited`` are institutions, none of them means all."""

    kind: str
    title: str
    about: str = ""
    day: int = 1
    starts_at: dt.time | None = None
    minutes: int = 30
    invited: Sequence[UUID] = ()
    unit: str = VoterUnit.PERSON
    asks: str = ""
    names_shown: bool = True

    def checked(self, actor: Actor, workshop: Workshop) -> dict[str, object]:
        """As it is kept; ``InvalidInput`` where it cannot be."""
        title = self.title.strip()
        if self.kind not in ItemKind.values or self.unit not in VoterUnit.values:
            raise InvalidInput(_("Say what the item is about and who votes."))
        if not 0 < len(title) <= 200:
            raise InvalidInput(_("Give the item a title of up to 200 characters."))
        if not 1 <= self.day <= workshop.days:
            raise InvalidInput(_("Choose one of the workshop's days."))
        if not 1 <= self.minutes <= LONGEST:
            raise InvalidInput(_("An item lasts from 1 minute to 24 hours."))
        ways = ASKS[self.kind]
        if self.asks and self.asks not in ways:
            raise InvalidInput(_("An item of this kind does not ask in this way."))
        known = Institution.objects.for_actor(actor).filter(pk__in=list(self.invited))
        if known.count() != len(set(self.invited)):
            raise InvalidInput(_("Choose institutions of this country."))
        return {
            "kind": self.kind, "title": title, "about": self.about.strip(), "day": self.day, "unit": self.unit,
            "starts_at": self.starts_at, "minutes": self.minutes, "names_shown": self.names_shown,
            "invited": sorted({str(pk) for pk in self.invited}), "asks": self.asks or (ways[0] if ways else ""),
        }  # fmt: skip


def add_item(*, actor: Actor, workshop: Workshop, text: ItemText, subjects: Sequence[UUID] = ()) -> AgendaItem:
    """Put an item at the end of the agenda, with a question about each of the things it is about."""
    require(can_run_workshop, actor)
    given = text.checked(actor, workshop)
    with audited(actor, "workshop.item_added", title=given["title"], kind=text.kind) as record:
        row = locked_unclosed(actor, workshop)
        record.subject = item = _add(actor, row, given, subjects)
        moved_on(row)
    return item


def take_suggested_agenda(*, actor: Actor, workshop: Workshop, items: Sequence[SuggestedItem]) -> int:
    """Put suggested items at the end of the agenda, one after the other; returns how many."""
    require(can_run_workshop, actor)
    with audited(actor, "workshop.agenda_taken", workshop) as record:
        row = locked_unclosed(actor, workshop)
        for one, (day, starts_at) in zip(items, _days(row, items), strict=True):
            text = ItemText(one.kind, one.title, day=day, starts_at=starts_at, minutes=one.minutes)
            _add(actor, row, text.checked(actor, row), one.subjects)
        moved_on(row)
        record.detail["items"] = [one.title for one in items]
    return len(items)


def _days(workshop: Workshop, items: Sequence[SuggestedItem]) -> list[tuple[int, dt.time | None]]:
    """On which day each item falls, and when the first of a day begins; what no day has room for stays on the last."""
    found: list[tuple[int, dt.time | None]] = []
    day, used = 0, FULL_DAY
    for one in items:
        begins = day == 0 or (used + one.minutes > FULL_DAY and day < workshop.days)
        day, used = (day + 1, one.minutes) if begins else (day, used + one.minutes)
        found.append((day, MORNING if begins else None))
    return found


def change_item(*, actor: Actor, item: AgendaItem, text: ItemText) -> AgendaItem:
    """Say anew what an item is called, when it is and who is invited; its kind stays."""
    require(can_run_workshop, actor)
    given = text.checked(actor, item.workshop)
    with audited(actor, "workshop.item_changed", item, title=given["title"]):
        row = locked_unclosed(actor, item.workshop)
        here = AgendaItem.objects.for_actor(actor).get(pk=item.pk)
        if given["kind"] != here.kind:
            raise InvalidInput(_("An item keeps its kind; add another one instead."))
        asks_otherwise = given["asks"] != here.asks
        if asks_otherwise or given["unit"] != here.unit:
            _refuse_asked(here, _("This item was voted on already, so the way it asks stays."))
        for name, value in given.items():
            setattr(here, name, value)
        here.save(update_fields=[*given])
        if asks_otherwise and here.kind != ItemKind.FREE:
            subjects = [pk for pk in here.questions.values_list("subject", flat=True) if pk is not None]
            here.questions.all().delete()
            Question.objects.bulk_create(make_questions(here, wordings(actor, here, subjects)))
        moved_on(row)
    return here


def remove_item(*, actor: Actor, item: AgendaItem) -> None:
    """Take an item off the agenda that was not dealt with."""
    require(can_run_workshop, actor)
    with audited(actor, "workshop.item_removed", item, title=item.title):
        row = locked_unclosed(actor, item.workshop)
        here = AgendaItem.objects.for_actor(actor).get(pk=item.pk)
        _refuse_asked(here, _("This item was dealt with already, so it stays on record."))
        if here.started_at is not None:
            raise WrongState(_("This item was dealt with already, so it stays on record."))
        here.delete()
        moved_on(row)


def move_item(*, actor: Actor, item: AgendaItem, up: bool) -> None:
    """Let an item change places with the one before it, or after it."""
    require(can_run_workshop, actor)
    with audited(actor, "workshop.item_moved", item, up=up):
        row = locked_unclosed(actor, item.workshop)
        items = list(AgendaItem.objects.for_actor(actor).filter(workshop=row).select_for_update())
        at = next(number for number, one in enumerate(items) if one.pk == item.pk)
        other = at - 1 if up else at + 1
        if not 0 <= other < len(items):
            raise WrongState(_("This item stands there already."))
        first, second = items[at], items[other]
        rows = AgendaItem.objects.for_actor(actor)
        rows.filter(pk=first.pk).update(order=0)  # a place nobody has, since two items never share one
        rows.filter(pk=second.pk).update(order=first.order)
        rows.filter(pk=first.pk).update(order=second.order)
        moved_on(row)


def add_questions(*, actor: Actor, item: AgendaItem, subjects: Sequence[UUID]) -> int:
    """Ask about further things within an item; what is asked already is not asked twice. Returns how many came."""
    require(can_run_workshop, actor)
    if item.kind not in BY_SUBJECT:
        raise InvalidInput(_("This item asks one question."))
    with audited(actor, "workshop.questions_added", item) as record:
        row = locked_unclosed(actor, item.workshop)
        asked = set(item.questions.values_list("subject", flat=True))
        new = [pk for pk in subjects if pk not in asked]
        worded = wordings(actor, item, new) if new or not subjects else []
        Question.objects.bulk_create(make_questions(item, worded, _last(item)))
        moved_on(row)
        record.detail["questions"] = [one.title for one in worded]
    return len(worded)


def add_free_question(*, actor: Actor, item: AgendaItem, question: FreeQuestion) -> Question:
    """Put a question in one's own words into an item for free questions."""
    require(can_run_workshop, actor)
    if item.kind != ItemKind.FREE:
        raise InvalidInput(_("Free questions stand in an item of their own; add one to the agenda."))
    worded = free_wording(question)
    with audited(actor, "workshop.questions_added", item, questions=[worded.title]):
        row = locked_unclosed(actor, item.workshop)
        (made,) = make_questions(item, [worded], _last(item))
        made.save(force_insert=True)
        moved_on(row)
    return made


def remove_question(*, actor: Actor, question: Question) -> None:
    """Take out a question that was not asked."""
    require(can_run_workshop, actor)
    with audited(actor, "workshop.question_removed", question, title=question.title):
        row = locked_unclosed(actor, question.item.workshop)
        here = fresh(actor, question)
        if here.state != QuestionState.WAITING:
            raise WrongState(_("This question was asked already, so it stays on record."))
        here.delete()
        moved_on(row)


def _add(actor: Actor, workshop: Workshop, given: dict[str, object], subjects: Sequence[UUID]) -> AgendaItem:
    last = workshop.items.aggregate(last=Max("order"))["last"] or 0
    if workshop.items.count() >= MOST_ITEMS:
        raise InvalidInput(_("An agenda has up to %(most)s items.") % {"most": MOST_ITEMS})
    item: AgendaItem = AgendaItem.objects.create(
        country_id=actor.country_id, workshop=workshop, order=last + 1, **given
    )
    if subjects or item.kind not in BY_SUBJECT:
        Question.objects.bulk_create(make_questions(item, wordings(actor, item, subjects)))
    return item


def _last(item: AgendaItem) -> int:
    return item.questions.aggregate(last=Max("order"))["last"] or 0


def _refuse_asked(item: AgendaItem, sentence: str) -> None:
    if item.questions.exclude(state=QuestionState.WAITING).exists():
        raise WrongState(sentence)
