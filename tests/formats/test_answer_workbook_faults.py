"""What goes wrong with workbooks on their way, and the one line with file, sheet and cell that is said about it."""

import io
from copy import copy
from datetime import date
from itertools import pairwise

import openpyxl
import pytest
from tests.formats.workbooks import (
    FIRST,
    QUESTIONS,
    ROWS,
    blank,
    edited,
    faults,
    filled,
    identifier,
    opened,
    saved,
    unanswered,
)

from concord.formats.answer_workbook import FORMAT, AnswerRow, Participant
from concord.formats.answer_workbook_reader import read_answer_workbook, read_answers_and_faults
from concord.formats.answer_workbook_writer import write_answer_workbook
from concord.formats.errors import FormatError

ANSWERS = "health.xlsx, sheet Answers, cell "


def changed(change, content=None) -> bytes:
    """The workbook after ``change(book)``."""
    book = opened(content)
    change(book)
    return saved(book)


def read(content: bytes):
    return read_answer_workbook(content, "health.xlsx")


# --- what is typed -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "where", "said"),
    [
        ({"D6": "Maybe"}, "D6", "'Maybe' is none of the words in the list (Yes, Partly, No, Not applicable, Don"),
        ({"E6": "Sure\nthing"}, "E6", "'Sure thing' is none of the words in the list (High, Medium, Low)"),
        ({"D6": 1}, "D6", "'1' is none of the words"),
        ({"D6": True}, "D6", "holds TRUE and not a text"),
        ({"D6": "Not applicable"}, "F6", "needs its reason here"),
        ({"D6": '=IF(1,"Yes","No")'}, "D6", "holds a formula"),
        ({"F6": "=1+1"}, "F6", "holds a formula"),
        ({"D6": "Not applicable", "F6": "=1+1"}, "F6", "holds a formula"),
        ({"F6": 1.5}, "F6", "holds the number 1.5 and not a text; write it as text, with an apostrophe (') before it"),
        ({"F6": 1e16}, "F6", "holds the number 1e+16"),
        ({"G6": date(2021, 3, 4)}, "G6", "holds a date or time; write it as text"),
        ({"F6": False}, "F6", "holds FALSE and not a text"),
        ({"F6": "#N/A"}, "F6", "holds the error #N/A"),
        ({"F6": "x" * 4_001}, "F6", "4,001 characters"),
        ({"F6": "x" * 30_000}, "F6", "30,000 characters"),
        ({"F6": "a_x0007_b"}, "F6", "invisible control character"),
        ({"G6": "a\u202eb"}, "G6", "turns its direction"),
        ({"A6": "LEG-99.2a"}, "A6", "the hidden id of this row is that of LEG-01.2a and not of 'LEG-99.2a'"),
        ({"F40": "ours"}, "F40", "something is written where nothing is asked"),
        ({"D4": "Yes"}, "D4", "something is written where nothing is asked"),
        ({"E5": "High"}, "E5", "something is written where nothing is asked"),
        ({"G40": "=1+1"}, "G40", "something is written where nothing is asked"),
        ({"I6": "1234"}, "I6", "the hidden id '1234' is none of this workbook"),
        ({"I6": identifier(77)}, "I6", f"the hidden id '{identifier(77)}' is none of this workbook"),
        ({"I6": "=I7"}, "I6", "holds a formula"),
        ({"J6": "7"}, "J6", "the hidden revision was changed, it was 0"),
    ],
)  # fmt: skip
def test_each_fault_names_its_cell(cells, where, said):
    (fault,) = faults(filled(cells))

    assert fault.startswith(f"{ANSWERS}{where}: ")
    assert said in fault


@pytest.mark.parametrize("cells", [{"E40": " "}, {"A40": "a note"}, {"C40": "a note of ours"}, {"H6": "seen"}])
def test_notes_outside_of_the_answers_harm_nothing(cells):
    assert read(filled(cells)) == unanswered()


def test_all_faults_come_at_once():
    assert len(faults(filled({"D6": "Maybe", "D7": "Perhaps", "F8": "=1", "E11": "?"}))) == 4


def test_a_function_without_a_name_is_told():
    row = next(cell.row for cell in opened()["About"]["B"] if cell.value == "Name") + 2
    (fault,) = faults(filled({f"C{row}": "Head"}, "About"))

    assert fault == (
        f"health.xlsx, sheet About, cell B{row}: a function stands without a name; say who it is, or clear the row"
    )


