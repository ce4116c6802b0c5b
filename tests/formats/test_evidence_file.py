"""What is taken as evidence is what its name says, whole, and acts by nothing of its own."""

import codecs
import contextlib
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.evidence import (
    TYPES,
    excel,
    flate,
    open_document,
    pdf,
    picture,
    powerpoint,
    refusal,
    word,
    zipped,
)

from concord.formats import evidence_file, evidence_office, evidence_pictures, evidence_refusal
from concord.formats.evidence_file import MEDIA_TYPES, EvidenceFile, FormatError, check_evidence, clean_name

EXAMPLES = {
    "pdf": pdf(),
    "docx": word(),
    "xlsx": excel(),
    "pptx": powerpoint(),
    "odt": open_document("text"),
    "ods": open_document("spreadsheet"),
    "odp": open_document("presentation"),
    "png": picture("PNG"),
    "jpg": picture("JPEG"),
    "webp": picture("WEBP"),
    "txt": "Приказ № 5\r\n".encode(),
    "csv": b"a;b\n1;=2\n",
}


@pytest.mark.parametrize("extension", EXAMPLES)
def test_each_kind_is_taken_for_what_it_is(extension):
    assert set(EXAMPLES) == set(MEDIA_TYPES)

    found = check_evidence(f"Order 5.{extension.upper()}", EXAMPLES[extension])

    assert found == EvidenceFile(MEDIA_TYPES[extension], extension, f"Order 5.{extension}")


@pytest.mark.parametrize("extension", sorted(set(EXAMPLES) - {"csv"}))
def test_a_name_without_an_ending_gets_the_right_one(extension):
    assert check_evidence("Order no. 5", EXAMPLES[extension]).clean_name == f"Order no. 5.{extension}"


@pytest.mark.parametrize("named", ["exe", "html", "svg", "docm", *EXAMPLES])
def test_a_name_that_says_something_else_is_refused(named):
    for extension, data in EXAMPLES.items():
        same = extension == named or {extension, named} == {"txt", "csv"}
        assert same or refusal(data, f"order.{named}") == evidence_file.OTHER_NAME


@pytest.mark.parametrize(
    "data",
    [
        "Zürich\n".encode("utf-8-sig"), codecs.BOM_UTF16_LE + "Zürich\n".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "عربي".encode("utf-16-be"), b"a < b & c\t\x0c\n",
    ],
)  # fmt: skip
def test_plain_text_is_taken_in_every_unicode_form(data):
    assert check_evidence("notes.txt", data).media_type == "text/plain"


def test_jpeg_may_be_called_jpeg_and_carry_a_telephones_notes():
    found = check_evidence("photo.jpeg", EXAMPLES["jpg"] + b"SEFT notes")

    assert (found.extension, found.clean_name) == ("jpg", "photo.jpeg")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", evidence_file.EMPTY),
        (b"MZ\x90\x00", evidence_refusal.UNKNOWN),
        (b"\x7fELF", evidence_refusal.UNKNOWN),
        (b"GIF89a\x01\x00", evidence_refusal.UNKNOWN),
        (b"{\\rtf1 x}", evidence_refusal.UNKNOWN),
        (b"#!/bin/sh\nrm -rf /\n", evidence_refusal.UNKNOWN),
        (b"text with a NUL\x00", evidence_refusal.UNKNOWN),
        (codecs.BOM_UTF16_LE + "a\0".encode("utf-16-le"), evidence_refusal.UNKNOWN),
        ("windows-1251: Приказ".encode("cp1251"), evidence_refusal.UNKNOWN),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", evidence_file.MARKUP),
        (b"  \n<!DOCTYPE html><p>", evidence_file.MARKUP),
        (b"\xef\xbb\xbf<?xml version='1.0'?><x/>", evidence_file.MARKUP),
        (codecs.BOM_UTF16_LE + "<html>".encode("utf-16-le"), evidence_file.MARKUP),
        (b"<!-- x --><script>1</script>", evidence_file.MARKUP),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, evidence_file.OLD_OFFICE),
        (zipped({"a.txt": b"x"}), evidence_office.ARCHIVE),
        (zipped({}), evidence_office.ARCHIVE),
        (b"PK\x03\x04" + b"\0" * 200, evidence_refusal.DAMAGED),
    ],
)
def test_other_files_are_refused_for_what_they_are(data, sentence):
    assert refusal(data) == sentence


def test_the_size_is_limited_and_the_limit_named():
    assert refusal(b"x" * 20_000_001) == evidence_file.TOO_LARGE
    with pytest.raises(FormatError, match=r"larger than 1\.5 MB"):
        check_evidence("a.txt", b"x" * 1_500_001, limit=1_500_000)
    assert check_evidence("a.txt", b"x" * 1_500_000, limit=1_500_000).extension == "txt"


