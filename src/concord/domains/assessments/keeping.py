"""What a round that asks only some capabilities again keeps of the others: their answers and findings as they stand.

For services, inside their transaction. Whoever answered, and when, stays with each answer: nobody said it anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID, uuid4

from concord.domains.assessments.carrying import Verdict
from concord.domains.assessments.editions import Succession
from concord.domains.assessments.enums import AssignmentStatus
from concord.domains.assessments.models import (
    Answer,
    Assessment,
    Assignment,
    Dissent,
    EvidenceFile,
    Finding,
    answer_id,
)
from concord.domains.frameworks.models import Capability
from concord.kernel import clock
from concord.kernel.actor import Actor

R = TypeVar("R", Assignment, EvidenceFile, Finding)


@dataclass
class Kept:
    """Rows of the round before, ready to be written for the new one."""

    assignments: list[Assignment] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    files: list[EvidenceFile] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    dissents: list[Dissent] = field(default_factory=list)

    def write(self) -> None:
        """Write them all."""
        Assignment.objects.bulk_create(self.assignments)
        Answer.objects.bulk_create(self.answers)
        EvidenceFile.objects.bulk_create(self.files)
        Finding.objects.bulk_create(self.findings)
        Dissent.objects.bulk_create(self.dissents)


def keepable(follows: Succession, parts: Sequence[str]) -> dict[str, str]:
    """Of capabilities of the newer edition, those that ask what they asked, with their earlier code."""
    return {
        code: follows.capabilities.origins[code].codes[0] for code in parts if follows.shift(code) == Verdict.UNCHANGED
    }


def gather_kept(
    actor: Actor,
    previous: Assessment,
    assessment: Assessment,
    follows: Succession,
    capabilities: Mapping[str, Capability],
) -> Kept:
    """Everything of the earlier round about these capabilities, given by their earlier code."""
    kept = Kept()
    codes = list(capabilities)
    statements: dict[UUID, UUID] = {
        follows.earlier[origin.codes[0]].pk: follows.newer[code].pk
        for code, origin in follows.statements.origins.items()
        if origin.verdict == Verdict.UNCHANGED
    }
    _answers(actor, previous, assessment, codes, statements, kept)
    rows = Assignment.objects.for_actor(actor).filter(assessment=previous, capability__code__in=codes)
    for row in rows.select_related("capability"):
        row.capability = capabilities[row.capability.code]
        row.status, row.due, row.reason = AssignmentStatus.ACCEPTED, None, ""
        row.changed_by, row.changed_at = actor.name, clock.now()
        kept.assignments.append(_anew(row, assessment))
    found: dict[UUID, Finding] = {}
    given = Finding.objects.for_actor(actor).filter(assessment=previous, capability__code__in=codes)
    for finding in given.select_related("capability"):
        earlier = finding.pk
        finding.capability = capabilities[finding.capability.code]
        found[earlier] = _anew(finding, assessment)
    kept.findings = list(found.values())
    for dissent in Dissent.objects.for_actor(actor).filter(finding__in=list(found)):
        dissent.pk, dissent.finding = uuid4(), found[dissent.finding_id]
        dissent.statement_id = statements[dissent.statement_id]
        kept.dissents.append(dissent)
    return kept


def _answers(
    actor: Actor,
    previous: Assessment,
    assessment: Assessment,
    codes: Sequence[str],
    statements: Mapping[UUID, UUID],
    kept: Kept,
) -> None:
    of_these = {"assessment": previous, "statement__capability__code__in": codes}
    for answer in Answer.objects.for_actor(actor).filter(**of_these):
        answer.statement_id = statements[answer.statement_id]
        answer.pk = answer_id(assessment.pk, answer.institution_id, answer.statement_id)
        answer.assessment, answer.revision = assessment, 1
        kept.answers.append(answer)
    for file in EvidenceFile.objects.for_actor(actor).filter(removed_at__isnull=True, **of_these):
        file.statement_id = statements[file.statement_id]
        kept.files.append(_anew(file, assessment))


def _anew(row: R, assessment: Assessment) -> R:
    """The same row as one of another round."""
    row.pk, row.assessment = uuid4(), assessment
    return row


def carry_files(actor: Actor, assignment: Assignment, statements: Mapping[UUID, UUID]) -> int:
    """Put the files of the round before beside the answers carried over, earlier statement → newer; returns how many.

    The bytes stay where they are; a file that stands beside the answer already is not put there twice.
    """
    rows = EvidenceFile.objects.for_actor(actor).filter(institution=assignment.institution, removed_at__isnull=True)
    before = rows.filter(assessment=assignment.assessment.previous_id, statement__in=list(statements))
    here = rows.filter(assessment=assignment.assessment, statement__in=list(statements.values()))
    present = set(here.values_list("statement_id", "sha256"))
    copies = []
    for file in before:
        file.statement_id = statements[file.statement_id]
        if (file.statement_id, file.sha256) not in present:
            copies.append(_anew(file, assignment.assessment))
    EvidenceFile.objects.bulk_create(copies)
    return len(copies)