def test_right_answers_are_collected_beside_the_wrong_ones():
    content = filled({"D6": "Yes", "D7": "Maybe", "D8": "No", "I9": "x", "F20": "=1"})
    workbook, found = read_answers_and_faults(content, "health.xlsx")
    kept = {row.statement: row.value for row in workbook.answers}

    assert [str(fault).removeprefix(ANSWERS)[:3] for fault in found] == ["D7:", "I9:", "F20"]
    assert len(kept) == 9
    assert (kept["LEG-01.2a"], kept["LEG-01.3a"]) == ("yes", "no")
    assert not {"LEG-01.2b", "LEG-01.3b", "GOV-01.3b"} & set(kept)


def test_very_many_faults_end_in_one_sentence():
    found = faults(filled({f"F{row}": "lost" for row in range(30, 400)}))

    assert len(found) == 201
    assert found[-1] == "health.xlsx: there are more faults than these 200; export it again"


@pytest.mark.parametrize("shown", ["Yes", "Maybe"])
def test_the_cached_value_of_a_formula_is_never_an_answer(shown):
    answers = (AnswerRow("LEG-01.2a", "yes"), *unanswered().answers[1:])

    def into_formula(data: bytes) -> bytes:
        at = data.index(b'<c r="D6"')
        end = data.index(b"</c>", at)
        style = data[at:end].split(b's="')[1].split(b'"')[0]
        return (data[:at] + b'<c r="D6" s="' + style + b'" t="str"><f>1+1</f><v>' + shown.encode() + b"</v>"
                + data[end:])  # fmt: skip

    content = edited(
        "xl/worksheets/sheet2.xml", into_formula, write_answer_workbook(unanswered(answers=answers), QUESTIONS)
    )

    assert faults(content) == [f"{ANSWERS}D6: the cell holds a formula; type the text itself"]


def test_a_formula_that_spills_into_an_answer_is_found():
    def spill(book):
        book["Answers"]["C6"] = openpyxl.worksheet.formula.ArrayFormula("C6:F6", "=A1:D1")

    (fault,) = [fault for fault in faults(changed(spill)) if "cell D6" in fault]

    assert "holds a formula" in fault


# --- rows --------------------------------------------------------------------------------------


def cut(sheet, rows):
    """Delete rows the way a person does, from below."""
    for row in sorted(rows, reverse=True):
        sheet.delete_rows(row)


def test_deleted_rows_are_absent_and_the_rest_is_read():
    content = filled({"D9": "Yes", "D20": "No"})
    read_back = read(changed(lambda book: cut(book["Answers"], (6, 7, 8, 15, 16, 17)), content))

    assert [(row.statement, row.value) for row in read_back.answers if row.value] == [
        ("LEG-01.3b", "yes"), ("GOV-01.3b", "no"),
    ]  # fmt: skip
    assert len(read_back.answers) == 8
    assert read_back.answers[1] == AnswerRow("LEG-02.2a", id=identifier(4), revision=1)  # there, but empty


def test_a_workbook_split_among_colleagues_comes_back_in_parts():
    first = read(changed(lambda book: cut(book["Answers"], range(10, 21)), filled({"D6": "Yes"})))
    second = read(changed(lambda book: cut(book["Answers"], range(4, 10)), filled({"D20": "No"})))

    assert not {row.id for row in first.answers} & {row.id for row in second.answers}
    assert {row.statement for row in (*first.answers, *second.answers)} == {q.statement for q in QUESTIONS}
    assert (first.serial, first.assessment) == (second.serial, second.assessment)


def swap(sheet, one, other, columns=range(1, 11)):
    for column in columns:
        a, b = sheet.cell(one, column), sheet.cell(other, column)
        a.value, b.value = b.value, a.value


def test_sorted_rows_are_read_by_their_ids_in_the_order_of_the_questions():
    content = filled({f"F{row}": f"of row {row}" for row in ROWS})

    def turned(book):
        for one, other in zip(ROWS[:6], reversed(ROWS[6:]), strict=True):
            swap(book["Answers"], one, other)

    assert read(changed(turned, content)) == read(content)


def test_rows_sorted_without_their_codes_are_told():
    found = faults(changed(lambda book: swap(book["Answers"], 6, 7, range(2, 11))))

    assert [fault.removeprefix(ANSWERS)[:2] for fault in found] == ["A6", "A7"]
    assert "rows must be moved as a whole" in found[0]


def test_inserted_empty_rows_are_fine_and_filled_ones_are_told():
    content = changed(lambda book: book["Answers"].insert_rows(8), filled({"D9": "Yes"}))

    assert [row.value for row in read(content).answers[:4]] == ["", "", "", "yes"]
    assert faults(filled({"C8": "Our own statement", "D8": "Yes"}, content=content)) == [
        f"{ANSWERS}D8: something is written where nothing is asked; move it to the row of a statement"
    ]


