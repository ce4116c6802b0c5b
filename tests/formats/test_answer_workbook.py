"""The answer workbook keeps every answer, in any language and both directions, and is pleasant and safe to fill in."""

import io
import zipfile
from dataclasses import fields, replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.workbooks import (
    ARABIC,
    FIRST,
    QUESTIONS,
    ROWS,
    blank,
    filled,
    identifier,
    named,
    opened,
    saved,
    texts,
    unanswered,
)

from concord.formats import xlsx_guard
from concord.formats.answer_workbook import CONFIDENCES, VALUES, AnswerRow, Participant, Words
from concord.formats.answer_workbook_reader import read_answer_workbook
from concord.formats.answer_workbook_writer import write_answer_workbook
from concord.formats.errors import FormatError
from concord.formats.xlsx_sheets import read_sheets


@st.composite
def answer_rows(draw):
    """Any answers to all or some of the statements, some of them not known to any database yet."""
    rows = []
    for at, question in enumerate(QUESTIONS):
        value = draw(st.sampled_from(("", *VALUES)))
        comment = draw(named if value == "not_applicable" else texts)
        confidence = draw(st.sampled_from(("", *CONFIDENCES)))
        code = draw(st.sampled_from((identifier(at), "")))
        revision = draw(st.integers(0, 99))
        rows.append(AnswerRow(question.statement, value, confidence, comment, draw(texts), code, revision))
    return tuple(rows)


@settings(max_examples=40, deadline=None)
@given(
    answers=answer_rows(),
    participants=st.lists(st.builds(Participant, named, texts), max_size=12).map(tuple),
    population=st.none() | st.integers(0, 2_000_000_000),
    territory=texts,
    right_to_left=st.booleans(),
)
def test_what_is_written_is_read_back(answers, participants, population, territory, right_to_left):
    workbook = unanswered(
        answers=answers, participants=participants, population=population, territory=territory,
        direction="rtl" if right_to_left else "ltr",
    )  # fmt: skip
    content = write_answer_workbook(workbook, QUESTIONS, words=ARABIC if right_to_left else None)

    assert read_answer_workbook(content, "health.xlsx") == workbook
    assert content == write_answer_workbook(workbook, QUESTIONS, words=ARABIC if right_to_left else None)


@settings(max_examples=25, deadline=None)
@given(answers=answer_rows(), right_to_left=st.booleans())
def test_what_is_filled_in_by_another_program_is_read_back(answers, right_to_left):
    """Write an empty workbook, type every answer into its cells, save, collect."""
    words = ARABIC if right_to_left else Words()
    empty = tuple(AnswerRow(row.statement, id=row.id, revision=row.revision) for row in answers)
    workbook = unanswered(answers=empty, direction="rtl" if right_to_left else "ltr")
    sent, cells = write_answer_workbook(workbook, QUESTIONS, words=words), {}
    for at, row in zip(ROWS, answers, strict=True):
        value, confidence = (getattr(words, key) if key else None for key in (row.value, row.confidence))
        cells |= {f"D{at}": value, f"E{at}": confidence}
    book = opened(sent)
    sheet = book[words.answers_sheet]
    for cell, value in cells.items():
        sheet[cell] = value
    for at, row in zip(ROWS, answers, strict=True):
        for column, text in (("F", row.comment), ("G", row.evidence)):
            sheet[f"{column}{at}"].value = text.replace("_x", "_x005F_x") or None  # this writer does not escape
            sheet[f"{column}{at}"].data_type = "s"  # as a program stores text in cells that are formatted as text

    assert read_answer_workbook(saved(book), "health.xlsx") == replace(workbook, answers=answers)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "@SUM(A1)", "+1", "-2", "https://x.example/a", "<r><t>a</t></r>", "_x0041_", "00012", "{=1}", "1,5"],
)
def test_texts_stay_texts_whatever_they_look_like(text):
    first = replace(unanswered().answers[0], value="yes", comment=text, evidence=text)
    workbook = unanswered(answers=(first, *unanswered().answers[1:]), participants=(Participant(text, text),))
    content = write_answer_workbook(workbook, QUESTIONS)
    sheet = opened(content)["Answers"]
    read = next(s for s in read_sheets(xlsx_guard.check(content, "x"), "x") if s.title == "Answers")

    assert read_answer_workbook(content, "health.xlsx") == workbook
    assert not sheet[f"F{FIRST}"].hyperlink
    assert {(row, column) for row, column in read.formulas if row in ROWS} == set()
    # as text also once somebody edits it: a program would take "=1+1" for a formula in any other cell
    assert sheet[f"F{FIRST}"].number_format == "@"


