"""Noting who is there. For services, inside their transaction."""

from __future__ import annotations

from concord.domains.workshops.enums import Standing
from concord.domains.workshops.models import AgendaItem, Attendance, Participant, Workshop
from concord.kernel.actor import Actor


def note_everybody(actor: Actor, item: AgendaItem) -> None:
    """Note everybody who was let in as present at an item; who was not there the item before is not there now."""
    noted = set(item.attendances.values_list("participant_id", flat=True))
    rows = Participant.objects.for_actor(actor).filter(workshop_id=item.workshop_id, standing=Standing.ADMITTED)
    rows = rows.exclude(name="")  # a spare paper ballot is nobody
    absent = _absent_before(actor, item)
    Attendance.objects.bulk_create(
        Attendance(country_id=item.country_id, item=item, participant_id=pk, present=pk not in absent)
        for pk in rows.order_by().values_list("pk", flat=True)
        if pk not in noted
    )


def note_arrival(workshop: Workshop, participant: Participant) -> None:
    """Note somebody who comes in while an item is being dealt with."""
    if workshop.current_item_id is not None:
        Attendance.objects.for_country(workshop.country_id).get_or_create(
            country_id=workshop.country_id, item_id=workshop.current_item_id, participant=participant
        )


def _absent_before(actor: Actor, item: AgendaItem) -> set[object]:
    before = (
        AgendaItem.objects.for_actor(actor)
        .filter(workshop_id=item.workshop_id, started_at__isnull=False)
        .exclude(pk=item.pk)
        .order_by("-started_at")
        .first()
    )
    if before is None:
        return set()
    return set(before.attendances.filter(present=False).values_list("participant_id", flat=True))
