"""Letting people in, keeping others out, and correcting who was there."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from concord.domains.people.models import Institution
from concord.domains.workshops.attending import note_arrival
from concord.domains.workshops.enums import Standing
from concord.domains.workshops.models import AgendaItem, Participant, Workshop
from concord.domains.workshops.rules import can_assist
from concord.domains.workshops.state import fresh_item, locked_unclosed, moved_on
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, WrongState


def admit(*, actor: Actor, workshop: Workshop, participants: Collection[UUID]) -> int:
    """Let people into the room who asked, were refused or had left; returns how many came in."""
    require(can_assist, actor, workshop)
    with audited(actor, "workshop.admitted", workshop) as record:
        row = locked_unclosed(actor, workshop)
        found = _those(actor, row, participants, Standing.WAITING, Standing.REFUSED, Standing.LEFT)
        back = [one for one in found if one.standing != Standing.WAITING]
        for one in found:
            _settle(actor, one, Standing.ADMITTED)
            note_arrival(row, one)
        if back:
            moved_on(row)
        record.detail["names"] = [str(one) for one in found]
    return len(found)


def refuse(*, actor: Actor, workshop: Workshop, participants: Collection[UUID]) -> int:
    """Do not let people in, or send them out again; votes they have cast stay."""
    require(can_assist, actor, workshop)
    with audited(actor, "workshop.refused", workshop) as record:
        row = locked_unclosed(actor, workshop)
        found = _those(actor, row, participants, Standing.WAITING, Standing.ADMITTED)
        for one in found:
            _settle(actor, one, Standing.REFUSED if one.standing == Standing.WAITING else Standing.LEFT)
        moved_on(row)
        record.detail["names"] = [str(one) for one in found]
    return len(found)


def move_participant(*, actor: Actor, participant: Participant, institution: Institution) -> Participant:
    """Say for whom somebody speaks, where they chose the wrong institution; earlier votes stay where they were cast."""
    require(can_assist, actor, participant.workshop)
    if institution.country_id != actor.country_id:
        raise InvalidInput(_("Choose an institution of this country."))
    with audited(actor, "workshop.participant_moved", participant, institution=institution.code):
        row = locked_unclosed(actor, participant.workshop)
        participant.institution = institution
        participant.save(update_fields=["institution"])
        moved_on(row)
    return participant


def set_present(*, actor: Actor, item: AgendaItem, present: Collection[UUID]) -> int:
    """Say who of those noted at an item was there, by the participants' ids; returns how many were."""
    require(can_assist, actor, item.workshop)
    with audited(actor, "workshop.attendance", item) as record:
        if fresh_item(actor, item).started_at is None:
            raise WrongState(_("This item was not begun yet."))
        rows = item.attendances.all()
        rows.exclude(participant_id__in=present).update(present=False)
        rows.filter(participant_id__in=present).update(present=True)
        record.detail["present"] = there = rows.filter(present=True).count()
    return there


def _those(actor: Actor, workshop: Workshop, pks: Collection[UUID], *standings: Standing) -> list[Participant]:
    rows = Participant.objects.for_actor(actor).filter(workshop=workshop, pk__in=pks, standing__in=standings)
    found = list(rows.select_related("institution"))
    if not found:
        raise InvalidInput(_("Choose at least one person who is waiting."))
    return found


def _settle(actor: Actor, participant: Participant, standing: Standing) -> None:
    participant.standing, participant.settled_at, participant.settled_by = standing, clock.now(), actor.name
    participant.save(update_fields=["standing", "settled_at", "settled_by"])