@pytest.mark.parametrize("extension", ["pdf", "docx", "xlsx", "pptx", "odt", "png", "jpg", "webp"])
@pytest.mark.parametrize("part", [0.3, 0.7, 0.97])
def test_a_file_that_is_cut_off_is_refused(extension, part):
    whole = EXAMPLES[extension]

    assert refusal(whole[: int(len(whole) * part)]) == evidence_refusal.DAMAGED


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_that_no_browser_could_show_is_refused(kind, monkeypatch):
    monkeypatch.setattr(evidence_pictures, "MAX_PIXELS", 5)

    assert refusal(picture(kind)) == evidence_pictures.TOO_MANY_PIXELS


@pytest.mark.parametrize(("options", "size"), [({"lossless": True}, (300, 2)), ({"exif": b"Exif\0\0MM\0*"}, (3, 500))])
def test_every_form_of_webp_says_its_size(options, size):
    assert evidence_pictures._webp_size(picture("WEBP", size, **options)) == size


def test_what_hangs_on_behind_a_picture_is_refused():
    assert refusal(EXAMPLES["png"] + zipped({"a": b"x"})) == evidence_refusal.DAMAGED


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("C:\\Users\\x\\Order 5.PDF", "Order 5.pdf"),
        ("../../etc/passwd", "passwd"),
        ("Order\r\n\x00 5.pdf", "Order 5.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("نامه\u200cها.pdf", "نامه\u200cها.pdf"),
        ("  .hidden.pdf ", "hidden.pdf"),
        ('a<b>:"|?*.pdf', "a_b______.pdf"),
        ("con.pdf", "_con.pdf"),
        ("NUL", "_NUL"),
        ("", "file"),
        ("///", "file"),
        (".pdf", "pdf"),
        ("e\u0301.pdf", "é.pdf"),
        ("x" * 300 + ".docx", "x" * 145 + ".docx"),
        ("ع" * 300 + ".pdf", "ع" * 118 + ".pdf"),
        ("report.final version.pdf", "report.final version.pdf"),
        ("Order no.5", "Order no.5"),
    ],
)
def test_names_are_cleaned(given_name, name):
    assert clean_name(given_name) == name


@given(st.text(max_size=400))
def test_a_clean_name_is_short_plain_and_stays_as_it_is(name):
    clean = clean_name(name)

    assert 1 <= len(clean) <= 151
    assert len(clean.encode()) <= 241
    assert not set(clean) & set('/\\<>:"|?*\0\r\n\u202e\u2066')
    assert clean.isprintable() or "\u200c" in clean or "\u200d" in clean
    assert clean_name(clean) == clean


BEGINNINGS = [
    b"",
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff\xe0",
    b"RIFF\0\0\0\0WEBPVP8 ",
    b"\xff\xfe",
]


@given(st.sampled_from(BEGINNINGS), st.binary(max_size=3000), st.sampled_from([b"", b"%%EOF"]), st.text(max_size=20))
@settings(max_examples=300, deadline=2000)
def test_random_bytes_are_taken_or_refused_and_nothing_else(beginning, data, end, name):
    try:
        assert check_evidence(name, beginning + data + end).extension in MEDIA_TYPES
    except FormatError as error:
        assert len(error.faults) == 1


@given(st.sampled_from(sorted(EXAMPLES)), st.data())
@settings(max_examples=300, deadline=2000)
def test_honest_files_with_changed_bytes_are_taken_or_refused_and_nothing_else(extension, data):
    content = bytearray(EXAMPLES[extension])
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        check_evidence(f"a.{extension}", bytes(content))
    except FormatError as error:
        assert len(error.faults) == 1


SLOW = {
    "objects": lambda: b" obj<</Type/ObjStm/Filter/FlateDecode>>stream\n" + flate(bytes(1_000_000)),
    "streams": lambda: b"stream\n\x78\x9c",
    "ends": lambda: b"stream\n" + flate(b"x") + b"/",
    "names": lambda: b"/J#61",
    "slashes": lambda: b"/",
}


@pytest.mark.parametrize("piece", SLOW.values(), ids=SLOW)
def test_no_pdf_within_the_limit_takes_long(piece):
    data = piece()
    took = seconds_for(b"%PDF-1.7\n" + data * (6_000_000 // len(data)) + b"%%EOF")
    assert took < 5


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"\xff\xd8\xff", b"\xff\xda\x00\x00"),
        (b"\xff\xd8\xff", b"\xff"),
        (b"\x89PNG\r\n\x1a\n", b"\0"),
        (b"", b"<"),
        (b"x", b" \n"),
    ],
)
def test_no_other_file_within_the_limit_takes_long(start, piece):
    assert seconds_for(start + piece * (6_000_000 // len(piece))) < 3


def test_no_document_within_the_limit_takes_long():
    parts = {TYPES: b"<a>" + b"<b/>" * 1_500_000 + b"</a>"}
    assert seconds_for(zipped(parts, packing=zipfile.ZIP_STORED)) < 5


def seconds_for(data):
    began = time.process_time()
    with contextlib.suppress(FormatError):
        check_evidence("a", data)
    return time.process_time() - began
