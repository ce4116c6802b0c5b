"""The sheets of a checked workbook, read in one pass: what was typed, what a formula fills, what is merged.

One text in many cells is kept once, and empty cells are not kept at all, so that no small file fills the memory. A
formula's cached value says nothing about it: see ``Sheet.formulas`` too.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError, fromstring
from xml.parsers import expat

from concord.formats.errors import Fault, FormatError
from concord.formats.xlsx_parts import MAX_ELEMENTS, Damaged, date_styles, listed_sheets, related_parts

MAX_CELL = 8 * 32_767  # characters; programs keep 32,767, of which each may be escaped
MAX_RANGES = 1_000  # array formulas, and merged ranges, of one sheet
SPREAD = 10_000  # cells of an array formula that count as filled by it, though they are empty as saved
MAX_VISITS = 1_000_000  # of cells, to see which of them an array formula fills
MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_ERROR = re.compile("#[A-Z0-9/!?_]{1,15}")
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")

Place = tuple[int, int]
Range = tuple[int, int, int, int]  # top, left, bottom, right


@dataclass(frozen=True)
class Odd:
    """What is neither text nor number; ``value`` names it, such as "a date" or "the error #REF!".

    ``serial`` is a date's number, where the sheet keeps it as one: days since 1899-12-30.
    """

    value: str
    serial: float | None = field(default=None, compare=False)


Cell = str | int | float | bool | Odd


@dataclass(frozen=True)
class Sheet:
    """One sheet; rows and columns count from 1. ``cells`` has the filled ones only.

    ``formulas`` has the cells that a formula fills, also those that one of another cell spills into.
    """

    title: str
    cells: dict[Place, Cell]
    formulas: frozenset[Place]
    merged: tuple[Range, ...]


def read_sheets(parts: dict[str, bytes], name: str) -> list[Sheet]:
    """The sheets with cells, in their order, of a workbook whose ``parts`` ``xlsx_guard.check`` returned."""
    part = "xl/workbook.xml"
    try:
        related = related_parts(parts)
        listed = list(listed_sheets(parts[part], related))
        part = next((path for kind, path in related.values() if kind == "styles"), "")
        dates = date_styles(parts[part] if part else b"<none/>")
        part = next((path for kind, path in related.values() if kind == "sharedStrings"), "")
        texts = _shared_texts(_parsed(parts[part] if part else b"<none/>"))
        found, room = [], MAX_ELEMENTS
        for title, part in listed:
            found.append(_Cells(_parsed(parts[part], room), texts, dates).sheet(_UNSHOWN.sub("?", title)))
            room -= _tags(parts[part])
    except (Damaged, expat.ExpatError, ParseError, ValueError, LookupError) as error:
        problem = "is missing or misnamed" if isinstance(error, KeyError) else f"is damaged ({error})"
        shown = _UNSHOWN.sub("?", f"the part {part[:60]} {problem[:90]}")
        raise FormatError(Fault(name, f"{shown}; save the workbook once more")) from error
    return found


def cell_name(row: int, column: int) -> str:
    """The name of a cell, both counted from 1.

    >>> cell_name(7, 28)
    'AB7'
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def range_name(area: Range) -> str:
    """The name of a range of cells.

    >>> range_name((5, 4, 7, 5))
    'D5:E7'
    """
    return f"{cell_name(area[0], area[1])}:{cell_name(area[2], area[3])}"


