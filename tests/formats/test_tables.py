"""Workbooks: texts stay texts, numbers and dates keep their kind, and the same tables give the same bytes."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest

from concord.formats.tables import CUT_NOTE, MAX_TEXT, Sheet, write_workbook

MOMENT = datetime(2025, 11, 20, 9, 30, tzinfo=UTC)
MORNING = datetime(2026, 1, 31, 8, 15)  # noqa: DTZ001  # a workbook knows no time zones


def _read(*sheets: Sheet) -> Any:
    return openpyxl.load_workbook(io.BytesIO(write_workbook(sheets, title="Findings", created=MOMENT)))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "007", "https://example.org", "=LINK(1)"])
def test_text_that_looks_like_something_else_stays_text(text: str) -> None:
    cell = _read(Sheet("Plan", ("Action",), ((text,),))).active["A2"]
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)


def test_numbers_dates_and_nothing_keep_their_kind() -> None:
    row = (3, 2.5, date(2026, 1, 31), MORNING, None, True, float("nan"))
    page = _read(Sheet("Plan", tuple("abcdefg"), (row,))).active
    values = [cell.value for cell in page[2]]
    assert values == [3, 2.5, MORNING.replace(hour=0, minute=0), MORNING, None, True, "nan"]
    assert [cell.number_format for cell in page[2]][:4] == ["#,##0", "#,##0.##", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"]


def test_control_characters_go_and_long_text_is_cut_visibly() -> None:
    page = _read(Sheet("Plan", ("a", "b"), (("a\x00\x0bb\ud800c\nd", "x" * 40_000),))).active
    assert page["A2"].value == "abc\nd"
    assert len(page["B2"].value) == MAX_TEXT
    assert page["B2"].value.endswith("x" + CUT_NOTE)


def test_heading_is_bold_frozen_filtered_and_repeated() -> None:
    page = _read(Sheet("Plan", ("Code", "Action"), (("A1", "x"), ("A2", "y")), widths=(10, 50))).active
    assert page["A1"].font.bold
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:B3"
    assert page.print_title_rows == "$1:$1"
    assert page["B2"].alignment.wrap_text
    assert round(page.column_dimensions["B"].width) == 51


def test_sheet_reads_right_to_left_when_asked() -> None:
    book = _read(Sheet("خطة", ("رمز",), (("أ",),), direction="rtl"), Sheet("Plan", ("Code",), ()))
    assert [page.sheet_view.rightToLeft for page in book] == [True, None]


def test_sheet_names_are_made_valid_and_different() -> None:
    titles = ("C1: law/policy [draft] and much more text", "C1: law/policy [draft] and much more words", "", "History")
    names = _read(*(Sheet(title, ("a",), ()) for title in titles)).sheetnames
    assert names == ["C1  law policy  draft  and much", "C1  law policy  draft  and 2", "Sheet", "History 2"]


def test_same_tables_give_the_same_bytes_and_properties() -> None:
    sheets = (Sheet("Plan", ("Code",), (("A1",),)),)
    first = write_workbook(sheets, title="Plan of Tarsovia", created=MOMENT, author="Tarsovia")
    assert first == write_workbook(sheets, title="Plan of Tarsovia", created=MOMENT, author="Tarsovia")
    properties = openpyxl.load_workbook(io.BytesIO(first)).properties
    assert (properties.title, properties.creator, properties.created) == (
        "Plan of Tarsovia",
        "Tarsovia",
        MOMENT.replace(tzinfo=None),
    )


def test_row_longer_than_the_headings_is_refused() -> None:
    with pytest.raises(ValueError, match="a row has more cells than there are headings"):
        _read(Sheet("Plan", ("Code",), (("A1", "too much"),)))