def test_an_id_there_twice_names_both_cells_and_neither_is_taken():
    def copied(book):
        sheet = book["Answers"]
        for column in range(1, 11):
            sheet.cell(30, column).value = sheet.cell(6, column).value

    content = changed(copied, filled({"D6": "Yes"}))
    workbook, (fault,) = read_answers_and_faults(content, "health.xlsx")

    assert str(fault) == (
        f"{ANSWERS}I30: the hidden id stands in cell I6 too: LEG-01.2a is there twice; delete one of the rows"
    )
    assert "LEG-01.2a" not in {row.statement for row in workbook.answers}


def test_answers_in_hidden_rows_are_read_like_others():
    def hide(book):
        book["Answers"].row_dimensions[FIRST].hidden = True
        book["Answers"].column_dimensions["D"].hidden = True

    assert read(changed(hide, filled({"D6": "Yes"}))).answers[0].value == "yes"


@pytest.mark.parametrize("merged", ["D6:D7", "F6:G6", "A6:H6", "C5:D8", "I8:J9"])
def test_merged_answer_cells_are_told_by_their_range(merged):
    content = changed(lambda book: book["Answers"].merge_cells(merged), filled({"D20": "No"}))
    with pytest.raises(FormatError) as caught:
        read(content)
    where = f"health.xlsx, sheet Answers, cells {merged}"
    workbook, _ = read_answers_and_faults(content, "health.xlsx")

    assert [fault.problem for fault in caught.value.faults if fault.where == where] == [
        "these cells were merged; split them and fill in each"
    ]
    assert workbook.answers[-1].value == "no"
    assert len(workbook.answers) < 12


def test_merged_names_of_participants_are_told_and_merged_headings_are_fine():
    row = next(cell.row for cell in opened()["About"]["B"] if cell.value == "Name") + 1
    (fault,) = faults(changed(lambda book: book["About"].merge_cells(f"B{row}:C{row}")))

    assert fault.startswith(f"health.xlsx, sheet About, cells B{row}:C{row}: ")
    assert read(changed(lambda book: book["Answers"].merge_cells("A4:H4"))) == unanswered()


def test_participants_in_rows_put_between_are_read():
    first = next(cell.row for cell in opened()["About"]["B"] if cell.value == "Name") + 1

    def insert(book):
        book["About"].insert_rows(first + 1)
        book["About"][f"B{first}"], book["About"][f"B{first + 1}"] = "A. One", "B. Two"

    content = changed(lambda book: [book["About"].unmerge_cells(str(r)) for r in list(book["About"].merged_cells)])
    assert read(changed(insert, content)).participants == (Participant("A. One", ""), Participant("B. Two", ""))


# --- columns -----------------------------------------------------------------------------------


def rotated(sheet, columns, rows):
    """Move the first of the columns behind the others."""
    for row in rows:
        values = [copy(sheet.cell(row, column).value) for column in columns]
        for column, value in zip(columns, (*values[1:], values[0]), strict=True):
            sheet.cell(row, column).value = value


def test_columns_moved_with_their_hidden_keys_are_read():
    content = filled({"D6": "Yes", "F6": "why", "G6": "Order 7"})
    everything = range(1, 21)

    assert read(changed(lambda book: rotated(book["Answers"], range(1, 11), everything), content)) == read(content)
    assert read(changed(lambda book: rotated(book["Answers"], (6, 7), everything), content)) == read(content)


def test_columns_moved_without_their_hidden_keys_are_told():
    content = filled({"D6": "Yes", "F6": "why", "G6": "Order 7"})

    assert faults(changed(lambda book: rotated(book["Answers"], (6, 7), range(2, 21)), content)) == [
        f"{ANSWERS}F3: the column of Comment is headed Evidence: document and year: a column was moved without its "
        "hidden key; undo that",
        f"{ANSWERS}G3: the column of Evidence: document and year is headed Comment: a column was moved without its "
        "hidden key; undo that",
    ]


def test_a_deleted_or_doubled_column_is_told():
    gone = faults(changed(lambda book: book["Answers"].delete_cols(6)))
    twice = faults(filled({"L1": "concord:comment"}))

    assert gone == [f"{ANSWERS}A1: the hidden key of the column Comment is gone from this row; undo what was moved"]
    assert twice == [f"{ANSWERS}L1: the column Comment is there twice, also as F1"]


def test_columns_for_reading_only_may_be_deleted():
    content = changed(lambda book: book["Answers"].delete_cols(8), filled({"D6": "Yes"}))

    assert read(content).answers[0].value == "yes"


# --- sheets ------------------------------------------------------------------------------------


def test_renamed_reordered_and_extra_sheets_are_fine():
    def shuffle(book):
        book["Answers"].title, book["About"].title = "Mine", "Cover"
        book["_concord"].sheet_state, book["_concord"].title = "visible", "Sheet3"
        book.move_sheet("Mine", -1)
        book.move_sheet("Sheet3", -2)
        notes = book.create_sheet("Notes", 0)
        notes["A1"], notes["B2"] = "our own notes", "=SUM(C1:C9)"

    content = filled({"D6": "Yes"})
    assert read(changed(shuffle, content)) == read(content)
    assert faults(changed(shuffle, filled({"D6": "?"})))[0].startswith("health.xlsx, sheet Mine, cell D6: ")


