"""The plan as a workbook that people change and send back: sheets of rows, plain texts in, an XLSX file out.

Each sheet has a hidden first row that names its columns (``concord:text``) and a hidden last column with the rows' ids,
so that rows may be sorted and columns moved. A hidden sheet keeps which workbook it is and the words of the lists.
``plan_workbook_reader`` reads it back.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from concord.formats.answer_workbook import HIDDEN, KEY

FORMAT = "concord-plan/1"
ID, DELETE = "id", "delete"
TOP = 2  # the keys (hidden) and the headings come first
SPARE = 500  # rows below the last one in which lists are offered too
_INK, _ACCENT, _RULE, _GREY = "#1d2733", "#1f4e79", "#d5dce4", "#f1f4f7"


@dataclass(frozen=True)
class BookColumn:
    """One column; ``choices`` are the words of its list. A fixed one is shown in grey: it stays as it is."""

    key: str
    title: str
    width: int = 16
    number: bool = False
    choices: tuple[str, ...] = ()
    fixed: bool = False


@dataclass(frozen=True)
class BookSheet:
    """One table: its rows as ids with the texts of the columns. Numbers are texts too, such as 1200.50."""

    key: str
    title: str
    columns: tuple[BookColumn, ...]
    rows: Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True)
class PlanBook:
    """One workbook: which it is, how it reads, what it says first, and its sheets."""

    serial: str
    title: str
    label: str
    language: str
    direction: str
    about: str  # name of the first sheet
    lines: tuple[str, ...]  # of the first sheet
    delete: str  # heading of the column in which rows are marked to be deleted
    sheets: tuple[BookSheet, ...]
    created: datetime = datetime(2026, 1, 1, tzinfo=UTC)


def write_plan_workbook(book: PlanBook) -> bytes:
    """The workbook as XLSX; the same content gives the same bytes. Texts stay texts, whatever they look like."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as file:
        file.set_properties({"title": book.title, "author": "Concord", "created": book.created.replace(tzinfo=None)})
        writer = _Writer(file, book)
        writer.about()
        hidden: list[tuple[str, ...]] = [
            ("format", FORMAT), ("serial", book.serial), ("language", book.language),
        ]  # fmt: skip
        for sheet in book.sheets:
            writer.sheet(sheet, hidden)
        page = file.add_worksheet(HIDDEN)
        page.hide()
        for at, texts in enumerate(hidden):
            for column, text in enumerate(texts):
                writer.text(page, at, column, text, "cell")
    return target.getvalue()


class _Writer:
    """One workbook being written. Rows and columns count from 0, as in XlsxWriter."""

    def __init__(self, file: Any, book: PlanBook) -> None:
        self.file, self.book, self.rtl = file, book, book.direction == "rtl"
        ground = {"font_color": _INK, "font_size": 10, "valign": "top", "border_color": _RULE, "bottom": 1,
                  "reading_order": 2 if self.rtl else 1}  # fmt: skip
        looks: dict[str, dict[str, Any]] = {
            "head": {
                "bold": True,
                "font_color": "#ffffff",
                "bg_color": _ACCENT,
                "text_wrap": True,
                "valign": "vcenter",
            },
            "cell": {"text_wrap": True, "num_format": "@"},
            "fixed": {"text_wrap": True, "num_format": "@", "bg_color": _GREY},
            "number": {"num_format": "#,##0.00"},
            "title": {"bold": True, "font_size": 16, "font_color": _ACCENT, "bottom": 0},
            "line": {"text_wrap": True, "bottom": 0, "font_size": 11},
        }
        self.looks = {key: file.add_format({**ground, **look}) for key, look in looks.items()}

    def text(self, page: Any, row: int, column: int, text: str, look: str) -> None:
        """A text as a text: never a formula, a link or markup."""
        if text.startswith("<r>") and text.endswith("</r>"):  # XlsxWriter would take this for ready-made XML
            page.write_rich_string(row, column, "<", self.looks["cell"], text[1:], self.looks[look])
        elif text:
            page.write_string(row, column, text, self.looks[look])
        else:
            page.write_blank(row, column, None, self.looks[look])

    def page(self, title: str) -> Any:
        page = self.file.add_worksheet(title)
        if self.rtl:
            page.right_to_left()
        page.set_paper(8)  # A3
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_footer(f"&L{self.book.title.replace('&', '&&')[:120]}&CTLP:{self.book.label}&R&P / &N")
        return page

    def about(self) -> None:
        page = self.page(self.book.about)
        page.hide_gridlines(2)
        page.set_column(0, 0, 110)
        self.text(page, 0, 0, self.book.title, "title")
        self.text(page, 1, 0, f"TLP:{self.book.label}", "line")
        for row, line in enumerate(self.book.lines, start=3):
            self.text(page, row, 0, line, "line")

    def sheet(self, sheet: BookSheet, hidden: list[tuple[str, ...]]) -> None:
        page, width = self.page(sheet.title), len(sheet.columns)
        keys = [*(column.key for column in sheet.columns), DELETE, ID]
        titles = [*(column.title for column in sheet.columns), self.book.delete, ID]
        for at, (key, title) in enumerate(zip(keys, titles, strict=True)):
            mark = f"{KEY}{sheet.key}.{key}"
            page.write_string(0, at, mark, self.looks["cell"])
            self.text(page, 1, at, title, "head")
        page.set_row(0, None, None, {"hidden": True})
        page.set_row(1, 30)
        self.columns(page, sheet)
        for row, (key, texts) in enumerate(sheet.rows, start=TOP):
            for at, (column, text) in enumerate(zip(sheet.columns, texts, strict=True)):
                if not text:
                    continue  # an empty cell looks as its column does
                if column.number:
                    page.write_number(row, at, float(text), self.looks["number"])
                else:
                    self.text(page, row, at, text, "fixed" if column.fixed else "cell")
            page.write_string(row, width + 1, key, self.looks["cell"])
        last = TOP + len(sheet.rows)
        self.lists(page, sheet, last + SPARE, hidden)
        page.freeze_panes(TOP, 1)
        page.autofilter(1, 0, max(last - 1, 1), width)
        page.repeat_rows(1)
        page.ignore_errors({"number_stored_as_text": f"A1:XFD{last + SPARE}"})

    def columns(self, page: Any, sheet: BookSheet) -> None:
        """Widths, and what new rows look like: typed dates and codes stay texts."""
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, column.width, self.looks["number" if column.number else "cell"])
        page.set_column(len(sheet.columns), len(sheet.columns), 9, self.looks["cell"])
        page.set_column(len(sheet.columns) + 1, len(sheet.columns) + 1, 12, self.looks["cell"], {"hidden": True})

    def lists(self, page: Any, sheet: BookSheet, last: int, hidden: list[tuple[str, ...]]) -> None:
        """Offer the words of a column's list; others may be typed, and are told about when the file comes back."""
        offered = [(at, column.choices) for at, column in enumerate(sheet.columns) if column.choices]
        for at, words in [*offered, (len(sheet.columns), ("x",))]:
            name, first = f"concord_{sheet.key}_{at}", len(hidden) + 1
            hidden += [(name, word) for word in words]
            self.file.define_name(name, f"='{HIDDEN}'!$B${first}:$B${len(hidden)}")
            page.data_validation(TOP, at, last, at, {"validate": "list", "source": f"={name}", "show_error": False})
