"""Tables as workbooks (.xlsx): what a plan or its findings say, ready to filter, sort and print."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import xlsxwriter

Cell = str | int | float | bool | date | datetime | None

MAX_TEXT = 32_767
CUT_NOTE = " […]"
# What XML 1.0 cannot hold; Excel calls a file with one of these damaged.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TITLE_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Sheet:
    """One table. ``widths`` are in characters, one per column; without them they follow the longest cell."""

    title: str
    headings: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    widths: tuple[float, ...] = ()
    direction: Literal["ltr", "rtl"] = "ltr"


def plain_text(text: str) -> str:
    """``text`` as a cell can hold it: no control characters, and cut with a visible note when it is too long."""
    text = _FORBIDDEN.sub("", text.replace("\r\n", "\n"))
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - len(CUT_NOTE)] + CUT_NOTE


def write_workbook(sheets: Sequence[Sheet], *, title: str, created: datetime, author: str = "") -> bytes:
    """The sheets as one workbook; the same sheets and ``created`` give the same bytes.

    A text stays a text, whatever it looks like: ``=1+1`` is never a formula and an address never becomes a link.
    """
    if not sheets:
        raise ValueError("a workbook needs at least one sheet")
    target = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, {**settings, "remove_timezone": True}) as book:
        created = created.replace(tzinfo=None)
        book.set_properties({"title": plain_text(title), "author": plain_text(author), "created": created})
        formats = _formats(book)
        names: set[str] = set()
        for sheet in sheets:
            name = _unique(sheet.title, names)
            names.add(name.casefold())
            _write_sheet(book.add_worksheet(name), sheet, formats)
    return target.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    ground = {"valign": "top", "font_name": "Calibri", "font_size": 10, "bottom": 1, "bottom_color": "#d5dce4"}
    head = {**ground, "bold": True, "font_color": "#ffffff", "bg_color": "#1f4e79", "valign": "vcenter"}
    # Reading order 1 and 2 fix the direction of a cell whose first letter would say otherwise.
    return {
        f"{kind}-{direction}": book.add_format({**look, "reading_order": order})
        for direction, order in (("ltr", 1), ("rtl", 2))
        for kind, look in {
            "head": {**head, "text_wrap": True},
            "text": {**ground, "text_wrap": True},
            "number": {**ground, "num_format": "#,##0.##"},
            "whole": {**ground, "num_format": "#,##0"},
            "date": {**ground, "num_format": "yyyy-mm-dd", "align": "left"},
            "time": {**ground, "num_format": "yyyy-mm-dd hh:mm", "align": "left"},
        }.items()
    }


def _unique(title: str, taken: set[str]) -> str:
    """A name that Excel accepts (31 characters at most, no apostrophe at either end) and no other sheet has."""
    base = _TITLE_FORBIDDEN.sub(" ", title).strip().strip("'")[:31].rstrip(" '") or "Sheet"
    name, number = base, 1
    while name.casefold() in taken or name.casefold() == "history":
        number += 1
        name = f"{base[:27].rstrip()} {number}"
    return name


def _write_sheet(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    columns = len(sheet.headings)
    if any(len(row) > columns for row in sheet.rows):
        raise ValueError(f"sheet {sheet.title}: a row has more cells than there are headings")
    direction = sheet.direction
    if direction == "rtl":
        page.right_to_left()
    for column, width in enumerate(sheet.widths or _fitting(sheet)):
        page.set_column(column, column, width)
    for column, heading in enumerate(sheet.headings):
        page.write_string(0, column, plain_text(heading), formats[f"head-{direction}"])
    page.set_row(0, 30)
    for line, row in enumerate(sheet.rows, 1):
        for column, cell in enumerate(row):
            _write_cell(page, (line, column), cell, formats, direction)
    page.freeze_panes(1, 0)
    if columns:
        page.autofilter(0, 0, len(sheet.rows), columns - 1)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _write_cell(page: Any, at: tuple[int, int], cell: Cell, formats: dict[str, Any], direction: str) -> None:
    match cell:
        case None:
            page.write_blank(*at, None, formats[f"text-{direction}"])
        case bool():
            page.write_boolean(*at, cell, formats[f"text-{direction}"])
        case int() | float() if math.isfinite(cell):
            page.write_number(*at, cell, formats[f"{'whole' if isinstance(cell, int) else 'number'}-{direction}"])
        case datetime():
            page.write_datetime(*at, cell, formats[f"time-{direction}"])
        case date():
            page.write_datetime(*at, cell, formats[f"date-{direction}"])
        case _:
            page.write_string(*at, plain_text(str(cell)), formats[f"text-{direction}"])


def _fitting(sheet: Sheet) -> list[float]:
    """Between 9 and 60 characters: wide enough for most cells, narrow enough to keep the table on a screen."""
    widths = []
    for column, heading in enumerate(sheet.headings):
        lengths = sorted(len(str(row[column])) for row in sheet.rows if column < len(row) and row[column] is not None)
        usual = lengths[len(lengths) * 9 // 10] if lengths else 0
        widths.append(float(min(max(usual, len(heading) + 3, 9) + 2, 60)))
    return widths
