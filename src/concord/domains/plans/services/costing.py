"""Writes of what actions cost: cost lines, unit costs, rates and price growth. Amounts follow from them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from concord.domains.plans.costing import basis_of, country_prices, price_line, prices_of, reprice_lines, sum_of_likely
from concord.domains.plans.models import Action, CostLine, ExchangeRate, Ingredient, Plan
from concord.domains.plans.pricing import MOST, UnitCost
from concord.domains.plans.queries.money import lines_seen
from concord.domains.plans.queries.reading import shipped_book
from concord.domains.plans.rules import can_edit_plan, can_shape_plan
from concord.domains.plans.state import locked_open, worked_on
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, WrongState

LINES_AT_MOST = 200
CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


@dataclass(frozen=True)
class GivenLine:
    """A cost line as somebody gives it. ``cost`` is what one unit costs; without ``unit`` costs it is a lump sum."""

    year: int
    title: str
    category: str
    quantity: Decimal
    cost: UnitCost
    unit: str = ""
    ingredient: str = ""
    recurrent: bool = False
    id: UUID | None = None  # of the line that it replaces


def set_cost_lines(*, actor: Actor, action: Action, lines: Sequence[GivenLine], seen: str) -> None:
    """Let an action cost these lines and no others; amounts are worked out from quantity, unit cost, growth and rates.

    ``seen`` is ``lines_seen`` of what the person was shown, so that nobody writes over somebody else's lines unseen.
    """
    require(can_edit_plan, actor, action)
    _check_lines(lines)
    with audited(actor, "plan.costs_set", action, code=action.code) as record:
        plan = locked_open(actor, action.plan)
        present = {line.pk: line for line in CostLine.objects.for_actor(actor).filter(action=action)}
        if lines_seen(present.values()) != seen:
            raise WrongState(_("Somebody has changed these cost lines since you opened them; look at them again."))
        basis, kept = basis_of(actor, plan), []
        for given in lines:
            old = present.get(given.id) if given.id else None
            line = old or CostLine(country_id=actor.country_id, action=action)
            _fill(line, given)
            price_line(line, basis)
            kept.append(line)
        before = sum_of_likely(present.values())
        CostLine.objects.for_actor(actor).filter(action=action).delete()
        CostLine.objects.bulk_create(kept)
        Action.objects.for_actor(actor).filter(pk=action.pk).update(revision=F("revision") + 1)
        worked_on(actor, plan)
        record.detail |= {"lines": len(kept), "before": str(before), "likely": str(sum_of_likely(kept))}


def _fill(line: CostLine, given: GivenLine) -> None:
    line.year, line.title, line.category = given.year, given.title, given.category
    line.ingredient, line.quantity, line.unit = given.ingredient, given.quantity, given.unit
    line.recurrent = given.recurrent
    line.unit_low, line.unit_likely, line.unit_high = given.cost.low, given.cost.likely, given.cost.high
    line.currency, line.price_year = given.cost.currency, given.cost.price_year


def _check_lines(lines: Sequence[GivenLine]) -> None:
    if len(lines) > LINES_AT_MOST:
        raise InvalidInput(_("An action has at most %(n)s cost lines; put some together.") % {"n": LINES_AT_MOST})
    for line in lines:
        if not line.title:
            raise InvalidInput(_("Each cost line needs a title or an ingredient."))
        if not 1990 <= line.year <= 2100:
            raise InvalidInput(_("“%(title)s”: the year must be one from 1990 to 2100.") % {"title": line.title})
        if not 0 <= line.quantity < 10**10:
            raise InvalidInput(_("“%(title)s”: the quantity must be zero or more.") % {"title": line.title})
        _check_range(line.title, line.cost.low, line.cost.likely, line.cost.high)


def _check_range(title: str, low: Decimal, likely: Decimal, high: Decimal) -> None:
    if not 0 <= low <= likely <= high <= MOST:
        words = _("“%(title)s”: low, likely and high must rise: at least zero, and none below the one before.")
        raise InvalidInput(words % {"title": title})


def set_prices(*, actor: Actor, plan: Plan, growth: Decimal, correlation: Decimal) -> int:
    """Say how much prices grow a year, and how far lines of one ingredient move together; how many lines changed."""
    require(can_shape_plan, actor)
    if not Decimal("-0.5") <= growth <= 2:
        raise InvalidInput(_("Price growth must lie between −50 and 200 per cent a year."))
    if not 0 <= correlation <= 1:
        raise InvalidInput(_("The correlation must lie between 0 and 1."))
    with audited(actor, "plan.prices_set", plan, growth=str(growth), correlation=str(correlation)) as record:
        row = locked_open(actor, plan)
        prices = prices_of(actor, row)
        prices.growth, prices.correlation = growth, correlation
        prices.save()
        record.detail["lines"] = changed = reprice_lines(actor, row)
    return changed


@dataclass(frozen=True)
class GivenIngredient:
    """An ingredient as somebody gives it."""

    code: str
    title: str
    unit: str
    category: str
    currency: str
    price_year: int
    low: Decimal
    likely: Decimal
    high: Decimal
    recurrent: bool = False


def keep_ingredient(*, actor: Actor, ingredient: GivenIngredient, plan: Plan | None = None) -> int:
    """Keep the country's own unit cost; with ``plan``, its lines of that ingredient take it over. How many changed."""
    require(can_shape_plan, actor)
    _check_ingredient(ingredient)
    fields = {key: value for key, value in vars(ingredient).items() if key != "code"}
    with audited(actor, "ingredient.kept", code=ingredient.code, likely=str(ingredient.likely)) as record:
        row, _new = Ingredient.objects.for_actor(actor).update_or_create(
            country_id=actor.country_id, code=ingredient.code, defaults=fields
        )
        record.subject = row
        record.detail["lines"] = changed = _follow(actor, plan, ingredient.code)
    return changed


