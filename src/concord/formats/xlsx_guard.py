"""The door for every workbook that comes from outside: what is dangerous or broken is refused in one clear sentence.

``check`` packs anew the XML parts that it has read itself, so that no later reader sees anything that was not checked
(two readers may disagree about a crafted zip file). XML goes through expat, which sees a DTD in any encoding.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NoReturn
from xml.parsers import expat

import python_calamine

from concord.formats.errors import Fault, FormatError

MAX_BYTES = 20_000_000
MAX_PARTS = 500
MAX_UNPACKED = 200_000_000
MAX_RATIO = 250  # a sheet of one repeated word packs about 100 : 1, a zip bomb 1000 : 1
RATIO_FROM = 1_000_000  # below this size a high ratio is harmless, and common
MAX_CELLS = 1_000_000  # the rectangle a reader lays out in memory, however few of its cells are filled
MAX_TEXT = 4_000
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_XML = (".xml", ".rels", ".vml")
_CELL = re.compile(r"^([A-Z]{1,3})([1-9][0-9]{0,6})$")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


def check(content: bytes, name: str) -> bytes:
    """The same workbook without pictures, packed anew; ``FormatError`` says what is wrong with ``name``."""
    _refuse_foreign_containers(content, name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_bombs(archive.infolist(), name)
            parts = {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        if isinstance(error, FormatError):
            raise
        _refuse(name, "the file is cut off or damaged; save it once more, or ask for it again")
    _refuse_dangerous_parts(parts, name)
    readable = {part: data for part, data in parts.items() if part.lower().endswith(_XML)}
    for part, data in readable.items():
        _refuse_bad_xml(part, data, name)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part, data in readable.items():
            archive.writestr(zipfile.ZipInfo(part), data)
    return packed.getvalue()


def sheet_cells(checked: bytes, name: str, sheet: str) -> list[list[object]] | None:
    """The cells of one sheet, from A1 on, of a workbook that ``check`` returned; None where there is no such sheet.

    Of a formula this is the cached value, which says nothing: ask ``formula_cells`` too.
    """
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(checked))
        if sheet not in book.sheet_names:
            return None
        return [list(row) for row in book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)]
    except BaseException as error:
        # A panic in the Rust reader arrives as a BaseException of no importable class.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise FormatError(Fault(name, "the workbook cannot be read; save it once more as .xlsx")) from error
        raise


def formula_cells(checked: bytes, sheet: str) -> frozenset[str]:
    """The cells of ``sheet`` (such as "E7") that a formula fills, with all those an array formula spills into."""
    found: set[str] = set()
    with zipfile.ZipFile(io.BytesIO(checked)) as archive:
        for place, tag, attributes in _walk(archive.read(_part_of(archive, sheet))):
            if tag == "f":
                found.add(cell_name(*place))
                if ":" in attributes.get("ref", ""):
                    found.update(_spread(attributes["ref"]))
    return frozenset(found)


def text_problem(text: str) -> str:
    """What is wrong with a text that somebody typed, or an empty string."""
    if len(text) > MAX_TEXT:
        return f"the text has {len(text):,} characters; shorten it to {MAX_TEXT:,} or attach a document"
    if _CONTROL.search(text):
        return "the text contains an invisible control character; type it anew instead of pasting it"
    if _BIDI.search(text):
        return "the text contains an invisible mark that turns its direction; type it anew instead of pasting it"
    return ""


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


def plain(cell: object) -> str:
    """A cell as its author sees it: the number 2021 is "2021", a date is in digits, nothing is an empty text."""
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def folded(word: str) -> str:
    """A word of a list however it was typed: in any case, with any apostrophe."""
    return " ".join(word.replace("’", "'").casefold().split())


@dataclass(frozen=True)
class TypedSheet:
    """A sheet that people type into, rows and columns counted from 1; what is wrong in its cells joins ``faults``."""

    file: str
    title: str
    cells: list[list[object]]
    formulas: frozenset[str]
    faults: list[Fault]

    def fault(self, row: int, column: int, problem: str) -> None:
        """Add a fault of one cell."""
        self.faults.append(Fault(f"{self.file}, sheet {self.title}, cell {cell_name(row, column)}", problem))

    def text(self, row: int, column: int) -> str:
        """What was typed, without spaces around it; a formula or a bad text is a fault."""
        line = self.cells[row - 1] if 0 < row <= len(self.cells) else []
        text = plain(line[column - 1]).replace("\r\n", "\n").strip() if column <= len(line) else ""
        if cell_name(row, column) in self.formulas:
            self.fault(row, column, "the cell holds a formula; type the text itself")
        elif problem := text_problem(text):
            self.fault(row, column, problem)
        return text


# --- the container -----------------------------------------------------------------------------


def _refuse(name: str, problem: str) -> NoReturn:
    raise FormatError(Fault(name, problem)) from None


def _refuse_foreign_containers(content: bytes, name: str) -> None:
    if len(content) > MAX_BYTES:
        _refuse(name, f"the file is larger than {MAX_BYTES // 1_000_000} MB; remove pictures and other sheets")
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            _refuse(name, "the workbook is protected by a password to open it; save it without one")
        _refuse(name, "this is an old Excel file (.xls); save it as an Excel workbook (.xlsx)")
    if not content:
        _refuse(name, "the file is empty; ask for it again")
    if not content.startswith(b"PK\x03\x04"):
        _refuse(name, "this is not an Excel workbook (.xlsx)")


def _refuse_bombs(parts: list[zipfile.ZipInfo], name: str) -> None:
    if len(parts) > MAX_PARTS:
        _refuse(name, f"the file consists of {len(parts)} parts, more than the {MAX_PARTS} of any honest workbook")
    if len({part.filename.lower() for part in parts}) < len(parts):
        _refuse(name, "the file holds two parts of the same name; save it once more in your spreadsheet program")
    if any(part.flag_bits & 1 for part in parts):
        _refuse(name, "the file is encrypted; save it without a password")
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        _refuse(name, f"the file unpacks to more than {MAX_UNPACKED // 1_000_000} MB; remove pictures and other sheets")
    for part in parts:
        if part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            _refuse(name, f"the part {part.filename} unpacks to over {MAX_RATIO} times its size, as only attacks do")


def _refuse_dangerous_parts(parts: dict[str, bytes], name: str) -> None:
    lower = [part.lower() for part in parts]
    if b"opendocument" in parts.get("mimetype", b""):
        _refuse(name, "this is an OpenDocument file; save it as an Excel workbook (.xlsx)")
    types = parts.get("[Content_Types].xml", b"")
    if b"macroEnabled" in types or any(part.endswith("vbaproject.bin") for part in lower):
        _refuse(name, "the workbook contains macros; save it as an Excel workbook without macros (.xlsx)")
    if "xl/workbook.bin" in parts:
        _refuse(name, "this is a binary Excel workbook (.xlsb); save it as an Excel workbook (.xlsx)")
    if "[Content_Types].xml" not in parts or "xl/workbook.xml" not in parts:
        _refuse(name, "this is not an Excel workbook (.xlsx)")
    if any(part.startswith("xl/externallinks/") or part == "xl/connections.xml" for part in lower):
        _refuse(name, "the workbook is linked to other files or data; break the links (Data, Edit links) and save it")
    if any(part.startswith(("xl/embeddings/", "xl/activex/")) for part in lower):
        _refuse(name, "the workbook contains embedded objects; remove them and save it")


def _refuse_bad_xml(part: str, data: bytes, name: str) -> None:
    filled: tuple[int, int] = (0, 0)
    try:
        for place, tag, attributes in _walk(data):
            if tag in ("v", "is"):
                filled = max(filled[0], place[0]), max(filled[1], place[1])
            elif tag == "Relationship" and _leads_outside(attributes):
                _refuse(name, "the workbook points to a file outside itself; remove the link and save it")
    except _Doctype:
        _refuse(name, f"the part {part} declares a document type or entities, which a workbook never does")
    except (expat.ExpatError, LookupError) as error:
        _refuse(name, f"the part {part} is cut off or damaged ({error}); save the workbook once more")
    if filled[0] * filled[1] > MAX_CELLS:
        _refuse(name, f"a sheet is filled as far as {cell_name(*filled)}; delete what lies outside the form")


def _leads_outside(relationship: dict[str, str]) -> bool:
    # Hyperlinks to the web are only text to us; any other outside target would be fetched by some program.
    outside = relationship.get("TargetMode", "").lower() == "external"
    return outside and not relationship.get("Type", "").endswith("/hyperlink")


# --- sheet XML ---------------------------------------------------------------------------------


class _Doctype(Exception):
    pass


_Element = tuple[tuple[int, int], str, dict[str, str]]


def _walk(data: bytes) -> Iterator[_Element]:
    """Every element with the sheet cell it lies in (row and column from 1), its local name and its attributes."""
    found: list[_Element] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = _follower(found)
    parser.StartDoctypeDeclHandler = _stop
    for at in range(0, max(len(data), 1), 65_536):
        parser.Parse(data[at : at + 65_536], at + 65_536 >= len(data))
        yield from found
        found.clear()


def _stop(*_: object) -> None:
    raise _Doctype


def _follower(found: list[_Element]) -> Callable[[str, dict[str, str]], None]:
    row = column = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column
        tag = name.rpartition(":")[2]
        if tag == "row":
            given = attributes.get("r", "")
            row, column = int(given) if given.isdecimal() and len(given) < 8 else row + 1, 0
        elif tag == "c":
            if "r" in attributes:
                row, column = _place(attributes["r"])
            else:
                column += 1
        found.append(((row, column), tag, attributes))

    return start


def _place(cell: str) -> tuple[int, int]:
    match = _CELL.match(cell)
    if not match:
        raise LookupError(f"'{cell[:20]}' is no cell")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def _spread(ref: str) -> Iterator[str]:
    first, _, last = ref.replace("$", "").partition(":")
    (top, left), (bottom, right) = _place(first), _place(last)
    # A range over whole columns would be a million names; nobody's answer lies beyond these bounds.
    for row in range(top, min(bottom, top + 5_000) + 1):
        for column in range(left, min(right, left + 50) + 1):
            yield cell_name(row, column)


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The part that holds a sheet: the workbook names a relationship, and the relationship names the part."""
    wanted = ""
    for _, tag, attributes in _walk(archive.read("xl/workbook.xml")):
        if tag == "sheet" and attributes.get("name") == sheet:
            wanted = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
    for _, tag, attributes in _walk(archive.read("xl/_rels/workbook.xml.rels")):
        if tag == "Relationship" and attributes.get("Id") == wanted:
            target = attributes.get("Target", "")
            return target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
    raise KeyError(f"the workbook has no sheet {sheet}")
