"""Working out findings from answers, or taking over levels assessed elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import ProtectedError, QuerySet

from concord.domains.assessments.derivation import derive
from concord.domains.assessments.enums import FindingStatus, Origin
from concord.domains.assessments.models import Assessment, Dissent, Finding
from concord.domains.assessments.rules import can_run_assessment
from concord.domains.frameworks.models import Capability
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput


def derive_findings(*, actor: Actor, assessment: Assessment) -> list[Finding]:
    """Work out each capability's finding from the answers, and keep every answer that disagreed.

    Proposals of an earlier derivation are replaced, agreed findings stay; a capability that is not applicable to anyone
    has none.
    """
    require(can_run_assessment, actor)
    worked_out = derive(actor, assessment)
    found = [one.finding for one in worked_out]
    dissents = [dissent for one in worked_out for dissent in one.dissents]
    with audited(actor, "findings.derived", assessment) as record:
        kept = _replace_proposals(actor, assessment, found, dissents)
        record.detail |= {"findings": len(found), "agreed_kept": kept}
    return found


DERIVED = [
    "level", "derived", "derived_at", "progress", "low", "high", "agreement", "confidence", "ahead", "origin",
    "rationale",
]  # fmt: skip


def _replace_proposals(
    actor: Actor, assessment: Assessment, found: Sequence[Finding], dissents: Sequence[Dissent]
) -> int:
    """Write what was worked out. A finding keeps its row, since plans point to it; an agreed one also what was agreed.

    Returns how many agreed findings were left as they are but for ``derived``, the level that the answers give now.
    """
    rows = Finding.objects.for_actor(actor).filter(assessment=assessment)
    present = {finding.capability_id: finding for finding in rows.select_for_update()}
    moot = set(present) - {finding.capability_id for finding in found}
    leaving = rows.filter(capability__in=moot, status=FindingStatus.PROPOSED)
    if not any(finding.origin == Origin.SCORES for finding in found):
        leaving = leaving.filter(origin=Origin.ANSWERS)  # what was assessed elsewhere does not follow from answers
    _leave_out(actor, leaving)
    agreed = [present.get(f.capability_id) for f in found]
    settled = {f.pk: f for f in agreed if f is not None and f.status == FindingStatus.AGREED}
    new, changed = [], []
    for finding in found:
        stands = present.get(finding.capability_id)
        if stands is None:
            new.append(finding)
            continue
        finding.pk = stands.pk
        if stands.pk not in settled:
            finding.target, finding.rationale = stands.target, finding.rationale or stands.rationale
            changed.append(finding)
        else:
            stands.derived, stands.derived_at = finding.level, finding.derived_at
    Finding.objects.bulk_create(new)
    Finding.objects.for_actor(actor).bulk_update(changed, DERIVED, batch_size=100)
    Finding.objects.for_actor(actor).bulk_update(settled.values(), ["derived", "derived_at"], batch_size=100)
    Dissent.objects.for_actor(actor).filter(finding__in=changed).delete()
    kept = [dissent for dissent in dissents if dissent.finding.pk not in settled]
    for dissent in kept:
        dissent.finding_id = dissent.finding.pk  # the finding took over the row that stood
    Dissent.objects.bulk_create(kept)
    return len(settled)


def _leave_out(actor: Actor, moot: QuerySet[Finding]) -> None:
    """Take away findings of capabilities that apply to nobody any more; one that a plan points to stays, levelless."""
    for finding in moot:
        try:
            with transaction.atomic():
                finding.delete()
        except ProtectedError:
            Finding.objects.for_actor(actor).filter(pk=finding.pk).update(
                level=None, derived=None, progress=None, low=1, high=5, agreement=None, confidence="", ahead=[]
            )


def record_scores(*, actor: Actor, assessment: Assessment, scores: Sequence[tuple[str, int]], rationale: str) -> int:
    """Record levels that were assessed elsewhere as findings; ``scores`` are (capability code, level 1 to 5)."""
    require(can_run_assessment, actor)
    capabilities = {c.code: c for c in Capability.objects.filter(framework_id=assessment.framework_id)}
    for code, level in scores:
        if code not in capabilities:
            raise InvalidInput(f"There is no capability {code} in {assessment.framework}.")
        if not 1 <= level <= 5:
            raise InvalidInput(f"The level of {code} must be 1 to 5, not {level}.")
    found = [
        Finding(
            country_id=actor.country_id, assessment=assessment, capability=capabilities[code], level=level,
            derived=level, derived_at=clock.now(), low=level, high=level, target=assessment.target,
            rationale=rationale, origin=Origin.SCORES,
        )
        for code, level in scores
    ]  # fmt: skip
    with audited(actor, "scores.recorded", assessment, count=len(scores)) as record:
        record.detail["agreed_kept"] = _replace_proposals(actor, assessment, found, [])
    return len(scores)
