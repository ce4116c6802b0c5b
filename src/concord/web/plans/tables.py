"""A plan's actions by objective, and an action's cost by ingredient and year, as tables show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from concord.domains.plans.models import Action, CostLine, Objective
from concord.domains.plans.queries import CostRange


def sum_of(costs: Iterable[CostRange]) -> CostRange:
    """Costs added up, each of low, likely and high for itself."""
    low = likely = high = Decimal(0)
    for cost in costs:
        low, likely, high = low + cost.low, likely + cost.likely, high + cost.high
    return CostRange(low, likely, high)


@dataclass(frozen=True)
class ActionLine:
    """An action with its cost over all years."""

    action: Action
    cost: CostRange


@dataclass(frozen=True)
class ObjectiveGroup:
    """An objective with its actions, the most important first."""

    objective: Objective
    lines: tuple[ActionLine, ...]
    cost: CostRange


def by_objective(actions: Iterable[Action], costs: Mapping[Any, CostRange]) -> list[ObjectiveGroup]:
    """Actions under their objectives, in the plan's order of objectives."""
    lines: dict[Objective, list[ActionLine]] = {}
    nothing = CostRange()
    for action in actions:
        lines.setdefault(action.objective, []).append(ActionLine(action, costs.get(action.pk, nothing)))
    return [
        ObjectiveGroup(objective, tuple(lines[objective]), sum_of(line.cost for line in lines[objective]))
        for objective in sorted(lines, key=lambda o: o.order)
    ]


@dataclass(frozen=True)
class IngredientCost:
    """What one ingredient costs: its quantity over all years, and the likely amount in each."""

    title: str
    unit: str
    quantity: Decimal
    amounts: tuple[Decimal, ...]
    total: Decimal


@dataclass(frozen=True)
class CostTable:
    """Likely cost by ingredient (rows) and year (columns), with low, likely and high of each year and in all."""

    years: tuple[int, ...]
    rows: tuple[IngredientCost, ...]
    by_year: tuple[CostRange, ...]
    total: CostRange


def cost_table(lines: Iterable[CostLine]) -> CostTable:
    """The cost lines of one action as a table."""
    lines = list(lines)
    years = tuple(sorted({line.year for line in lines}))
    members: dict[str, list[CostLine]] = {}
    for line in lines:
        members.setdefault(line.ingredient, []).append(line)
    rows = [
        IngredientCost(
            title=own[0].title,
            unit=own[0].unit,
            quantity=sum((line.quantity for line in own), Decimal(0)),
            amounts=tuple(sum((x.likely for x in own if x.year == year), Decimal(0)) for year in years),
            total=sum((line.likely for line in own), Decimal(0)),
        )
        for own in members.values()
    ]
    by_year = tuple(sum_of(CostRange(x.low, x.likely, x.high) for x in lines if x.year == year) for year in years)
    return CostTable(years, tuple(sorted(rows, key=lambda row: -row.total)), by_year, sum_of(by_year))
