"""The decision record as Word document and PDF: what it says, in both directions, the same bytes each time."""

from __future__ import annotations

import io

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from concord.formats.decision_files import docx, pdf
from concord.formats.decision_record import Block, Chapter, DecisionRecord, RecordTable
from concord.formats.priority_charts import PlaceLine, SpreadLine, WeightBar, order_spread, place_shares, weight_spread

LABELS = {
    "page": "Page", "of": "of", "name": "Name", "function": "Function", "date": "Date", "signature": "Signature",
    "sign_off": "Sign-off",
}  # fmt: skip


def record(direction: str = "ltr", reason: str = "A treaty falls due.") -> DecisionRecord:
    picture = weight_spread(
        [WeightBar("Cost", 0.75, (0.5, 1.0)), WeightBar("Size", 0.25, (0.5, 0.0))], institutions=("Health", "Customs"),
        alt="Weights of two criteria", unit="percent", number=lambda share: f"{share:.0%}", direction=direction,
    )  # fmt: skip
    table = RecordTable(
        ("Gap", "Reason"), (("A-01", reason), ("A-02", "#let <markup> & *stars*")), (30, 140), "c", (0,)
    )
    return DecisionRecord(
        language="ar" if direction == "rtl" else "en",
        direction=direction,  # type: ignore[arg-type]
        title="Priorities: decision record",
        subtitle="The order of gaps",
        country="Tarsovia",
        label="TLP:AMBER+STRICT",
        marking="For official use",
        facts=(("Status", "Approved"), ("Decided", "Ana, 1 March 2027")),
        chapters=(
            Chapter("In short", (Block(("Two gaps come first.",)),)),
            Chapter("Weights", (Block(("What they weigh:",), "weights", table, "By institution"),), new_page=True),
        ),
        sign_off=("Ana decided this order.",),
        labels=LABELS,
        pictures={"weights": picture},
    )


def test_the_word_document_says_everything_once():
    word = Document(io.BytesIO(docx(record())))
    texts = [paragraph.text for paragraph in word.paragraphs]
    for said in ("In short", "Two gaps come first.", "Weights", "By institution", "What they weigh:", "Sign-off"):
        assert texts.count(said) == 1
    cells = [[cell.text for cell in row.cells] for table in word.tables for row in table.rows]
    assert ["A-01", "A treaty falls due."] in cells
    assert ["Status", "Approved"] in cells
    assert ["Name", "Function", "Date", "Signature"] in cells
    (drawing,) = word.element.body.iter(qn("wp:docPr"))
    assert drawing.get("descr") == "Weights of two criteria"


def test_the_pdf_is_tagged_titled_and_shows_markup_as_it_stands():
    read = PdfReader(io.BytesIO(pdf(record())))
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert read.metadata.title == "Priorities: decision record"
    text = " ".join(page.extract_text() for page in read.pages)
    for said in ("TLP:AMBER+STRICT", "For official use", "A treaty falls due.", "#let <markup> & *stars*", "Sign-off"):
        assert said in text
    assert len(read.pages) == 4  # cover, two chapters, sign-off


@pytest.mark.parametrize("write", [docx, pdf])
def test_the_same_record_gives_the_same_bytes(write):
    assert write(record()) == write(record())


@pytest.mark.parametrize("write", [docx, pdf])
def test_control_characters_in_a_reason_break_nothing(write):
    assert len(write(record(reason="A\x00 \x0btreaty \x1bfalls due."))) > 10_000


def test_right_to_left_tables_and_sections_are_marked_so():
    word = Document(io.BytesIO(docx(record("rtl"))))
    assert all(table._tbl.tblPr.find(qn("w:bidiVisual")) is not None for table in word.tables)
    assert word.sections[0]._sectPr.find(qn("w:bidi")) is not None
    read = PdfReader(io.BytesIO(pdf(record("rtl"))))
    assert read.trailer["/Root"]["/Lang"] == "ar"


# --- its pictures


def lines(count: int) -> list[PlaceLine]:
    return [PlaceLine(f"A-{n:02}", f"Gap {n}", n, tuple(float(p == n) for p in range(1, count + 1)))
            for n in range(1, count + 1)]  # fmt: skip


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_places_are_drawn_with_the_end_of_the_top(direction):
    picture = place_shares(lines(12), top=6, alt="Places", axis="place", top_word="first 6", direction=direction)
    assert picture.svg.count(">A-") == 12
    assert "first 6" in picture.svg
    assert 'aria-label="Places"' in picture.svg
    assert picture.png.startswith(b"\x89PNG")


def test_more_gaps_than_fit_are_cut_and_few_have_no_line():
    assert place_shares(lines(40), top=10, alt="", axis="", top_word="first 10").svg.count(">A-") == 25
    assert "first 1" not in place_shares(lines(1), top=1, alt="", axis="", top_word="first 1").svg


def test_each_institution_has_its_dot_and_its_name():
    spread = [SpreadLine("A-01", "One", 1, (1, 2, 2)), SpreadLine("A-02", "Two", 2, (2, 1, 1))]
    names = ("Health", "Interior", "Customs")
    drawn = order_spread(spread, institutions=names, gaps=2, top=1, alt="", axis="place", top_word="first 1")
    assert all(name in drawn.svg for name in names)
    many = tuple(f"Institution {n}" for n in range(9))
    alike = weight_spread(
        [WeightBar("Cost", 1.0, (1.0,) * 9)], institutions=many, alt="", unit="", number=lambda share: f"{share:.0%}"
    )
    assert "Institution 0" not in alike.svg  # more than colours that can be told apart
    assert "100%" in alike.svg


def test_nothing_to_draw_is_refused():
    with pytest.raises(ValueError, match="at least one gap"):
        place_shares([], top=1, alt="", axis="", top_word="")
    with pytest.raises(ValueError, match="at least one gap"):
        order_spread([], institutions=(), gaps=0, top=1, alt="", axis="", top_word="")
    with pytest.raises(ValueError, match="at least one criterion"):
        weight_spread([], institutions=(), alt="", unit="", number=str)
