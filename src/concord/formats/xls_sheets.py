"""The sheets of an old Excel file (.xls), read record by record (MS-XLS) so that no crafted file can harm the reader.

Only what stands in cells is read. Files older than Excel 97, with a password or with macros are refused, each in one
clear sentence.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Iterator
from typing import NoReturn

from concord.formats.errors import Fault, FormatError
from concord.formats.xls_container import SIGNATURE, Broken, Container
from concord.formats.xlsx_sheets import Cell, Odd, Place

MAX_BYTES = 10_000_000
MAX_SHEETS = 200
MAX_RECORDS = 2_000_000  # of all sheets together; a form of 300 questions has about 5,000
MAX_CELLS = 500_000
_FORMULA, _LAST, _PASSWORD, _SHEET, _FORMATS, _STYLES = 0x06, 0x0A, 0x2F, 0x85, 0x41E, 0xE0
_CONTINUED = b"\x3c\0"
_NUMBERS, _RICH, _TEXTS, _TEXT, _NUMBER, _LABEL, _TRUTH, _RESULT, _SHORT = (
    0xBD, 0xD6, 0xFC, 0xFD, 0x203, 0x204, 0x205, 0x207, 0x27E,
)  # fmt: skip
_BEGIN, _EXCEL_97 = 0x809, 0x600
_WIDE, _EXTRA, _RUNS = 1, 4, 8
_ERRORS = {0: "NULL!", 7: "DIV/0!", 15: "VALUE!", 23: "REF!", 29: "NAME?", 36: "NUM!", 42: "N/A"}
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_NO_DATE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DAMAGED = "the file is cut off or damaged; save it once more, or ask for it again"
_MACRO = "the workbook contains macros; save it as an Excel workbook without macros (.xlsx)"
_PROTECTED = "the workbook is protected by a password to open it; save it without one"

Sheets = list[tuple[str, dict[Place, Cell]]]


def is_old_workbook(content: bytes) -> bool:
    """Whether the content is of the old kind, by its first bytes."""
    return content.startswith(SIGNATURE)


def read_old_sheets(content: bytes, name: str) -> Sheets:
    """Titles and filled cells of the sheets, in their order; ``FormatError`` says what is wrong with ``name``."""
    if len(content) > MAX_BYTES:
        _refuse(name, f"the file is larger than {MAX_BYTES // 1_000_000} MB; save it as an Excel workbook (.xlsx)")
    try:
        container = Container(content)
        if "EncryptedPackage" in container.names:
            _refuse(name, _PROTECTED)
        if any(part.upper().startswith(("_VBA_PROJECT", "VBA")) for part in container.names):
            _refuse(name, _MACRO)
        stream = container.stream("Workbook")
        if not stream:
            old = "this is a very old Excel file; save it as an Excel workbook (.xlsx)"
            _refuse(name, old if "Book" in container.names else "this is not an Excel workbook")
        return list(_Book(stream, name).sheets())
    except (struct.error, IndexError, Broken) as error:
        raise FormatError(Fault(name, _DAMAGED)) from error


def _refuse(name: str, problem: str) -> NoReturn:
    raise FormatError(Fault(name, problem)) from None


class _Book:
    """The stream of a workbook: what all sheets share first, then each sheet where the first part says."""

    def __init__(self, stream: bytes, name: str) -> None:
        self.stream = stream
        self.records = self.cells = 0
        self.listed: list[tuple[str, int]] = []
        self.texts: list[str] = []
        self.formats: dict[int, str] = {}
        self.styles: list[int] = []
        first, version = struct.unpack_from("<HxxH", stream)
        if first != _BEGIN or version != _EXCEL_97:
            _refuse(name, "this is a very old Excel file; save it as an Excel workbook (.xlsx)")
        for kind, parts in self._walk(0):
            record = parts[0]
            if kind == _PASSWORD:
                _refuse(name, _PROTECTED)
            elif kind == _SHEET:
                if record[5] in (1, 6):
                    _refuse(name, _MACRO)
                self._list(record)
            elif kind == _TEXTS:
                self.texts = _Pieces(parts).table()
            elif kind == _FORMATS:
                self.formats[struct.unpack_from("<H", record)[0]] = _Pieces([record[2:]]).text()
            elif kind == _STYLES:
                self.styles.append(struct.unpack_from("<H", record, 2)[0])
        self.dates = [self._is_date(style) for style in self.styles]

    def sheets(self) -> Iterator[tuple[str, dict[Place, Cell]]]:
        """Each sheet with its title."""
        for title, start in self.listed:
            yield title, self._sheet(start)

    def _list(self, record: bytes) -> None:
        if len(self.listed) >= MAX_SHEETS:
            raise Broken
        if record[5] == 0:
            title = _Pieces([record[8:]]).characters(record[6], wide=bool(record[7] & _WIDE))
            self.listed.append((title, struct.unpack_from("<I", record)[0]))

    def _is_date(self, number: int) -> bool:
        code = _NO_DATE.sub("", self.formats.get(number, "")).casefold()
        return bool(set(code) & set("dmyhs")) if number in self.formats else number in _DATES

    def _walk(self, at: int) -> Iterator[tuple[int, list[bytes]]]:
        """Records with what continues them, up to the end of the part that begins here; nested parts are left out."""
        depth = 0
        while True:
            kind, length = struct.unpack_from("<HH", self.stream, at)
            parts = [self.stream[at + 4 : at + 4 + length]]
            at += 4 + length
            self.records += 1
            while self.stream[at : at + 2] == _CONTINUED:
                length = struct.unpack_from("<H", self.stream, at + 2)[0]
                parts.append(self.stream[at + 4 : at + 4 + length])
                at += 4 + length
                self.records += 1
            if self.records > MAX_RECORDS:
                raise Broken
            depth += (kind == _BEGIN) - (kind == _LAST)
            if depth <= 0:
                return
            if depth == 1:
                yield kind, parts

    def _sheet(self, start: int) -> dict[Place, Cell]:
        cells: dict[Place, Cell] = {}
        waiting: Place | None = None  # the cell whose formula gave a text, which comes in a record of its own
        for kind, parts in self._walk(start):
            record = parts[0]
            if kind == _RESULT and waiting:
                cells[waiting] = _Pieces(parts).text()
            elif kind == _NUMBERS:
                self._several(record, cells)
            elif kind in (_FORMULA, _RICH, _TEXT, _NUMBER, _LABEL, _TRUTH, _SHORT):
                row, column, style = struct.unpack_from("<HHH", record)
                place = (row + 1, column + 1)
                cell = self._cell(kind, parts, style)
                waiting = place if kind == _FORMULA and cell == "" else None
                cells[place] = cell
            if self.cells + len(cells) > MAX_CELLS:
                raise Broken
        self.cells += len(cells)
        return {place: cell for place, cell in cells.items() if cell != ""}

    def _several(self, record: bytes, cells: dict[Place, Cell]) -> None:
        row, column = struct.unpack_from("<HH", record)
        for at in range(4, len(record) - 2, 6):
            style, packed = struct.unpack_from("<HI", record, at)
            cells[row + 1, column + 1] = self._number(_unpacked(packed), style)
            column += 1

    def _cell(self, kind: int, parts: list[bytes], style: int) -> Cell:
        record = parts[0]
        if kind == _TEXT:
            return self.texts[int(struct.unpack_from("<I", record, 6)[0])]
        if kind in (_LABEL, _RICH):
            return _Pieces([record[6:], *parts[1:]]).text()
        if kind == _TRUTH:
            return _truth(record[6], wrong=bool(record[7]))
        if kind == _FORMULA and record[12:14] == b"\xff\xff":
            return "" if record[6] in (0, 3) else _truth(record[8], wrong=record[6] == 2)
        if kind == _SHORT:
            return self._number(_unpacked(struct.unpack_from("<I", record, 6)[0]), style)
        return self._number(struct.unpack_from("<d", record, 6)[0], style)

    def _number(self, number: float, style: int) -> Cell:
        if not math.isfinite(number):
            raise Broken
        if style < len(self.dates) and self.dates[style]:
            return Odd("a date or time")
        return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _truth(value: int, *, wrong: bool) -> Cell:
    return Odd(f"the error #{_ERRORS[value]}" if value in _ERRORS else "an error") if wrong else bool(value)


def _unpacked(packed: int) -> float:
    """A number in 30 bits: whole or the upper half of a fraction, maybe to be divided by 100."""
    if packed & 2:
        whole = (packed - (1 << 32) if packed & 0x80000000 else packed) >> 2
        number = float(whole)
    else:
        number = struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))[0]
    return number / 100 if packed & 1 else number


class _Pieces:
    """A record and its continuations, in which texts may be cut anywhere."""

    def __init__(self, parts: list[bytes]) -> None:
        self.parts, self.part, self.at = parts, 0, 0

    def table(self) -> list[str]:
        """The texts that cells share."""
        wanted = struct.unpack("<II", self.bytes(8))[1]
        found: list[str] = []
        while len(found) < wanted and (self.at < len(self.parts[self.part]) or self.part + 1 < len(self.parts)):
            found.append(self.text())
        return found

    def text(self) -> str:
        """One text with all that hangs on it."""
        length, flags = struct.unpack("<HB", self.bytes(3))
        runs = struct.unpack("<H", self.bytes(2))[0] if flags & _RUNS else 0
        extra = struct.unpack("<I", self.bytes(4))[0] if flags & _EXTRA else 0
        text = self.characters(length, wide=bool(flags & _WIDE))
        self.skip(4 * runs + extra)
        return text

    def characters(self, length: int, *, wide: bool) -> str:
        """So many characters; where they go on in the next part, that says anew how wide they are."""
        found: list[str] = []
        while length:
            size = 2 if wide else 1
            here = min(length, (len(self.parts[self.part]) - self.at) // size)
            piece = self.parts[self.part][self.at : self.at + here * size]
            found.append(piece.decode("utf-16-le" if wide else "latin-1", "replace"))
            self.at += here * size
            length -= here
            if length:
                self._turn()
                wide = bool(self.parts[self.part][0] & _WIDE)
                self.at = 1
        return "".join(found)

    def bytes(self, count: int) -> bytes:
        """So many bytes, over parts if need be."""
        found = b""
        while len(found) < count:
            if self.at >= len(self.parts[self.part]):
                self._turn()
            piece = self.parts[self.part][self.at : self.at + count - len(found)]
            found += piece
            self.at += len(piece)
        return found

    def skip(self, count: int) -> None:
        """Leave out so many bytes."""
        while count > 0:
            here = min(count, len(self.parts[self.part]) - self.at)
            self.at += here
            count -= here
            if count:
                self._turn()

    def _turn(self) -> None:
        self.part, self.at = self.part + 1, 0
        if self.part >= len(self.parts):
            raise Broken
