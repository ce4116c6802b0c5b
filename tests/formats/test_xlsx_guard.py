"""Files that pretend to be workbooks, and workbooks that hide something, are refused with a sentence that helps."""

import io
import zipfile

import pytest
import xlsxwriter

from concord.formats import xlsx_guard
from concord.formats.errors import FormatError


def workbook(fill=lambda book, sheet: sheet.write_string("B2", "here")) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    fill(book, book.add_worksheet("Answers"))
    book.close()
    return file.getvalue()


def changed(
    content: bytes, add: dict[str, bytes] | None = None, remove: str = "", **replace: tuple[bytes, bytes]
) -> bytes:
    """The workbook with parts added, one removed, or ``sheet=(old, new)`` replaced in its first sheet."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if "sheet" in replace and name == "xl/worksheets/sheet1.xml":
                assert replace["sheet"][0] in data
                data = data.replace(*replace["sheet"])
            if name != remove and name not in (add or {}):
                new.writestr(name, data)
        for name, data in (add or {}).items():
            new.writestr(name, data)
    return packed.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(FormatError) as caught:
        xlsx_guard.check(content, "health.xlsx")
    (fault,) = caught.value.faults
    assert fault.where == "health.xlsx"
    assert "\n" not in fault.problem
    return fault.problem


def test_an_honest_workbook_passes_and_reads_the_same():
    checked = xlsx_guard.check(workbook(), "health.xlsx")

    assert xlsx_guard.sheet_cells(checked, "health.xlsx", "Answers") == [["", ""], ["", "here"]]
    assert xlsx_guard.sheet_cells(checked, "health.xlsx", "Other") is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"name;value\n", "not an Excel workbook"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "old Excel file (.xls)"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (b"PK\x03\x04" + b"\0" * 200, "cut off or damaged"),
        (b"PK\x03\x04" + b"\0" * xlsx_guard.MAX_BYTES, "larger than 20 MB"),
    ],
)
def test_other_files_are_named_for_what_they_are(content, said):
    assert said in refusal(content)


@pytest.mark.parametrize("part", [0.3, 0.7, 0.99])
def test_a_truncated_file_is_said_to_be_cut_off(part):
    content = workbook()

    assert "cut off or damaged" in refusal(content[: int(len(content) * part)])


@pytest.mark.parametrize("at", range(100, 6000, 450))
def test_flipped_bytes_never_end_in_another_error(at):
    content = bytearray(workbook())
    content[at % len(content)] ^= 0xFF
    try:
        checked = xlsx_guard.check(bytes(content), "health.xlsx")
        xlsx_guard.sheet_cells(checked, "health.xlsx", "Answers")
    except FormatError as error:
        assert error.faults[0].where == "health.xlsx"


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"xl/vbaProject.bin": b"x"}, "contains macros"),
        ({"[Content_Types].xml": b'<Types><Override ContentType="x.macroEnabled.y"/></Types>'}, "contains macros"),
        ({"xl/externalLinks/externalLink1.xml": b"<a/>"}, "linked to other files"),
        ({"xl/connections.xml": b"<a/>"}, "linked to other files"),
        ({"xl/embeddings/oleObject1.bin": b"x"}, "embedded objects"),
        ({"xl/workbook.bin": b"x"}, "binary Excel workbook"),
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, "OpenDocument"),
        ({"xl/a.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "declares a document type or entities"),
        ({"xl/a.xml": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16")}, "document type"),
        ({"xl/a.xml": b"<a>&b;</a>"}, "cut off or damaged"),
        ({"xl/a.xml": b"<a><b></a>"}, "cut off or damaged"),
        ({"xl/a.xml": b'<worksheet><row r="1"><c r="WRONG99999999"/></row></worksheet>'}, "cut off or damaged"),
        ({f"xl/p{n}.xml": b"<a/>" for n in range(500)}, "more than the 500"),
        ({"xl/a.xml": b" " * 3_000_000 + b"<a/>"}, "over 250 times its size"),
        ({"XL/Workbook.xml": b"<a/>"}, "two parts of the same name"),
    ],
)
def test_dangerous_parts_are_refused(parts, said):
    assert said in refusal(changed(workbook(), parts))


def test_parts_of_over_200_mb_are_refused_without_being_unpacked(monkeypatch):
    monkeypatch.setattr(xlsx_guard, "MAX_UNPACKED", 5_000)

    assert "unpacks to more than" in refusal(changed(workbook(), {"xl/a.xml": b"<a>" + b"ab" * 3_000 + b"</a>"}))


def test_a_zip_that_is_no_workbook_is_refused():
    assert "not an Excel workbook" in refusal(changed(workbook(), remove="xl/workbook.xml"))


def test_an_encrypted_zip_is_refused():
    content = bytearray(workbook())
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1  # the flag in the central directory

    assert "encrypted" in refusal(bytes(content))


@pytest.mark.parametrize(("kind", "passes"), [("hyperlink", True), ("image", False)])
def test_only_hyperlinks_may_lead_outside(kind, passes):
    link = f'<R xmlns="x"><Relationship Id="a" TargetMode="External" Type="t/{kind}" Target="https://x.example"/></R>'
    content = changed(workbook(), {"xl/worksheets/_rels/sheet1.xml.rels": link.encode()})

    if passes:
        xlsx_guard.check(content, "health.xlsx")
    else:
        assert "points to a file outside itself" in refusal(content)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/elsewhere/hidden.xml"])
def test_a_cell_at_the_end_of_the_world_is_refused_before_it_fills_memory(part):
    far = b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'

    assert "filled as far as XFD1048576" in refusal(changed(workbook(), {part: far}))


def test_a_far_cell_without_its_name_is_counted_too():
    far = b'<worksheet><row r="900000"><c/><c/><c><v>1</v></c></row></worksheet>'

    assert "filled as far as C900000" in refusal(changed(workbook(), {"xl/worksheets/sheet1.xml": far}))


def test_what_follows_sees_only_checked_xml():
    checked = xlsx_guard.check(changed(workbook(), {"xl/media/image1.png": b"x" * 50}), "health.xlsx")

    with zipfile.ZipFile(io.BytesIO(checked)) as archive:
        assert all(name.endswith((".xml", ".rels")) for name in archive.namelist())


def test_formulas_are_found_with_all_cells_that_they_fill():
    def fill(book, sheet):
        sheet.write_formula("B2", "=1+1", None, "yes")
        sheet.write_array_formula("D4:E5", "{=A1:B2}", None, 0)
        sheet.write_string("F6", "=1+1")

    checked = xlsx_guard.check(workbook(fill), "health.xlsx")

    assert xlsx_guard.formula_cells(checked, "Answers") == {"B2", "D4", "D5", "E4", "E5"}


def test_a_formula_in_a_cell_without_a_name_is_found_where_it_stands():
    bare = b'<x:worksheet xmlns:x="y"><x:row><x:c/><x:c><x:f>1</x:f></x:c></x:row></x:worksheet>'
    checked = xlsx_guard.check(changed(workbook(), {"xl/worksheets/sheet1.xml": bare}), "health.xlsx")

    assert xlsx_guard.formula_cells(checked, "Answers") == {"B1"}


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
    problem = xlsx_guard.text_problem(text)

    assert (said in problem) if said else not problem


@pytest.mark.parametrize(("cell", "text"), [(2021.0, "2021"), (1.5, "1.5"), (None, ""), ("a", "a"), (True, "True")])
def test_cells_are_read_as_their_author_sees_them(cell, text):
    assert xlsx_guard.plain(cell) == text
