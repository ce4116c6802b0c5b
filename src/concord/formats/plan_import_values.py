"""Amounts, years and currencies as people write them in spreadsheets."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from concord.formats.plan_import import EARLIEST, LATEST

MOST = Decimal(10) ** 13
# Words that stand for one currency; "CFA" is two, told apart by the country.
LOOSE = {"us$": "USD", "$us": "USD", "usd$": "USD", "$": "USD", "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP"}
CFA = ("cfa", "fcfa", "f cfa", "franc cfa", "francs cfa")
CENTRAL_AFRICA = {"CM", "CF", "TD", "CG", "GQ", "GA"}
NOTHING = {"", "-", "–", "—", "n/a", "na", "nil", "none", "tbd", "?", "néant", "no cost"}
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_RANGE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*(?:-|–|—|/|to|à|until)\s*((?:19|20)?\d\d)(?!\d)")
_SMALL = re.compile(r"(?:years?|années?|ans?|y)?\s*([\d,;&+/–\s-]{1,60})")
_AMOUNT = re.compile(r"[-−(]?\d[\d\s.,'’\u00a0\u202f]*\)?")


def amount(text: str) -> Decimal | None:
    """The amount in a text to the cent, or None where it is none.

    A mark followed by exactly three digits parts thousands; the last mark of two kinds is the decimal one.

    >>> amount("1 042 824,40"), amount("USD 1,250"), amount("(300)"), amount("twelve")
    (Decimal('1042824.40'), Decimal('1250.00'), Decimal('-300.00'), None)
    """
    found = _AMOUNT.findall(unicodedata.normalize("NFKC", text))
    if len(found) != 1:
        return None
    plain = re.sub(r"[\s'’()]", "", found[0]).replace("−", "-").rstrip(".,")
    negative = plain.startswith("-") or found[0].startswith("(")
    plain = plain.lstrip("-")
    if "," in plain and "." in plain:
        last = max(plain.rfind(","), plain.rfind("."))
        plain = re.sub(r"[.,]", "", plain[:last]) + "." + plain[last + 1 :]
    elif "," in plain or "." in plain:
        mark = "," if "," in plain else "."
        pieces = plain.split(mark)
        whole = len(pieces) > 2 or (len(pieces[-1]) == 3 and pieces[0] != "0")  # money has no thousandths
        plain = "".join(pieces) if whole else ".".join(pieces)
    try:
        value = cents(Decimal(plain))
    except InvalidOperation:
        return None
    return None if value > MOST else -value if negative else value


def cents(value: Decimal) -> Decimal:
    """An amount to the cent, half up."""
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def years(text: str, first_year: int | None) -> tuple[int, ...]:
    """The years in a text, in order; empty where it names none.

    >>> years("2019, 2021", None), years("2019-2021", None), years("1,3", 2019), years("N/A", 2019)
    ((2019, 2021), (2019, 2020, 2021), (2019, 2021), ())
    """
    found: set[int] = set()
    for match in _RANGE.finditer(text):
        start, end = int(match[1]), int(match[2])
        end = end if end > 99 else start - start % 100 + end
        if start <= end <= start + 30:
            found.update(range(start, end + 1))
    found.update(int(year) for year in _YEAR.findall(text))
    if not found and first_year is not None:
        small = _SMALL.fullmatch(text.strip().casefold())
        found = {first_year + number - 1 for number in _small(small[1])} if small else set()
    return tuple(sorted(year for year in found if EARLIEST <= year <= LATEST))


def _small(text: str) -> set[int]:
    """Years counted from 1: ``1,2,3`` or ``1-3``."""
    found: set[int] = set()
    for first, last in re.findall(r"(?<!\d)(\d{1,2})(?!\d)(?:\s*[-–]\s*(\d{1,2})(?!\d))?", text):
        found.update(range(int(first), int(last or first) + 1))
    return {number for number in found if 1 <= number <= 30}


def currency(text: str, known: dict[str, str]) -> tuple[str, int | None]:
    """The ISO code that a text such as ``USD (2017)`` names, and the year of its prices; an empty code if unknown.

    >>> currency("CFA (2019)", {"CFA": "XOF"}), currency("us$", {}), currency("shells", {})
    (('XOF', 2019), ('USD', None), ('', None))
    """
    year = _YEAR.search(text)
    word = " ".join(re.sub(r"[()\[\]]", " ", _YEAR.sub(" ", text)).split())
    given = {key.casefold(): code for key, code in known.items()}
    code = given.get(word.casefold()) or given.get(text.strip().casefold()) or LOOSE.get(word.casefold(), "")
    if not code and re.fullmatch("[A-Za-z]{3}", word) and word.casefold() not in CFA:
        code = word.upper()
    return code, int(year[1]) if year else None
