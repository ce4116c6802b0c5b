"""Who votes on paper: people with a code that stands on their ballots, and spare codes for who comes without one."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from concord.domains.people.models import Institution
from concord.domains.workshops.arriving import MOST_PAPERS, paper_codes, person_name
from concord.domains.workshops.attending import note_arrival
from concord.domains.workshops.enums import Means, Standing
from concord.domains.workshops.models import Participant, Workshop
from concord.domains.workshops.rules import can_assist
from concord.domains.workshops.state import locked_unclosed
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, WrongState


def add_paper_participants(
    *, actor: Actor, workshop: Workshop, people: Sequence[tuple[str, Institution | None]]
) -> list[Participant]:
    """Let people in who vote on paper; an empty name makes a spare ballot, which is named later."""
    require(can_assist, actor, workshop)
    if not people:
        raise InvalidInput(_("Say for how many people ballots are printed."))
    named = [(person_name(name) if name.strip() else "", institution) for name, institution in people]
    with audited(actor, "workshop.paper_added", workshop) as record:
        row = locked_unclosed(actor, workshop)
        rows = Participant.objects.for_actor(actor).filter(workshop=row).exclude(paper_code="")
        taken = set(rows.values_list("paper_code", flat=True))
        if len(taken) + len(named) > MOST_PAPERS:
            raise InvalidInput(_("A workshop has at most %(most)s paper ballots.") % {"most": MOST_PAPERS})
        now = clock.now()
        added = [
            Participant(
                country_id=row.country_id, workshop=row, name=name, institution=institution, means=Means.PAPER,
                standing=Standing.ADMITTED, paper_code=code, asked_at=now, settled_at=now, settled_by=actor.name,
            )
            for (name, institution), code in zip(named, paper_codes(taken, len(named)), strict=True)
        ]  # fmt: skip
        Participant.objects.for_actor(actor).bulk_create(added)
        for participant in added:
            if participant.name:
                note_arrival(row, participant)
        record.detail |= {"codes": [one.paper_code for one in added]}
    return added


def name_paper_participant(
    *, actor: Actor, participant: Participant, name: str, institution: Institution | None
) -> None:
    """Say who holds a paper ballot, and for which institution; not after its first vote, which is counted there."""
    require(can_assist, actor, participant.workshop)
    named = person_name(name)
    with audited(actor, "workshop.paper_named", participant) as record:
        row = locked_unclosed(actor, participant.workshop)
        stands = Participant.objects.for_actor(actor).select_for_update().get(pk=participant.pk, means=Means.PAPER)
        if stands.institution_id is not None and stands.institution_id != (institution.pk if institution else None):
            raise WrongState(_("This ballot belongs to an institution already; use a spare one."))
        stands.name, stands.institution = named, institution
        stands.save(update_fields=["name", "institution"])
        note_arrival(row, stands)
        record.detail |= {"code": stands.paper_code, "institution": institution.code if institution else ""}
