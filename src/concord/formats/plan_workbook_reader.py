"""Reading a plan's workbook that came back: every row by its hidden id, every fault by its cell.

What the texts mean is for the caller to say: here a cell is a text. Rows may be sorted, added and left out, columns
moved or removed, as long as their hidden keys went with them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from concord.formats import xlsx_guard
from concord.formats.answer_workbook import KEY
from concord.formats.errors import Fault, FormatError
from concord.formats.plan_workbook import DELETE, FORMAT, ID
from concord.formats.typed_sheet import MAX_TEXT, folded
from concord.formats.xlsx_sheets import Cell, Odd, Sheet, cell_name, range_name, read_sheets

MAX_FAULTS = 200
MARKS = {"x", "✓", "1", "yes"}
_EPOCH = dt.date(1899, 12, 30)
_MOST_DAYS = 2_900_000


@dataclass(frozen=True)
class ReturnedRow:
    """One row as it came back. ``id`` is empty for a new one; ``cells`` has only the columns that are there."""

    number: int
    id: str
    delete: bool
    cells: Mapping[str, str]


@dataclass
class ReturnedSheet:
    """One table that came back."""

    title: str
    columns: Mapping[str, int]
    rows: list[ReturnedRow] = field(default_factory=list)


@dataclass
class ReturnedBook:
    """A workbook that came back, and what is wrong in its cells."""

    name: str
    serial: str
    language: str
    sheets: dict[str, ReturnedSheet]
    faults: list[Fault]

    def fault(self, table: str, row: int, key: str, problem: str) -> None:
        """Add a fault of one cell; a file with very many of them is not read to its end."""
        sheet = self.sheets[table]
        where = f"{self.name}, sheet {sheet.title}, cell {cell_name(row, sheet.columns.get(key, 1))}"
        self.faults.append(Fault(" ".join(where.splitlines()), " ".join(problem.splitlines())))
        if len(self.faults) >= MAX_FAULTS:
            raise FormatError(*self.faults, Fault(self.name, f"there are more faults than these {MAX_FAULTS}"))


def read_plan_workbook(content: bytes, name: str) -> ReturnedBook:
    """The rows of a workbook that ``write_plan_workbook`` made; ``FormatError`` where it cannot be read at all."""
    sheets = read_sheets(xlsx_guard.check(content, name), name)
    facts = _facts(sheets, name)
    book = ReturnedBook(name, facts["serial"], facts["language"], {}, [])
    for sheet in sheets:
        for table, columns, top in _tables(sheet, name):
            if table in book.sheets:
                raise FormatError(Fault(name, f"the sheets {book.sheets[table].title} and {sheet.title} are copies "
                                              "of one sheet; keep one"))  # fmt: skip
            book.sheets[table] = ReturnedSheet(sheet.title, columns)
            _read_rows(book, table, sheet, top)
    if not book.sheets:
        raise FormatError(
            Fault(name, "its sheets have lost their hidden first row; change the file as it was sent out")
        )
    return book


def _facts(sheets: list[Sheet], name: str) -> dict[str, str]:
    found = [sheet for sheet in sheets if sheet.cells.get((1, 1)) == "format"]
    if len(found) != 1:
        raise FormatError(
            Fault(name, "this is no workbook of a plan that Concord sent out; download one and change it")
        )
    rows = range(1, 4)
    facts = {str(found[0].cells.get((row, 1))): str(found[0].cells.get((row, 2), "")) for row in rows}
    if facts.get("format") != FORMAT or not facts.get("serial") or not facts.get("language"):
        raise FormatError(Fault(name, f"it is no workbook of the format {FORMAT}; download the plan's workbook again"))
    return facts


def _tables(sheet: Sheet, name: str) -> Iterator[tuple[str, dict[str, int], int]]:
    """The table that a sheet holds, with the column of each key and the row in which the keys stand."""
    keys = {place: cell for place, cell in sheet.cells.items() if isinstance(cell, str) and cell.startswith(KEY)}
    if not keys:
        return
    top = min(row for row, _ in keys)
    table, columns = "", dict[str, int]()
    for (row, column), cell in sorted(keys.items()):
        table, _dot, key = cell.removeprefix(KEY).partition(".")
        if row != top or not key or key in columns:
            where = f"{name}, sheet {sheet.title}, cell {cell_name(row, column)}"
            raise FormatError(Fault(where, "a hidden key stands where none belongs; undo what was copied or moved"))
        columns[key] = column
    if ID not in columns:
        raise FormatError(Fault(f"{name}, sheet {sheet.title}", "the hidden column with the ids is gone; undo that"))
    yield table, columns, top


def _read_rows(book: ReturnedBook, table: str, sheet: Sheet, top: int) -> None:
    columns = book.sheets[table].columns
    by_row: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in sheet.cells.items():
        if row > top + 1:
            by_row.setdefault(row, {})[column] = cell
    formulas: dict[int, set[int]] = {}
    for row, column in sheet.formulas:
        if row > top + 1:
            formulas.setdefault(row, set()).add(column)
    merged = [area for area in sheet.merged if area[2] > top + 1]
    for area in merged:
        problem = f"the cells {range_name(area)} were merged; split them and fill in each"
        book.fault(table, max(area[0], top + 2), ID, problem)
    for number in sorted({*by_row, *formulas}):
        read = _row(book, table, number, by_row.get(number, {}), formulas.get(number, set()), columns)
        if read is not None:
            book.sheets[table].rows.append(read)


def _row(
    book: ReturnedBook,
    table: str,
    number: int,
    cells: Mapping[int, Cell],
    formulas: set[int],
    columns: Mapping[str, int],
) -> ReturnedRow | None:
    texts: dict[str, str] = {}
    for key, column in columns.items():
        if column in formulas:
            book.fault(table, number, key, "the cell holds a formula; type the value itself")
            texts[key] = ""
        else:
            text, problem = _text(cells.get(column, ""))
            texts[key] = text
            if problem:
                book.fault(table, number, key, problem)
    if not any(texts.values()):
        return None
    mark = folded(texts.pop(DELETE, ""))
    if mark and mark not in MARKS:
        book.fault(table, number, DELETE, "write x to delete the row, or leave the cell empty")
    return ReturnedRow(number, texts.pop(ID), bool(mark), texts)


def _text(cell: Cell) -> tuple[str, str]:
    """What a cell says as a text, and what is wrong with it."""
    if isinstance(cell, str):
        long = len(cell) > 2 * MAX_TEXT
        problem = f"the text has {len(cell):,} characters; shorten it to {MAX_TEXT:,}" if long else ""
        return ("" if long else cell.replace("\r\n", "\n").strip()), problem
    if isinstance(cell, Odd):
        serial = cell.serial or 0.0
        if float(serial).is_integer() and 0 < serial < _MOST_DAYS:
            return (_EPOCH + dt.timedelta(days=int(serial))).isoformat(), ""
        return "", f"the cell holds {cell.value}; write it as text, with an apostrophe (') before it"
    if isinstance(cell, bool):
        return "", f"the cell holds {str(cell).upper()}; write a text or a number"
    if isinstance(cell, float):
        return format(Decimal(str(round(cell, 6))), "f"), ""
    return str(cell), ""
