"""Working out findings from answers, or taking over levels assessed elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from concord.domains.assessments.enums import NUMBER, AnswerValue, Origin
from concord.domains.assessments.models import Assessment, Dissent, Finding
from concord.domains.assessments.queries import (
    StatementView,
    answers,
    asked_by_capability,
    by_statement,
    statement_views,
    told,
)
from concord.domains.assessments.rules import can_run_assessment
from concord.domains.frameworks.models import STATEMENT, Capability
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput
from concord.methods.levels import capability_level, confidence


def derive_findings(*, actor: Actor, assessment: Assessment) -> list[Finding]:
    """Work out each capability's finding from the answers, and keep every answer that disagreed.

    Findings of an earlier derivation are replaced; a capability that is not applicable to anyone has none.
    """
    require(can_run_assessment, actor)
    asked = asked_by_capability(assessment)
    given = by_statement(answers(actor, assessment))
    capabilities = Capability.objects.filter(framework_id=assessment.framework_id, pk__in=list(asked))
    found: list[Finding] = []
    dissents: list[Dissent] = []
    for capability in capabilities.prefetch_related("statements").order_by("order"):
        statements = [s for s in capability.statements.all() if s.kind == STATEMENT]
        views = statement_views(statements, given)
        finding = _finding(assessment, capability, views, len(asked[capability.pk]))
        if finding is not None:
            found.append(finding)
            dissents += _dissents(finding, views)
    with audited(actor, "findings.derived", assessment, findings=len(found), dissents=len(dissents)):
        Finding.objects.for_actor(actor).filter(assessment=assessment).delete()
        Finding.objects.bulk_create(found)
        Dissent.objects.bulk_create(dissents)
    return found


def _finding(assessment: Assessment, capability: Capability, views: list[StatementView], asked: int) -> Finding | None:
    outcome = capability_level([told(view, asked) for view in views])
    if outcome is None:
        return None
    given = [answer for view in views for answer in view.answers]
    agreements = [view.agreement for view in views if view.agreement is not None]
    proven = fmean(bool(answer.evidence) for answer in given) if given else 0.0
    mean_agreement = fmean(agreements) if agreements else None
    return Finding(
        country_id=assessment.country_id,
        assessment=assessment,
        capability=capability,
        level=outcome.level,
        progress=outcome.progress,
        low=outcome.low,
        high=outcome.high,
        agreement=mean_agreement,
        confidence=confidence(proven, mean_agreement) if mean_agreement is not None else "",
        ahead=[views[index].statement.code for index in outcome.ahead],
        target=assessment.target,
        origin=Origin.ANSWERS,
    )


def _dissents(finding: Finding, views: list[StatementView]) -> list[Dissent]:
    return [
        Dissent(
            country_id=finding.country_id,
            finding=finding,
            institution=answer.institution,
            statement=view.statement,
            value=answer.value,
            comment=answer.comment,
        )
        for view in views
        for answer in view.answers
        if answer.value in NUMBER and NUMBER[AnswerValue(answer.value)] != view.median
    ]


def record_scores(*, actor: Actor, assessment: Assessment, scores: Sequence[tuple[str, int]], rationale: str) -> int:
    """Record levels that were assessed elsewhere as findings; ``scores`` are (capability code, level 1 to 5)."""
    require(can_run_assessment, actor)
    capabilities = {c.code: c for c in Capability.objects.filter(framework_id=assessment.framework_id)}
    for code, level in scores:
        if code not in capabilities:
            raise InvalidInput(f"There is no capability {code} in {assessment.framework}.")
        if not 1 <= level <= 5:
            raise InvalidInput(f"The level of {code} must be 1 to 5, not {level}.")
    with audited(actor, "scores.recorded", assessment, count=len(scores)):
        Finding.objects.for_actor(actor).filter(assessment=assessment).delete()
        Finding.objects.bulk_create(
            Finding(
                country_id=actor.country_id, assessment=assessment, capability=capabilities[code], level=level,
                low=level, high=level, target=assessment.target, rationale=rationale, origin=Origin.SCORES,
            )
            for code, level in scores
        )  # fmt: skip
    return len(scores)
