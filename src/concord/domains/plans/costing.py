"""What a country's unit costs, rates and price growth make of cost lines. For services, inside their transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from concord.domains.plans.models import CostLine, ExchangeRate, Ingredient, Plan, PriceBasis
from concord.domains.plans.pricing import Basis, Rates, UnitCost, amounts
from concord.formats.ingredient_book import IngredientBook
from concord.kernel.actor import Actor

BATCH = 200


@dataclass(frozen=True)
class Priced:
    """One ingredient as the country prices it; ``own`` where it stands in place of the shipped book's."""

    code: str
    title: str
    unit: str
    category: str
    cost: UnitCost
    recurrent: bool
    own: bool
    shipped: bool


def country_prices(actor: Actor, book: IngredientBook) -> dict[str, Priced]:
    """The ingredients by code: the shipped book's, with the country's own in their place and beside them."""
    year = int(book.edition) if book.edition.isdigit() else None
    found = {
        entry.code: Priced(
            entry.code, entry.title, entry.unit, entry.category,
            UnitCost(entry.low, entry.likely, entry.high, book.currency, year), entry.recurrent, own=False,
            shipped=True,
        )
        for entry in book.ingredients
    }  # fmt: skip
    for row in Ingredient.objects.for_actor(actor):
        cost = UnitCost(row.low, row.likely, row.high, row.currency, row.price_year)
        found[row.code] = Priced(
            row.code, row.title, row.unit, row.category, cost, row.recurrent, own=True, shipped=row.code in found
        )
    return found


def rates_of(actor: Actor) -> Rates:
    """The country's exchange rates."""
    return Rates.of(ExchangeRate.objects.for_actor(actor).values_list("currency", "into", "on", "value"))


def prices_of(actor: Actor, plan: Plan) -> PriceBasis:
    """A plan's price settings; one that is not kept yet where it has none."""
    found = PriceBasis.objects.for_actor(actor).filter(plan=plan).first()
    return found or PriceBasis(country_id=plan.country_id, plan=plan)


def basis_of(actor: Actor, plan: Plan) -> Basis:
    """What the plan's amounts are worked out with."""
    prices = prices_of(actor, plan)
    return Basis(plan.currency, prices.growth, prices.decimals, rates_of(actor))


def price_line(line: CostLine, basis: Basis) -> bool:
    """Work out a line's amounts; whether any changed. A lump sum stays what it is."""
    unit = unit_cost(line)
    if unit is None:
        return False
    new = amounts(line.quantity, unit, line.year, basis)
    changed = (line.low, line.likely, line.high) != new
    line.low, line.likely, line.high = new
    return changed


def unit_cost(line: CostLine) -> UnitCost | None:
    """A line's unit costs, or None for a lump sum."""
    if line.unit_low is None or line.unit_likely is None or line.unit_high is None:
        return None
    return UnitCost(line.unit_low, line.unit_likely, line.unit_high, line.currency, line.price_year)


def take_prices(line: CostLine, price: Priced) -> None:
    """Let a line follow an ingredient's unit costs."""
    line.unit_low, line.unit_likely, line.unit_high = price.cost.low, price.cost.likely, price.cost.high
    line.currency, line.price_year = price.cost.currency, price.cost.price_year
    line.title, line.unit, line.category, line.recurrent = price.title, price.unit, price.category, price.recurrent


def reprice_lines(actor: Actor, plan: Plan, following: Mapping[str, Priced] | None = None) -> int:
    """Work out all of an open plan's amounts anew; how many lines changed.

    Lines of the ingredients in ``following`` take over their unit costs first; lump sums stay as they are.
    """
    basis, following = basis_of(actor, plan), following or {}
    changed = []
    for line in CostLine.objects.for_actor(actor).filter(action__plan=plan, unit_likely__isnull=False):
        before = _content(line)
        if line.ingredient in following:
            take_prices(line, following[line.ingredient])
        price_line(line, basis)
        if _content(line) != before:
            changed.append(line)
    fields = ["low", "likely", "high", "unit_low", "unit_likely", "unit_high", "currency", "price_year", "title",
              "unit", "category", "recurrent"]  # fmt: skip
    CostLine.objects.for_actor(actor).bulk_update(changed, fields, batch_size=BATCH)
    return len(changed)


def _content(line: CostLine) -> tuple[object, ...]:
    return (
        line.low, line.likely, line.high, line.unit_low, line.unit_likely, line.unit_high, line.currency,
        line.price_year, line.title, line.unit, line.category, line.recurrent,
    )  # fmt: skip


def as_typed(lines: Iterable[CostLine]) -> None:
    """Somebody typed amounts in: such lines are lump sums from now on, and no rate or price moves them any more."""
    for line in lines:
        line.unit_low = line.unit_likely = line.unit_high = None
        line.currency, line.price_year = "", None


def sum_of_likely(lines: Iterable[CostLine]) -> Decimal:
    """The likely cost of lines together."""
    return sum((line.likely for line in lines), Decimal(0))