def test_typed_answers_are_read_in_any_case_and_whole_numbers_as_their_digits():
    content = filled(
        {
            "D6": "yes",
            "E6": " HIGH",
            "F6": 2021,
            "G6": "1,5",
            "D7": "Don’t know",
            "D8": "Not applicable",
            "F8": " no lab ",
        }
    )
    first, second, third = read_answer_workbook(content, "health.xlsx").answers[:3]

    assert first == AnswerRow("LEG-01.2a", "yes", "high", "2021", "1,5", identifier(0), 0)
    assert second == AnswerRow("LEG-01.2b", "dont_know", id=identifier(1), revision=1)
    assert (third.value, third.comment) == ("not_applicable", "no lab")


def test_participants_are_read_without_the_empty_rows():
    about = opened()["About"]
    row = next(cell.row for cell in about["B"] if cell.value == "Name") + 1
    content = filled({f"B{row}": "A. Official", f"C{row}": "Head", f"B{row + 2}": "B. Official"}, "About")

    people = read_answer_workbook(content, "health.xlsx").participants
    assert people == (Participant("A. Official", "Head"), Participant("B. Official", ""))


def test_a_workbook_in_another_language_offers_and_reads_its_own_words():
    given_answers = tuple(
        AnswerRow(question.statement, value, "medium", "سبب")
        for question, value in zip(QUESTIONS, (*VALUES, *VALUES, *VALUES[:2]), strict=True)
    )
    workbook = unanswered(direction="rtl", language="ar", answers=given_answers)
    content = write_answer_workbook(workbook, QUESTIONS, words=ARABIC)
    sheet = opened(content)["الإجابات"]

    assert [sheet[f"D{row}"].value for row in (6, 7, 8, 9, 11)] == ["نعم", "جزئيا", "لا", "لا ينطبق", "لا أعرف"]
    assert sheet.sheet_view.rightToLeft
    assert opened(content)["عن"].sheet_view.rightToLeft
    assert read_answer_workbook(content, "صحة.xlsx") == workbook


def test_only_answer_cells_can_be_edited():
    book = opened()
    unlocked = {
        sheet.title: {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
        for sheet in book
    }
    sheet = book["Answers"]
    validations = {str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation}

    assert unlocked["Answers"] == {f"{column}{row}" for row in ROWS for column in "DEFG"}
    assert all(cell[0] in "BC" for cell in unlocked["About"])
    assert unlocked["_concord"] == set()
    assert all(sheet.protection.sheet for sheet in book)
    assert book.security.lockStructure
    assert sheet.freeze_panes == "A4"
    assert validations == {"D4:D20": "concord_answers", "E4:E20": "concord_confidences", "F4:G20": "4000"}


def test_the_keys_of_rows_and_columns_are_hidden_and_locked():
    book = opened()
    sheet, about = book["Answers"], book["About"]

    assert book["_concord"].sheet_state == "hidden"
    assert sheet.row_dimensions[1].hidden
    assert about.row_dimensions[1].hidden
    assert sheet.column_dimensions["I"].hidden  # I and J are one entry
    assert sheet.column_dimensions["I"].max == 10
    assert about.column_dimensions["E"].hidden
    assert [cell.value for cell in sheet[1]][-2:] == ["concord:id", "concord:revision"]
    assert [(sheet[f"I{row}"].value, sheet[f"J{row}"].value) for row in ROWS[:2]] == [
        (identifier(0), "0"), (identifier(1), "1"),
    ]  # fmt: skip


def test_progress_counts_the_filled_answers():
    answers = (AnswerRow("LEG-01.2a", "yes"),)
    content = write_answer_workbook(unanswered(answers=answers), QUESTIONS)
    formulas = opened(content)
    values = opened(content, data_only=True)
    shown = [(row[1].value, row[2].value) for row in values["About"].iter_rows() if isinstance(row[2].value, int)]

    assert formulas["Answers"]["D5"].value == "=COUNTA(D6:D9)"
    assert values["Answers"]["D5"].value == 1
    assert shown == [("Law", 1), ("Coordination", 0), ("All areas", 1)]
    assert formulas["Answers"]["D2"].value.startswith("='About'!C")
    counts = [row[2].value for row in formulas["About"].iter_rows() if str(row[2].value).startswith("=COUNTA")]
    assert counts == ["=COUNTA('Answers'!D4:D14)-2", "=COUNTA('Answers'!D15:D20)-1"]


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("RED", "For the people named here only"), ("AMBER+STRICT", "only inside the country's national team"),
        ("AMBER", "partners who need it"), ("GREEN", "do not publish it"), ("CLEAR", "with anybody"),
    ],
)  # fmt: skip
def test_the_cover_says_who_fills_what_by_when_and_explains_the_label(label, said):
    about = opened(write_answer_workbook(unanswered(label=label), QUESTIONS))["About"]
    cells = [cell.value for row in about.iter_rows() for cell in row if isinstance(cell.value, str)]
    beside = dict(pairwise(cells))

    assert beside["Who answers"] == "Ministry of Health"
    assert beside["What is asked"] == "12 statements on 3 capabilities"
    assert (beside["Please return by"], beside["Sent out on"]) == ("2026-11-30", "2026-09-01")
    assert beside["Sharing label"] == f"TLP:{label}"
    assert said in beside[f"TLP:{label}"]


