"""Files as officials upload them, and as somebody would who means harm: small, and made here."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

import docx
import pytest
import xlsxwriter
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from concord.formats.evidence_file import EvidenceRefused, check_evidence

TYPES = "[Content_Types].xml"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODF = "application/vnd.oasis.opendocument"
MANIFEST = b'<m:manifest xmlns:m="urn:m"><m:file-entry m:full-path="/" m:media-type="x"/></m:manifest>'


def refusal(data: bytes, name: str = "order", **options: int) -> str:
    """The sentence with which a file is refused, before its values are put in."""
    with pytest.raises(EvidenceRefused) as caught:
        check_evidence(name, data, **options)
    (fault,) = caught.value.faults
    assert "\n" not in fault.problem
    assert fault.problem == caught.value.sentence % caught.value.values
    return caught.value.sentence


def zipped(parts: dict[str, bytes], *, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file of parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def with_parts(content: bytes, parts: dict[str, bytes]) -> bytes:
    """A package with parts added or replaced."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        return zipped({name: old.read(name) for name in old.namelist()} | parts)


@cache
def word() -> bytes:
    """A letter."""
    file = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("An order in force.")
    document.save(file)
    return file.getvalue()


@cache
def excel() -> bytes:
    """A table with a chart and a hyperlink."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_column(0, 0, [1, 2, 3])
        sheet.write_url("B1", "https://example.org/")
        sheet.insert_chart("C1", _chart(book))
    return file.getvalue()


def _chart(book: xlsxwriter.Workbook) -> object:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Sheet1!$A$1:$A$3"})
    return chart


@cache
def powerpoint() -> bytes:
    """Slides with a chart, whose numbers lie in a workbook inside."""
    main = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    return zipped(
        {
            TYPES: f'<Types><Override PartName="/ppt/presentation.xml" ContentType="{main}"/></Types>'.encode(),
            "ppt/presentation.xml": b"<p/>",
            "ppt/embeddings/Microsoft_Excel_Sheet1.xlsx": excel(),
        }
    )


def open_document(kind: str = "text", **parts: bytes) -> bytes:
    """An OpenDocument file as LibreOffice leaves it, empty part included."""
    named = {name.replace("__", "/"): data for name, data in parts.items()}
    return zipped(
        {
            "mimetype": f"{ODF}.{kind}".encode(),
            "content.xml": b"<c/>",
            "Configurations2/accelerator/current.xml": b"",
            "META-INF/manifest.xml": MANIFEST,
        }
        | named
    )


def picture(kind: str, size: tuple[int, int] = (3, 2), **options: object) -> bytes:
    """A small picture."""
    file = io.BytesIO()
    Image.new("RGB", size, "navy").save(file, kind, **options)
    return file.getvalue()


def pdf(change: Callable[[PdfWriter], object] | None = None) -> bytes:
    """A page, changed by a function of pypdf's writer."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    if change is not None:
        change(writer)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def pdf_with_stream(data: bytes, **names: str) -> bytes:
    """A page with one more stream, as it stands, with these names in its dictionary."""

    def add(writer: PdfWriter) -> None:
        stream = DecodedStreamObject()
        stream.set_data(data)
        for name, value in names.items():
            stream[NameObject(f"/{name}")] = NameObject(f"/{value}")
        writer._add_object(stream)

    return pdf(add)


def flate(data: bytes) -> bytes:
    """Packed as PDF packs most of its streams."""
    return zlib.compress(data)
