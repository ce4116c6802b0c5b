"""Estimate workbooks: what is written reads back, and every fault is one sentence with its cell."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from concord.formats.errors import FormatError
from concord.formats.estimate_workbook import CANNOT_SAY, AskedScenario, EstimateRow, EstimateWords, EstimateWorkbook
from concord.formats.estimate_workbook_reader import read_estimate_workbook
from concord.formats.estimate_workbook_writer import write_estimate_workbook

ASKED = [AskedScenario(code, f"Title of {code}", "Natural, C", "It happens.") for code in ("N-01", "A-01", "D-01")]
ROWS = (
    EstimateRow("N-01", (1, 2, 3, 4, 5), "high", "=1+1 is a text", "abcd"),
    EstimateRow("A-01", (CANNOT_SAY,) * 5, "", "", ""),
    EstimateRow("D-01"),
)
BOOK = EstimateWorkbook(
    "QT", "Tarsovia", "en", "ltr", "health", "Ministry of Health", "AMBER+STRICT",
    "11111111-1111-4111-8111-111111111111", "2", "2026-09-01", "A. Official", ROWS,
)  # fmt: skip
TOP = 4  # the first row of a scenario


def written(book: EstimateWorkbook = BOOK, words: EstimateWords | None = None) -> bytes:
    return write_estimate_workbook(book, ASKED, words=words)


def changed(change: Callable[[Any], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(written()))
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def faults(content: bytes) -> list[str]:
    return [str(fault) for fault in read_estimate_workbook(content, "h.xlsx")[1]]


def refusal(content: bytes) -> str:
    with pytest.raises(FormatError) as refused:
        read_estimate_workbook(content, "h.xlsx")
    return str(refused.value)


def test_what_is_written_reads_back_and_the_same_gives_the_same_bytes() -> None:
    assert read_estimate_workbook(written(), "h.xlsx") == (BOOK, ())
    assert written() == written()


def test_right_to_left_and_other_words_read_back_too() -> None:
    words = EstimateWords(
        answers_sheet="التقديرات", cannot_say="لا أعرف", bands=tuple(tuple(f"{n}{s}" for n in "أبجده") for s in "12345")
    )
    arabic = replace(BOOK, language="ar", direction="rtl")
    assert read_estimate_workbook(written(arabic, words), "h.xlsx") == (arabic, ())


def test_cells_to_fill_are_open_with_lists_and_all_others_locked() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(written()))["Estimates"]
    assert sheet.protection.sheet
    assert [sheet.cell(TOP, column).protection.locked for column in (1, 2, 3)] == [True] * 3
    assert [sheet.cell(TOP, column).protection.locked for column in range(4, 11)] == [False] * 7
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    assert lists["D4:D6"] == "concord_likelihood"
    assert lists["I4:I6"] == "concord_confidences"


def test_a_bands_number_says_as_much_as_its_word() -> None:
    def type_numbers(book: Any) -> None:
        book["Estimates"].cell(TOP + 2, 4).value = 4
        book["Estimates"].cell(TOP + 2, 5).value = "5"

    rows = read_estimate_workbook(changed(type_numbers), "h.xlsx")[0].rows
    assert rows[2] == EstimateRow("D-01", (4, 5, None, None, None))


def test_rows_may_be_sorted_and_left_out() -> None:
    def sort_rows(book: Any) -> None:
        sheet = book["Estimates"]
        for column in range(1, 13):
            above, below = sheet.cell(TOP, column), sheet.cell(TOP + 1, column)
            above.value, below.value = below.value, above.value
            below.data_type = "s"  # a text that begins with "=" stays one
        sheet.delete_rows(TOP + 2)

    assert read_estimate_workbook(changed(sort_rows), "h.xlsx") == (replace(BOOK, rows=ROWS[:2]), ())


def put(row: int, column: int, value: Any) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book["Estimates"].cell(row, column).value = value

    return change


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (put(TOP, 4, "often"), "h.xlsx, sheet Estimates, cell D4: 'often' is none of the words in the list"),
        (put(TOP, 5, "=1+1"), "h.xlsx, sheet Estimates, cell E5: the cell holds a formula; type the text itself"[:31]),
        (put(TOP, 9, "sure"), "h.xlsx, sheet Estimates, cell I4: 'sure' is none of the words in the list"),
        (put(TOP, 10, "x" * 4001), "h.xlsx, sheet Estimates, cell J4: the text has 4,001 characters; shorten it to"),
        (put(TOP, 12, "other"), "h.xlsx, sheet Estimates, cell L4: the hidden mark was changed; export the workbook"),
        (put(TOP, 11, "X-99"), "h.xlsx, sheet Estimates, cell K4: the hidden id 'X-99' is none of this workbook"),
        (put(TOP, 11, "A-01"), "h.xlsx, sheet Estimates, cell K5: A-01 stands in row 4 too; delete one of the rows"),
        (put(TOP + 9, 10, "lost"), "h.xlsx, sheet Estimates, cell J13: something is written where nothing is asked"),
    ],
)
def test_a_fault_names_its_cell_and_the_row_is_left_out(change: Callable[[Any], None], fault: str) -> None:
    content = changed(change)
    found = faults(content)
    assert any(said.startswith(fault) for said in found), found
    assert ROWS[2] in read_estimate_workbook(content, "h.xlsx")[0].rows


def test_a_formula_in_a_band_is_refused() -> None:
    assert faults(changed(put(TOP, 5, "=1+1"))) == [
        "h.xlsx, sheet Estimates, cell E4: the cell holds a formula; type the text itself"
    ]


def without(title: str) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        del book[title]

    return change


def head(value: str) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book["Estimates"].cell(3, 4).value = value

    return change


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (without("_concord"), "this is not a Concord estimate workbook"),
        (without("Estimates"), "the sheet Estimates or its hidden first row is gone"),
        (put(1, 4, ""), "the hidden key of the column Likelihood is gone"),
        (put(1, 5, "concord:likelihood"), "a column is there twice with its hidden key"),
        (head("Health"), "the column of Likelihood is headed Health"),
    ],
)
def test_what_makes_reading_pointless_is_one_sentence(change: Callable[[Any], None], sentence: str) -> None:
    assert sentence in refusal(changed(change))


def test_a_changed_hidden_sheet_is_refused() -> None:
    def change(book: Any) -> None:
        sheet = book["_concord"]
        row = next(cell.row for cell in sheet["A"] if cell.value == "concord_health")
        sheet.delete_rows(row)

    assert refusal(changed(change)) == "h.xlsx: the hidden sheet was changed; export the workbook again"
    assert refusal(b"PK\x03\x04 no") == "h.xlsx: the file is cut off or damaged; save it once more, or ask for it again"


def test_rows_that_are_not_asked_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="that is not asked"):
        write_estimate_workbook(replace(BOOK, rows=(EstimateRow("X"),)), ASKED)
    with pytest.raises(FormatError, match="control character"):
        write_estimate_workbook(BOOK, [replace(ASKED[0], story="\x07"), *ASKED[1:]])
    with pytest.raises(ValueError, match="five words that differ"):
        EstimateWords(bands=(("a", "a", "b", "c", "d"),) * 5)
