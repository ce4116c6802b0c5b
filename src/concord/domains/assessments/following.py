"""How assignments follow answers that came in many at once, from a workbook or a command. For services."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from concord.domains.assessments.enums import OPEN, AssignmentStatus
from concord.domains.assessments.models import Answer, Assessment, Assignment
from concord.domains.frameworks.models import Statement
from concord.domains.people.models import Institution
from concord.kernel import clock
from concord.kernel.actor import Actor


def follow_answers(actor: Actor, assessment: Assessment, institution: Institution, statements: Iterable[UUID]) -> None:
    """Move the assignments whose statements changed: a whole part is submitted, as a returned workbook is.

    A part with answers missing is in progress. An accepted one whose answers changed has to be accepted again.
    """
    touched = set(Statement.objects.filter(pk__in=list(statements)).values_list("capability_id", flat=True))
    rows = Assignment.objects.for_actor(actor).filter(assessment=assessment, institution=institution)
    moving = list(rows.filter(capability__in=touched).select_for_update())
    asked = _counts(Statement.objects.filter(capability__in=touched).values_list("capability_id"))
    given = Answer.objects.for_actor(actor).filter(assessment=assessment, institution=institution)
    answered = _counts(
        given.filter(statement__capability__in=touched).exclude(value="").values_list("statement__capability_id")
    )
    changed = []
    for assignment in moving:
        whole = asked[assignment.capability_id] == answered.get(assignment.capability_id, 0)
        if assignment.status == AssignmentStatus.ACCEPTED or (assignment.status in OPEN and whole):
            assignment.status = AssignmentStatus.SUBMITTED
        elif assignment.status == AssignmentStatus.ASSIGNED:
            assignment.status = AssignmentStatus.IN_PROGRESS
        else:
            continue
        assignment.changed_by, assignment.changed_at = actor.name, clock.now()
        changed.append(assignment)
    Assignment.objects.for_actor(actor).bulk_update(changed, ["status", "changed_by", "changed_at"], batch_size=200)


def _counts(rows: QuerySet[Any, Any]) -> dict[UUID, int]:
    return dict(rows.annotate(n=Count("id")).order_by())
