"""Putting documents beside answers, and taking them away again."""

from __future__ import annotations

from django.utils.translation import gettext as _

from concord.domains.assessments.changes import refuse_closed
from concord.domains.assessments.models import Assignment, EvidenceFile
from concord.domains.assessments.rules import can_answer_part
from concord.domains.frameworks.models import Statement
from concord.formats.evidence_file import check_evidence
from concord.formats.evidence_refusal import EvidenceRefused
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.antivirus import refuse_infected
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, NotFound, WrongState
from concord.kernel.filestore import keep
from concord.kernel.sharing import SharingLabel

MAX_FILES = 10  # beside one answer


def attach_evidence(
    *, actor: Actor, assignment: Assignment, statement: Statement, name: str, data: bytes
) -> EvidenceFile:
    """Keep a document beside an answer, after a look at what it is; the same document again is the one that is there.

    What is refused leaves nothing behind.
    """
    require(can_answer_part, actor, assignment)
    refuse_closed(assignment)
    if statement.capability_id != assignment.capability_id:
        raise NotFound("There is no such statement in this part.")
    try:
        checked = check_evidence(name, data)
    except EvidenceRefused as refused:
        raise InvalidInput(_(refused.sentence) % refused.values) from refused
    refuse_infected(data)
    # First the file, then the row that names it: a file without a row harms nobody.
    sha256 = keep(actor.country_id, data)
    beside = EvidenceFile.objects.for_actor(actor).filter(
        assessment=assignment.assessment, institution=assignment.institution, statement=statement, removed_at=None
    )
    present = beside.filter(sha256=sha256).first()
    if present is not None:
        return present
    with audited(actor, "evidence.attached", statement=statement.code, name=checked.clean_name) as record:
        _lock(actor, assignment)
        if beside.count() >= MAX_FILES:
            raise WrongState(
                _("There are %(most)s files beside this answer already; remove one, or put several into one document.")
                % {"most": MAX_FILES}
            )
        record.subject = file = EvidenceFile.objects.create(
            country_id=actor.country_id,
            assessment=assignment.assessment,
            institution=assignment.institution,
            statement=statement,
            name=checked.clean_name,
            media_type=checked.media_type,
            size=len(data),
            sha256=sha256,
            label=SharingLabel(assignment.assessment.label),
            uploaded_by=actor.name,
            uploaded_at=clock.now(),
        )
        record.detail |= {"institution": assignment.institution.code, "sha256": sha256, "size": len(data)}
    return file


def remove_evidence(*, actor: Actor, assignment: Assignment, file: EvidenceFile) -> None:
    """Take a document away from an answer. Who removed it and when stays on record, and so does the file itself."""
    require(can_answer_part, actor, assignment)
    refuse_closed(assignment)
    with audited(actor, "evidence.removed", file, name=file.name, sha256=file.sha256):
        rows = EvidenceFile.objects.for_actor(actor).filter(
            pk=file.pk, removed_at=None, assessment=assignment.assessment, institution=assignment.institution
        )
        if not rows.update(removed_by=actor.name, removed_at=clock.now()):
            raise NotFound("There is no such file.")


def _lock(actor: Actor, assignment: Assignment) -> None:
    """Uploads to one part wait for each other, so that none is counted too few."""
    Assignment.objects.for_actor(actor).select_for_update().get(pk=assignment.pk)
