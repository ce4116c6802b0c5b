"""Small fictional plans as spreadsheets, in the shapes in which countries publish theirs."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

HEADINGS = (
    "line_item_id", "country", "pillar", "core_capacity", "requirement", "activity", "year_numeric", "year_calendar",
    "cost_original", "currency_original", "primary_category", "primary_subcategory",
)  # fmt: skip
LAW, LABS = "National legislation", "Chemical events"
# One row for each cost: two rows of one action in two years, one over three years, one without year, one without cost.
LINES: tuple[tuple[Any, ...], ...] = (
    (1, "Tarsovia", "Prevent", LAW, "Bring the law up to date", "Recruit a lawyer", "1", "2026", 1200000, "CFA (2025)",
     "Workforce", "Consultant fees"),
    (2, "Tarsovia", "Prevent", LAW, "Bring the law up to date", "Recruit a lawyer", "2", "2027", 800000.5, "CFA (2025)",
     "Workforce", "Consultant fees"),
    (3, "Tarsovia", "Prevent", LAW, "Bring the law up to date", "Print the law", "1,2,3", "2026, 2027, 2028", 1000000,
     "CFA (2025)", "Media", "Printing"),
    (4, "Tarsovia", "Detect", LABS, "Equip the laboratories", "Buy a spectrometer", "N/A", "N/A", 45000000.25,
     "CFA (2025)", "Physical infrastructure", "Laboratory equipment"),
    (5, "Tarsovia", "Detect", LABS, "Equip the laboratories", "Name a focal point", "1", "2026", None, "CFA (2025)",
     "Workforce", "Salaries"),
)  # fmt: skip


def workbook(rows: Sequence[Sequence[Any]], *, sheet: str = "line items", more: Sequence[str] = ()) -> bytes:
    """Rows as a workbook; a text that begins with ``=`` becomes a formula whose last result is 7."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page = book.add_worksheet(sheet)
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    page.write_datetime(line, column, dt.datetime.combine(cell, dt.time()), day)
                elif isinstance(cell, str) and cell.startswith("="):
                    page.write_formula(line, column, cell, None, 7)
                elif cell is not None:
                    page.write(line, column, cell)
        for title in more:
            book.add_worksheet(title).write(0, 0, "something else")
    return target.getvalue()


def costed_plan() -> bytes:
    """The small plan."""
    return workbook([HEADINGS, *LINES])
