"""The answer workbook keeps every answer, in any language, and names the cell of whatever cannot be taken."""

import io
import zipfile
from dataclasses import fields, replace

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.formats import xlsx_guard
from concord.formats.answer_workbook import (
    CONFIDENCES,
    FORMAT,
    VALUES,
    AnswerRow,
    AnswerWorkbook,
    Participant,
    Question,
    Words,
    read_answer_workbook,
    write_answer_workbook,
)
from concord.formats.errors import FormatError

QUESTIONS = [
    Question(f"{capability}.{level}{letter}", level, f"Fact {letter} of level {level}.", "A dated order counts.",
             capability, f"Capability {capability}", area)
    for capability, area in (("LEG-01", "Law"), ("LEG-02", "Law"), ("GOV-01", "Coordination"))
    for level in (2, 3) for letter in "ab"
]  # fmt: skip
# Area 3, capability 4, its statements 5 to 8, capability 9, its statements 10 to 13, ...
FIRST = 5
ARABIC = replace(
    Words(), about_sheet="عن", answers_sheet="الإجابات", of="من", yes="نعم", partly="جزئيا", no="لا",
    not_applicable="لا ينطبق", dont_know="لا أعرف", high="عالية", medium="متوسطة", low="منخفضة",
)  # fmt: skip


def unanswered(**changes) -> AnswerWorkbook:
    blank = AnswerWorkbook(
        country_code="QT", country_name="Tarsovia", currency="EUR", population=6_400_000, language="en",
        direction="ltr", framework="cbrn-core", edition="1.0", pack_hash="ab" * 32, institution_code="health",
        institution_name="Ministry of Health", institution_kind="health", territory="", label="AMBER+STRICT",
        due="2026-11-30", answers=tuple(AnswerRow(question.statement) for question in QUESTIONS),
    )  # fmt: skip
    return replace(blank, **changes)


def filled(cells: dict[str, object], sheet: str = "Answers", content: bytes | None = None) -> bytes:
    """The workbook after somebody typed into it, saved by another program."""
    book = openpyxl.load_workbook(io.BytesIO(content or write_answer_workbook(unanswered(), QUESTIONS)))
    for cell, value in cells.items():
        book[sheet][cell] = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def faults(content: bytes) -> list[str]:
    with pytest.raises(FormatError) as caught:
        read_answer_workbook(content, "health.xlsx")
    return [str(fault) for fault in caught.value.faults]


