"""Word, Excel, PowerPoint and OpenDocument files as evidence: honest packages without macros, links and objects."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from xml.parsers import expat

from concord.formats.evidence_refusal import ACTIVE_LINK, DAMAGED, NESTED, PROTECTED, UNKNOWN, Refusal, _
from concord.formats.xlsx_guard import MAX_RATIO, MAX_UNPACKED, MAX_XML, RATIO_FROM
from concord.formats.xlsx_parts import Damaged, elements

MAX_PARTS = 5_000  # a presentation of 300 slides has about 1,500
MAX_NESTED = 200  # documents inside a document: each chart of a presentation has its numbers in one
_TYPES = "[Content_Types].xml"
_MAIN = {
    "wordprocessingml.document.main+xml": "docx",
    "spreadsheetml.sheet.main+xml": "xlsx",
    "presentationml.presentation.main+xml": "pptx",
}
_ODF = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
_PART_OF = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
_MACRO_TYPES = ("macroenabled", "vbaproject", "vbadata", "macrosheet", "activex")
_MACRO_PARTS = re.compile(r"vbaproject|vbadata|/macrosheets/|/activex/|^basic/|^scripts/", re.IGNORECASE)
_LOCAL_TEMPLATE = re.compile(r"file:///[a-z]:|[^:/\\]*$", re.IGNORECASE)  # the letterhead a document was begun with
_XML = (".xml", ".rels")
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, LookupError, ValueError, ArithmeticError)
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}

MACROS = _("The document contains macros; save it without macros, or as PDF.")
DECLARED = _("The document declares a document type, which office programs do not; save it again, or as PDF.")
BOMB = _("The file unpacks to far more than its size; save it again with smaller pictures, or as PDF.")
ARCHIVE = _("Archives are not taken; upload the files in it one by one.")


@dataclass
class _Allowance:
    """What a file may still cost, the documents inside it included."""

    xml: int = MAX_XML
    nested: int = MAX_NESTED


def office_kind(data: bytes) -> str:
    """Which of the six kinds of document a zip file is; ``Refusal`` where it is none or holds something that acts."""
    try:
        return _kind(data, _Allowance())
    except (Damaged, expat.ExpatError, *_BROKEN):
        raise Refusal(DAMAGED) from None
    except (NotImplementedError, RuntimeError):  # a method of packing or encrypting that no office program uses
        raise Refusal(PROTECTED) from None


def _kind(data: bytes, allowance: _Allowance) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        _refuse_bombs(parts)
        names = [part.filename for part in parts]
        if not {"mimetype", _TYPES} & set(names):
            raise Refusal(ARCHIVE)
        if any(_MACRO_PARTS.search(name) and not name.endswith("/") for name in names):
            raise Refusal(MACROS)
        _check_xml(archive, parts, allowance)
        kind = _open_document(archive, names) if "mimetype" in names else _open_xml(archive, names)
        _check_nested(archive, names, allowance)
    return kind


def _refuse_bombs(parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 1 or part.compress_type not in _METHODS for part in parts):
        raise Refusal(PROTECTED)
    names = [part.filename for part in parts]
    if len({name.lower() for name in names}) < len(names) or not all(map(_is_plain, names)):
        raise Refusal(DAMAGED)
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or any(map(_is_bomb, parts)):
        raise Refusal(BOMB)


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1)


def _is_plain(name: str) -> bool:
    """Whether a part stays where the package is unpacked."""
    return not name.startswith("/") and not {"\\", "\0", ":"} & set(name) and ".." not in name.split("/")


def _open_document(archive: zipfile.ZipFile, names: list[str]) -> str:
    kind = _ODF.get(archive.read("mimetype").strip()) if archive.getinfo("mimetype").file_size < 100 else None
    if kind is None:
        raise Refusal(UNKNOWN)
    if not {"content.xml", "META-INF/manifest.xml"} <= set(names):
        raise Refusal(DAMAGED)
    for tag, attributes in elements(archive.read("META-INF/manifest.xml")):
        if tag == "encryption-data":
            raise Refusal(PROTECTED)
        if "oleobject" in _value(attributes, "media-type").lower():
            raise Refusal(NESTED)
    if b"<script:event-listener" in archive.read("content.xml"):
        raise Refusal(MACROS)
    return kind


def _open_xml(archive: zipfile.ZipFile, names: list[str]) -> str:
    types = [_value(attributes, "ContentType").lower() for _tag, attributes in elements(archive.read(_TYPES))]
    if any(word in kind for kind in types for word in _MACRO_TYPES):
        raise Refusal(MACROS)
    kinds = {found for kind in types for ending, found in _MAIN.items() if kind.endswith(ending)}
    if len(kinds) != 1:
        raise Refusal(UNKNOWN)
    (kind,) = kinds
    if not any(name.startswith(_PART_OF[kind]) for name in names):
        raise Refusal(DAMAGED)
    return kind


def _value(attributes: dict[str, str], name: str) -> str:
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), "")


def _check_xml(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], allowance: _Allowance) -> None:
    # LibreOffice leaves empty parts where a setting has no content.
    read = [part for part in parts if part.filename.lower().endswith(_XML) and part.file_size]
    allowance.xml -= sum(part.file_size for part in read)
    if allowance.xml < 0:
        raise Refusal(BOMB)
    for part in read:
        data = archive.read(part)
        _refuse_doctype(data)
        if part.filename.lower().endswith(".rels"):
            for tag, attributes in elements(data):
                if tag == "Relationship":
                    _refuse_link(attributes)


def _refuse_doctype(data: bytes) -> None:
    """Refuse a document type, which office programs do not write and entities need; and XML that is not well-formed."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _stop
    parser.Parse(data, True)


def _stop(*_: object) -> None:
    raise Refusal(DECLARED)


def _refuse_link(attributes: dict[str, str]) -> None:
    kind, target = attributes.get("Type", "").lower(), attributes.get("Target", "")
    if any(word in kind for word in _MACRO_TYPES):
        raise Refusal(MACROS)
    if attributes.get("TargetMode", "").lower() != "external" or kind.endswith("/hyperlink"):
        return  # hyperlinks wait for somebody to follow them
    if not (kind.endswith("/attachedtemplate") and _LOCAL_TEMPLATE.match(target)):
        raise Refusal(ACTIVE_LINK)


def _check_nested(archive: zipfile.ZipFile, names: list[str], allowance: _Allowance) -> None:
    """Refuse objects inside, other than the small workbooks in which charts keep their numbers."""
    nested = [name for name in names if "/embeddings/" in name.lower() and not name.endswith("/")]
    allowance.nested -= len(nested)
    if allowance.nested < 0:
        raise Refusal(NESTED)
    for name in nested:
        inside = archive.read(name)
        if not name.lower().endswith((".docx", ".xlsx", ".pptx")) or not inside.startswith(b"PK"):
            raise Refusal(NESTED)
        _kind(inside, allowance)
