"""Reading an estimate workbook that officials filled in: every row found by its hidden id, every fault by its cell.

The file is hostile until checked. Whether picture and institution are the right ones is for the caller to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NoReturn

from concord.formats import xlsx_guard
from concord.formats.answer_workbook import CONFIDENCES, KEY, is_uuid
from concord.formats.errors import Fault, FormatError
from concord.formats.estimate_workbook import (
    COLUMNS,
    FACTS,
    FORMAT,
    RATINGS,
    EstimateRow,
    EstimateWorkbook,
)
from concord.formats.typed_sheet import TypedSheet, folded
from concord.formats.xlsx_sheets import Sheet, read_sheets

MAX_FAULTS = 200
_INPUTS = (*RATINGS, "confidence", "reason")
_NEEDED = (*_INPUTS, "id", "mark")
_CHANGED = "the hidden sheet was changed; export the workbook again"
_FOREIGN = "this is not a Concord estimate workbook; export it again from Concord and fill in that file"


@dataclass(frozen=True)
class _Issued:
    """What was sent out: facts, headings, what each word of a list stands for, and the mark of each row asked for."""

    facts: dict[str, str]
    answers: str
    heads: dict[str, str]
    lists: dict[str, dict[str, str]]
    rows: dict[str, str]


def read_estimate_workbook(content: bytes, name: str) -> tuple[EstimateWorkbook, tuple[Fault, ...]]:
    """The estimates in a workbook that ``write_estimate_workbook`` made; rows that are gone are not in it.

    Rows in which something is wrong are left out, and what is wrong is handed back beside the rest. ``FormatError``
    only where nothing can be read at all.
    """
    sheets = read_sheets(xlsx_guard.check(content, name), name)
    reader = _Reader(sheets, _read_issued(sheets, name), name)
    rows, by = reader.rows(), reader.by()
    return EstimateWorkbook(**reader.issued.facts, by=by, rows=rows), tuple(reader.faults[:MAX_FAULTS])


def _read_issued(sheets: list[Sheet], name: str) -> _Issued:
    found = [sheet for sheet in sheets if sheet.cells.get((1, 1)) == "format"]
    if len(found) != 1 or found[0].cells.get((1, 2)) != FORMAT:
        raise FormatError(Fault(name, _FOREIGN))
    sheet = TypedSheet(name, found[0], [])
    lines = [[sheet.text(row, column) for column in (1, 2, 3)] for row in sorted({row for row, _ in found[0].cells})]
    try:
        if sheet.faults:
            raise ValueError
        return _issued(lines)
    except (ValueError, LookupError):
        raise FormatError(Fault(name, _CHANGED)) from None


def _issued(lines: list[list[str]]) -> _Issued:
    named: dict[str, list[list[str]]] = {}
    for line in lines:
        named.setdefault(line[0], []).append(line[1:])
    facts = {key: _only(named, key) for key in FACTS}
    lists = {key: {folded(word): code for word, code in named[f"concord_{key}"]} for key in RATINGS}
    lists["confidence"] = {folded(word): code for word, code in named["concord_confidences"]}
    whole = all(sorted(lists[key].values()) == list("012345") for key in RATINGS)
    rows = dict(named.get("row", []))
    heads = {key: word for word, key in named["head"]}
    if (facts["picture"] and not is_uuid(facts["picture"])) or not whole or len(rows) != len(named.get("row", [])):
        raise ValueError
    if set(lists["confidence"].values()) != set(CONFIDENCES) or set(heads) != set(COLUMNS) - {"id", "mark"}:
        raise ValueError
    return _Issued(facts, _only(named, "answers"), heads, lists, rows)


def _only(named: dict[str, list[list[str]]], key: str) -> str:
    (line,) = named[key]
    return line[0]


class _Reader:
    """One workbook being read; what officials typed wrong is gathered, what makes reading pointless is raised."""

    def __init__(self, sheets: list[Sheet], issued: _Issued, name: str) -> None:
        self.sheets, self.issued, self.name = sheets, issued, name
        self.faults: list[Fault] = []

    def refuse(self, problem: str) -> NoReturn:
        raise FormatError(Fault(self.name, problem))

    def keyed(self, key: str) -> tuple[TypedSheet, int, dict[str, int]]:
        """The one sheet whose columns carry machine keys, the row of the keys, and each key's column."""
        found = []
        for one in self.sheets:
            row = min((at for (at, _), cell in one.cells.items() if cell == KEY + key), default=0)
            if row:
                found.append((TypedSheet(self.name, one, self.faults), row))
        if not found:
            self.refuse(f"the sheet {self.issued.answers} or its hidden first row is gone; use the file as sent out")
        if len(found) > 1:
            self.refuse("two sheets are copies of one; keep one of them, or return them as two files")
        sheet, row = found[0]
        columns: dict[str, int] = {}
        for (at, column), cell in sorted(sheet.sheet.cells.items(), key=lambda item: item[0]):
            if at == row and isinstance(cell, str) and cell.startswith(KEY):
                if cell.removeprefix(KEY) in columns:
                    self.refuse("a column is there twice with its hidden key; delete one of the two")
                columns[cell.removeprefix(KEY)] = column
        return sheet, row, columns

    def by(self) -> str:
        """Who filled it in, as typed on the cover; nothing where the cover is gone."""
        if not any(cell == f"{KEY}by" for sheet in self.sheets for cell in sheet.cells.values()):
            return ""
        sheet, _top, columns = self.keyed("by")
        row = min((at for (at, _), cell in sheet.sheet.cells.items() if cell == f"{KEY}person"), default=0)
        return sheet.text(row, columns["by"]) if row else ""

    def rows(self) -> tuple[EstimateRow, ...]:
        sheet, top, columns = self.keyed("id")
        lost = [key for key in _NEEDED if key not in columns]
        if lost:
            head = self.issued.heads.get(lost[0], lost[0])
            self.refuse(f"the hidden key of the column {head} is gone; undo what was moved")
        self.heads_fit(sheet, columns)
        given: dict[str, EstimateRow] = {}
        seen: dict[str, int] = {}
        watched = {columns[key] for key in (*_INPUTS, "id")}
        for row in sorted({at for at, column in (*sheet.sheet.cells, *sheet.sheet.formulas) if column in watched}):
            before = len(self.faults)
            code = sheet.text(row, columns["id"])
            if row == top or code == f"{KEY}heads" or len(self.faults) > before:
                continue
            if code not in self.issued.rows:
                self.no_row(sheet, row, columns, code)
            elif code in seen:
                sheet.fault(row, columns["id"], f"{code} stands in row {seen[code]} too; delete one of the rows")
                given.pop(code, None)
            else:
                seen[code] = row
                estimate = self.row(sheet, row, columns, code)
                if len(self.faults) == before:
                    given[code] = estimate
        return tuple(given[code] for code in self.issued.rows if code in given)

    def heads_fit(self, sheet: TypedSheet, columns: dict[str, int]) -> None:
        """Whether no column was moved without its hidden key, as its heading shows."""
        row = min((at for (at, _), cell in sheet.sheet.cells.items() if cell == f"{KEY}heads"), default=0)
        for key in _INPUTS if row else ():
            shown = sheet.sheet.cells.get((row, columns[key]))
            if shown != self.issued.heads[key] and shown in self.issued.heads.values():
                self.refuse(f"the column of {self.issued.heads[key]} is headed {shown}; undo what was moved")

    def no_row(self, sheet: TypedSheet, row: int, columns: dict[str, int], code: str) -> None:
        """A row that asks nothing: what is written into it would be lost without a word otherwise."""
        filled = next((columns[key] for key in _INPUTS if sheet.filled(row, columns[key])), None)
        if code:
            sheet.fault(row, columns["id"], f"the hidden id '{code[:40]}' is none of this workbook; undo the change")
        elif filled and row > 2:
            sheet.fault(row, filled, "something is written where nothing is asked; move it to the row of a scenario")

    def row(self, sheet: TypedSheet, row: int, columns: dict[str, int], code: str) -> EstimateRow:
        mark = sheet.text(row, columns["mark"])
        if mark != self.issued.rows[code]:
            sheet.fault(row, columns["mark"], "the hidden mark was changed; export the workbook again")
        said: dict[str, Any] = {key: self.word(sheet, row, columns[key], key) for key in (*RATINGS, "confidence")}
        bands = tuple(int(said[key]) if said[key] else None for key in RATINGS)
        return EstimateRow(code, bands, said["confidence"], sheet.text(row, columns["reason"]), mark)

    def word(self, sheet: TypedSheet, row: int, column: int, key: str) -> str:
        text, listed = sheet.text(row, column), self.issued.lists[key]
        found = listed.get(folded(text), "")
        if text in tuple("12345") and key in RATINGS:
            found = text  # a band's number says as much as its word
        if text and not found:
            sheet.fault(row, column, f"'{' '.join(text[:40].split())}' is none of the words in the list")
        return found
