"""Risk registers: ours reads back, others by their headings or a mapping, and nothing in them is ever a formula."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from concord.formats.errors import FormatError
from concord.formats.risk_register import (
    FIELDS,
    NUMBERS,
    RegisterRow,
    read_register_map,
    write_register,
)
from concord.formats.risk_register_reader import read_register

HEADINGS = {key: f"{key.title()} of ours" for key in (*FIELDS, *NUMBERS)}
WORDS = {"natural": "Naturelle", "accidental": "Accidentelle", "deliberate": "Délibérée", "none": "Non",
         "possible": "Peut-être", "usual": "Oui"}  # fmt: skip
ROWS = [
    RegisterRow("N-01", "A flood", "natural", ("C",), "Water.", "All", "possible", "It flows.", ("Rain", "Old dams"),
                ("Dams",), 2.0, 3.5, 0.25, 3, ""),
    RegisterRow("D-01", "=cmd()", "deliberate", ("C", "N"), "+1", left_out="Not here"),
]  # fmt: skip


def ours() -> bytes:
    return write_register(
        ROWS,
        HEADINGS,
        sheet="Register",
        title="Risks",
        created=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        words=WORDS,
    )


def table(*rows: tuple[Any, ...], title: str = "Sheet") -> bytes:
    book, target = openpyxl.Workbook(), io.BytesIO()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(target)
    return target.getvalue()


def test_our_register_reads_back_in_any_language() -> None:
    read = read_register(ours(), "r.xlsx", headings=HEADINGS, words=WORDS)
    assert read.faults == ()
    assert [(r.code, r.title, r.origin, r.hazards, r.story, r.affected, r.cross_border, r.across, r.likelier, r.rarer)
            for r in read.rows] == [
        ("N-01", "A flood", "natural", ("C",), "Water.", "All", "possible", "It flows.", ("Rain", "Old dams"),
         ("Dams",)),
        ("D-01", "=cmd()", "deliberate", ("C", "N"), "+1", "", "none", "", (), ()),
    ]  # fmt: skip
    assert read.headings["title"] == "Title of ours"


def test_nothing_that_goes_out_is_a_formula() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(ours()))["Register"]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert kinds == {"s", "n"}
    assert sheet.cell(3, 2).value == "=cmd()"


def test_the_headings_of_other_registers_are_recognised_wherever_they_stand() -> None:
    content = table(
        ("National risk register 2026",),
        (),
        ("Ref.", "Risk title", "Category", "Hazard", "Risk description", "Transboundary", "Causes"),
        (7, "Dam failure", "Technological hazard", "Chemical and biological", "A dam fails.", "Yes", "Age; rain"),
        ("8a", "Epidemic", "Natural", "B", "", "no", ""),
    )
    read = read_register(content, "n.xlsx")
    assert read.faults == ()
    assert [(r.code, r.origin, r.hazards, r.story, r.cross_border, r.likelier, r.line) for r in read.rows] == [
        ("7", "accidental", ("C", "B"), "A dam fails.", "usual", ("Age", "rain"), 4),
        ("8a", "natural", ("B",), "Epidemic", "none", (), 5),
    ]


def test_a_mapping_names_columns_words_and_what_holds_where_a_register_is_silent(tmp_path: Path) -> None:
    file = tmp_path / "inform.yaml"
    file.write_text(
        "sheet: Hazards\ncolumns: {title: Aléa, origin: Famille}\norigins: {Géologique: natural}\n"
        "hazard: C\nprefix: INF-\nsource: INFORM 2026\n",
        encoding="utf-8",
    )
    mapping = read_register_map(file)
    read = read_register(table(("Famille", "Aléa"), ("Géologique", "Séisme"), title="Hazards"), "i.xlsx", mapping)
    assert [(r.code, r.title, r.origin, r.hazards) for r in read.rows] == [("INF-01", "Séisme", "natural", ("C",))]
    with pytest.raises(FormatError, match="there is no sheet 'Hazards'; the workbook has Sheet"):
        read_register(table(("Aléa",), ("Séisme",)), "i.xlsx", mapping)
    with pytest.raises(FormatError, match="there is no column headed 'Famille'"):
        read_register(table(("Aléa",), ("Séisme",), title="Hazards"), "i.xlsx", mapping)
    file.write_text("colums: {}\n", encoding="utf-8")
    with pytest.raises(FormatError, match=r"inform\.yaml, colums: extra inputs are not permitted"):
        read_register_map(file)


HEADS = ("Code", "Title", "Origin", "Hazards", "Cross-border")


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("X", "T", "Strange", "C"), "cell C2: 'Strange' does not say whether it is natural, accidental or deliberate"),
        (("X", "T", "", "C"), "cell C2: nothing says whether it is natural, accidental or deliberate"),
        (
            ("X", "T", "Natural or man-made accident", "C"),
            "cell C2: 'Natural or man-made accident' does not say whether",
        ),
        (("X", "T", "natural", "X"), "cell D2: 'X' names none of the hazards C, B, R, N; write their letters"),
        (("X", "T", "natural", ""), "cell D2: nothing names any of the hazards C, B, R, N; write their letters"),
        (("X", "T", "natural", "C", "perhaps"), "cell E2: 'perhaps' is none of no, possible and usual"),
        (("X", "", "natural", "C"), "cell B2: the scenario has no title; write one, or clear the row"),
        (("X" * 21, "T", "natural", "C"), "cell A2: the code is longer than 20 characters; shorten it"),
        (("a b", "T", "natural", "C"), "cell A2: a code has letters, digits, dots and hyphens only"),
        (("X", "=1+1", "natural", "C"), "cell B2: the cell holds a formula; type the text itself"),
    ],
)
def test_each_fault_is_one_sentence_with_its_cell_and_the_other_rows_are_kept(row: tuple[Any, ...], fault: str) -> None:
    read = read_register(table(HEADS, row, ("Y", "Good", "natural", "C")), "n.xlsx")
    assert len(read.faults) == 1
    assert str(read.faults[0]).startswith(f"n.xlsx, sheet Sheet, {fault}")
    assert [r.code for r in read.rows] == ["Y"]


def test_a_code_that_comes_twice_is_taken_once() -> None:
    read = read_register(table(HEADS, ("X", "One", "natural", "C"), ("X", "Two", "natural", "C")), "n.xlsx")
    assert [r.title for r in read.rows] == ["One"]
    assert str(read.faults[0]) == "n.xlsx, sheet Sheet, cell A3: X stands in row 2 too; keep one of them"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (table(("Nothing", "known"), ("a", "b")), "no column is headed like a scenario's title"),
        (table(("Title", "Origin")), "there are no rows below the headings"),
        (b"no workbook", "this is not an Excel workbook"),
        (table(HEADS, *[(f"X-{n}", "T", "natural", "C") for n in range(501)]), "there are 501 rows, more than 500"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(FormatError, match=sentence):
        read_register(content, "n.xlsx")
