"""Files that pretend to be workbooks, and workbooks that hide something, are refused with a sentence that helps."""

import io
import zipfile

import pytest
import xlsxwriter

from concord.formats import xlsx_guard
from concord.formats.errors import FormatError
from concord.formats.xlsx_sheets import read_sheets


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
    (sheet,) = read_sheets(xlsx_guard.check(workbook(), "health.xlsx"), "health.xlsx")

    assert (sheet.title, sheet.cells) == ("Answers", {(2, 2): "here"})


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
        read_sheets(xlsx_guard.check(bytes(content), "health.xlsx"), "health.xlsx")
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
        ({"xl/a.xml": b'<?xml version="1.0" encoding="utf-7"?><a/>'}, "cut off or damaged"),
        ({"xl/a.xml": b'<?xml version="1.0" encoding="shift_jis"?><a/>'}, "cut off or damaged"),
        ({"xl/a\u202eb\n.xml": b"<a>"}, r"the part 'xl/a\u202eb\n.xml' is cut off"),
        ({"xl/_rels/x.rels": b'<R><Relationship Type="http://x/vbaProject"/></R>'}, "contains macros"),
        ({"xl/_rels/x.rels": b'<R><Relationship Type="http://x/xlMacrosheet"/></R>'}, "contains macros"),
        ({"xl/_rels/x.rels": b'<R><Relationship Type="http://x/externalLink"/></R>'}, "linked to other files"),
        ({f"xl/p{n}.xml": b"<a/>" for n in range(500)}, "more than the 500"),
        ({"xl/a.xml": b" " * 3_000_000 + b"<a/>"}, "over 250 times its size: a zip bomb"),
        ({"XL/Workbook.xml": b"<a/>"}, "two parts of the same name"),
    ],
)
def test_dangerous_parts_are_refused(parts, said):
    assert said in refusal(changed(workbook(), parts))


@pytest.mark.parametrize(("limit", "part"), [("MAX_UNPACKED", "xl/a.bin"), ("MAX_XML", "xl/a.xml")])
def test_parts_that_are_too_large_together_are_refused_without_being_unpacked(monkeypatch, limit, part):
    monkeypatch.setattr(xlsx_guard, limit, 20_000)

    assert "unpacks to more than" in refusal(changed(workbook(), {part: b"<a>" + b"ab" * 10_000 + b"</a>"}))


@pytest.mark.parametrize("part", ["xl/workbook.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"])
def test_a_zip_that_is_no_workbook_is_refused(part):
    assert "not an Excel workbook" in refusal(changed(workbook(), remove=part))


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


def test_a_sheet_from_elsewhere_is_refused():
    """As a program leaves it that fetches another workbook's cells: the part of the link is all there is to see."""
    link = (
        b'<R><Relationship Id="r9" Type="http://x/externalLinkPath" TargetMode="External" Target="file:///x.xlsx"/></R>'
    )

    assert "points to a file outside itself" in refusal(changed(workbook(), {"xl/_rels/y.rels": link}))


def test_what_follows_sees_only_checked_xml():
    drawing = b"<xml><br></xml>"  # programs write notes in XML of their own, which is not well-formed
    parts = xlsx_guard.check(
        changed(workbook(), {"xl/media/image1.png": b"x" * 50, "xl/drawings/vmlDrawing1.vml": drawing}), "health.xlsx"
    )

    assert all(name.endswith((".xml", ".rels")) for name in parts)
