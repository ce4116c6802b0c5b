"""The comment matrix and the differences as Word documents: what they say, how, and the same bytes each time."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from docx import Document
from docx.oxml.ns import qn

from concord.formats.comment_matrix_docx import CommentMatrix, CommentRow, ReplyRow, write_matrix
from concord.formats.plan_difference_docx import (
    ChangedChapter,
    ChangedField,
    ChangedRow,
    Mark,
    PlanDifference,
    write_difference,
)
from concord.formats.plan_paper import PaperHead

HEAD = PaperHead(
    "en", "ltr", "Comment matrix", "National plan", "Tarsovia", "TLP:AMBER+STRICT", "For official use",
    (("Version", "0.2"), ("SHA-256", "ab" * 32)),
)  # fmt: skip
LABELS = {
    "replies": "Replies", "institution": "Institution", "reply": "Reply", "day": "Date", "by": "Person",
    "comments": "Comments", "number": "No.", "speaker": "Who", "place": "On", "text": "Comment",
    "outcome": "What became of it", "answer": "Answer", "objects": "objects to the plan", "none": "Nobody commented.",
}  # fmt: skip


def matrix(direction: str = "ltr", *comments: CommentRow) -> CommentMatrix:
    head = replace(HEAD, direction=direction, language="ar" if direction == "rtl" else "en")  # type: ignore[arg-type]
    replies = (ReplyRow("Health", "Objects", "1 March 2027", "Ana", True), ReplyRow("Customs", "No reply", "–", "–"))
    return CommentMatrix(head, ("Of 2 institutions 1 objects.",), replies, comments, LABELS)


COMMENT = CommentRow("1", "Health", "A-01", "Too early.\nBy a year. \x0b<b>&", "Accepted", "Half a year.", True)


def cells(word: object) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for table in word.tables for row in table.rows]  # type: ignore[attr-defined]


def test_the_matrix_lists_replies_and_comments_on_landscape_a4():
    word = Document(io.BytesIO(write_matrix(matrix("ltr", COMMENT))))
    assert ["Health", "Objects", "1 March 2027", "Ana"] in cells(word)
    assert ["Customs", "No reply", "–", "–"] in cells(word)
    assert ["1", "Health\nobjects to the plan", "A-01", "Too early.\nBy a year. <b>&", "Accepted", "Half a year."] in (
        cells(word)
    )
    (section,) = word.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    for table in word.tables[1:]:
        assert sum(round(column.width.mm) for column in table.columns) in range(260, 267)
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert "TLP:AMBER+STRICT" in section.header.paragraphs[0].text
    assert "Tarsovia · For official use" in section.footer.paragraphs[0].text


def test_a_matrix_without_comments_says_so():
    word = Document(io.BytesIO(write_matrix(matrix())))
    assert "Nobody commented." in [paragraph.text for paragraph in word.paragraphs]


def test_a_matrix_in_arabic_runs_from_right_to_left():
    word = Document(io.BytesIO(write_matrix(matrix("rtl", COMMENT))))
    for table in word.tables:
        assert table._tbl.tblPr.find(qn("w:bidiVisual")) is not None
    assert word.sections[0]._sectPr.find(qn("w:bidi")) is not None
    runs = [run for table in word.tables for cell in table._cells for p in cell.paragraphs for run in p.runs]
    assert runs
    assert all(run._r.rPr.find(qn("w:rtl")) is not None for run in runs)


def difference(direction: str = "ltr") -> PlanDifference:
    text = (Mark("same", "By "), Mark("gone", "2031"), Mark("added", "2032"))
    return PlanDifference(
        head=replace(HEAD, title="What is different", direction=direction),  # type: ignore[arg-type]
        summary=("1 action added.",),
        totals_title="Cost in EUR",
        totals=(("", "0.1", "0.2", "Difference"), ("Likely", "10", "12", "+2")),
        chapters=(
            ChangedChapter(
                "Actions",
                (
                    ChangedRow("gone", "− Dropped", "A-01", "Old one", "No money."),
                    ChangedRow("added", "+ Added", "A-09", "New one", ""),
                    ChangedRow("same", "Changed", "A-02", "Kept", "", (ChangedField("Text", (text,)),)),
                ),
            ),
        ),
    )


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_what_went_is_struck_through_and_what_came_underlined(direction):
    word = Document(io.BytesIO(write_difference(difference(direction))))
    styles = {style.name: style for style in word.styles}
    assert styles["Gone"].element.rPr.find(qn("w:strike")) is not None
    assert styles["Added"].element.rPr.find(qn("w:u")).get(qn("w:val")) == "single"
    runs = [
        *(run for paragraph in word.paragraphs for run in paragraph.runs),
        *(run for table in word.tables for cell in table._cells for p in cell.paragraphs for run in p.runs),
    ]
    marked = [(run.text, run.style.name) for run in runs if run.style.name in ("Gone", "Added")]
    assert marked == [("Old one", "Gone"), ("New one", "Added"), ("2031", "Gone"), ("2032", "Added")]
    assert ["Likely", "10", "12", "+2"] in cells(word)


def test_the_same_content_gives_the_same_bytes():
    assert write_matrix(matrix("ltr", COMMENT)) == write_matrix(matrix("ltr", COMMENT))
    assert write_difference(difference()) == write_difference(difference())
