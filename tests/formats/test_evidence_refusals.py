"""Documents that act by themselves, or hide what they hold, are refused as evidence, each with its own sentence."""

import io
import os
import zipfile

import pytest
from pypdf.generic import DictionaryObject, NameObject
from tests.formats.evidence import (
    RELS,
    TYPES,
    excel,
    flate,
    open_document,
    pdf,
    pdf_with_stream,
    refusal,
    with_parts,
    word,
    zipped,
)

from concord.formats import evidence_office as office
from concord.formats import evidence_pdf as acting
from concord.formats import evidence_refusal as why
from concord.formats.evidence_file import check_evidence


def relationship(kind: str, target: str = "https://x.example/", mode: str = "External") -> bytes:
    return f'<R><Relationship Id="a" TargetMode="{mode}" Type="{RELS}/{kind}" Target="{target}"/></R>'.encode()


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"word/vbaProject.bin": b"x"}, office.MACROS),
        ({"word/activeX/activeX1.xml": b"<x/>"}, office.MACROS),
        ({"xl/macrosheets/sheet1.xml": b"<x/>"}, office.MACROS),
        ({TYPES: b'<Types><Default ContentType="application/x.macroEnabled.main+xml"/></Types>'}, office.MACROS),
        ({TYPES: b'<Types><Default ContentType="application/vnd.ms-office.vbaProject"/></Types>'}, office.MACROS),
        ({"word/_rels/x.rels": relationship("vbaProject", mode="Internal")}, office.MACROS),
        ({TYPES: b"<Types/>"}, why.UNKNOWN),
        ({"word/_rels/x.rels": relationship("image")}, why.ACTIVE_LINK),
        ({"word/_rels/x.rels": relationship("attachedTemplate")}, why.ACTIVE_LINK),
        ({"word/_rels/x.rels": relationship("attachedTemplate", "file:////host/share/x.dotm")}, why.ACTIVE_LINK),
        ({"word/_rels/x.rels": relationship("attachedTemplate", "file://host/x.dotm")}, why.ACTIVE_LINK),
        ({"word/embeddings/oleObject1.bin": b"x"}, why.NESTED),
        ({"word/embeddings/a.xlsx": b"MZ"}, why.NESTED),
        ({"word/embeddings/a.xlsx": with_parts(excel(), {"xl/vbaProject.bin": b"x"})}, office.MACROS),
        ({"word/x.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, office.DECLARED),
        ({"word/x.xml": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16")}, office.DECLARED),
        ({"word/x.xml": b"<a><b></a>"}, why.DAMAGED),
        ({"../x": b"x"}, why.DAMAGED),
        ({"/x": b"x"}, why.DAMAGED),
        ({"word\\..\\x:y": b"x"}, why.DAMAGED),
        ({"WORD/document.XML": b"<a/>"}, why.DAMAGED),
        ({"word/x.xml": b" " * 3_000_000 + b"<a/>"}, office.BOMB),
        ({f"word/p{n}": b"" for n in range(5_000)}, office.BOMB),
    ],
)  # fmt: skip
def test_documents_that_act_or_hide_something_are_refused(parts, sentence):
    assert refusal(with_parts(word(), parts)) == sentence


@pytest.mark.parametrize(
    "target", ["file:///C:\\Users\\x\\AppData\\Normal.dotm", "Normal.dotm", "file:///c:/Letterhead.dotx"]
)
def test_a_letterhead_on_the_authors_own_disk_and_hyperlinks_do_no_harm(target):
    parts = {
        "word/_rels/x.rels": relationship("attachedTemplate", target),
        "word/_rels/y.rels": relationship("hyperlink"),
    }

    assert check_evidence("a.docx", with_parts(word(), parts)).extension == "docx"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (open_document(Basic__Standard__Module1__xml=b"<x/>"), office.MACROS),
        (open_document(Scripts__python__x=b"import os"), office.MACROS),
        (
            with_parts(open_document(), {"content.xml": b'<c xmlns:script="s"><script:event-listener/></c>'}),
            office.MACROS,
        ),
        (
            with_parts(open_document(), {"META-INF/manifest.xml": b'<m xmlns:x="y"><x:encryption-data/></m>'}),
            why.PROTECTED,
        ),
        (
            with_parts(open_document(), {"META-INF/manifest.xml": b'<m><f media-type="application/x.oleobject"/></m>'}),
            why.NESTED,
        ),
        (open_document("text-template"), why.UNKNOWN),
        (with_parts(open_document(), {"mimetype": b"x" * 200}), why.UNKNOWN),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "a": b""}), why.DAMAGED),
    ],
)
def test_open_documents_that_act_or_hide_something_are_refused(data, sentence):
    assert refusal(data) == sentence


