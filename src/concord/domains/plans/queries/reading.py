"""Reads of the plans domain: the plan, its totals, and the trace of each action down to the answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from concord.content import content_path
from concord.domains.assessments.models import Finding
from concord.domains.assessments.queries import StatementView, by_statement, readable, statement_views
from concord.domains.assessments.queries import answers as all_answers
from concord.domains.frameworks.models import Statement
from concord.domains.people.models import Institution
from concord.domains.plans.drafting import action_code
from concord.domains.plans.enums import ActionStatus, FundingStatus
from concord.domains.plans.models import Action, ClosedGap, CostLine, Funding, Indicator, Plan
from concord.domains.plans.rules import can_see_plan
from concord.domains.priorities.queries import Standing, gap_order, standings
from concord.formats.ingredient_book import IngredientBook, read_ingredient_book
from concord.kernel.actor import Actor, require
from concord.kernel.errors import NotFound


def latest_plan(actor: Actor) -> Plan | None:
    """The plan of the actor's country: the one that was drafted, taken over from a file or picked last."""
    require(can_see_plan, actor)
    rows = Plan.objects.for_actor(actor).select_related("assessment__framework", "country")
    return rows.defer("assessment__framework__pack").order_by(Coalesce("picked_at", "drafted_at").desc()).first()


@cache
def shipped_book() -> IngredientBook:
    """The unit costs that ship with Concord."""
    return read_ingredient_book(content_path("cost_ingredients.yaml"))


@dataclass(frozen=True)
class Drift:
    """How far a plan is from its findings: actions that are missing, those without a gap, and whether order differs."""

    missing: tuple[str, ...]
    spare: tuple[str, ...]
    reordered: bool = False


def drift(actor: Actor, plan: Plan) -> Drift:
    """What would change if the plan were drafted anew from the findings and risks as they stand."""
    if plan.assessment is None:
        return Drift((), ())
    order = gap_order(actor, plan.assessment)
    needed = {action_code(gap.finding.capability.code, level) for gap in order for level in gap.steps}
    known = set(Action.objects.for_actor(actor).filter(plan=plan).values_list("code", flat=True))
    drafted = ClosedGap.objects.for_actor(actor).filter(action__plan=plan).values_list("finding_id", "rank")
    ranks = {gap.finding.pk: gap.rank for gap in order}
    return Drift(
        tuple(sorted(needed - known)),
        tuple(sorted(known - needed)),
        any(ranks.get(finding, rank) != rank for finding, rank in drafted),
    )


@dataclass(frozen=True)
class PlanFilter:
    """What of a plan is looked for; empty fields do not filter."""

    text: str = ""
    objective: str = ""
    lead: str = ""  # an institution's code
    hazard: str = ""
    status: str = ""


def matching(rows: QuerySet[Action], wanted: PlanFilter) -> QuerySet[Action]:
    """Those of some actions that are looked for."""
    if wanted.text:
        rows = rows.filter(Q(text__icontains=wanted.text) | Q(code__icontains=wanted.text))
    if wanted.objective:
        rows = rows.filter(objective__code=wanted.objective)
    if wanted.lead:
        rows = rows.filter(lead__code=wanted.lead)
    if wanted.status in ActionStatus.values:
        rows = rows.filter(status=wanted.status)
    if wanted.hazard in {"C", "B", "R", "N"}:
        rows = rows.filter(hazards__icontains=f'"{wanted.hazard}"')
    return rows


def actions(actor: Actor, plan: Plan, wanted: PlanFilter | None = None) -> QuerySet[Action]:
    """The plan's actions, most important first, with all that a table of them shows."""
    require(can_see_plan, actor)
    rows = matching(Action.objects.for_actor(actor).filter(plan=plan), wanted or PlanFilter())
    related: list[Any] = [
        Prefetch("supporting", Institution.objects.for_actor(actor)),
        Prefetch("indicators", Indicator.objects.for_actor(actor)),
        Prefetch("cost_lines", CostLine.objects.for_actor(actor)),
        Prefetch("funding", Funding.objects.for_actor(actor)),
        Prefetch("closes", ClosedGap.objects.for_actor(actor).select_related("finding__capability__area")),
        Prefetch("depends_on", Action.objects.for_actor(actor)),
    ]
    return (
        rows.select_related("objective", "lead", "carried_by", "benchmark__capability__framework")
        .defer("benchmark__capability__framework__pack")  # large, and the same for every row
        .prefetch_related(*related)
        .order_by("order")
    )


def listed_actions(actor: Actor, plan: Plan, wanted: PlanFilter) -> QuerySet[Action]:
    """The plan's actions, most important first, with what one row of a list says; see ``costs_by_action``."""
    require(can_see_plan, actor)
    related: list[Any] = [
        Prefetch("supporting", Institution.objects.for_actor(actor).only("name")),
        Prefetch("funding", Funding.objects.for_actor(actor)),
    ]
    rows = matching(Action.objects.for_actor(actor).filter(plan=plan), wanted)
    return rows.select_related("objective", "lead", "carried_by").prefetch_related(*related).order_by("order")


def find_action(actor: Actor, plan: Plan, code: str) -> Action:
    """One action by its code."""
    found = actions(actor, plan).filter(code=code).first()
    if found is None:
        raise NotFound("There is no such action.")
    return found


@dataclass(frozen=True)
class CostRange:
    """A cost in whole currency units: low, likely and high."""

    low: Decimal = Decimal(0)
    likely: Decimal = Decimal(0)
    high: Decimal = Decimal(0)


