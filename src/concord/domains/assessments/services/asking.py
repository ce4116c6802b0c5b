"""Whom to ask about what: setting it area by area, and taking it back where nothing was answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from concord.domains.assessments.models import Answer, Assessment, Assignment, EvidenceFile
from concord.domains.assessments.rules import can_run_assessment
from concord.domains.frameworks.models import Capability
from concord.domains.people.models import Institution
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, WrongState

Place = tuple[UUID, UUID]  # an institution and a capability


@dataclass(frozen=True)
class Reassigned:
    """How many parts are asked now that were not before, and the other way round."""

    added: int
    removed: int


def assign_exactly(
    *,
    actor: Actor,
    assessment: Assessment,
    capabilities: Sequence[Capability],
    asked: Collection[Place],
    due: dt.date | None = None,
) -> Reassigned:
    """Make ``asked`` all that is asked about these capabilities; ``due`` is the day for what is asked anew.

    What an institution answered stays asked: a change that would take it away is refused as a whole.
    """
    require(can_run_assessment, actor)
    within = {capability.pk for capability in capabilities if capability.framework_id == assessment.framework_id}
    known = set(Institution.objects.for_actor(actor).values_list("pk", flat=True))
    wanted = {(institution, capability) for institution, capability in asked if institution in known}
    if any(capability not in within for _institution, capability in wanted):
        raise InvalidInput(_("This capability is not part of the assessment."))
    with audited(actor, "capabilities.assigned", assessment) as record:
        rows = Assignment.objects.for_actor(actor).filter(assessment=assessment, capability__in=within)
        present = {(row.institution_id, row.capability_id): row.pk for row in rows.select_for_update()}
        new, gone = wanted - present.keys(), present.keys() - wanted
        _refuse_answered(actor, assessment, gone)
        rows.filter(pk__in=[present[place] for place in gone]).delete()
        Assignment.objects.bulk_create(
            Assignment(
                country_id=actor.country_id,
                assessment=assessment,
                institution_id=institution,
                capability_id=capability,
                due=due,
            )
            for institution, capability in sorted(new)
        )
        codes = sorted(capability.code for capability in capabilities)
        record.detail |= {"added": len(new), "removed": len(gone), "capabilities": codes}
    return Reassigned(len(new), len(gone))


def unassign_capabilities(*, actor: Actor, assessment: Assessment, assignments: Sequence[Assignment]) -> int:
    """Ask no longer; refused as a whole where anything was answered. Returns how many are gone."""
    require(can_run_assessment, actor)
    if not assignments:
        raise InvalidInput(_("Choose at least one part."))
    with audited(actor, "capabilities.unassigned", assessment) as record:
        rows = Assignment.objects.for_actor(actor).filter(assessment=assessment, pk__in=[a.pk for a in assignments])
        present = list(rows.select_for_update(of=("self",)).select_related("institution", "capability"))
        _refuse_answered(actor, assessment, {(row.institution_id, row.capability_id) for row in present})
        record.detail |= {
            "institutions": sorted({row.institution.code for row in present}),
            "capabilities": sorted({row.capability.code for row in present}),
        }
        rows.delete()
    return len(present)


def _refuse_answered(actor: Actor, assessment: Assessment, gone: Collection[Place]) -> None:
    """An answer, a comment or a document is somebody's work: it is not taken away by a tick."""
    institutions, capabilities = {place[0] for place in gone}, {place[1] for place in gone}
    about = {"assessment": assessment, "institution__in": institutions, "statement__capability__in": capabilities}
    answers = Answer.objects.for_actor(actor).filter(**about)
    files = EvidenceFile.objects.for_actor(actor).filter(**about, removed_at__isnull=True)
    for rows in (answers, files):
        given = rows.order_by("institution__name", "statement__capability__order").values_list(
            "institution_id", "statement__capability_id", "institution__name", "statement__capability__code"
        )
        for institution, capability, name, code in given.distinct():
            if (institution, capability) in gone:
                raise WrongState(
                    _("%(institution)s has answered %(capability)s already, so it stays asked; nothing was changed.")
                    % {"institution": name, "capability": code}
                )
