"""Files that institutions put beside their answers, for those who may read the answers."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from concord.domains.assessments.models import Assessment, Assignment, EvidenceFile
from concord.domains.assessments.rules import can_answer_part, can_read_evidence
from concord.kernel.actor import Actor, require
from concord.kernel.errors import NotFound


def part_evidence(actor: Actor, assignment: Assignment) -> dict[UUID, list[EvidenceFile]]:
    """By statement, the files that an institution keeps beside its answers of one part."""
    require(can_answer_part, actor, assignment)
    rows = EvidenceFile.objects.for_actor(actor).filter(
        assessment_id=assignment.assessment_id,
        institution_id=assignment.institution_id,
        statement__capability_id=assignment.capability_id,
        removed_at=None,
    )
    found: dict[UUID, list[EvidenceFile]] = defaultdict(list)
    for file in rows:
        found[file.statement_id].append(file)
    return found


def evidence_file(actor: Actor, part: UUID, pk: UUID) -> EvidenceFile:
    """A file of a part that the actor may read; else, and once it was removed, there is none."""
    files = EvidenceFile.objects.for_actor(actor).filter(pk=pk, removed_at=None)
    file = files.select_related("statement__capability").first()
    rows = Assignment.objects.for_actor(actor).filter(pk=part).select_related("capability")
    assignment = rows.first()
    if file is None or assignment is None or not _is_of(file, assignment):
        raise NotFound("There is no such file.")
    require(can_read_evidence, actor, assignment)
    return file


def _is_of(file: EvidenceFile, assignment: Assignment) -> bool:
    return (file.assessment_id, file.institution_id, file.statement.capability_id) == (
        assignment.assessment_id, assignment.institution_id, assignment.capability_id,
    )  # fmt: skip


def proven_by_file(assessment: Assessment) -> set[tuple[UUID, UUID]]:
    """The answers that have a file beside them, as pairs of institution and statement."""
    rows = EvidenceFile.objects.for_country(assessment.country_id).filter(assessment=assessment, removed_at=None)
    return set(rows.values_list("institution_id", "statement_id").order_by().distinct())