def _check_ingredient(given: GivenIngredient) -> None:
    if not CODE.fullmatch(given.code):
        raise InvalidInput(_("A code has small letters, digits, hyphens and underscores, 40 at most."))
    if not (given.title and given.unit and given.category):
        raise InvalidInput(_("An ingredient needs a title, a unit and a category."))
    if not re.fullmatch("[A-Z]{3}", given.currency):
        raise InvalidInput(_("A currency is written with three capital letters, such as EUR."))
    if not 1990 <= given.price_year <= 2100:
        raise InvalidInput(_("The year of the prices must be one from 1990 to 2100."))
    _check_range(given.title, given.low, given.likely, given.high)


def _follow(actor: Actor, plan: Plan | None, code: str) -> int:
    """Let a plan's lines of one ingredient take over its unit costs."""
    if plan is None:
        return 0
    row = locked_open(actor, plan)
    price = country_prices(actor, shipped_book()).get(code)
    return reprice_lines(actor, row, {code: price} if price else None)


def drop_ingredient(*, actor: Actor, code: str, plan: Plan | None = None) -> int:
    """Go back to the shipped unit cost, or forget an ingredient of the country's own; how many lines changed."""
    require(can_shape_plan, actor)
    with audited(actor, "ingredient.dropped", code=code) as record:
        gone, _by_model = Ingredient.objects.for_actor(actor).filter(code=code).delete()
        if not gone:
            raise InvalidInput(_("The country has no unit cost of its own for this ingredient."))
        record.detail["lines"] = changed = _follow(actor, plan, code)
    return changed


def keep_rate(
    *, actor: Actor, currency: str, into: str, on: dt.date, value: Decimal, source: str = "", plan: Plan | None = None
) -> int:
    """Keep what one unit of a currency costs in another from a day on; with ``plan``, its amounts follow."""
    require(can_shape_plan, actor)
    if not (re.fullmatch("[A-Z]{3}", currency) and re.fullmatch("[A-Z]{3}", into)):
        raise InvalidInput(_("A currency is written with three capital letters, such as EUR."))
    if currency == into:
        raise InvalidInput(_("A rate leads from one currency to another one."))
    if not Decimal("0.00000001") <= value < 10**9:
        raise InvalidInput(_("The rate must be a number above zero."))
    with audited(actor, "rate.kept", currency=currency, into=into, on=on.isoformat(), value=str(value)) as record:
        row, _new = ExchangeRate.objects.for_actor(actor).update_or_create(
            country_id=actor.country_id,
            currency=currency,
            into=into,
            on=on,
            defaults={"value": value, "source": source},
        )
        record.subject = row
        record.detail["lines"] = changed = reprice_lines(actor, locked_open(actor, plan)) if plan else 0
    return changed


def drop_rate(*, actor: Actor, rate: ExchangeRate, plan: Plan | None = None) -> int:
    """Forget a rate; refused where the plan's amounts could not be worked out any more."""
    require(can_shape_plan, actor)
    with audited(actor, "rate.dropped", rate, currency=rate.currency, into=rate.into) as record:
        ExchangeRate.objects.for_actor(actor).filter(pk=rate.pk).delete()
        record.detail["lines"] = changed = reprice_lines(actor, locked_open(actor, plan)) if plan else 0
    return changed
