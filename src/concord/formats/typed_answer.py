"""What answers a free question: the checks that a workbook, a form and the database share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from decimal import Decimal, InvalidOperation

from concord.formats.typed_sheet import MAX_TEXT


def answer_problem(kind: str, value: str, choices: Collection[str] = ()) -> str:
    """What an answer to a question of this kind must be, where ``value`` is not that; empty where it is.

    The value of ``select_one`` is a choice's code, of ``select_multiple`` codes with spaces between; a number has a
    point, and a date the form 2026-11-30.
    """
    match kind:
        case "select_one":
            good, wanted = value in choices, "one of the choices"
        case "select_multiple":
            chosen = value.split()
            good = set(chosen) <= set(choices) and len(set(chosen)) == len(chosen)
            wanted = "some of the choices, each once"
        case "integer":
            good, wanted = value.removeprefix("-").isdecimal() and len(value) <= 30, "a whole number"
        case "decimal":
            good, wanted = _is_decimal(value), "a number, such as 2.5"
        case "date":
            good, wanted = _is_date(value), "a date, written as 2026-11-30"
        case _:
            good, wanted = len(value) <= MAX_TEXT, f"a text of up to {MAX_TEXT} characters"
    return "" if good else wanted


def _is_decimal(value: str) -> bool:
    try:
        return len(value) <= 40 and Decimal(value).is_finite()
    except InvalidOperation:
        return False


def _is_date(value: str) -> bool:
    try:
        return dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
