"""Writes of the assessments domain: opening a round, taking answers in, deriving findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from uuid import UUID

from concord.domains.assessments.enums import NUMBER, AnswerValue, Origin
from concord.domains.assessments.models import Answer, Assessment, Assignment, Dissent, Finding, Participant
from concord.domains.assessments.queries import StatementView, asked_by_capability, statement_views, told
from concord.domains.assessments.rules import can_answer_for, can_run_assessment
from concord.domains.frameworks.models import Capability, Framework, Statement
from concord.domains.people.models import Institution
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput
from concord.kernel.sharing import SharingLabel, refuse_above_ceiling
from concord.methods.levels import capability_level, confidence


def open_assessment(
    *,
    actor: Actor,
    framework: Framework,
    title: str,
    target: int = 4,
    source: str = "",
    label: str = SharingLabel.AMBER_STRICT,
) -> Assessment:
    """Open a round against a framework; its pack hash is pinned."""
    require(can_run_assessment, actor)
    refuse_above_ceiling(label)
    if not 2 <= target <= 5:
        raise InvalidInput(f"The target must be a level from 2 to 5, not {target}.")
    with audited(actor, "assessment.opened", framework=str(framework), target=target) as record:
        record.subject = assessment = Assessment.objects.create(
            country_id=actor.country_id,
            framework=framework,
            pack_hash=framework.pack_hash,
            title=title,
            round=Assessment.objects.for_actor(actor).count() + 1,
            target=target,
            source=source,
            label=label,
            opened_on=clock.today(),
        )
    return assessment


def assign_capabilities(
    *, actor: Actor, assessment: Assessment, institution: Institution, capabilities: Sequence[Capability]
) -> None:
    """Ask an institution about capabilities; asking twice is asking once."""
    require(can_run_assessment, actor)
    with audited(actor, "capabilities.assigned", assessment, institution=institution.code, count=len(capabilities)):
        Assignment.objects.bulk_create(
            (
                Assignment(
                    country_id=actor.country_id, assessment=assessment, institution=institution, capability=capability
                )
                for capability in capabilities
            ),
            ignore_conflicts=True,
        )


@dataclass(frozen=True)
class GivenAnswer:
    """One answer as it comes in."""

    statement: str  # its code
    value: AnswerValue
    confidence: str = ""
    comment: str = ""
    evidence: str = ""


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
    statements: dict[str, UUID] = dict(rows.values_list("code", "pk"))
    for answer in answers:
        if answer.statement not in statements:
            raise InvalidInput(f"There is no statement {answer.statement} in {assessment.framework}.")
        if answer.value == AnswerValue.NOT_APPLICABLE and not answer.comment.strip():
            raise InvalidInput(f"Say in the comment why {answer.statement} is not applicable.")
    present = {
        a.statement_id: a
        for a in Answer.objects.for_actor(actor).filter(assessment=assessment, institution=institution)
    }
    new, changed = [], []
    for answer in answers:
        row = present.get(statements[answer.statement])
        if row is None:
            new.append(_answer(actor, assessment, institution, statements[answer.statement], answer))
        elif _differs(row, answer):
            row.value, row.confidence = answer.value, answer.confidence
            row.comment, row.evidence = answer.comment, answer.evidence
            row.answered_by, row.answered_at, row.revision = actor.name, clock.now(), row.revision + 1
            changed.append(row)
    with audited(
        actor, "answers.recorded", assessment, institution=institution.code, new=len(new), changed=len(changed)
    ):
        Answer.objects.bulk_create(new)
        Answer.objects.for_actor(actor).bulk_update(
            changed, ["value", "confidence", "comment", "evidence", "answered_by", "answered_at", "revision"]
        )
        for name, function in participants:
            Participant.objects.for_actor(actor).get_or_create(
                country_id=actor.country_id, assessment=assessment, institution=institution, name=name,
                defaults={"function": function},
            )  # fmt: skip
    return len(new) + len(changed)


def _answer(
    actor: Actor, assessment: Assessment, institution: Institution, statement_id: UUID, given: GivenAnswer
) -> Answer:
    return Answer(
        country_id=actor.country_id,
        assessment=assessment,
        institution=institution,
        statement_id=statement_id,
        value=given.value,
        confidence=given.confidence,
        comment=given.comment,
        evidence=given.evidence,
        answered_by=actor.name,
        answered_at=clock.now(),
    )


def _differs(row: Answer, given: GivenAnswer) -> bool:
    kept = (row.value, row.confidence, row.comment, row.evidence)
    return kept != (given.value, given.confidence, given.comment, given.evidence)


def derive_findings(*, actor: Actor, assessment: Assessment) -> list[Finding]:
    """Work out each capability's finding from the answers, and keep every answer that disagreed.

    Findings of an earlier derivation are replaced; a capability that is not applicable to anyone has none.
    """
    require(can_run_assessment, actor)
    asked = asked_by_capability(assessment)
    answers: dict[UUID, list[Answer]] = {}
    for answer in Answer.objects.for_actor(actor).filter(assessment=assessment).select_related("statement"):
        answers.setdefault(answer.statement.capability_id, []).append(answer)
    capabilities = Capability.objects.filter(framework_id=assessment.framework_id, pk__in=list(asked))
    found: list[Finding] = []
    dissents: list[Dissent] = []
    for capability in capabilities.prefetch_related("statements").order_by("order"):
        views = statement_views(list(capability.statements.all()), answers.get(capability.pk, []))
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
