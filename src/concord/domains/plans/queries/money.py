"""Reads of what a plan costs: totals by year, area, hazard, institution and category, and how sure they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from concord.domains.plans.costing import Priced, country_prices, prices_of
from concord.domains.plans.enums import ActionStatus
from concord.domains.plans.models import CostLine, ExchangeRate, Plan
from concord.domains.plans.pricing import rounded
from concord.domains.plans.queries.reading import CostRange, shipped_book
from concord.domains.plans.rules import can_see_plan
from concord.kernel.actor import Actor, require
from concord.kernel.canonical import sha256_of
from concord.methods.cost_risk import cost_spread

SEED = 2026  # the same plan gives the same P50 and P80 to everybody
HAZARDS = ("C", "B", "R", "N")


def ingredients(actor: Actor) -> list[Priced]:
    """The country's ingredients by title: the shipped ones and its own."""
    require(can_see_plan, actor)
    return sorted(country_prices(actor, shipped_book()).values(), key=lambda one: (one.category, one.title))


def exchange_rates(actor: Actor) -> QuerySet[ExchangeRate]:
    """The country's rates, the newest of each pair first."""
    require(can_see_plan, actor)
    return ExchangeRate.objects.for_actor(actor)


def lines_seen(lines: Iterable[CostLine]) -> str:
    """What stands for the lines that somebody was shown; it differs once anybody changed one of them."""
    return sha256_of(
        sorted(
            [str(one.pk), one.year, one.ingredient, one.title, one.category, str(one.quantity), one.unit,
             str(one.likely), str(one.unit_likely), one.currency, str(one.low), str(one.high), one.recurrent]
            for one in lines
        )
    )  # fmt: skip


@dataclass(frozen=True)
class Share:
    """What one part of a plan costs over all years, and its share of the whole."""

    name: str
    cost: CostRange
    percent: float
    code: str = ""


@dataclass(frozen=True)
class CostTotals:
    """A plan's cost from several sides; each side's parts sum to the whole. Dropped actions are left out."""

    whole: CostRange
    years: tuple[tuple[int, CostRange], ...]
    areas: tuple[Share, ...]
    hazards: tuple[Share, ...]
    institutions: tuple[Share, ...]
    categories: tuple[Share, ...]
    kinds: tuple[Share, ...]  # recurrent against one-off
    lines: int
    by_area_and_year: dict[tuple[str, int], Decimal]


@dataclass(frozen=True)
class _Line:
    year: int
    cost: CostRange
    area: str
    hazards: tuple[str, ...]
    lead: str
    category: str
    recurrent: bool
    title: str
    ingredient: str


def cost_lines(actor: Actor, plan: Plan) -> QuerySet[CostLine]:
    """The lines that count: those of actions that were not dropped."""
    require(can_see_plan, actor)
    rows = CostLine.objects.for_actor(actor).filter(action__plan=plan)
    return rows.exclude(action__status=ActionStatus.DROPPED)


def _lines(actor: Actor, plan: Plan) -> list[_Line]:
    values = cost_lines(actor, plan).order_by("action__objective__order", "action__order", "year", "title").values_list(
        "year", "low", "likely", "high", "action__objective__area", "action__objective__title", "action__hazards",
        "action__lead__name", "action__lead_text", "category", "recurrent", "title", "ingredient",
    )  # fmt: skip
    return [
        _Line(year, CostRange(low, likely, high), area or objective, tuple(hazards), lead or words, category, again,
              title, code)
        for year, low, likely, high, area, objective, hazards, lead, words, category, again, title, code in values
    ]  # fmt: skip


def cost_totals(actor: Actor, plan: Plan) -> CostTotals:
    """The plan's cost by year, area, hazard, institution, category and kind, from one query.

    An action against several hazards counts for each of them in equal parts.
    """
    lines = _lines(actor, plan)
    by_area_and_year: dict[tuple[str, int], Decimal] = {}
    by_year: dict[int, CostRange] = {}
    for line in lines:
        by_year[line.year] = _plus(by_year.get(line.year), line.cost)
        key = (line.area, line.year)
        by_area_and_year[key] = by_area_and_year.get(key, Decimal(0)) + line.cost.likely
    whole = _sum(line.cost for line in lines)
    nobody, none = _("No lead named"), _("No hazard named")
    return CostTotals(
        whole=whole,
        years=tuple(sorted(by_year.items())),
        areas=_shares(lines, whole, lambda one: [one.area], ordered=False),
        hazards=_shares(lines, whole, lambda one: [h for h in HAZARDS if h in one.hazards] or [none], ordered=False),
        institutions=_shares(lines, whole, lambda one: [one.lead or nobody]),
        categories=_shares(lines, whole, lambda one: [one.category or _("No category")]),
        kinds=_shares(lines, whole, lambda one: [_("Recurrent") if one.recurrent else _("One-off")]),
        lines=len(lines),
        by_area_and_year=by_area_and_year,
    )


