"""The form in which the columns of an existing plan are named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from concord.formats import xlsx_guard
from concord.formats.errors import FormatError
from concord.formats.plan_import import FIELDS, PlanMap, YearColumn
from concord.formats.plan_import_proposal import heading_rows
from concord.formats.typed_sheet import folded
from concord.formats.xlsx_sheets import read_sheets
from concord.kernel.errors import InvalidInput
from concord.web.plans.typed import day, exact, year

YEAR_COLUMNS = 12


def labels() -> dict[str, str]:
    """What each field of a mapping holds."""
    return {
        "area": _("Area"),
        "objective": _("Objective"),
        "action": _("Action"),
        "code": _("Code of the action"),
        "lead": _("Lead"),
        "supporting": _("Supporting"),
        "item": _("What is paid for"),
        "category": _("Category of cost"),
        "cost": _("Cost (likely)"),
        "low": _("Cost, low"),
        "high": _("Cost, high"),
        "years": _("Year or years"),
        "currency": _("Currency"),
        "start": _("Start"),
        "end": _("End"),
        "hazards": _("Hazards"),
        "phase": _("Phase"),
        "indicator": _("Indicator"),
    }


@dataclass(frozen=True)
class Choices:
    """What a workbook offers: its sheets, and the headings of the one that is read."""

    titles: list[str]
    headings: list[str]


def columns_of(content: bytes, name: str, mapping: PlanMap) -> Choices:
    """The sheets of a file and the headings that can be chosen; nothing where it cannot be read."""
    try:
        sheets = read_sheets(xlsx_guard.check(content, name), name)
    except FormatError:
        return Choices([], [])
    wanted = {folded(heading) for heading in mapping.wanted()}
    rows = [heads for s in sheets if mapping.sheet in ("", s.title) for heads in heading_rows(s).values()]
    best = max(
        rows, key=lambda heads: (len(wanted & {folded(text) for text in heads.values()}), len(heads)), default={}
    )
    return Choices([sheet.title for sheet in sheets], list(dict.fromkeys(best.values())))


def field_rows(mapping: PlanMap) -> list[tuple[str, str, str]]:
    """Each field with its words and the heading that is read as it."""
    words = labels()
    return [(key, words[key], mapping.columns.get(key, "")) for key in FIELDS]


def sent_map(post: Any, before: PlanMap) -> PlanMap:
    """The mapping that a form asks for; what the form does not show stays as it was."""
    columns = {key: post.get(f"column-{key}", "")[:200] for key in FIELDS}
    of_years = [
        YearColumn(column=heading[:200], year=year(post.get(f"year-{number}", ""), heading))
        for number in range(YEAR_COLUMNS)
        if (heading := post.get(f"year-column-{number}", "").strip())
    ]
    currency = post.get("currency", "").strip().upper()
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise InvalidInput(_("A currency is written with three capital letters, such as EUR."))
    changed = {
        "title": post.get("title", "").strip()[:200],
        "sheet": post.get("sheet", ""),
        "columns": {key: heading for key, heading in columns.items() if heading},
        "year_columns": of_years,
        "currency": currency,
        "currencies": _pairs(post.get("currencies", ""), upper=True),
        "rates": {code.upper(): exact(value, code) for code, value in _pairs(post.get("rates", "")).items()},
        "rates_on": day(post["rates_on"], _("day of the rates")) if post.get("rates_on") else None,
        "price_year": year(post["price_year"], _("year of the prices")) if post.get("price_year") else None,
        "first_year": year(post["first_year"], _("first year")) if post.get("first_year") else None,
        "times": exact(post.get("times") or "1", _("times")),
        "low": exact(post.get("low") or "100", _("low")),
        "high": exact(post.get("high") or "100", _("high")),
        "join_numbered": bool(post.get("join_numbered")),
    }
    return PlanMap.model_validate({**before.model_dump(), **changed})


def _pairs(text: str, *, upper: bool = False) -> dict[str, str]:
    """Lines such as ``CFA = XOF``."""
    found = {}
    for line in text.splitlines()[:50]:
        if not line.strip():
            continue
        key, mark, value = line.partition("=")
        if not mark or not key.strip() or not value.strip():
            raise InvalidInput(
                _("Write one pair on each line, such as “CFA = XOF”; found “%(line)s”.") % {"line": line[:60]}
            )
        found[key.strip()] = value.strip().upper() if upper else value.strip()
    return found
