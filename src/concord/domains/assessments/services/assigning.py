"""Moving assignments from one status to the next, and saying when they are due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from concord.domains.assessments.enums import TRANSITIONS, AssignmentStatus
from concord.domains.assessments.models import Assessment, Assignment
from concord.domains.assessments.rules import can_run_assessment, can_submit_part
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, WrongState


def submit_assignments(*, actor: Actor, assignments: Sequence[Assignment]) -> None:
    """Hand in what an institution was asked; it can be taken back until it is accepted."""
    assessment = _assessment(actor, assignments, AssignmentStatus.SUBMITTED)
    with audited(actor, "assignments.submitted", assessment) as record:
        record.detail |= _move(actor, assignments, AssignmentStatus.SUBMITTED)


def take_back_assignments(*, actor: Actor, assignments: Sequence[Assignment]) -> None:
    """Open what was submitted for answering again."""
    assessment = _assessment(actor, assignments, AssignmentStatus.IN_PROGRESS)
    with audited(actor, "assignments.taken_back", assessment) as record:
        record.detail |= _move(actor, assignments, AssignmentStatus.IN_PROGRESS)


def return_assignments(*, actor: Actor, assignments: Sequence[Assignment], reason: str) -> None:
    """Give submitted or accepted assignments back to their institutions, saying why."""
    if not reason.strip():
        raise InvalidInput(_("Say why it is returned, so that the institution knows what to change."))
    assessment = _assessment(actor, assignments, AssignmentStatus.RETURNED)
    with audited(actor, "assignments.returned", assessment, reason=reason.strip()) as record:
        record.detail |= _move(actor, assignments, AssignmentStatus.RETURNED, reason.strip())


def accept_assignments(*, actor: Actor, assignments: Sequence[Assignment]) -> None:
    """Accept what was submitted."""
    assessment = _assessment(actor, assignments, AssignmentStatus.ACCEPTED)
    with audited(actor, "assignments.accepted", assessment) as record:
        record.detail |= _move(actor, assignments, AssignmentStatus.ACCEPTED)


def set_due(*, actor: Actor, assessment: Assessment, assignments: Sequence[Assignment], due: dt.date | None) -> None:
    """Say by which day assignments are to be submitted; ``None`` takes the day away."""
    require(can_run_assessment, actor)
    with audited(actor, "assignments.due_set", assessment, due=due, count=len(assignments)):
        rows = Assignment.objects.for_actor(actor).filter(assessment=assessment, pk__in=[a.pk for a in assignments])
        rows.update(due=due)


def _assessment(actor: Actor, assignments: Sequence[Assignment], to: AssignmentStatus) -> Assessment:
    """The one assessment that the assignments belong to, once the actor may move every one of them."""
    if not assignments:
        raise InvalidInput(_("Choose at least one part."))
    runs = to in (AssignmentStatus.RETURNED, AssignmentStatus.ACCEPTED)
    for assignment in assignments:
        require(can_run_assessment if runs else can_submit_part, actor, assignment)
    if len({assignment.assessment_id for assignment in assignments}) > 1:
        raise InvalidInput(_("Choose parts of one assessment."))
    return assignments[0].assessment


def _move(
    actor: Actor, assignments: Sequence[Assignment], to: AssignmentStatus, reason: str = ""
) -> dict[str, list[str]]:
    """Move all or none; returns whose and which they are, for the audit trail."""
    rows = Assignment.objects.for_actor(actor).filter(pk__in=[a.pk for a in assignments])
    present = list(rows.select_for_update(of=("self",)).select_related("institution", "capability"))
    for row in present:
        # From assigned to in progress leads answering; taking back leads there from submitted only.
        only_answering = (row.status, to) == (AssignmentStatus.ASSIGNED, AssignmentStatus.IN_PROGRESS)
        if to not in TRANSITIONS[row.status] or only_answering:
            raise WrongState(
                _("%(capability)s of %(institution)s is %(status)s and cannot become %(to)s.")
                % {
                    "capability": row.capability.code,
                    "institution": row.institution,
                    "status": row.get_status_display().lower(),
                    "to": to.label.lower(),
                }
            )
    rows.update(status=to, changed_by=actor.name, changed_at=clock.now(), reason=reason)
    return {
        "institutions": sorted({row.institution.code for row in present}),
        "capabilities": sorted({row.capability.code for row in present}),
    }