def _shares(
    lines: list[_Line], whole: CostRange, names: Callable[[_Line], list[str]], *, ordered: bool = True
) -> tuple[Share, ...]:
    sums: dict[str, CostRange] = {}
    for line in lines:
        own = names(line)
        for name in own:
            sums[name] = _plus(sums.get(name), line.cost, len(own))
    rows = [
        Share(name, cost, float(cost.likely / whole.likely) if whole.likely else 0.0) for name, cost in sums.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.cost.likely, row.name)) if ordered else rows)


def _plus(sum_: CostRange | None, cost: CostRange, parts: int = 1) -> CostRange:
    sum_ = sum_ or CostRange()
    return CostRange(sum_.low + cost.low / parts, sum_.likely + cost.likely / parts, sum_.high + cost.high / parts)


def _sum(costs: Iterable[CostRange]) -> CostRange:
    total = CostRange()
    for cost in costs:
        total = _plus(total, cost)
    return total


@dataclass(frozen=True)
class Spread:
    """With P50 a plan has an even chance of being paid in full, with P80 four chances in five."""

    p50: Decimal
    p80: Decimal
    years: tuple[tuple[int, Decimal, Decimal], ...]  # year, its own P50 and P80, which do not sum to the plan's
    draws: int
    correlation: Decimal


def cost_percentiles(actor: Actor, plan: Plan) -> Spread | None:
    """P50 and P80 of the plan and of each year from seeded draws; None where every line is certain, or there is none.

    Lines of one ingredient move together; of lines without one, those of the same title and category do.
    """
    lines = _lines(actor, plan)
    if all(line.cost.low == line.cost.high for line in lines):
        return None
    groups = _numbered((line.ingredient or f"{line.category}|{line.title}") for line in lines)
    years = sorted({line.year for line in lines})
    correlation = prices_of(actor, plan).correlation
    spread = cost_spread(
        np.array([float(line.cost.low) for line in lines]),
        np.array([float(line.cost.likely) for line in lines]),
        np.array([float(line.cost.high) for line in lines]),
        np.array(groups),
        correlation=float(correlation),
        period=np.array([years.index(line.year) for line in lines]),
        seed=SEED,
    )
    by_year = tuple(
        (year, _whole(spread.period_percentile(at, 50)), _whole(spread.period_percentile(at, 80)))
        for at, year in enumerate(years)
    )
    return Spread(_whole(spread.percentile(50)), _whole(spread.percentile(80)), by_year, len(spread.draws), correlation)


def _numbered(names: Iterable[str]) -> list[int]:
    numbers: dict[str, int] = {}
    return [numbers.setdefault(name, len(numbers)) for name in names]


def _whole(amount: float) -> Decimal:
    return Decimal(round(amount))


@dataclass(frozen=True)
class SourceTotals:
    """A plan's likely cost as its file counts it: in the file's currencies, by the file's words for years."""

    by_years: dict[str, dict[str, Decimal]]
    by_year: dict[str, dict[str, Decimal]]
    by_category: dict[str, dict[str, Decimal]]


def source_totals(actor: Actor, plan: Plan) -> SourceTotals:
    """Totals to set beside those of the file that a plan came from, to the cent."""

    sums: tuple[dict[str, dict[str, Decimal]], ...] = ({}, {}, {})
    fields = ("given_years", "year", "category", "currency", "quantity", "unit_likely", "likely")
    # Added up here and not by the database: SQLite would do it in floating point.
    for *names, currency, quantity, unit, likely in cost_lines(actor, plan).values_list(*fields):
        amount = likely if unit is None else rounded(quantity * unit, 2)
        for own, name in zip(sums, names, strict=True):
            by_name = own.setdefault(currency if unit is not None and currency else plan.currency, {})
            by_name[str(name)] = by_name.get(str(name), Decimal(0)) + amount
    by_years, by_year, by_category = (
        {currency: dict(sorted(by_name.items())) for currency, by_name in own.items()} for own in sums
    )
    return SourceTotals(by_years, by_year, by_category)
