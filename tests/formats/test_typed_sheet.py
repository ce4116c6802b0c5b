"""What people may type into a sheet, and what is said about the rest."""

import pytest

from concord.formats.typed_sheet import TypedSheet, folded, text_problem
from concord.formats.xlsx_sheets import Odd, Sheet


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Order of 2021, part two\nand three\tfour", ""),
        ("قرار رقم ١٢\u200f", ""),
        ("x" * 4_000, ""),
        ("x" * 4_001, "4,001 characters"),
        ("bell\x07", "control character"),
        ("\ufffe", "control character"),
        ("abc\u202edef", "turns its direction"),
        ("abc\u2066def", "turns its direction"),
    ],
)
def test_texts_are_refused_for_length_and_invisible_characters_only(text, said):
    problem = text_problem(text)

    assert (said in problem) if said else not problem


def typed(cell, formulas=()):
    cells = {} if cell is None else {(6, 4): cell}
    return TypedSheet("health.xlsx", Sheet("Answers", cells, frozenset(formulas), ()), [])


@pytest.mark.parametrize(
    ("cell", "text"), [(2021, "2021"), (-3, "-3"), (None, ""), (" a\r\nb ", "a\nb"), ("1,5", "1,5"), ("=1+1", "=1+1")]
)
def test_texts_and_whole_numbers_are_taken_as_typed(cell, text):
    sheet = typed(cell)

    assert sheet.text(6, 4) == text
    assert sheet.faults == []


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (1.5, "the cell holds the number 1.5 and not a text"), (True, "the cell holds TRUE and not a text"),
        (Odd("a date or time"), "the cell holds a date or time"), (Odd("the error #REF!"), "the error #REF!"),
        ("x" * 9_000, "the text has 9,000 characters"),
    ],
)  # fmt: skip
def test_whatever_is_no_text_is_a_fault(cell, said):
    sheet = typed(cell)

    assert sheet.text(6, 4) == ""
    (fault,) = sheet.faults
    assert fault.where == "health.xlsx, sheet Answers, cell D6"
    assert said in fault.problem


def test_a_formula_is_a_fault_whatever_it_shows():
    sheet = typed("Yes", {(6, 4)})

    assert sheet.text(6, 4) == ""
    assert sheet.faults[0].problem == "the cell holds a formula; type the text itself"


@pytest.mark.parametrize(
    ("cell", "formulas", "filled"),
    [(None, (), False), ("  ", (), False), ("a", (), True), (0, (), True), (None, {(6, 4)}, True)],
)
def test_a_cell_is_filled_by_anything_but_spaces(cell, formulas, filled):
    assert typed(cell, formulas).filled(6, 4) is filled


def test_words_are_the_same_in_any_case_and_with_any_apostrophe():
    assert folded("Don’t  KNOW ") == folded("don't know")