letters = st.characters(
    exclude_categories=("Cs", "Cc"), exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
texts = st.text(letters | st.sampled_from("\n\t =<>&'"), max_size=60).map(
    lambda text: "".join(letter for letter in text if not xlsx_guard.text_problem(letter)).strip()
)
named = texts.map(lambda text: text or "somebody")


@st.composite
def answer_rows(draw):
    rows = []
    for question in QUESTIONS:
        value = draw(st.sampled_from(("", *VALUES)))
        comment = draw(named if value == "not_applicable" else texts)
        confidence = draw(st.sampled_from(("", *CONFIDENCES)))
        rows.append(AnswerRow(question.statement, value, confidence, comment, draw(texts)))
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


@pytest.mark.parametrize(
    "text", ["=1+1", "@SUM(A1)", "https://x.example/a", "<r><t>a</t></r>", "_x0041_", "00012", "{=1}"]
)
def test_texts_stay_texts_whatever_they_look_like(text):
    first = replace(unanswered().answers[0], value="yes", comment=text, evidence=text)
    workbook = unanswered(answers=(first, *unanswered().answers[1:]), participants=(Participant(text, text),))
    content = write_answer_workbook(workbook, QUESTIONS)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Answers"]

    assert read_answer_workbook(content, "health.xlsx") == workbook
    assert not sheet[f"F{FIRST}"].hyperlink
    assert not {f"F{FIRST}", f"G{FIRST}"} & xlsx_guard.formula_cells(xlsx_guard.check(content, "x"), "Answers")


def test_typed_answers_are_read_in_any_case_and_numbers_as_texts():
    content = filled(
        {"D5": "yes", "E5": " HIGH", "F5": 2021, "D6": "Don’t know", "D7": "Not applicable", "F7": " no lab "}
    )
    first, second, third = read_answer_workbook(content, "health.xlsx").answers[:3]

    assert first == AnswerRow("LEG-01.2a", "yes", "high", "2021")
    assert second.value == "dont_know"
    assert (third.value, third.comment) == ("not_applicable", "no lab")


def test_participants_are_read_without_the_empty_rows():
    about = openpyxl.load_workbook(io.BytesIO(write_answer_workbook(unanswered(), QUESTIONS)))["About"]
    row = next(cell.row for cell in about["B"] if cell.value == "Name") + 1
    content = filled({f"B{row}": "A. Official", f"C{row}": "Head", f"B{row + 2}": "B. Official"}, "About")

    people = read_answer_workbook(content, "health.xlsx").participants
    assert people == (Participant("A. Official", "Head"), Participant("B. Official", ""))
    assert faults(filled({f"C{row + 1}": "Head"}, "About"))[0].startswith(
        f"health.xlsx, sheet About, cell B{row + 1}: a f"
    )


@pytest.mark.parametrize(
    ("cells", "where", "said"),
    [
        (
            {"D5": "Maybe"},
            "D5",
            "'Maybe' is none of the words in the list (Yes, Partly, No, Not applicable, Don't know)",
        ),
        ({"E5": "Sure"}, "E5", "none of the words in the list (High, Medium, Low)"),
        ({"D5": "Not applicable"}, "F5", "needs its reason here"),
        ({"D5": '=IF(1,"Yes","No")'}, "D5", "holds a formula"),
        ({"F5": "=1+1"}, "F5", "holds a formula"),
        ({"F5": "x" * 4_001}, "F5", "4,001 characters"),
        ({"G5": "a\u202eb"}, "G5", "turns its direction"),
        ({"A5": "LEG-99.2a"}, "A5", "statement LEG-01.2a belongs here and not 'LEG-99.2a'"),
        ({"A40": "NEW-01.2a", "F40": "ours"}, "A40", "'NEW-01.2a' is no statement of this workbook"),
    ],
)
def test_each_fault_names_its_cell(cells, where, said):
    (fault,) = faults(filled(cells))

    assert fault.startswith(f"health.xlsx, sheet Answers, cell {where}: ")
    assert said in fault


def test_all_faults_come_at_once():
    assert len(faults(filled({"D5": "Maybe", "D6": "Perhaps", "F7": "=1", "E10": "?"}))) == 4


def test_the_cached_value_of_a_formula_is_never_an_answer():
    content = write_answer_workbook(
        unanswered(answers=(AnswerRow("LEG-01.2a", "yes"), *unanswered().answers[1:])), QUESTIONS
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet2.xml":
                at = data.index(b'<c r="D5"')
                end = data.index(b"</c>", at)
                style = data[at:end].split(b's="')[1].split(b'"')[0]
                cell = b'<c r="D5" s="' + style + b'" t="str"><f>1+1</f><v>Yes</v>'
                data = data[:at] + cell + data[end:]
            new.writestr(name, data)

    assert faults(packed.getvalue()) == [
        "health.xlsx, sheet Answers, cell D5: the cell holds a formula; type the text itself"
    ]


def test_a_workbook_of_somebody_else_is_told_apart():
    file = io.BytesIO()
    openpyxl.Workbook().save(file)

    assert faults(file.getvalue()) == [
        "health.xlsx: this is not a Concord answer workbook; export it again from Concord and fill in that file"
    ]


def test_another_version_of_the_format_is_told():
    (fault,) = faults(filled({"B1": "concord-answers/2"}, "_concord"))

    assert fault == f"health.xlsx: the workbook has the format concord-answers/2 and not {FORMAT}; export it again"


@pytest.mark.parametrize(
    "cells", [{"A2": "x"}, {"B5": "many"}, {"B2": "=1+1"}, {"B3": "a\u202eb"}, {"C40": "LEG-01.2a"}]
)
def test_a_changed_hidden_sheet_is_told(cells):
    book = openpyxl.load_workbook(io.BytesIO(write_answer_workbook(unanswered(), QUESTIONS)))
    hidden = book["_concord"]
    if "C40" in cells:  # one statement twice
        cells = {f"C{hidden.max_row}": "LEG-01.2a"}

    assert faults(filled(cells, "_concord")) == ["health.xlsx: the hidden sheet was changed; export the workbook again"]


def test_a_renamed_sheet_is_told():
    book = openpyxl.load_workbook(io.BytesIO(write_answer_workbook(unanswered(), QUESTIONS)))
    book["Answers"].title = "Mine"
    file = io.BytesIO()
    book.save(file)

    assert "the sheet Answers is missing; give it back its name" in faults(file.getvalue())[0]


def test_a_workbook_in_another_language_offers_and_reads_its_own_words():
    given_answers = tuple(
        AnswerRow(question.statement, value, "medium", "سبب")
        for question, value in zip(QUESTIONS, (*VALUES, *VALUES, *VALUES[:2]), strict=True)
    )
    workbook = unanswered(direction="rtl", language="ar", answers=given_answers)
    content = write_answer_workbook(workbook, QUESTIONS, words=ARABIC)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["الإجابات"]

    assert [sheet[f"D{row}"].value for row in (5, 6, 7, 8, 10)] == ["نعم", "جزئيا", "لا", "لا ينطبق", "لا أعرف"]
    assert sheet.sheet_view.rightToLeft
    assert read_answer_workbook(content, "صحة.xlsx") == workbook
    assert "نعم, جزئيا" in faults(filled({"D5": "Yes"}, "الإجابات", content))[0]


def test_only_answer_cells_can_be_edited():
    book = openpyxl.load_workbook(io.BytesIO(write_answer_workbook(unanswered(), QUESTIONS)))
    sheet = book["Answers"]
    unlocked = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}

    rows = (5, 6, 7, 8, 10, 11, 12, 13, 16, 17, 18, 19)
    assert unlocked == {f"{column}{row}" for row in rows for column in "DEFG"}
    assert sheet.protection.sheet
    assert book["About"].protection.sheet
    assert book["_concord"].sheet_state == "veryHidden"
    assert sheet.freeze_panes == "A3"
    assert {v.sqref.__str__(): v.formula1 for v in sheet.data_validations.dataValidation if v.type == "list"} == {
        "D3:D19": "concord_answers", "E3:E19": "concord_confidences"
    }  # fmt: skip


def test_progress_counts_the_filled_answers():
    content = write_answer_workbook(unanswered(answers=(AnswerRow("LEG-01.2a", "yes"),)), QUESTIONS)
    formulas = openpyxl.load_workbook(io.BytesIO(content))
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    shown = [(row[1].value, row[2].value) for row in values["About"].iter_rows() if isinstance(row[2].value, int)]

    assert formulas["Answers"]["D4"].value == "=COUNTA(D5:D8)"
    assert values["Answers"]["D4"].value == 1
    assert shown == [("Law", 1), ("Coordination", 0), ("All areas", 1)]
    assert formulas["Answers"]["D1"].value.startswith("='About'!C")


def test_answers_must_belong_to_the_questions_and_be_readable_again():
    with pytest.raises(ValueError, match="XXX-01"):
        write_answer_workbook(unanswered(answers=(AnswerRow("XXX-01.2a", "yes"),)), QUESTIONS)
    with pytest.raises(FormatError, match="control character"):
        write_answer_workbook(unanswered(territory="a\x00"), QUESTIONS)


def test_no_word_is_left_to_english():
    """Whatever a sheet says besides data comes from ``Words``."""
    marked = Words(**{
        field.name: tuple(f"§{text}" for text in field.default) if field.name == "steps" else f"§{field.default}"
        for field in fields(Words)
    })  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(write_answer_workbook(unanswered(), QUESTIONS, words=marked)))
    data = {
        t for q in QUESTIONS for t in (q.statement, q.text, q.guidance, q.capability, q.capability_title, q.area_title)
    }
    data |= {"Ministry of Health", "Tarsovia", "cbrn-core, 1.0", "2026-11-30", "TLP:AMBER+STRICT"}
    said = {
        cell.value for title in ("§About", "§Answers") for row in book[title].iter_rows() for cell in row
        if isinstance(cell.value, str) and not cell.value.startswith("=")
    }  # fmt: skip

    assert all("§" in text for text in said - data)
