"""Reading the rows of an existing plan by a mapping. Nothing is dropped: what is not understood is told with its row.

The file is hostile until checked. A formula's last result is taken where there is one, and the row says so.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from concord.formats import plan_import_values as values
from concord.formats import xlsx_guard
from concord.formats.errors import Fault, FormatError
from concord.formats.plan_import import EARLIEST, LATEST, PlanFile, PlanMap, PlanRow, RowCost
from concord.formats.plan_import_proposal import heading_rows
from concord.formats.typed_sheet import folded
from concord.formats.xlsx_sheets import Odd, Sheet, cell_name, read_sheets

MAX_ROWS = 5_000
MAX_TEXT = 4_000
MAX_COLUMNS = 200
MONEY = ("cost", "low", "high")
LONG = ("area", "objective", "action")
LONGEST = {
    "code": 40,
    "lead": 200,
    "supporting": 600,
    "item": 200,
    "category": 200,
    "years": 80,
    "objective": 600,
    "area": 300,
}
_TOTAL = re.compile(r"(?:sub-?\s?total|total|grand total|sous-total|somme|ensemble)\b.{0,60}", re.DOTALL)
_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def read_plan(content: bytes, name: str, mapping: PlanMap) -> PlanFile:
    """The rows of a plan; ``FormatError`` where the file or a mapped column cannot be found."""
    sheets = read_sheets(xlsx_guard.check(content, name), name)
    chosen = [sheet for sheet in sheets if mapping.sheet in ("", sheet.title)]
    if not chosen:
        there = ", ".join(sheet.title for sheet in sheets[:8])
        raise FormatError(Fault(name, f"there is no sheet '{mapping.sheet}'; the workbook has {there}"))
    if not mapping.columns.get("action"):
        raise FormatError(Fault(name, "the mapping names no column for the action; add 'action' under 'columns'"))
    found = [(sheet, top, heads) for sheet in chosen for top, heads in heading_rows(sheet).items()]
    wanted = {folded(heading) for heading in mapping.wanted()}
    best = max(found, key=lambda one: len(wanted & {folded(text) for text in one[2].values()}), default=None)
    there_too = {folded(text) for text in best[2].values()} if best else set()
    missing = [heading for heading in mapping.wanted() if folded(heading) not in there_too]
    if best is None or missing:
        where = f"{name}, sheet {chosen[0].title}"
        raise FormatError(*(Fault(where, f"there is no column headed '{heading}'") for heading in missing[:12]))
    sheet, top, heads = best
    return _Reader(name, sheet, top, heads, mapping).file(tuple(s.title for s in sheets if s is not sheet))


class _Reader:
    """One sheet being read, row by row."""

    def __init__(self, name: str, sheet: Sheet, top: int, heads: dict[int, str], mapping: PlanMap) -> None:
        self.name, self.sheet, self.top, self.heads, self.mapping = name, sheet, top, heads, mapping
        by_heading: dict[str, int] = {}
        for column, heading in heads.items():
            by_heading.setdefault(folded(heading), column)
        self.columns = {key: by_heading[folded(heading)] for key, heading in mapping.columns.items()}
        self.of_years = {by_heading[folded(one.column)]: one.year for one in mapping.year_columns}

    def file(self, other_sheets: tuple[str, ...]) -> PlanFile:
        by_row: dict[int, list[int]] = {}
        for row, column in self.sheet.cells:
            if row > self.top:
                by_row.setdefault(row, []).append(column)
        for row, column in self.sheet.formulas:
            if row > self.top and row in by_row and column not in by_row[row]:
                by_row[row].append(column)
        if len(by_row) > MAX_ROWS:
            raise FormatError(Fault(self.name, f"there are {len(by_row)} rows, more than {MAX_ROWS}; split the file"))
        rows = [self.row(line, sorted(by_row[line])) for line in sorted(by_row)]
        rows = [row for row in rows if row.cells]
        if not rows:
            raise FormatError(Fault(f"{self.name}, sheet {self.sheet.title}", "there are no rows below the headings"))
        used = {*self.columns.values(), *self.of_years}
        unread = tuple(text for column, text in self.heads.items() if column not in used)
        headings = {key: self.heads[column] for key, column in self.columns.items()}
        return PlanFile(self.name, self.sheet.title, self.mapping, tuple(rows), headings, unread, other_sheets)

    def row(self, line: int, filled: list[int]) -> PlanRow:
        problems: list[str] = []
        cells = []
        for column in filled[:MAX_COLUMNS]:
            shown = self.shown(line, column)
            if shown:
                cells.append((self.heads.get(column, cell_name(1, column)[:-1]), shown))
        texts = {
            key: self.text(key, line, column, problems) for key, column in self.columns.items() if key not in MONEY
        }
        if not cells:
            return PlanRow(line, texts)
        total = next((key for key in LONG[:3] if _TOTAL.fullmatch(folded(texts.get(key, "")))), "")
        first = folded(cells[0][1])
        if total or (_TOTAL.fullmatch(first) and not texts.get("action")):
            problems = ["this looks like a line of totals, so it is not counted a second time"]
            return PlanRow(line, texts, counted=False, cells=tuple(cells), problems=tuple(problems))
        code, price_year = self.currency(texts.get("currency", ""), problems)
        costs = self.costs(line, texts, problems)
        if not texts.get("action") and not texts.get("code") and not costs:
            problems = [*problems, "no action stands here, and no cost: read as a heading or a remark"]
            return PlanRow(line, texts, counted=False, cells=tuple(cells), problems=tuple(problems))
        if not costs and not any("cost" in problem for problem in problems):
            problems.append("no cost is given")
        return PlanRow(
            line, texts, costs, code, price_year, self.hazards(texts), cells=tuple(cells), problems=tuple(problems)
        )

    def shown(self, line: int, column: int) -> str:
        """A cell as it stood, to be kept and shown."""
        cell = self.sheet.cells.get((line, column), "")
        if isinstance(cell, Odd):
            day = _day_of(cell)
            return day.isoformat() if day else cell.value
        if (line, column) in self.sheet.formulas and cell == "":
            return "a formula without a result"
        return _clean(str(cell))[:MAX_TEXT]

    def text(self, key: str, line: int, column: int, problems: list[str]) -> str:
        cell = self.sheet.cells.get((line, column), "")
        where = f"cell {cell_name(line, column)}"
        if (line, column) in self.sheet.formulas:
            problems.append(f"{where} holds a formula; its last result was taken")
        if isinstance(cell, Odd) and _day_of(cell) is None:
            problems.append(f"{where} holds {cell.value}, which is no text")
            return ""
        text = self.shown(line, column)
        if key != "indicator":
            text = " ".join(text.split())
        most = LONGEST.get(key, MAX_TEXT)
        if len(text) > most:
            problems.append(f"{where} is longer than {most} characters and was cut; the whole text is kept here")
            text = text[: most - 1].rstrip() + "…"
        return text

    def currency(self, text: str, problems: list[str]) -> tuple[str, int | None]:
        if not text:
            return self.mapping.currency, self.mapping.price_year
        code, year = values.currency(text, self.mapping.currencies)
        if not code:
            problems.append(f"'{text[:40]}' is no currency that is known; name it under 'currencies'")
        return code, year or self.mapping.price_year

    def costs(self, line: int, texts: dict[str, str], problems: list[str]) -> tuple[RowCost, ...]:
        if self.of_years:
            return tuple(
                RowCost((year,), str(year), *self.range(likely, None, None))
                for column, year in self.of_years.items()
                if (likely := self.amount(line, column, problems)) is not None
            )
        low, likely, high = (
            self.amount(line, self.columns[key], problems) if key in self.columns else None
            for key in ("low", "cost", "high")
        )
        likely = likely if likely is not None else _middle(low, high)
        if likely is None:
            return ()
        given = texts.get("years", "")
        years = values.years(given, self.mapping.first_year) or _from_dates(texts)
        if not years:
            shown = f"'{given[:40]}' names no year" if given else "no year is given"
            problems.append(f"{shown}; the cost is put into the plan's first year")
        if low is not None and high is not None and not low <= likely <= high:
            problems.append("low, likely and high do not rise; the likely cost was taken for all three")
            low = high = likely
        return (RowCost(years, given, *self.range(likely, low, high)),)

    def range(self, likely: Decimal, low: Decimal | None, high: Decimal | None) -> tuple[Decimal, Decimal, Decimal]:
        """Low, likely and high; where the file gives no range, the mapping's per cents of the likely cost."""
        low = min(likely, values.cents(likely * self.mapping.low / 100)) if low is None else low
        high = max(likely, values.cents(likely * self.mapping.high / 100)) if high is None else high
        return min(low, likely), likely, max(high, likely)

    def amount(self, line: int, column: int, problems: list[str]) -> Decimal | None:
        cell: Any = self.sheet.cells.get((line, column))
        where = f"cell {cell_name(line, column)}"
        formula = (line, column) in self.sheet.formulas
        if cell is None or (isinstance(cell, str) and folded(cell) in values.NOTHING):
            if formula:
                problems.append(f"{where} holds a formula without a result, so no cost is known")
            return None
        found: Decimal | None = None
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            exact = Decimal(repr(cell))
            found = exact if abs(exact) <= values.MOST else None
        elif isinstance(cell, str) and len(cell) <= 60:
            found = values.amount(cell)
        if found is None:
            problems.append(f"{where}: '{self.shown(line, column)[:40]}' is no amount, so no cost is known")
            return None
        found = values.cents(found * self.mapping.times)
        if found < 0 or found > values.MOST:
            what = "below zero" if found < 0 else "too large"
            problems.append(f"{where}: a cost of {found:,} is {what} and is not counted")
            return None
        if formula:
            problems.append(f"{where} holds a formula; its last result, {found:,}, was taken")
        return found

    def hazards(self, texts: dict[str, str]) -> str:
        given = texts.get("hazards", "")
        if re.fullmatch(r"[CBRN](?:[\s,;/+&]*[CBRN])*", given):
            return "".join(letter for letter in "CBRN" if letter in given)
        said = folded(" ".join(texts.get(key, "") for key in ("hazards", "area", "objective")))
        letters = "".join(letters for word, letters in self.mapping.hazards.items() if folded(word) in said)
        return "".join(letter for letter in "CBRN" if letter in letters)


def _clean(text: str) -> str:
    text = _UNSHOWN.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())


def _middle(low: Decimal | None, high: Decimal | None) -> Decimal | None:
    if low is None or high is None:
        return low if high is None else high
    return values.cents((low + high) / 2)


def _from_dates(texts: dict[str, str]) -> tuple[int, ...]:
    days = [day.year for key in ("start", "end") if (day := day_in(texts.get(key, "")))]
    return tuple(range(min(days), max(days) + 1)) if days and max(days) - min(days) <= 30 else ()


def day_in(text: str) -> dt.date | None:
    """The day in a text such as ``2026-03-31``, or None."""
    match = _DAY.fullmatch(text.strip())
    try:
        day = dt.date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
    return day if day and EARLIEST <= day.year <= LATEST else None


def _day_of(cell: Odd) -> dt.date | None:
    """The day that a date cell shows, where the sheet tells its number."""
    if cell.serial is None or not 1 <= cell.serial < 80_000:
        return None
    return dt.date(1899, 12, 30) + dt.timedelta(days=int(cell.serial))