def cost_of(action: Action) -> CostRange:
    """An action's cost over all years; its cost lines must be loaded. One that was dropped costs nothing any more."""
    lines = [] if action.status == ActionStatus.DROPPED else list(action.cost_lines.all())
    zero = Decimal(0)
    return CostRange(
        sum((line.low for line in lines), zero),
        sum((line.likely for line in lines), zero),
        sum((line.high for line in lines), zero),
    )


def costs_by_action(actor: Actor, plan: Plan) -> dict[Any, CostRange]:
    """What each action of a plan costs over all years; those that cost nothing are left out."""
    sums = (
        CostLine.objects.for_actor(actor)
        .filter(action__plan=plan)
        .exclude(action__status=ActionStatus.DROPPED)
        .values_list("action_id")
        .annotate(low=Sum("low"), likely=Sum("likely"), high=Sum("high"))
    )
    return {action: CostRange(low, likely, high) for action, low, likely, high in sums}


def plan_cost(actor: Actor, plan: Plan) -> CostRange:
    """The whole plan's cost: the sums of the lines' low, likely and high."""
    sums = (
        CostLine.objects.for_actor(actor)
        .filter(action__plan=plan)
        .exclude(action__status=ActionStatus.DROPPED)
        .aggregate(low=Sum("low"), likely=Sum("likely"), high=Sum("high"))
    )
    return CostRange(*(Decimal(sums[key] or 0).quantize(Decimal(1)) for key in ("low", "likely", "high")))


def budget(actor: Actor, plan: Plan) -> dict[tuple[str, int], Decimal]:
    """The likely cost by objective code and year."""
    rows = (
        CostLine.objects.for_actor(actor)
        .filter(action__plan=plan)
        .exclude(action__status=ActionStatus.DROPPED)
        .values_list("action__objective__code", "year")
        .annotate(total=Sum("likely"))
        .order_by("action__objective__order", "year")
    )
    return {(code, year): Decimal(total).quantize(Decimal(1)) for code, year, total in rows}


@dataclass(frozen=True)
class GapTrace:
    """One gap that an action closes, with the finding behind it and the statements that make the step.

    ``statements`` are those of the level the action leads to that the median answer does not fulfil; where it fulfils
    all of them (the ladder stops further down), all of that level.
    """

    closes: ClosedGap
    finding: Finding
    statements: tuple[StatementView, ...]
    standing: Standing | None = None  # where the country's decision put the gap, if it has decided


@dataclass(frozen=True)
class Trace:
    """An action followed back to its gaps, their findings, the statements and the institutions' answers."""

    action: Action
    gaps: tuple[GapTrace, ...]


def traces(actor: Actor, plan: Plan, rows: Iterable[Action]) -> list[Trace]:
    """The traces of actions that ``actions`` loaded, in a fixed number of queries.

    The answers are those that the actor may read.
    """
    rows = list(rows)
    if plan.assessment is None:
        return [Trace(action, ()) for action in rows]
    capabilities = {closed.finding.capability_id for action in rows for closed in action.closes.all()}
    statements: dict[UUID, list[Statement]] = defaultdict(list)
    for statement in Statement.objects.filter(capability__in=capabilities).order_by("order"):
        statements[statement.capability_id].append(statement)
    given = by_statement(all_answers(actor, plan.assessment).filter(statement__capability__in=capabilities))
    views = {capability: statement_views(statements[capability], given) for capability in capabilities}
    placed = standings(actor, plan.assessment)
    return [
        Trace(
            action,
            tuple(
                GapTrace(
                    closed,
                    closed.finding,
                    tuple(readable(actor, v) for v in _of_step(views[closed.finding.capability_id], closed.to_level)),
                    placed.get(closed.finding.capability_id),
                )
                for closed in action.closes.all()
            ),
        )
        for action in rows
    ]


def _of_step(views: list[StatementView], to_level: int) -> list[StatementView]:
    here = [view for view in views if view.statement.level == to_level]
    return [view for view in here if not view.fulfilled] or here


@dataclass(frozen=True)
class PlanTally:
    """How many actions a plan has, how many nobody has defined yet, and how many have money pledged or secured."""

    actions: int
    to_be_defined: int
    funded: int


def plan_tally(actor: Actor, plan: Plan) -> PlanTally:
    """Counts over a plan's actions."""
    require(can_see_plan, actor)
    sure = (FundingStatus.PLEDGED, FundingStatus.SECURED)
    row = (
        Action.objects.for_actor(actor)
        .filter(plan=plan)
        .aggregate(
            actions=Count("id", distinct=True),
            to_be_defined=Count("id", filter=Q(status=ActionStatus.TO_BE_DEFINED), distinct=True),
            funded=Count("id", filter=Q(funding__status__in=sure), distinct=True),
        )
    )
    return PlanTally(row["actions"], row["to_be_defined"], row["funded"])


def leads(actor: Actor, plan: Plan) -> QuerySet[Institution]:
    """The institutions that lead an action of the plan, by name."""
    require(can_see_plan, actor)
    leading = Action.objects.for_actor(actor).filter(plan=plan, lead__isnull=False).values("lead_id")
    return Institution.objects.for_actor(actor).filter(pk__in=leading)


def closing_actions(actor: Actor, plan: Plan) -> dict[UUID, list[ClosedGap]]:
    """By finding, the steps that actions take to close its gap, lowest first; each carries its action."""
    require(can_see_plan, actor)
    steps: dict[UUID, list[ClosedGap]] = defaultdict(list)
    rows = ClosedGap.objects.for_actor(actor).filter(action__plan=plan).select_related("action__lead")
    for closed in rows.order_by("from_level", "action__order"):
        steps[closed.finding_id].append(closed)
    return steps
