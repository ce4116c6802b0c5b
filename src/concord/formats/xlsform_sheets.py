"""The sheets of a form as somebody typed them: rows by column, whatever case and spaces the headings have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from concord.formats import xlsx_guard
from concord.formats.errors import Fault, FormatError
from concord.formats.framework_text import CONTROL
from concord.formats.xls_sheets import is_old_workbook, read_old_sheets
from concord.formats.xlsx_sheets import Cell, Odd, Place, read_sheets

MAX_ROWS = 20_000
MAX_TEXT = 10_000  # characters of one cell
MAX_TEXTS = 20_000_000  # characters of all cells that are read
# Before a column's own name: where a form puts it for the device.
_PREFIXES = {"bind", "body", "control", "instance", "jr"}
_NAMES = {
    "caption": "label", "command": "type", "tag": "name", "value": "name", "list_name": "list_name",
    "relevance": "relevant", "constraining_message": "constraint_message", "constraintmsg": "constraint_message",
    "title": "form_title", "set_form_title": "form_title", "id_string": "form_id", "set_form_id": "form_id",
    "guidance": "guidance_hint",
}  # fmt: skip
_MEDIA = {"image", "big-image", "audio", "video", "media"}
_WANTED = {
    "type", "name", "label", "hint", "guidance_hint", "relevant", "constraint", "constraint_message", "required",
    "disabled", "list_name", "parameters", "choice_filter", "form_title", "form_id", "version", "default_language",
    "media", "concord_code", "concord_part", "concord_relevance", "concord_constraint", "concord_edition",
    "concord_licence",
}  # fmt: skip

Column = tuple[str, str]  # what the column is, and in which language; the latter as the form writes it


@dataclass(frozen=True)
class Row:
    """One row with anything in it; ``number`` is the one that a spreadsheet program shows."""

    file: str
    sheet: str
    number: int
    cells: Mapping[Column, Cell]

    def get(self, column: str) -> str:
        """What stands in a column, whatever its language; an empty string where nothing does."""
        return next((text for text in self.texts(column).values() if text), "")

    def texts(self, column: str) -> dict[str, str]:
        """What stands in a column, by language; the empty language is a column that names none."""
        return {key[1]: text for key in self.cells if key[0] == column and (text := self._text(key))}

    def _text(self, key: Column) -> str:
        cell = self.cells[key]
        if isinstance(cell, Odd):
            raise self.fault(f"the {key[0]} is {cell.value}; write it as text, with an apostrophe (') before it")
        if isinstance(cell, bool):
            return str(cell).upper()
        # Measured before it is copied, since a hostile file may repeat one long text in many cells.
        if isinstance(cell, str) and len(cell) > MAX_TEXT:
            raise self.fault(f"the {key[0]} has {len(cell):,} characters; shorten it to {MAX_TEXT:,}")
        # Nobody sees control characters, and no later file could hold them.
        return CONTROL.sub("", " ".join(str(cell).split()))

    def fault(self, problem: str) -> FormatError:
        """What is wrong with this row, ready to be raised."""
        return FormatError(Fault(f"{self.file}, sheet {self.sheet}, row {self.number}", problem))


@dataclass(frozen=True)
class FormSheet:
    """One sheet: its columns by what they are, and its rows below the headings."""

    file: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def has(self, column: str) -> bool:
        """Whether there is such a column, in any language."""
        return any(name == column for name, _language in self.columns)

    def fault(self, problem: str) -> FormatError:
        """What is wrong with this sheet, ready to be raised."""
        return FormatError(Fault(f"{self.file}, sheet {self.title}", problem))


def read_form_sheets(content: bytes, name: str, wanted: set[str]) -> tuple[dict[str, FormSheet], list[str]]:
    """The wanted sheets of a form by their plain names, and the titles of all; ``name`` stands in every complaint."""
    sheets = [(CONTROL.sub("?", title), cells) for title, cells in _sheets(content, name)]
    found: dict[str, FormSheet] = {}
    for title, cells in sheets:
        plain = " ".join(title.casefold().split())
        if plain in wanted and plain not in found:
            found[plain] = _form_sheet(name, title, cells)
    return found, [title for title, _cells in sheets]


def _sheets(content: bytes, name: str) -> list[tuple[str, dict[Place, Cell]]]:
    if is_old_workbook(content):
        return read_old_sheets(content, name)
    return [(sheet.title, sheet.cells) for sheet in read_sheets(xlsx_guard.check(content, name), name)]


def _form_sheet(file: str, title: str, cells: Mapping[tuple[int, int], Cell]) -> FormSheet:
    lines: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in cells.items():
        if not (isinstance(cell, str) and not cell.strip()):
            lines.setdefault(row, {})[column] = cell
    sheet = FormSheet(file, title, (), ())
    if not lines:
        return sheet
    first, *rest = sorted(lines)
    if len(rest) > MAX_ROWS:
        raise sheet.fault(f"it has more than {MAX_ROWS:,} rows; divide the form")
    columns = {at: _column(str(cell)) for at, cell in sorted(lines[first].items()) if isinstance(cell, str)}
    seen: set[Column] = set()
    for name, language in columns.values():
        key = name, language.casefold()
        if key in seen and name in _WANTED and name != "media":
            raise sheet.fault(f"two columns are called '{name}{'::' if language else ''}{language}'; keep one of them")
        seen.add(key)
    kept = {at: column for at, column in columns.items() if column[0] in _WANTED}
    rows = [
        Row(file, title, row, {kept[at]: cell for at, cell in sorted(lines[row].items()) if at in kept}) for row in rest
    ]
    if sum(len(cell) for row in rows for cell in row.cells.values() if isinstance(cell, str)) > MAX_TEXTS:
        raise sheet.fault(f"it has more than {MAX_TEXTS:,} characters; divide the form")
    return FormSheet(file, title, tuple(kept.values()), tuple(rows))


def _column(heading: str) -> Column:
    """``label::French (fr)``, ``Label : French (fr)`` or ``jr:constraintMsg`` as what it is, and its language."""
    parts = [" ".join(CONTROL.sub(" ", part).split()) for part in re.split(r"::?", heading.strip())]
    if len(parts) > 1 and parts[0].casefold() in _PREFIXES:
        del parts[0]
    name = re.sub(r"[ _]+", "_", parts[0].casefold())
    if name in _MEDIA:
        return "media", ""
    return _NAMES.get(name, name), ":".join(part for part in parts[1:] if part)
