"""The record of a workshop: what its minutes say, item by item."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from concord.domains.workshops.enums import Standing
from concord.domains.workshops.models import Attendance, Decision, Participant, Workshop
from concord.domains.workshops.queries.workshops import AgendaLine, agenda
from concord.domains.workshops.rules import can_see_workshops
from concord.kernel.actor import Actor, require


@dataclass(frozen=True)
class DecisionRecord:
    """A decision with the corrections that were added to it."""

    decision: Decision
    corrections: tuple[Decision, ...]

    @property
    def stands(self) -> Decision:
        """What holds now: the last correction, else the decision itself."""
        return self.corrections[-1] if self.corrections else self.decision


@dataclass(frozen=True)
class ItemRecord:
    """An item as it was dealt with: who was there, who was not, and what was decided."""

    line: AgendaLine
    present: tuple[Participant, ...]
    absent: tuple[Participant, ...]
    decisions: tuple[DecisionRecord, ...]


@dataclass(frozen=True)
class WorkshopRecord:
    """All of it; ``participants`` are those who were let in at any time."""

    workshop: Workshop
    items: tuple[ItemRecord, ...]
    participants: tuple[Participant, ...]

    @property
    def institutions(self) -> list[str]:
        """The institutions that took part, by name."""
        return sorted({str(one.institution) for one in self.participants if one.institution is not None})

    @property
    def decisions(self) -> list[DecisionRecord]:
        """Every decision, in the order in which they were taken."""
        found = [one for item in self.items for one in item.decisions]
        return sorted(found, key=lambda one: one.decision.number)


def record_of(actor: Actor, workshop: Workshop) -> WorkshopRecord:
    """The record as it stands; at most six queries whatever the length of the agenda."""
    require(can_see_workshops, actor)
    decisions = _decisions(actor, workshop)
    there: dict[UUID, list[Attendance]] = defaultdict(list)
    rows = (
        Attendance.objects.for_actor(actor).filter(item__workshop=workshop).select_related("participant__institution")
    )
    for one in rows.order_by("participant__institution__name", "participant__name"):
        there[one.item_id].append(one)
    people = Participant.objects.for_actor(actor).filter(
        workshop=workshop, standing__in=(Standing.ADMITTED, Standing.LEFT)
    )
    items = tuple(
        ItemRecord(
            line,
            tuple(one.participant for one in there[line.item.pk] if one.present),
            tuple(one.participant for one in there[line.item.pk] if not one.present),
            tuple(decisions[line.item.pk]),
        )
        for line in agenda(actor, workshop)
    )
    named = people.exclude(name="").select_related("institution").order_by("institution__name", "name")
    return WorkshopRecord(workshop, items, tuple(named))


def _decisions(actor: Actor, workshop: Workshop) -> dict[UUID, list[DecisionRecord]]:
    rows = list(Decision.objects.for_actor(actor).filter(workshop=workshop).select_related("question"))
    added: dict[UUID, list[Decision]] = defaultdict(list)
    for row in rows:
        if row.corrects_id is not None:
            added[row.corrects_id].append(row)
    found: dict[UUID, list[DecisionRecord]] = defaultdict(list)
    for row in rows:
        if row.corrects_id is None:
            found[row.item_id].append(DecisionRecord(row, tuple(added[row.pk])))
    return found
