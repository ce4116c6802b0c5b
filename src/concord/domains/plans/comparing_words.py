"""How the fields of a kept plan are named and written where two versions are compared."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concord.domains.plans.enums import ActionStatus, FundingStatus, IndicatorKind
from concord.domains.plans.snapshot import Content

# Texts that are compared word by word; everything else is shown as it was and as it is.
TEXTS = {"text", "title", "dropped_because", "supporting_text"}
# What is told elsewhere: the lead by its name, the cost by its lines.
UNTOLD = {"id", "lead_code", "lead_text", "code", "rank"}


def field_name(name: str) -> str:
    """The word for a field; one that this list does not know stands as it is called."""
    named = {
        "text": _("Text"),
        "title": _("Title"),
        "objective": _("Objective"),
        "hazards": _("Hazards"),
        "phase": _("Phase"),
        "lead": _("Lead"),
        "supporting": _("Supporting"),
        "supporting_text": _("Supporting"),
        "starts_on": _("Start"),
        "ends_on": _("End"),
        "status": _("Status"),
        "dropped_because": _("Reason for dropping it"),
        "modes": _("Delivery"),
        "label": _("Sharing label"),
        "depends_on": _("Waits for"),
        "carried_by": _("Paid with"),
        "closes": _("Closes"),
        "milestones": _("Milestones"),
        "indicators": _("Indicators"),
        "cost_lines": _("Cost"),
        "funding": _("Funding"),
        "likely": _("Likely cost"),
        "shown": _("Part of the plan"),
        "currency": _("Currency"),
        "area": _("Area"),
    }
    return named.get(name) or name.replace("_", " ").capitalize()


def value_words(name: str, value: Any) -> str:
    """A single value as a reader knows it."""
    if value in (None, "", []):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "status" and value in ActionStatus.values:
        return str(ActionStatus(value).label)
    return str(value)


def line_words(name: str, row: Any) -> str:
    """One row that hangs on an action, as one line."""
    if not isinstance(row, dict):
        return str(row)
    write = _LINES.get(name)
    return write(row) if write else ", ".join(f"{key}: {value}" for key, value in row.items())


def _step(row: Content) -> str:
    return f"{row['capability']} {row['from_level']}→{row['to_level']}"


def _milestone(row: Content) -> str:
    return f"{row['title']} ({row['due']})"


def _indicator(row: Content) -> str:
    reach = " → ".join(filter(None, (row["baseline"], row["target"])))
    return f"{IndicatorKind(row['kind']).label}: {row['text']} ({', '.join(filter(None, (reach, row['due'])))})"


def _funding(row: Content) -> str:
    return f"{row['year']}: {row['source']}, {amount(row['amount'])} ({FundingStatus(row['status']).label})"


def _cost(row: Content) -> str:
    return f"{row['year']}: {row['title']}, {_quantity(row)}{amount(row['likely'])}{_spread(row)}"


def _quantity(row: Content) -> str:
    quantity = Decimal(row["quantity"]).normalize()
    return f"{amount(quantity)} {row['unit']}: " if row["unit"] else ""


def _spread(row: Content) -> str:
    return "" if row["low"] == row["high"] else f" ({amount(row['low'])}–{amount(row['high'])})"


def amount(value: Any) -> str:
    """A number as the active language groups it, with cents only where there are any."""
    try:
        number = Decimal(value)
    except (InvalidOperation, TypeError):
        return str(value)
    try:
        locale = Locale.parse((get_language() or "en").replace("-", "_"))
    except UnknownLocaleError:
        locale = Locale("en")
    return format_decimal(number, format="#,##0.##", locale=locale, numbering_system="latn")


_LINES = {
    "closes": _step,
    "milestones": _milestone,
    "indicators": _indicator,
    "funding": _funding,
    "cost_lines": _cost,
}
