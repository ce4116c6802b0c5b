"""The cost lines of one action, as rows of a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concord.domains.plans.costing import Priced
from concord.domains.plans.models import CostLine, Plan
from concord.domains.plans.pricing import UnitCost
from concord.domains.plans.queries import cost_of, find_action
from concord.domains.plans.queries.money import ingredients, lines_seen
from concord.domains.plans.rules import can_edit_plan
from concord.domains.plans.services.costing import GivenLine, set_cost_lines
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput, WrongState
from concord.ui.access import CountryRequest, country_form
from concord.web.plans.money import is_open, plan_here
from concord.web.plans.typed import amount, year, years

FIELDS = (
    "id", "years", "ingredient", "title", "category", "quantity", "unit", "low", "likely", "high", "currency",
    "price_year", "recurrent", "gone",
)  # fmt: skip
BLANK_ROWS = 3
ROWS_AT_MOST = 210


@country_form
def cost_lines(request: CountryRequest, code: str) -> HttpResponse:
    """Change what an action costs: every line at once."""
    plan = plan_here(request)
    action = find_action(request.actor, plan, code)
    require(can_edit_plan, request.actor, action)
    present = list(action.cost_lines.all())
    rows, seen, fault, status = [_shown(line) for line in present], lines_seen(present), "", 200
    if request.method == "POST":
        rows, seen = _sent(request.POST), request.POST.get("seen", "")
        try:
            given = [line for row in rows for line in _given(row, plan, ingredients(request.actor))]
            set_cost_lines(actor=request.actor, action=action, lines=given, seen=seen)
            messages.success(request, _("The cost of %(code)s is saved.") % {"code": action.code})
            return redirect("action", request.country.code, action.code)
        except (InvalidInput, WrongState) as error:
            fault, status, seen = str(error), 422, lines_seen(present)
    context: dict[str, Any] = {
        "section": "plan",
        "label": action.label,
        "plan": plan,
        "action": action,
        "cost": cost_of(action),
        "rows": [*rows, *(_blank() for _number in range(BLANK_ROWS))],
        "present": present if fault else [],
        "seen": seen,
        "fault": fault,
        "open": is_open(plan),
        "ingredients": ingredients(request.actor),
    }
    return render(request, "plans/cost_lines.html", context, status=status)


def _blank() -> dict[str, str]:
    return dict.fromkeys(FIELDS, "")


def _shown(line: CostLine) -> dict[str, str]:
    whole = line.unit_likely is None
    low, likely, high = (
        (line.low, line.likely, line.high) if whole else (line.unit_low, line.unit_likely, line.unit_high)
    )
    return {
        "id": str(line.pk),
        "years": str(line.year),
        "ingredient": line.ingredient,
        "title": line.title,
        "category": line.category,
        "quantity": "1" if whole else f"{line.quantity.normalize():f}",
        "unit": line.unit,
        "low": f"{low}",
        "likely": f"{likely}",
        "high": f"{high}",
        "currency": line.currency or line.action.plan.currency,
        "price_year": str(line.price_year or ""),
        "recurrent": "yes" if line.recurrent else "",
        "gone": "",
    }


def _sent(post: Any) -> list[dict[str, str]]:
    """The rows as they were typed; empty ones are left out."""
    rows = []
    for number in range(ROWS_AT_MOST):
        row = {name: post.get(f"{name}-{number}", "").strip()[:200] for name in FIELDS}
        if any(row[name] for name in FIELDS if name not in ("currency", "recurrent")):
            rows.append(row)
    return rows


def _given(row: Mapping[str, str], plan: Plan, book: list[Priced]) -> list[GivenLine]:
    """The lines that a row stands for: one for each of its years, none if it is struck out."""
    if row["gone"]:
        return []
    price = next((one for one in book if one.code == row["ingredient"]), None)
    title = row["title"] or (price.title if price else "")
    name = title or row["years"]
    cost = UnitCost(
        *_range(row, name), currency=(row["currency"] or plan.currency).upper(),
        price_year=year(row["price_year"], name) if row["price_year"] else None,
    )  # fmt: skip
    if price and not row["likely"]:
        cost = price.cost  # an ingredient without amounts costs what the book says
    when = years(row["years"], name)
    return [
        GivenLine(
            year=one,
            title=title,
            category=row["category"] or (price.category if price else ""),
            quantity=amount(row["quantity"] or "1", name),
            cost=cost,
            unit=row["unit"][:60] or (price.unit if price else ""),
            ingredient=price.code if price else "",
            recurrent=bool(row["recurrent"]) or bool(price and price.recurrent and not row["id"]),
            id=_id(row["id"]) if at == 0 else None,
        )
        for at, one in enumerate(when)
    ]


def _range(row: Mapping[str, str], name: str) -> tuple[Any, Any, Any]:
    """Low, likely and high; where only the likely amount is given, all three are that."""
    likely = amount(row["likely"], name)
    return (
        amount(row["low"], name) if row["low"] else likely,
        likely,
        amount(row["high"], name) if row["high"] else likely,
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
