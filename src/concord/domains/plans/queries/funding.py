"""Reads of the money for a plan: what it costs, what is secured, pledged and asked for, and what is missing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet, Sum

from concord.domains.plans.enums import ActionStatus, FundingStatus
from concord.domains.plans.models import Action, Funding, Plan
from concord.domains.plans.queries.money import cost_lines
from concord.domains.plans.rules import can_see_plan
from concord.kernel.actor import Actor, require
from concord.kernel.errors import NotFound

ZERO = Decimal(0)


@dataclass(frozen=True)
class YearMoney:
    """Cost and money of one year, or (``year`` None) of all.

    ``missing`` is what no secured money covers, counted action by action, since money for one action pays no other;
    ``beyond`` is secured money above what its action costs in that year: missing = cost − secured + beyond.
    """

    year: int | None
    cost: Decimal
    secured: Decimal
    pledged: Decimal
    asked: Decimal
    missing: Decimal
    beyond: Decimal

    @property
    def open(self) -> Decimal:
        """What is missing even if everything pledged comes."""
        return max(self.missing - self.pledged, ZERO)

    @property
    def share(self) -> float:
        """How much of the cost is secured, from 0 to 1."""
        return float((self.cost - self.missing) / self.cost) if self.cost else 0.0


@dataclass(frozen=True)
class PlanMoney:
    """Cost and money of a plan, by year and in all."""

    years: tuple[YearMoney, ...]
    whole: YearMoney


def plan_money(actor: Actor, plan: Plan) -> PlanMoney:
    """What a plan costs and what there is for it, by year, from two queries; dropped actions are left out."""
    require(can_see_plan, actor)
    sums = cost_lines(actor, plan).order_by().values_list("action_id", "year").annotate(Sum("likely"))
    costs: dict[tuple[UUID, int], Decimal] = {(action, year): total for action, year, total in sums}
    money: dict[str, dict[tuple[UUID, int], Decimal]] = defaultdict(dict)
    rows = Funding.objects.for_actor(actor).filter(action__plan=plan).exclude(action__status=ActionStatus.DROPPED)
    for action, year, status, total in (
        rows.order_by().values_list("action_id", "year", "status").annotate(Sum("amount"))
    ):
        money[status][action, year] = total
    secured = money[FundingStatus.SECURED]
    years = sorted({year for _action, year in (*costs, *(key for own in money.values() for key in own))})
    by_year = []
    for year in years:
        keys = {key for key in (*costs, *secured) if key[1] == year}
        gaps = [costs.get(key, ZERO) - secured.get(key, ZERO) for key in keys]
        by_year.append(
            YearMoney(
                year,
                cost=_of_year(costs, year),
                secured=_of_year(secured, year),
                pledged=_of_year(money[FundingStatus.PLEDGED], year),
                asked=_of_year(money[FundingStatus.ASKED], year),
                missing=sum((gap for gap in gaps if gap > 0), ZERO),
                beyond=-sum((gap for gap in gaps if gap < 0), ZERO),
            )
        )
    return PlanMoney(tuple(by_year), _whole(by_year))


def _of_year(amounts: dict[tuple[UUID, int], Decimal], year: int) -> Decimal:
    return sum((amount for (_action, at), amount in amounts.items() if at == year), ZERO)


def _whole(years: list[YearMoney]) -> YearMoney:
    def total(name: str) -> Decimal:
        return sum((getattr(year, name) for year in years), ZERO)

    return YearMoney(
        None, total("cost"), total("secured"), total("pledged"), total("asked"), total("missing"), total("beyond")
    )


def funding_of(actor: Actor, plan: Plan, pk: UUID) -> Funding:
    """One row of money of the plan."""
    require(can_see_plan, actor)
    found = Funding.objects.for_actor(actor).filter(pk=pk, action__plan=plan).select_related("action__plan").first()
    if found is None:
        raise NotFound("There is no such page.")
    return found


def funding_for(actor: Actor, action: Action) -> QuerySet[Funding]:
    """What is noted for an action, by year."""
    require(can_see_plan, actor)
    return Funding.objects.for_actor(actor).filter(action=action).order_by("year", "source")
