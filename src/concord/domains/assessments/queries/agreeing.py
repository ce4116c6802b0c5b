"""What can be agreed at once, what needs talking about, and whether a signature still fits the findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from concord.domains.assessments.enums import AssignmentStatus, FindingStatus, Origin
from concord.domains.assessments.models import Answer, Assessment, Assignment, Finding, SignOff
from concord.domains.assessments.queries.findings import findings
from concord.domains.assessments.rules import can_see_findings, may_see_proposals
from concord.domains.assessments.signing import content_hash
from concord.domains.frameworks.models import Capability
from concord.kernel.actor import Actor, require


@dataclass(frozen=True)
class AgreeingLine:
    """A finding with what stands between it and being agreed."""

    finding: Finding
    parts: int
    accepted: int
    changed: int  # answers given since the finding was worked out
    dissents: int

    @property
    def undisputed(self) -> bool:
        """Whether all institutions said the same, all their parts are accepted, and nothing changed since."""
        alike = self.finding.agreement == 1 or self.finding.origin == Origin.SCORES
        return self.finding.level is not None and alike and self.accepted == self.parts and not self.changed

    @property
    def differs(self) -> bool:
        """Whether another level was agreed than the answers give."""
        return self.finding.status == FindingStatus.AGREED and self.finding.derived != self.finding.level


@dataclass(frozen=True)
class Agreeing:
    """All findings in the three heaps in which a focal point works on them."""

    undisputed: tuple[AgreeingLine, ...]
    to_discuss: tuple[AgreeingLine, ...]
    agreed: tuple[AgreeingLine, ...]
    changed: int  # answers given since the findings were worked out


def agreeing(actor: Actor, assessment: Assessment) -> Agreeing:
    """Every finding, sorted by what is to do with it."""
    require(may_see_proposals, actor)
    rows = list(findings(actor, assessment).annotate(dissent_count=Count("dissents")))
    parts = _parts(actor, assessment)
    changed = changed_since(actor, assessment, rows)
    lines = [
        AgreeingLine(
            row,
            *parts.get(row.capability_id, (0, 0)),
            changed[row.capability_id],
            row.dissent_count,
        )
        for row in rows
    ]
    waiting = [line for line in lines if line.finding.status == FindingStatus.PROPOSED]
    return Agreeing(
        tuple(line for line in waiting if line.undisputed),
        tuple(line for line in waiting if not line.undisputed),
        tuple(line for line in lines if line.finding.status == FindingStatus.AGREED),
        sum(changed.values()),
    )


def _parts(actor: Actor, assessment: Assessment) -> dict[UUID, tuple[int, int]]:
    accepted = Count("pk", filter=Q(status=AssignmentStatus.ACCEPTED))
    rows = Assignment.objects.for_actor(actor).filter(assessment=assessment).values_list("capability_id").order_by()
    return {capability: (n, done) for capability, n, done in rows.annotate(n=Count("pk"), done=accepted)}


def changed_since(actor: Actor, assessment: Assessment, rows: Iterable[Finding]) -> Counter[UUID]:
    """By capability, how many answers were given or changed since its finding was worked out."""
    require(may_see_proposals, actor)
    looked = {row.capability_id: row.derived_at for row in rows if row.derived_at and row.origin == Origin.ANSWERS}
    if not looked:
        return Counter()
    later = Answer.objects.for_actor(actor).filter(assessment=assessment, answered_at__gt=min(looked.values()))
    moments = later.values_list("statement__capability_id", "answered_at").order_by()
    return Counter(capability for capability, at in moments if capability in looked and at > looked[capability])


def new_capabilities(actor: Actor, assessment: Assessment) -> int:
    """How many capabilities were answered but have no finding yet."""
    require(may_see_proposals, actor)
    known = Finding.objects.for_actor(actor).filter(assessment=assessment).values("capability_id")
    given = Answer.objects.for_actor(actor).filter(assessment=assessment).exclude(value="")
    answered = Capability.objects.filter(pk__in=given.values("statement__capability_id"))
    return answered.exclude(pk__in=known).count()


def still_as_signed(actor: Actor, assessment: Assessment, sign_off: SignOff) -> bool:
    """Whether the findings, worked out again, are what was signed."""
    require(can_see_findings, actor)
    rows = Finding.objects.for_actor(actor).filter(assessment=assessment).select_related("capability")
    return content_hash(assessment, rows) == sign_off.content_hash
