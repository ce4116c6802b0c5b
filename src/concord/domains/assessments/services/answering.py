"""Taking in an institution's answers, with every earlier version kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from concord.domains.assessments.answer_store import (
    add_participants,
    present_answers,
    refuse_impossible,
    said_by,
    write_answers,
)
from concord.domains.assessments.following import follow_answers
from concord.domains.assessments.merging import Said
from concord.domains.assessments.models import Assessment
from concord.domains.assessments.rules import can_answer_for
from concord.domains.frameworks.models import Statement
from concord.domains.people.models import Institution
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput


@dataclass(frozen=True)
class GivenAnswer:
    """One answer as it comes in."""

    statement: str  # its code
    value: str  # an AnswerValue, or what a free question asks for
    confidence: str = ""
    comment: str = ""
    evidence: str = ""

    @property
    def said(self) -> Said:
        """The answer without what it answers."""
        return Said(self.value, self.confidence, self.comment, self.evidence)


def record_answers(
    *,
    actor: Actor,
    assessment: Assessment,
    institution: Institution,
    answers: Sequence[GivenAnswer],
    participants: Sequence[tuple[str, str]] = (),
) -> int:
    """Take in an institution's answers, all or none; returns how many were new or changed.

    ``participants`` are (name, function) of the officials who answered.
    """
    require(can_answer_for, actor, institution)
    rows = Statement.objects.filter(capability__framework_id=assessment.framework_id)
    statements = {row.code: row for row in rows.only("code", "kind", "choices")}
    for answer in answers:
        if answer.statement not in statements:
            raise InvalidInput(f"There is no statement {answer.statement} in {assessment.framework}.")
        refuse_impossible(statements[answer.statement], answer.said)
    with audited(actor, "answers.recorded", assessment, institution=institution.code) as record:
        present = present_answers(actor, assessment, institution)
        said = {statements[answer.statement].pk: answer.said for answer in answers}
        changes = {pk: words for pk, words in said.items() if said_by(present.get(pk)) != words}
        write_answers(actor, assessment, institution, changes, present)
        add_participants(actor, assessment, institution, participants)
        follow_answers(actor, assessment, institution, changes)
        record.detail["changed"] = len(changes)
    return len(changes)