@pytest.mark.parametrize("title", ["Answers", "About"])
def test_a_missing_sheet_is_one_fault(title):
    assert faults(changed(lambda book: book.remove(book[title]))) == [
        f"health.xlsx, sheet {title}: the sheet is missing; fill in the file as it was sent out"
    ]


def test_a_missing_cover_does_not_keep_the_answers_from_being_collected():
    content = changed(lambda book: book.remove(book["About"]), filled({"D6": "Yes"}))
    workbook, (fault,) = read_answers_and_faults(content, "health.xlsx")

    assert (workbook.answers[0].value, workbook.participants) == ("yes", ())
    assert "the sheet is missing" in fault.problem


def test_a_sheet_without_its_hidden_first_row_is_told():
    assert faults(changed(lambda book: book["Answers"].delete_rows(1))) == [
        "health.xlsx, sheet Answers: the sheet has lost its hidden first row; fill in the file as it was sent out"
    ]


def test_two_copies_of_a_sheet_are_told():
    assert faults(changed(lambda book: book.copy_worksheet(book["Answers"]))) == [
        "health.xlsx: the sheets Answers and Answers Copy are copies of one sheet; keep one, "
        "or return them as two files"
    ]
    assert faults(changed(lambda book: book.copy_worksheet(book["_concord"]))) == [
        "health.xlsx: the hidden sheet _concord is there twice; return the two workbooks as two files"
    ]


def test_a_missing_hidden_sheet_is_told_apart_from_a_workbook_of_somebody_else():
    other = openpyxl.Workbook()

    assert faults(changed(lambda book: book.remove(book["_concord"]))) == [
        "health.xlsx: the hidden sheet _concord is missing; copy the answers into the file as it was sent out"
    ]
    assert faults(saved(other)) == [
        "health.xlsx: this is not a Concord answer workbook; export it again from Concord and fill in that file"
    ]


def test_another_version_of_the_format_is_told():
    (fault,) = faults(filled({"B1": "concord-answers/1"}, "_concord"))

    assert fault == f"health.xlsx: the workbook has the format concord-answers/1 and not {FORMAT}; export it again"


def line_of(key: str) -> int:
    return next(cell.row for cell in opened()["_concord"]["A"] if cell.value == key)


@pytest.mark.parametrize(
    ("key", "column", "value"),
    [
        ("country_code", "A", "x"), ("population", "B", "many"), ("population", "B", "-1"),
        ("country_name", "B", "=1+1"),
        ("currency", "B", "a\u202eb"), ("serial", "B", "7"), ("assessment", "B", "x" * 36), ("label", "A", "due"),
        ("row", "B", "not-an-id"), ("row", "C", "LEG-01.2b"), ("row", "D", "two"), ("row", "B", identifier(1)),
        ("concord_answers", "C", "maybe"), ("head", "C", "heading"), ("answers", "A", "other"),
    ],
)  # fmt: skip
def test_a_changed_hidden_sheet_is_told(key, column, value):
    cells = {f"{column}{line_of(key)}": value}

    assert faults(filled(cells, "_concord")) == ["health.xlsx: the hidden sheet was changed; export the workbook again"]


def test_what_belongs_to_another_is_left_for_the_caller_to_say():
    """Another assessment, pack, institution or country is no fault of the file; the caller compares the facts."""
    changes = {"assessment": identifier(7), "pack_hash": "cd" * 32, "institution_code": "police", "country_code": "QU"}
    cells = {f"B{line_of(key)}": value for key, value in changes.items()}
    workbook = read(filled(cells, "_concord"))

    assert {key: getattr(workbook, key) for key in changes} == changes


def test_each_line_of_the_hidden_sheet_is_needed():
    """Dropping any one line is told; only the list of answers asked for may end in another row."""
    hidden = opened()["_concord"]
    keys = [cell.value for cell in hidden["A"]]
    dropped = [row for row, (key, after) in enumerate(pairwise([*keys, ""]), 1) if key not in ("row", after)]
    for row in dropped:
        content = changed(lambda book, row=row: book["_concord"].delete_rows(row))
        with pytest.raises(FormatError):
            read(content)


def test_a_broken_file_leaves_nothing_behind():
    content = blank()
    for size in (0, 10, len(content) // 2, len(content) - 1):
        with pytest.raises(FormatError):
            read_answers_and_faults(content[:size], "health.xlsx")
    assert io.BytesIO(content).read() == content
