"""The sheets of a workbook are read as spreadsheet programs of all kinds write them, and small files stay small."""

import io
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
import xlsxwriter

from concord.formats import xlsx_guard, xlsx_sheets
from concord.formats.errors import FormatError
from concord.formats.xlsx_parts import MAX_ELEMENTS
from concord.formats.xlsx_sheets import Odd, Sheet, read_sheets

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def parts(fill=lambda book, sheet: None) -> dict[str, bytes]:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    fill(book, book.add_worksheet("Answers"))
    book.close()
    return xlsx_guard.check(file.getvalue(), "x")


def sheet(xml: str, texts: str = "") -> Sheet:
    """The sheet of such rows; ``texts`` are the shared ones."""
    found = parts(lambda _, sheet: sheet.write_string("A1", "x"))
    found["xl/worksheets/sheet1.xml"] = f'<worksheet xmlns="{MAIN}"><sheetData>{xml}</sheetData></worksheet>'.encode()
    if texts:
        found["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{texts}</sst>'.encode()
    return read_sheets(found, "x.xlsx")[0]


def problem(xml: str, texts: str = "") -> str:
    with pytest.raises(FormatError) as caught:
        sheet(xml, texts)
    (fault,) = caught.value.faults
    assert fault.where == "x.xlsx"
    assert "\n" not in fault.problem
    return fault.problem


def test_values_are_read_as_what_they_are():
    def fill(book, sheet):
        sheet.write_string("A1", " text ")
        sheet.write_number("B1", 2021)
        sheet.write_number("C1", 1.5)
        sheet.write_boolean("D1", True)
        sheet.write_boolean("E1", False)
        sheet.write_datetime("F1", datetime(2021, 3, 4), book.add_format({"num_format": "dd.mm.yyyy"}))  # noqa: DTZ001
        sheet.write_datetime("G1", datetime(2021, 3, 4), book.add_format({"num_format": 14}))  # noqa: DTZ001
        sheet.write_number("H1", 7, book.add_format({"num_format": '0" days of 12"'}))
        sheet.write_number("I1", 7, book.add_format({"num_format": "[Red][$-409]0.00"}))
        sheet.write_number("J1", 7, book.add_format({"num_format": "[h]:mm"}))
        sheet.write_rich_string("K1", "a", book.add_format({"bold": True}), "b", " c")
        sheet.write_string("L1", "_x0041_\x07")
        sheet.write_blank("M1", None, book.add_format({"bold": True}))

    (found,) = read_sheets(parts(fill), "x")

    assert [found.cells.get((1, column)) for column in range(1, 14)] == [
        " text ", 2021, 1.5, True, False, Odd("a date or time"), Odd("a date or time"), 7, 7, Odd("a date or time"),
        "ab c", "_x0041_\x07", None,
    ]  # fmt: skip


@pytest.mark.parametrize("value", [date(2021, 3, 4), time(9, 30), timedelta(hours=30), datetime(2021, 3, 4, 9)])  # noqa: DTZ001
def test_dates_of_another_program_are_seen(value):
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = value
    book.save(file)

    assert read_sheets(xlsx_guard.check(file.getvalue(), "x"), "x")[0].cells == {(1, 1): Odd("a date or time")}


def test_cells_without_names_stand_one_after_the_other():
    found = sheet(
        '<row><c/><c><v>1</v></c></row><row r="5"><c t="str"><v>a</v></c><c r="D5"><v>2</v></c><c><v>3</v></c></row>'
    )

    assert found.cells == {(1, 2): 1, (5, 1): "a", (5, 4): 2, (5, 5): 3}


def test_cells_stand_where_their_names_say_whatever_their_row_says():
    found = sheet(
        '<row r="6"><c r="A6"><v>1</v></c><c r="A16"><v>2</v></c><c r="B6"><v>3</v></c><c r="$B$16"><v>4</v></c></row>'
    )

    assert found.cells == {(6, 1): 1, (16, 1): 2, (6, 2): 3, (16, 2): 4}


def test_texts_may_stand_in_their_cells_in_runs_and_with_phonetic_hints():
    runs = "<is><r><t>a </t></r><r><t>b</t></r><rPh><t>hint</t></rPh></is>"
    found = sheet(
        f'<row><c t="inlineStr">{runs}</c><c t="s"><v>1</v></c><c t="s"><v>0</v></c></row>',
        "<si><t>one</t><rPh><t>hint</t></rPh></si><si><r><t>t</t></r><r><t>wo_x000D_</t></r></si>",
    )

    assert found.cells == {(1, 1): "a b", (1, 2): "two\r", (1, 3): "one"}


@pytest.mark.parametrize("space", [STRICT, ""])
def test_both_namespaces_and_prefixes_are_read(space):
    found = parts()
    declared = f' xmlns:x="{space}"' if space else ""
    prefix = "x:" if space else ""
    cell = f'<{prefix}c r="B2"><{prefix}f>1</{prefix}f><{prefix}v>7</{prefix}v></{prefix}c>'
    data = f"<{prefix}sheetData><{prefix}row>{cell}</{prefix}row></{prefix}sheetData>"
    found["xl/worksheets/sheet1.xml"] = f"<{prefix}worksheet{declared}>{data}</{prefix}worksheet>".encode("utf-16")
    (read,) = read_sheets(found, "x")

    assert (read.cells, read.formulas) == ({(2, 2): 7}, {(2, 2)})


def test_formulas_are_found_with_all_cells_that_they_fill():
    def fill(_book, sheet):
        sheet.write_formula("B2", "=1+1", None, "yes")
        sheet.write_array_formula("D4:E5", "{=A1:B2}", None, 0)
        sheet.write_string("F6", "=1+1")
        sheet.conditional_format(
            "H1:H9", {"type": "data_bar", "bar_solid": True, "min_type": "formula", "min_value": "=1"}
        )

    (found,) = read_sheets(parts(fill), "x")

    assert found.formulas == {(2, 2), (4, 4), (4, 5), (5, 4), (5, 5)}


def test_merged_ranges_are_known():
    (found,) = read_sheets(parts(lambda _, sheet: sheet.merge_range("B2:C4", "x")), "x")

    assert found.merged == ((2, 2, 4, 3),)


def test_sheets_come_in_their_order_and_charts_have_no_cells():
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    first = book.add_worksheet("B")
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=B!$A$1:$A$2"})
    book.add_chartsheet("C").set_chart(chart)
    book.add_worksheet("A").write("A1", "x")
    first.write("A1", "y")
    book.close()

    found = read_sheets(xlsx_guard.check(file.getvalue(), "x"), "x")
    assert [(s.title, s.cells) for s in found] == [("B", {(1, 1): "y"}), ("A", {(1, 1): "x"})]


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        ('<row><c r="WRONG99999999"/></row>', "'WRONG99999999' is no cell"),
        ('<row><c r="A&#10;1"/></row>', r"is no cell"),
        ('<row><c r="XFE1"/></row>', "outside of the sheet"),
        ('<row r="1048577"><c/></row>', "outside of the sheet"),
        ('<row><c r="A1"/></row><row r="1048577"><c r="A1048577"><v>1</v></c></row>', "outside of the sheet"),
        ('<row r="-1"><c/></row>', "outside of the sheet"),
        ('<row r="x"><c/></row>', "invalid literal"),
        ('<row><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>', "cell A1 is there twice"),
        ('<row><c><v>1</v><v>2</v></c></row>', "cell A1 is there twice"),
        ('<row><c t="s"><v>9</v></c></row>', "list index out of range"),
        ('<row><c t="s"><v>-1</v></c></row>', "negative"),
        ("<row><c><v>ten</v></c></row>", "could not convert"),
        ("<row><c><v>nan</v></c></row>", "not finite"),
        ("<row><c><v>1e999</v></c></row>", "not finite"),
        (f'<row><c t="str"><v>{"x" * 300_000}</v></c></row>', "longer than a cell can hold"),
        ('<row><c><f t="array" ref="A1:B"/></c></row>', "'B' is no cell"),
    ],
)  # fmt: skip
def test_damaged_sheets_are_refused_in_one_line(xml, said):
    found = problem(xml)

    assert said in found
    assert found.endswith("; save the workbook once more")


