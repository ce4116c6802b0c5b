"""What people type into forms about money: amounts, years and days, or one clear sentence about what is wrong."""

from __future__ import annotations

import datetime as dt
import unicodedata
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from concord.formats.plan_import_values import amount as amount_in
from concord.formats.plan_import_values import years as years_in
from concord.kernel.errors import InvalidInput


def amount(text: str, name: str) -> Decimal:
    """An amount to the cent, with or without marks between thousands."""
    found = amount_in(text) if text.strip() else Decimal(0)
    if found is None:
        raise InvalidInput(_("“%(text)s” is no amount (%(name)s).") % {"text": text[:40], "name": name})
    return found


def exact(text: str, name: str) -> Decimal:
    """A number with all its decimals, such as a rate."""
    plain = unicodedata.normalize("NFKC", text).strip().replace(" ", "").replace(",", ".")
    try:
        found = Decimal(plain)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise InvalidInput(_("“%(text)s” is no number (%(name)s).") % {"text": text[:40], "name": name})
    return found


def year(text: str, name: str) -> int:
    """One year."""
    found = years_in(unicodedata.normalize("NFKC", text), None)
    if len(found) != 1:
        raise InvalidInput(_("“%(text)s” is no year (%(name)s).") % {"text": text[:40], "name": name})
    return found[0]


def years(text: str, name: str) -> tuple[int, ...]:
    """One year or several, such as 2027-2029."""
    found = years_in(unicodedata.normalize("NFKC", text), None)
    if not found:
        raise InvalidInput(_("“%(text)s” names no year (%(name)s).") % {"text": text[:40], "name": name})
    return found


def day(text: str, name: str) -> dt.date:
    """A day as a browser's date field sends it."""
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        words = _("“%(text)s” is no day such as 2026-03-31 (%(name)s).") % {"text": text[:40], "name": name}
        raise InvalidInput(words) from error
