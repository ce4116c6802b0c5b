"""What services look up before they write: a workshop or a question, locked, in the state that is asked for."""

from __future__ import annotations

from django.utils.translation import gettext as _

from concord.domains.workshops.enums import WorkshopStatus
from concord.domains.workshops.models import AgendaItem, Question, Workshop
from concord.kernel.actor import Actor
from concord.kernel.errors import WrongState


def locked(actor: Actor, workshop: Workshop) -> Workshop:
    """The workshop, which nobody else changes until the transaction ends."""
    row: Workshop = Workshop.objects.for_actor(actor).select_for_update().get(pk=workshop.pk)
    return row


def locked_unclosed(actor: Actor, workshop: Workshop) -> Workshop:
    """The same, refused once the workshop is closed."""
    row = locked(actor, workshop)
    if row.status == WorkshopStatus.CLOSED:
        raise WrongState(_("This workshop is closed; open it again to change anything."))
    return row


def locked_open(actor: Actor, workshop: Workshop) -> Workshop:
    """The same, refused unless the room is at work."""
    row = locked_unclosed(actor, workshop)
    if row.status != WorkshopStatus.OPEN:
        raise WrongState(_("The workshop has not begun; begin it first."))
    return row


def moved_on(workshop: Workshop, *fields: str) -> None:
    """Save what changed, and let every page of the room know that there is something new."""
    workshop.version += 1
    workshop.save(update_fields=["version", *fields])


def fresh(actor: Actor, question: Question) -> Question:
    """The question as it stands now, with its item and ballot; the workshop is locked already."""
    rows = Question.objects.for_actor(actor).select_related("item", "ballot")
    return rows.get(pk=question.pk)


def fresh_item(actor: Actor, item: AgendaItem) -> AgendaItem:
    """The item as it stands now."""
    return AgendaItem.objects.for_actor(actor).get(pk=item.pk)
