"""Everything that a plan's documents are made of, read once in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from concord.domains.assessments.models import Finding, Participant
from concord.domains.assessments.queries import Tally, Turnout, findings, participants, tally, turnout
from concord.domains.people.models import Country
from concord.domains.plans.models import Action, Plan
from concord.domains.plans.queries import CostRange, Trace, actions, budget, plan_cost, traces
from concord.domains.priorities.queries import RankedGap, gap_order
from concord.domains.reports.risk_material import RiskMaterial, agreed_risks
from concord.domains.risks.queries import Leaning
from concord.kernel import audit
from concord.kernel.actor import Actor


@dataclass(frozen=True)
class Material:
    """A plan with all that stands behind it, as one actor may read it."""

    actor: Actor
    country: Country
    plan: Plan
    findings: list[Finding]
    gaps: list[RankedGap]
    actions: list[Action]
    traces: dict[UUID, Trace]
    budget: dict[tuple[str, int], Decimal]
    cost: CostRange
    tally: Tally
    turnout: list[Turnout]
    participants: list[Participant]
    audit_head: str
    risks: RiskMaterial | None = None  # once they are agreed

    @property
    def steps(self) -> int:
        """Levels to climb over all gaps."""
        return sum(len(gap.steps) for gap in self.gaps)

    def leanings(self, capability_id: UUID) -> tuple[Leaning, ...]:
        """The scenarios that lean on a capability, those that matter most first; none before risks are agreed."""
        return () if self.risks is None else self.risks.exposure.leanings.get(capability_id, ())


def gather(actor: Actor, plan: Plan) -> Material:
    """Read a plan's material."""
    rows = list(actions(actor, plan))
    return Material(
        actor=actor,
        country=plan.country,
        plan=plan,
        findings=list(findings(actor, plan.assessment)),
        gaps=gap_order(actor, plan.assessment),
        actions=rows,
        traces={trace.action.pk: trace for trace in traces(actor, plan, rows)},
        budget=budget(actor, plan),
        cost=plan_cost(actor, plan),
        tally=tally(actor, plan.assessment),
        turnout=turnout(actor, plan.assessment),
        participants=list(participants(actor, plan.assessment)),
        audit_head=audit.head(plan.country_id),
        risks=agreed_risks(actor, plan.assessment),
    )
