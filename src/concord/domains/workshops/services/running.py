"""Leading the room: begin, go from item to item, open and close votes, show results, ask again, keep the time."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from concord.domains.priorities.enums import Shown
from concord.domains.priorities.models import Ballot, Criterion, Prioritisation
from concord.domains.priorities.services import (
    Asked,
    ask_for_ratings,
    ask_for_weights,
    close_ballot,
    open_ballot,
    reveal_ballot,
    start_another_round,
)
from concord.domains.workshops.attending import note_everybody
from concord.domains.workshops.enums import ItemKind, QuestionState, WorkshopStatus
from concord.domains.workshops.models import AgendaItem, Question, Workshop
from concord.domains.workshops.rules import can_run_workshop
from concord.domains.workshops.state import fresh, fresh_item, locked, locked_open, locked_unclosed, moved_on
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, WrongState

LONGEST_TIMER = 180  # minutes
CURRENT = ("current_item", "current_question", "timer_ends_at")


def open_workshop(*, actor: Actor, workshop: Workshop) -> Workshop:
    """Begin: from now on the room may be let in and asked."""
    require(can_run_workshop, actor)
    with audited(actor, "workshop.opened", workshop):
        row = locked_unclosed(actor, workshop)
        if row.status == WorkshopStatus.OPEN:
            raise WrongState(_("This workshop is under way already."))
        if not row.items.exists():
            raise WrongState(_("Put something on the agenda first."))
        row.status, row.opened_at = WorkshopStatus.OPEN, row.opened_at or clock.now()
        moved_on(row, "status", "opened_at")
    return row


def close_workshop(*, actor: Actor, workshop: Workshop) -> Workshop:
    """End it: phones stop asking, nobody else is let in, and the minutes are complete."""
    require(can_run_workshop, actor)
    with audited(actor, "workshop.closed", workshop) as record:
        row = locked_open(actor, workshop)
        _refuse_running(row)
        _end_current(actor, row)
        row.status, row.closed_at, row.door_open = WorkshopStatus.CLOSED, clock.now(), False
        moved_on(row, "status", "closed_at", "door_open", *CURRENT)
        record.detail["decisions"] = row.decisions.count()
    return row


def reopen_workshop(*, actor: Actor, workshop: Workshop, reason: str) -> Workshop:
    """Go on with a workshop that was closed, saying why."""
    require(can_run_workshop, actor)
    if not reason.strip():
        raise InvalidInput(_("Say why the workshop is opened again."))
    with audited(actor, "workshop.reopened", workshop, reason=reason.strip()):
        row = locked(actor, workshop)
        if row.status != WorkshopStatus.CLOSED:
            raise WrongState(_("This workshop is not closed."))
        row.status, row.closed_at = WorkshopStatus.OPEN, None
        moved_on(row, "status", "closed_at")
    return row


def open_door(*, actor: Actor, workshop: Workshop, ajar: bool = True) -> Workshop:
    """Let people ask to be let in, or let nobody else ask (``ajar`` is false)."""
    require(can_run_workshop, actor)
    with audited(actor, "workshop.door", workshop, open=ajar):
        row = locked_unclosed(actor, workshop)
        row.door_open = ajar
        moved_on(row, "door_open")
    return row


def start_item(*, actor: Actor, item: AgendaItem) -> AgendaItem:
    """Turn to an item; everybody who was let in is noted as present, until somebody corrects it."""
    require(can_run_workshop, actor)
    with audited(actor, "workshop.item_started", item, title=item.title):
        row = locked_open(actor, item.workshop)
        _refuse_running(row)
        here = fresh_item(actor, item)
        if row.current_item_id != here.pk:
            _end_current(actor, row)
        if here.started_at is None:
            here.started_at = clock.now()
        here.ended_at = None
        here.save(update_fields=["started_at", "ended_at"])
        note_everybody(actor, here)
        questions = list(here.questions.all())
        left = [one for one in questions if not one.is_decided]
        row.current_item, row.timer_ends_at = here, None
        row.current_question = next(iter(left or questions), None)
        moved_on(row, *CURRENT)
    return here


def end_item(*, actor: Actor, workshop: Workshop) -> None:
    """Leave the running item, for a break or to go on later."""
    require(can_run_workshop, actor)
    with audited(actor, "workshop.item_ended", workshop) as record:
        row = locked_open(actor, workshop)
        _refuse_running(row)
        if row.current_item is None:
            raise WrongState(_("No item is being dealt with."))
        record.detail["title"] = row.current_item.title
        _end_current(actor, row)
        moved_on(row, *CURRENT)


def ask_question(*, actor: Actor, question: Question) -> Question:
    """Put a question of the running item before the room."""
    require(can_run_workshop, actor)
    with audited(actor, "workshop.question_asked", question, title=question.title):
        row = locked_open(actor, question.item.workshop)
        _refuse_running(row)
        here = fresh(actor, question)
        if row.current_item_id != here.item_id:
            raise WrongState(_("Turn to the item first; then ask its questions."))
        row.current_question, row.timer_ends_at = here, None
        moved_on(row, *CURRENT)
    return here


def open_voting(*, actor: Actor, question: Question) -> Question:
    """Take votes: for the first time, or once more after a discussion, which begins another round."""
    require(can_run_workshop, actor)
    with audited(actor, "workshop.voting_opened", question) as record:
        row, here = _current(actor, question)
        if not here.asks or here.is_decided or here.is_open:
            raise WrongState(_("Votes cannot be taken on this now."))
        if here.ballot is None:
            here.ballot = _new_ballot(actor, here)
        else:
            here.ballot = start_another_round(actor=actor, ballot=here.ballot)
        here.state = QuestionState.OPEN
        here.save(update_fields=["ballot", "state"])
        moved_on(row)
        record.detail["round"] = here.ballot.round
    return here


def close_voting(*, actor: Actor, question: Question) -> Question:
    """Take no more votes; what they are stays hidden until it is shown."""
    require(can_run_workshop, actor)
    with audited(actor, "workshop.voting_closed", question):
        row, here = _current(actor, question)
        if not here.is_open or here.ballot is None:
            raise WrongState(_("No votes are being taken on this."))
        close_ballot(actor=actor, ballot=here.ballot)
        here.state = QuestionState.CLOSED
        here.save(update_fields=["state"])
        row.timer_ends_at = None
        moved_on(row, "timer_ends_at")
    return here


def reveal(*, actor: Actor, question: Question) -> Question:
    """Show the room what it voted."""
    require(can_run_workshop, actor)
    with audited(actor, "workshop.revealed", question):
        row, here = _current(actor, question)
        if here.state != QuestionState.CLOSED or here.ballot is None:
            raise WrongState(_("Close the vote first; then show its results."))
        here.ballot = reveal_ballot(actor=actor, ballot=here.ballot)
        here.state = QuestionState.REVEALED
        here.save(update_fields=["state"])
        moved_on(row)
    return here


def set_timer(*, actor: Actor, workshop: Workshop, minutes: int) -> Workshop:
    """Show the room how much time is left; 0 takes the timer away. Nothing closes by itself."""
    require(can_run_workshop, actor)
    if not 0 <= minutes <= LONGEST_TIMER:
        raise InvalidInput(_("A timer runs for 1 to %(most)s minutes.") % {"most": LONGEST_TIMER})
    with audited(actor, "workshop.timer_set", workshop, minutes=minutes):
        row = locked_open(actor, workshop)
        row.timer_ends_at = clock.now() + dt.timedelta(minutes=minutes) if minutes else None
        moved_on(row, "timer_ends_at")
    return row


def _current(actor: Actor, question: Question) -> tuple[Workshop, Question]:
    """The workshop, locked, and the question that is before the room."""
    row = locked_open(actor, question.item.workshop)
    if row.current_question_id != question.pk:
        raise WrongState(_("This question is not before the room; turn to it first."))
    here = fresh(actor, question)
    here.item.workshop = row
    return row, here


def _refuse_running(workshop: Workshop) -> None:
    question = workshop.current_question
    if question is not None and question.is_open:
        raise WrongState(_("Votes are being taken; close the vote first."))


def _end_current(actor: Actor, workshop: Workshop) -> None:
    if workshop.current_item is not None:
        rows = AgendaItem.objects.for_actor(actor).filter(pk=workshop.current_item.pk)
        rows.update(ended_at=clock.now())
    workshop.current_item = workshop.current_question = workshop.timer_ends_at = None


def _new_ballot(actor: Actor, question: Question) -> Ballot:
    item = question.item
    asked = Asked(kind=question.asks, unit=item.unit, shown=Shown.LED, limits=question.limits)
    match item.kind:
        case ItemKind.WEIGHTS:
            subject = Prioritisation.objects.for_actor(actor).get(pk=question.about)
            return _options_of(question, ask_for_weights(actor=actor, prioritisation=subject, asked=asked))
        case ItemKind.SCORES:
            rows = Criterion.objects.for_actor(actor).select_related("prioritisation__assessment")
            criterion = rows.get(pk=question.about)
            return _options_of(question, ask_for_ratings(actor=actor, criterion=criterion, asked=asked))
    options = [(option["code"], option["title"]) for option in question.options]
    return open_ballot(
        actor=actor, subject=question.pk, title=question.title, question=question.text or question.title,
        options=options, asked=asked,
    )  # fmt: skip


def _options_of(question: Question, ballot: Ballot) -> Ballot:
    """Criteria and gaps may have changed since the agenda was made: the question asks what the ballot asks."""
    question.options = ballot.options
    question.text = question.text or ballot.question
    question.save(update_fields=["options", "text"])
    return ballot
