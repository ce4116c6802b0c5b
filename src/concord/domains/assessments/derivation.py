"""What answers give for capabilities: findings with the answers that disagree, for services to write."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from statistics import fmean
from uuid import UUID

from concord.domains.assessments.enums import NUMBER, AnswerValue, Origin
from concord.domains.assessments.models import Assessment, Dissent, Finding
from concord.domains.assessments.queries import (
    StatementView,
    answers,
    asked_by_capability,
    by_statement,
    proven_by_file,
    statement_views,
    told,
)
from concord.domains.frameworks.models import STATEMENT, Capability
from concord.kernel import clock
from concord.kernel.actor import Actor
from concord.methods.levels import capability_level, confidence


@dataclass(frozen=True)
class Derived:
    """A finding that is not written yet, with the answers that disagree with its medians."""

    finding: Finding
    dissents: tuple[Dissent, ...]


def derive(actor: Actor, assessment: Assessment, only: Collection[UUID] | None = None) -> list[Derived]:
    """The finding of each capability that somebody is asked about, in the framework's order; of ``only`` some if given.

    A capability that is not applicable to anyone has none.
    """
    asked = asked_by_capability(assessment)
    wanted = list(asked) if only is None else [pk for pk in asked if pk in only]
    rows = answers(actor, assessment)
    given = by_statement(rows if only is None else rows.filter(statement__capability__in=wanted))
    filed = proven_by_file(assessment)
    capabilities = Capability.objects.filter(framework_id=assessment.framework_id, pk__in=wanted)
    found = []
    for capability in capabilities.prefetch_related("statements").order_by("order"):
        statements = [s for s in capability.statements.all() if s.kind == STATEMENT]
        views = statement_views(statements, given)
        finding = _finding(assessment, capability, views, len(asked[capability.pk]), filed)
        if finding is not None:
            found.append(Derived(finding, tuple(_dissents(finding, views))))
    return found


def _finding(
    assessment: Assessment,
    capability: Capability,
    views: list[StatementView],
    asked: int,
    filed: Collection[tuple[UUID, UUID]],
) -> Finding | None:
    outcome = capability_level([told(view, asked) for view in views])
    if outcome is None:
        return None
    given = [answer for view in views for answer in view.answers]
    agreements = [view.agreement for view in views if view.agreement is not None]
    backed = [bool(answer.evidence) or (answer.institution_id, answer.statement_id) in filed for answer in given]
    proven = fmean(backed) if backed else 0.0
    mean_agreement = fmean(agreements) if agreements else None
    return Finding(
        country_id=assessment.country_id,
        assessment=assessment,
        capability=capability,
        level=outcome.level,
        derived=outcome.level,
        derived_at=clock.now(),
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
