"""Everything that a plan's documents are made of, read once in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from concord.domains.assessments.models import Finding, Participant
from concord.domains.assessments.queries import Tally, Turnout, findings, participants, tally, turnout
from concord.domains.people.models import Country
from concord.domains.plans.enums import PlanStatus
from concord.domains.plans.models import Action, Plan, PlanVersion
from concord.domains.plans.queries import CostRange, Trace, actions, budget, plan_cost, traces
from concord.domains.plans.queries.funding import PlanMoney, plan_money
from concord.domains.plans.queries.money import CostTotals, Spread, cost_percentiles, cost_totals
from concord.domains.plans.queries.narrative import Chapter, shown_chapters
from concord.domains.plans.queries.operational import OperationalPlan, operational_plan
from concord.domains.plans.queries.versions import version_in_force
from concord.domains.priorities.queries import RankedGap, gap_order
from concord.domains.reports.risk_material import RiskMaterial, agreed_risks
from concord.domains.risks.queries import Leaning
from concord.kernel import audit
from concord.kernel.actor import Actor

NOTHING = Tally(*(0 for _ in fields(Tally)))


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
    chapters: tuple[Chapter, ...] = ()  # the sections that the plan contains
    adopted: PlanVersion | None = None  # the version that the plan is, once it is adopted
    risks: RiskMaterial | None = None  # once they are agreed

    @property
    def steps(self) -> int:
        """Levels to climb over all gaps."""
        return sum(len(gap.steps) for gap in self.gaps)

    # What only documents need is read when they ask for it, once.

    @cached_property
    def money(self) -> PlanMoney:
        """Cost and money by year."""
        return plan_money(self.actor, self.plan)

    @cached_property
    def spread(self) -> Spread | None:
        """How sure the cost is; none where every line is certain."""
        return cost_percentiles(self.actor, self.plan)

    @cached_property
    def totals(self) -> CostTotals:
        """The cost from several sides."""
        return cost_totals(self.actor, self.plan)

    @cached_property
    def operational(self) -> OperationalPlan:
        """What the next twelve months hold."""
        return operational_plan(self.actor, self.plan)

    def leanings(self, capability_id: UUID) -> tuple[Leaning, ...]:
        """The scenarios that lean on a capability, those that matter most first; none before risks are agreed."""
        return () if self.risks is None else self.risks.exposure.leanings.get(capability_id, ())


def gather(actor: Actor, plan: Plan) -> Material:
    """Read a plan's material; of a plan that came from a file there are no findings, gaps and answers."""
    rows = list(actions(actor, plan))
    assessed = plan.assessment
    return Material(
        actor=actor,
        country=plan.country,
        plan=plan,
        findings=list(findings(actor, assessed)) if assessed else [],
        gaps=gap_order(actor, assessed) if assessed else [],
        actions=rows,
        traces={trace.action.pk: trace for trace in traces(actor, plan, rows)},
        budget=budget(actor, plan),
        cost=plan_cost(actor, plan),
        tally=tally(actor, assessed) if assessed else NOTHING,
        turnout=turnout(actor, assessed) if assessed else [],
        participants=list(participants(actor, assessed)) if assessed else [],
        audit_head=audit.head(plan.country_id),
        chapters=tuple(shown_chapters(actor, plan)),
        adopted=version_in_force(actor, plan) if plan.status == PlanStatus.ADOPTED else None,
        risks=agreed_risks(actor, assessed) if assessed else None,
    )