class _Cells:
    """The cells of one sheet being read. What lies outside its rows (rules, extensions) has formulas that fill none."""

    def __init__(self, root: Element, texts: list[str], dates: frozenset[str]) -> None:
        self.texts, self.dates, self.space = texts, dates, _space(root)
        self.columns: dict[str, int] = {}
        self.cells: dict[Place, Cell] = {}
        self.formulas: set[Place] = set()
        self.spreads: list[Range] = []
        self.merged: list[Range] = []
        number = 0
        for row in root.iterfind(f"{self.space}sheetData/{self.space}row"):
            given = row.get("r")
            number, _ = _inside((int(given) if given else number + 1, 1))
            self.row(row, number)
        for merge in root.iterfind(f"{self.space}mergeCells/{self.space}mergeCell"):
            self.spread(self.merged, merge.get("ref", ""))

    def sheet(self, title: str) -> Sheet:
        self.spill()
        return Sheet(title, self.cells, frozenset(self.formulas), tuple(self.merged))

    def spill(self) -> None:
        """Count the cells within the ranges of array formulas among the formulas; of large ranges only filled ones."""
        places, visits = sorted(self.cells) if self.spreads else [], 0
        for top, left, bottom, right in self.spreads:
            rows, columns = range(top, bottom + 1), range(left, right + 1)
            size = len(rows) * len(columns)
            first, last = bisect_left(places, (top, left)), bisect_right(places, (bottom, right))
            visits += min(size, SPREAD) + last - first
            if visits > MAX_VISITS:
                raise Damaged("it has more array formulas than any honest workbook")
            self.formulas.update(place for place in places[first:last] if place[1] in columns)
            if size <= SPREAD:
                self.formulas.update((row, column) for row in rows for column in columns)

    def row(self, cells: Element, row: int) -> None:
        column, suffix, value, texts = 0, str(row), f"{self.space}v", self.texts
        for cell in cells:
            # Nearly every cell is named by the letters of a column seen before and the number of its row.
            name = cell.get("r", "")
            found = self.columns.get(name.removesuffix(suffix))
            if found is None:
                row, column = _inside(_place(name) if name else (row, column + 1))
                suffix = str(row)
                self.columns[name.removesuffix(suffix)] = column
                self.columns.pop("", None)
            else:
                column = found
            kind = cell.get("t", "n")
            for child in cell:
                if child.tag != value:
                    self.other(child, kind, (row, column))
                elif child.text:
                    text = texts[_index(child.text)] if kind == "s" else self.value(child.text, kind, cell.get("s", ""))
                    self.keep((row, column), text)

    def other(self, child: Element, kind: str, place: Place) -> None:
        """What may stand in a cell besides its value: a formula, or a text of its own."""
        if child.tag == f"{self.space}f":
            self.formulas.add(place)
            if ":" in child.get("ref", "") and child.get("t") in ("array", "dataTable"):
                self.spread(self.spreads, child.get("ref", ""))
        elif child.tag == f"{self.space}is" and kind == "inlineStr" and (text := _text(child, self.space)):
            self.keep(place, text)

    def keep(self, place: Place, cell: Cell) -> None:
        if place in self.cells:
            raise Damaged(f"cell {cell_name(*place)} is there twice")
        self.cells[place] = cell

    def value(self, text: str, kind: str, style: str) -> Cell:
        if kind in ("str", "inlineStr"):
            return _unescaped(text)
        if kind == "b":
            return text.strip() not in ("0", "false")
        if kind == "e":
            return Odd(f"the error {text}" if _ERROR.fullmatch(text) else "an error")
        if kind == "d" or style in self.dates:
            return Odd("a date or time", _number(text) if kind == "n" else None)
        return _number(text)

    def spread(self, into: list[Range], ref: str) -> None:
        if len(into) >= MAX_RANGES:
            raise Damaged("it has more merged or array ranges than any honest workbook")
        first, _, last = ref.partition(":")
        into.append((*_place(first), *_place(last or first)))


def _tags(data: bytes) -> int:
    return data.count(b"<") // 2


def _parsed(data: bytes, room: int = MAX_ELEMENTS) -> Element:
    # Counted before it is parsed: an element takes some hundred bytes of memory, in the file only five.
    if _tags(data) > room:
        raise Damaged("it has more cells than any honest workbook")
    return fromstring(data)  # noqa: S314 - the guard has refused every DTD, so there are no entities


def _space(root: Element) -> str:
    """The namespace that a part is written in, as it stands before each tag; two are in use, and some write none."""
    return root.tag[: root.tag.index("}") + 1] if root.tag.startswith("{") else ""


def _shared_texts(root: Element) -> list[str]:
    space = _space(root)
    return [_text(item, space) for item in root if item.tag == f"{space}si"]


def _text(node: Element, space: str) -> str:
    """A text of one or several runs; phonetic hints beside it are left out."""
    plain, run = f"{space}t", f"{space}r"
    pieces = []
    for child in node:
        if child.tag == plain:
            pieces.append(child.text or "")
        elif child.tag == run:
            pieces += [part.text or "" for part in child if part.tag == plain]
    return _unescaped("".join(pieces))


def _unescaped(text: str) -> str:
    """A text with Excel's escapes such as ``_x000D_`` undone."""
    if len(text) > MAX_CELL:
        raise Damaged("it has a text longer than a cell can hold")
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _index(text: str) -> int:
    index = int(text)
    if index < 0:
        raise Damaged("a text has a negative number")
    return index


def _place(cell: str) -> Place:
    match = _CELL.fullmatch(cell)
    if not match:
        raise Damaged(f"'{cell[:20]}' is no cell")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def _inside(place: Place) -> Place:
    if not (0 < place[0] <= MAX_ROW and 0 < place[1] <= MAX_COLUMN):
        raise Damaged("a cell lies outside of the sheet")
    return place


def _number(text: str) -> int | float:
    number = float(text)
    if not math.isfinite(number):
        raise Damaged("a number is not finite")
    return int(number) if number.is_integer() and abs(number) < 1e15 else number
