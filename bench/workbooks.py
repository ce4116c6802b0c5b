"""How long answer workbooks take to write and to read, guard and all, beside openpyxl on the same cells."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from itertools import product
from uuid import UUID

import openpyxl
from bench.rows import Row, seconds
from openpyxl.styles import Protection
from openpyxl.worksheet.datavalidation import DataValidation

from concord.formats.answer_workbook import CONFIDENCES, VALUES, AnswerRow, AnswerWorkbook, Participant, Question
from concord.formats.answer_workbook_reader import read_answer_workbook
from concord.formats.answer_workbook_writer import write_answer_workbook

STATEMENTS = 300
WORKBOOKS = 20
READING, WRITING = "openpyxl, same cells, no checks", "openpyxl, same cells and rules, plain look"


def workbooks() -> Iterator[Row]:
    """One workbook of 300 answered statements read strictly, and twenty written."""
    questions = _questions()
    workbook = _workbook(questions)
    content = write_answer_workbook(workbook, questions)
    if read_answer_workbook(content, "bench.xlsx") != workbook:
        raise RuntimeError("what was written is not what is read")
    reading = seconds(lambda: read_answer_workbook(content, "bench.xlsx"), repeat=25)
    peer = seconds(lambda: _read_by_openpyxl(content), repeat=5)
    yield Row("workbook_read_ms", reading * 1000, "ms", READING, reading / peer)
    writing = seconds(lambda: [write_answer_workbook(workbook, questions) for _ in range(WORKBOOKS)], repeat=2)
    peer = seconds(lambda: [_write_by_openpyxl(workbook, questions) for _ in range(WORKBOOKS)], repeat=2)
    yield Row("workbooks_write_20_seconds", writing, "s", WRITING, writing / peer)


def _questions() -> list[Question]:
    statements = [(c, level, letter) for c, level, letter in product(range(50), (2, 3, 4), "ab")]
    return [
        Question(
            f"CAP-{c:02}.{level}{letter}", level,
            f"A dated order names who is responsible for capability {c} at level {level}, and was reviewed ({letter}).",
            "An order in force counts; a draft does not. Give its number and year.",
            f"CAP-{c:02}", f"Capability {c}", f"Area {c // 6}",
        )
        for c, level, letter in statements[:STATEMENTS]
    ]  # fmt: skip


def _workbook(questions: list[Question]) -> AnswerWorkbook:
    answers = tuple(
        AnswerRow(
            question.statement, VALUES[at % 5], CONFIDENCES[at % 3], f"In force since 2019; part {at} is missing.",
            f"Order no. {at} of 2021", str(UUID(int=at)), at % 4,
        )
        for at, question in enumerate(questions)
    )  # fmt: skip
    return AnswerWorkbook(
        country_code="QT", country_name="Tarsovia", currency="EUR", population=6_400_000, language="en",
        direction="ltr", framework="bench", edition="1", pack_hash="ab" * 32, institution_code="health",
        institution_name="Ministry of Health", institution_kind="health", territory="", label="AMBER+STRICT",
        due="2026-11-30", assessment=str(UUID(int=1)), serial=str(UUID(int=2)), issued_on="2026-09-01",
        participants=(Participant("A. Official", "Head of unit"),), answers=answers,
    )  # fmt: skip


def _read_by_openpyxl(content: bytes) -> dict[str, tuple[object, ...]]:
    """The same rows by their ids, of the sheet of answers and of the hidden one; nothing is checked."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of rules that it does not know and drops
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    listed = {row[1]: row[2:4] for row in book["_concord"].iter_rows(values_only=True) if row[0] == "row"}
    rows = book["Answers"].iter_rows(min_row=4, values_only=True)
    return {str(row[8]): (*row, *listed[row[8]]) for row in rows if row[8] in listed}


def _write_by_openpyxl(workbook: AnswerWorkbook, questions: list[Question]) -> bytes:
    """A sheet with the same cells, lists and protection, and a hidden one with the same ids."""
    book = openpyxl.Workbook()
    sheet, hidden = book.active, book.create_sheet("_concord")
    for question, row in zip(questions, workbook.answers, strict=True):
        sheet.append((
            question.statement, question.level, question.text, row.value, row.confidence, row.comment, row.evidence,
            question.guidance, row.id, str(row.revision),
        ))  # fmt: skip
        hidden.append(("row", row.id, row.statement, str(row.revision)))
        for column in "DEFG":
            sheet[f"{column}{sheet.max_row}"].protection = Protection(locked=False)
    for columns, rule in (("D", '"Yes,Partly,No,Not applicable,Don\'t know"'), ("E", '"High,Medium,Low"')):
        lists = DataValidation(type="list", formula1=rule)
        lists.add(f"{columns}1:{columns}{len(questions)}")
        sheet.add_data_validation(lists)
    limit = DataValidation(type="textLength", operator="lessThanOrEqual", formula1="4000")
    limit.add(f"F1:G{len(questions)}")
    sheet.add_data_validation(limit)
    sheet.protection.sheet = True
    hidden.sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