def test_a_missing_part_is_told():
    found = parts()
    del found["xl/worksheets/sheet1.xml"]
    with pytest.raises(FormatError, match=r"the part xl/worksheets/sheet1\.xml is missing or misnamed"):
        read_sheets(found, "x")


def test_a_cell_at_the_end_of_the_world_takes_no_memory():
    assert sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>').cells == {(1_048_576, 16_384): 1}


def test_a_long_text_in_many_cells_is_kept_once():
    """A file of 300 KB whose 100,000 cells all show one text of 30,000 letters would be 3 GB otherwise."""
    cells = sheet("<row>" + '<c t="s"><v>0</v></c>' * 16_000 + "</row>", f"<si><t>{'x' * 30_000}</t></si>").cells

    assert len({id(text) for text in cells.values()}) == 1


def test_more_cells_than_any_honest_workbook_has_are_refused(monkeypatch):
    monkeypatch.setattr(xlsx_sheets, "MAX_ELEMENTS", 5_000)

    assert "more cells than any honest workbook" in problem("<row>" + "<c/>" * 12_000 + "</row>")
    assert MAX_ELEMENTS == 500_000


def test_array_formulas_over_many_cells_are_refused_before_they_take_long(monkeypatch):
    monkeypatch.setattr(xlsx_sheets, "MAX_VISITS", 50)
    monkeypatch.setattr(xlsx_sheets, "SPREAD", 5)
    row = "<row>" + "<c><v>1</v></c>" * 9 + '<c><f t="array" ref="A1:XFD1048576"/></c></row>'

    assert sheet(row * 2).formulas == {(row, column) for row in (1, 2) for column in range(1, 11)}
    assert "more array formulas than any honest workbook" in problem(row * 4)


def test_more_merged_ranges_than_any_honest_workbook_has_are_refused(monkeypatch):
    monkeypatch.setattr(xlsx_sheets, "MAX_RANGES", 5)

    assert "more merged or array ranges" in problem("<row>" + '<c><f t="array" ref="A1:B2"/></c>' * 6 + "</row>")
