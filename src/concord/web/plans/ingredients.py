"""The country's unit costs and exchange rates."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concord.domains.plans.models import ExchangeRate, Plan
from concord.domains.plans.queries import latest_plan
from concord.domains.plans.queries.money import exchange_rates, ingredients
from concord.domains.plans.rules import can_shape_plan
from concord.domains.plans.services.costing import (
    GivenIngredient,
    drop_ingredient,
    drop_rate,
    keep_ingredient,
    keep_rate,
)
from concord.kernel import clock
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput, NotFound, WrongState
from concord.ui.access import CountryRequest, country_action, country_form, country_page
from concord.web.plans.money import is_open, said_so
from concord.web.plans.typed import amount, day, exact, year

FIELDS = ("code", "title", "unit", "category", "currency", "price_year", "low", "likely", "high", "recurrent")


@country_page
def book(request: CountryRequest) -> HttpResponse:
    """Unit costs by category, and exchange rates."""
    plan = latest_plan(request.actor)
    context = {
        "section": "plan",
        "tab": "money",
        "plan": plan,
        "ingredients": ingredients(request.actor),
        "rates": exchange_rates(request.actor),
        "may_shape": can_shape_plan(request.actor),
        "currency": plan.currency if plan else request.country.currency,
        "today": clock.today(),
    }
    return render(request, "plans/ingredients.html", context)


@country_form
def ingredient(request: CountryRequest, code: str = "") -> HttpResponse:
    """Change what one unit costs in this country, or add an ingredient of its own."""
    require(can_shape_plan, request.actor)
    found = next((one for one in ingredients(request.actor) if one.code == code), None)
    if code and found is None:
        raise NotFound("There is no such page.")
    plan, fault, status = latest_plan(request.actor), "", 200
    given: dict[str, Any] = _blank(request, plan) if found is None else _shown(found)
    if request.method == "POST":
        given = {name: request.POST.get(name, "").strip()[:200] for name in FIELDS}
        try:
            follows = plan if request.POST.get("follow") else None
            said_so(request, keep_ingredient(actor=request.actor, ingredient=_given(given, code), plan=follows))
            return redirect("ingredients", request.country.code)
        except (InvalidInput, WrongState) as error:
            fault, status = str(error), 422
    context = {
        "section": "plan",
        "tab": "money",
        "plan": plan,
        "plan_open": plan is not None and is_open(plan),
        "ingredient": found,
        "given": given,
        "fault": fault,
        "categories": sorted({one.category for one in ingredients(request.actor)}),
    }
    return render(request, "plans/ingredient.html", context, status=status)


def _blank(request: CountryRequest, plan: Plan | None) -> dict[str, Any]:
    currency = plan.currency if plan else request.country.currency
    return {**dict.fromkeys(FIELDS, ""), "currency": currency, "price_year": clock.today().year}


def _shown(found: Any) -> dict[str, Any]:
    cost = found.cost
    return {
        "code": found.code, "title": found.title, "unit": found.unit, "category": found.category,
        "currency": cost.currency, "price_year": cost.price_year or "", "low": cost.low, "likely": cost.likely,
        "high": cost.high, "recurrent": found.recurrent,
    }  # fmt: skip


def _given(given: dict[str, Any], code: str) -> GivenIngredient:
    return GivenIngredient(
        code=code or given["code"],
        title=given["title"],
        unit=given["unit"][:60],
        category=given["category"],
        currency=given["currency"].upper(),
        price_year=year(given["price_year"], _("year of the prices")),
        low=amount(given["low"], _("low")),
        likely=amount(given["likely"], _("likely")),
        high=amount(given["high"], _("high")),
        recurrent=bool(given["recurrent"]),
    )


@country_action
def drop(request: CountryRequest, code: str) -> HttpResponse:
    """Go back to the shipped unit cost, or forget an ingredient of the country's own."""
    return _done(request, lambda plan: drop_ingredient(actor=request.actor, code=code, plan=plan))


@country_action
def rate(request: CountryRequest) -> HttpResponse:
    """Keep an exchange rate of a day; the plan's amounts follow."""
    given = request.POST.get

    def keep(plan: Plan | None) -> int:
        return keep_rate(
            actor=request.actor,
            currency=given("currency", "").strip().upper(),
            into=given("into", "").strip().upper(),
            on=day(given("on", ""), _("day")),
            value=exact(given("value", ""), _("rate")),
            source=given("source", "").strip()[:200],
            plan=plan,
        )

    return _done(request, keep)


@country_action
def forget_rate(request: CountryRequest, pk: UUID) -> HttpResponse:
    """Forget an exchange rate."""
    found: ExchangeRate | None = exchange_rates(request.actor).filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such page.")
    return _done(request, lambda plan: drop_rate(actor=request.actor, rate=found, plan=plan))


def _done(request: CountryRequest, write: Any) -> HttpResponse:
    """Write, let the open plan follow, and say so."""
    require(can_shape_plan, request.actor)
    plan = latest_plan(request.actor)
    try:
        said_so(request, write(plan if plan is not None and is_open(plan) else None))
    except (InvalidInput, WrongState) as error:
        messages.error(request, str(error))
    return redirect("ingredients", request.country.code)