def test_answers_must_belong_to_the_questions_and_be_readable_again():
    with pytest.raises(ValueError, match="XXX-01"):
        write_answer_workbook(unanswered(answers=(AnswerRow("XXX-01.2a", "yes"),)), QUESTIONS)
    with pytest.raises(FormatError, match="control character"):
        write_answer_workbook(unanswered(territory="a\x00"), QUESTIONS)


@pytest.mark.parametrize(
    "changes",
    [
        {"serial": "seven"}, {"assessment": "{00000000-0000-0000-0000-000000000001}"},
        {"answers": (AnswerRow("LEG-01.2a", id="7"),)}, {"answers": (AnswerRow("LEG-01.2a", revision=-1),)},
        {"answers": (AnswerRow("LEG-01.2a", id=identifier(1)), AnswerRow("LEG-01.2b", id=identifier(1)))},
    ],
)  # fmt: skip
def test_ids_must_be_uuids_each_once(changes):
    with pytest.raises(ValueError, match="ids are UUIDs"):
        write_answer_workbook(unanswered(**changes), QUESTIONS)


@pytest.mark.parametrize("words", [{"yes": "No"}, {"low": " "}, {"dont_know": "don’t  KNOW", "no": "Don't know"}])
def test_words_of_a_list_must_differ(words):
    with pytest.raises(ValueError, match="must differ"):
        Words(**words)


def test_no_word_is_left_to_english():
    """Whatever a sheet says besides data comes from ``Words``."""
    marked = Words(**{
        field.name: tuple(f"§{text}" for text in field.default) if field.name == "steps" else f"§{field.default}"
        for field in fields(Words)
    })  # fmt: skip
    book = opened(write_answer_workbook(unanswered(), QUESTIONS, words=marked))
    data = {
        t for q in QUESTIONS for t in (q.statement, q.text, q.guidance, q.capability, q.capability_title, q.area_title)
    }
    data |= {"Ministry of Health", "Tarsovia", "cbrn-core, 1.0", "2026-11-30", "2026-09-01", "TLP:AMBER+STRICT"}
    said = {
        cell.value for title in ("§About", "§Answers") for row in book[title].iter_rows() for cell in row
        if isinstance(cell.value, str) and not cell.value.startswith(("=", "concord:"))
        and not (title == "§Answers" and cell.column_letter in "IJ")
    }  # fmt: skip

    assert all("§" in text for text in said - data)


def test_the_file_holds_no_name_of_a_machine_or_a_person():
    with zipfile.ZipFile(io.BytesIO(blank())) as archive:
        about = archive.read("docProps/core.xml").decode() + archive.read("docProps/app.xml").decode()

    assert "<dc:creator>Concord</dc:creator>" in about
    assert "2026-01-01T00:00:00Z" in about