def test_encrypted_and_oddly_packed_zips_are_refused():
    content = bytearray(word())
    content[content.find(b"PK\x01\x02") + 8] |= 1  # the flag in the central directory

    assert refusal(bytes(content)) == why.PROTECTED
    assert refusal(zipped({TYPES: b"<Types/>"}, packing=zipfile.ZIP_LZMA)) == why.PROTECTED


def test_documents_inside_a_document_share_its_allowance(monkeypatch):
    def letter(count):
        return with_parts(word(), {f"word/embeddings/{n}.xlsx": excel() for n in range(count)})

    def xml_in(*packages):
        archives = [zipfile.ZipFile(io.BytesIO(data)) for data in packages]
        return sum(i.file_size for a in archives for i in a.infolist() if i.filename.endswith((".xml", ".rels")))

    def allow(xml, nested):
        monkeypatch.setattr(office, "_Allowance", lambda: allowance(xml, nested))

    allowance = office._Allowance
    allow(office.MAX_XML, 2)
    assert check_evidence("a.docx", letter(2)).extension == "docx"
    assert refusal(letter(3)) == why.NESTED
    allow(xml_in(word(), excel()), 2)
    assert check_evidence("a.docx", letter(1)).extension == "docx"
    assert refusal(letter(2)) == office.BOMB


def add_script(writer):
    writer._add_object(DictionaryObject({NameObject("/S"): NameObject("/JavaScript")}))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (pdf(add_script), acting.ACTING),
        (pdf(add_script).replace(b"/JavaScript", b"/J#61vaScrip#74"), acting.ACTING),
        (pdf(lambda writer: writer.add_attachment("x.exe", b"MZ")), acting.HOLDING),
        (pdf(lambda writer: writer.encrypt("secret", algorithm="RC4-128")), why.PROTECTED),
        (pdf_with_stream(b"<</S /Launch /F (cmd.exe)>>"), acting.ACTING),
        (
            pdf_with_stream(flate(b"1 0 <</S /JavaScript /JS (x)>>"), Type="ObjStm", Filter="FlateDecode"),
            acting.ACTING,
        ),
        (pdf_with_stream(flate(b"1 0 <</S /Launch>>"), Type="Ob#6aStm", Filter="Fl"), acting.ACTING),
        (pdf_with_stream(flate(b"1 0 <</S /Launch>>")), acting.ACTING),
        (pdf_with_stream(b"AAAA~>", Type="ObjStm", Filter="ASCII85Decode"), acting.HIDDEN),
        (pdf_with_stream(b"AAAA", Type="ObjStm", Filter="JBIG2Decode"), acting.HIDDEN),
        (pdf_with_stream(flate(bytes(32_000_001)), Type="ObjStm", Filter="FlateDecode"), acting.HIDDEN),
        (b"%PDF-1.7\n" + b"stream\n" * 100_001 + b"%%EOF", acting.HIDDEN),
    ],
)
def test_pdfs_that_act_or_hide_something_are_refused(data, sentence):
    assert refusal(data) == sentence


def test_pictures_in_a_pdf_raise_no_false_alarm():
    noise = os.urandom(3_000_000) + b"/JS /JSx /AA /OpenAction /LaunchPad /XFAny"

    assert check_evidence("a.pdf", pdf_with_stream(noise, Subtype="Image")).extension == "pdf"
    assert check_evidence("a.pdf", pdf_with_stream(flate(noise), Filter="FlateDecode")).extension == "pdf"
