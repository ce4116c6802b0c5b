"""Preparing a workshop: what it is, who helps, and its code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from concord.domains.assessments.models import Assessment
from concord.domains.people.queries import current_grants
from concord.domains.workshops.codes import new_code
from concord.domains.workshops.enums import WorkshopStatus
from concord.domains.workshops.models import Helper, Workshop
from concord.domains.workshops.rules import can_run_workshop
from concord.domains.workshops.state import locked, locked_unclosed, moved_on
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, WrongState

LONGEST = 15  # days


@dataclass(frozen=True)
class WorkshopText:
    """What somebody says of a workshop."""

    title: str
    starts_on: dt.date
    days: int = 1
    place: str = ""

    def checked(self) -> dict[str, object]:
        """As it is kept; ``InvalidInput`` where it cannot be."""
        title, place = self.title.strip(), self.place.strip()
        if not 0 < len(title) <= 200 or len(place) > 200:
            raise InvalidInput(_("Give the workshop a title, and title and place in up to 200 characters each."))
        if not 1 <= self.days <= LONGEST:
            raise InvalidInput(_("A workshop lasts from 1 to %(most)s days.") % {"most": LONGEST})
        return {"title": title, "place": place, "starts_on": self.starts_on, "days": self.days}


def make_workshop(*, actor: Actor, assessment: Assessment, text: WorkshopText) -> Workshop:
    """Begin to prepare a workshop about one assessment."""
    require(can_run_workshop, actor)
    given = text.checked()
    with audited(actor, "workshop.made") as record:
        record.detail |= given
        record.subject = workshop = Workshop.objects.create(
            country_id=actor.country_id, assessment=assessment, code=new_code(), made_by=actor.name,
            made_at=clock.now(), label=assessment.label, **given,
        )  # fmt: skip
    return workshop


def change_workshop(*, actor: Actor, workshop: Workshop, text: WorkshopText) -> Workshop:
    """Say anew what it is called, where it is and when."""
    require(can_run_workshop, actor)
    given = text.checked()
    with audited(actor, "workshop.changed", workshop) as record:
        record.detail |= given
        row = locked_unclosed(actor, workshop)
        for name, value in given.items():
            setattr(row, name, value)
        moved_on(row, *given)
        row.items.filter(day__gt=row.days).update(day=row.days)
    return row


def remove_workshop(*, actor: Actor, workshop: Workshop) -> None:
    """Take away a workshop that was prepared and never held."""
    require(can_run_workshop, actor)
    with audited(actor, "workshop.removed", workshop, title=workshop.title):
        row = locked(actor, workshop)
        if row.status != WorkshopStatus.PREPARING or row.opened_at is not None:
            raise WrongState(_("This workshop was begun, so it stays on record; close it instead."))
        row.delete()


def change_code(*, actor: Actor, workshop: Workshop) -> Workshop:
    """Give the room another code, where the first one reached people it was not for."""
    require(can_run_workshop, actor)
    with audited(actor, "workshop.code_changed", workshop):
        row = locked_unclosed(actor, workshop)
        row.code = new_code()
        moved_on(row, "code")
    return row


def name_helpers(*, actor: Actor, workshop: Workshop, users: Collection[UUID]) -> None:
    """Say who of the country's people lets participants in and types in paper ballots."""
    require(can_run_workshop, actor)
    known = set(current_grants().filter(country_id=actor.country_id).values_list("user_id", flat=True))
    if set(users) - known:
        raise InvalidInput(_("Choose people of this country."))
    with audited(actor, "workshop.helpers_named", workshop, helpers=sorted(str(pk) for pk in set(users))):
        row = locked_unclosed(actor, workshop)
        row.helpers.all().delete()
        Helper.objects.bulk_create(
            Helper(country_id=actor.country_id, workshop=row, user_id=pk) for pk in sorted(set(users), key=str)
        )
