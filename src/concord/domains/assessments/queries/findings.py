"""Findings, gaps and dissents, as far as the actor may see them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from concord.domains.assessments.enums import FindingStatus, Outcome
from concord.domains.assessments.models import Assessment, Dissent, Finding, SignOff
from concord.domains.assessments.rules import can_see_findings, may_see_all_answers, may_see_proposals
from concord.domains.frameworks.models import Area, Capability
from concord.kernel.actor import Actor, require
from concord.kernel.errors import NotFound


def findings(actor: Actor, assessment: Assessment) -> QuerySet[Finding]:
    """The findings in the framework's order, with capability and area: all, or only what is agreed."""
    require(can_see_findings, actor)
    rows = Finding.objects.for_actor(actor).filter(assessment=assessment)
    if not may_see_proposals(actor):
        rows = rows.filter(status=FindingStatus.AGREED)
    return rows.select_related("capability__area").order_by("capability__order")


def gaps(actor: Actor, assessment: Assessment) -> QuerySet[Finding]:
    """The findings whose level is below their target: the gaps. They are derived here and stored nowhere."""
    return findings(actor, assessment).filter(level__isnull=False, level__lt=F("target"))


@dataclass(frozen=True)
class CapabilityFinding:
    """A capability with its finding, or with none where nothing was derived or it is not applicable."""

    capability: Capability
    finding: Finding | None


@dataclass(frozen=True)
class AreaLevels:
    """One line of the heat map: an area and its capabilities in the framework's order."""

    area: Area
    cells: tuple[CapabilityFinding, ...]


def levels_by_area(actor: Actor, assessment: Assessment, hazard: str = "") -> list[AreaLevels]:
    """Every capability of the framework with its finding, by area; of one hazard only where a letter is given."""
    found = {finding.capability_id: finding for finding in findings(actor, assessment)}
    rows: dict[Area, list[CapabilityFinding]] = {}
    for capability in assessment.framework.capabilities.select_related("area").order_by("order"):
        if not hazard or hazard in capability.hazards:
            rows.setdefault(capability.area, []).append(CapabilityFinding(capability, found.get(capability.pk)))
    return [AreaLevels(area, tuple(cells)) for area, cells in rows.items()]


@dataclass(frozen=True)
class FindingProgress:
    """How many findings there are, and how many of them are agreed."""

    total: int
    agreed: int


def finding_progress(actor: Actor, assessment: Assessment) -> FindingProgress:
    """How far the findings of an assessment have come."""
    agreed = Count("id", filter=Q(status=FindingStatus.AGREED))
    row = Finding.objects.for_actor(actor).filter(assessment=assessment).aggregate(total=Count("id"), agreed=agreed)
    return FindingProgress(row["total"], row["agreed"])


def find_capability(actor: Actor, assessment: Assessment, code: str) -> CapabilityFinding:
    """One capability of the assessment's framework by its code, with its finding."""
    require(can_see_findings, actor)
    capability = assessment.framework.capabilities.select_related("area").filter(code=code).first()
    if capability is None:
        raise NotFound("There is no such capability.")
    return CapabilityFinding(capability, findings(actor, assessment).filter(capability=capability).first())


def dissents(actor: Actor, finding: Finding) -> list[Dissent]:
    """The answers that disagreed with a finding, as far as the actor may read them."""
    rows = (
        Dissent.objects.for_actor(actor)
        .filter(finding=finding)
        .select_related("institution", "statement")
        .order_by("statement__order", "institution__name")
    )
    if not may_see_all_answers(actor):
        rows = rows.filter(institution_id=actor.institution_id) if actor.institution_id else rows.none()
    return list(rows)


def holding_signature(actor: Actor, assessment: Assessment) -> SignOff | None:
    """The signature over the findings that holds today, if there is one."""
    require(can_see_findings, actor)
    rows = SignOff.objects.for_actor(actor).filter(assessment=assessment, outcome=Outcome.SIGNED)
    return rows.filter(reopened_at__isnull=True).first()


def sign_offs(actor: Actor, assessment: Assessment) -> QuerySet[SignOff]:
    """Every decision of an approver on the findings, newest first, also those that no longer hold."""
    require(can_see_findings, actor)
    return SignOff.objects.for_actor(actor).filter(assessment=assessment)
