"""Answer workbooks for tests: one of twelve statements, what people do to it, and what reading it then says."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from uuid import UUID

import openpyxl
import pytest
from hypothesis import strategies as st

from concord.formats import typed_sheet
from concord.formats.answer_workbook import AnswerRow, AnswerWorkbook, Question, Words
from concord.formats.answer_workbook_reader import read_answer_workbook
from concord.formats.answer_workbook_writer import write_answer_workbook
from concord.formats.errors import FormatError

QUESTIONS = [
    Question(f"{capability}.{level}{letter}", level, f"Fact {letter} of level {level}.", "A dated order counts.",
             capability, f"Capability {capability}", area)
    for capability, area in (("LEG-01", "Law"), ("LEG-02", "Law"), ("GOV-01", "Coordination"))
    for level in (2, 3) for letter in "ab"
]  # fmt: skip
# Row 1 has the keys, 2 the title, 3 the headings, 4 an area, 5 a capability, 6 to 9 its statements, 10 a capability,
# 11 to 14 its statements, 15 an area, 16 a capability, 17 to 20 its statements.
FIRST = 6
ROWS = (*range(6, 10), *range(11, 15), *range(17, 21))
ARABIC = replace(
    Words(), about_sheet="عن", answers_sheet="الإجابات", of="من", yes="نعم", partly="جزئيا", no="لا",
    not_applicable="لا ينطبق", dont_know="لا أعرف", high="عالية", medium="متوسطة", low="منخفضة",
)  # fmt: skip


def identifier(number: int) -> str:
    """The same UUID each time."""
    return str(UUID(int=0x5EED_0000 + number))


def unanswered(**changes) -> AnswerWorkbook:
    blank = AnswerWorkbook(
        country_code="QT", country_name="Tarsovia", currency="EUR", population=6_400_000, language="en",
        direction="ltr", framework="cbrn-core", edition="1.0", pack_hash="ab" * 32, institution_code="health",
        institution_name="Ministry of Health", institution_kind="health", territory="", label="AMBER+STRICT",
        due="2026-11-30", assessment=identifier(900), serial=identifier(901), issued_on="2026-09-01",
        answers=tuple(
            AnswerRow(question.statement, id=identifier(at), revision=at % 3) for at, question in enumerate(QUESTIONS)
        ),
    )  # fmt: skip
    return replace(blank, **changes)


def blank() -> bytes:
    return write_answer_workbook(unanswered(), QUESTIONS)


def opened(content: bytes | None = None, *, data_only: bool = False) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of rules that this program does not know and drops
        return openpyxl.load_workbook(io.BytesIO(content or blank()), data_only=data_only)


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def filled(cells: Mapping[str, object], sheet: str = "Answers", content: bytes | None = None) -> bytes:
    """The workbook after somebody typed into it, saved by another program."""
    book = opened(content)
    for cell, value in cells.items():
        book[sheet][cell] = value
    return saved(book)


def edited(part: str, change: Callable[[bytes], bytes], content: bytes | None = None) -> bytes:
    """The workbook with one part changed as bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content or blank())) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == part else data)
    return packed.getvalue()


def faults(content: bytes) -> list[str]:
    with pytest.raises(FormatError) as caught:
        read_answer_workbook(content, "health.xlsx")
    assert all("\n" not in str(fault) for fault in caught.value.faults)
    return [str(fault) for fault in caught.value.faults]


letters = st.characters(
    exclude_categories=("Cs", "Cc"), exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
texts = st.text(letters | st.sampled_from("\n\t =<>&'_x0041_"), max_size=60).map(
    lambda text: "".join(letter for letter in text if not typed_sheet.text_problem(letter)).strip()
)
named = texts.map(lambda text: text or "somebody")
