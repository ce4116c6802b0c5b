"""The door for every workbook that comes from outside: what is dangerous or broken is refused in one clear sentence.

``check`` hands out the XML parts that it has read itself, so that no later reader sees anything that was not checked
(two readers may disagree about a crafted zip file). XML goes through expat, which sees a DTD in any encoding.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import NoReturn
from xml.parsers import expat

from concord.formats.errors import Fault, FormatError
from concord.formats.xlsx_parts import Damaged, elements

MAX_BYTES = 20_000_000
MAX_PARTS = 500
MAX_UNPACKED = 200_000_000
MAX_XML = 100_000_000  # of what is read at all; 300 answered statements take about 1 MB
MAX_RATIO = 250  # a sheet of one repeated word packs about 100 : 1, a zip bomb 1000 : 1
RATIO_FROM = 1_000_000  # below this size a high ratio is harmless, and common
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_XML = (".xml", ".rels")
_MACROS = ("/vbaproject", "/xlmacrosheet", "/xlintlmacrosheet")
_LINKS = ("/externallink", "/connections")
_MACRO = "the workbook contains macros; save it as an Excel workbook without macros (.xlsx)"
_LINK = "the workbook is linked to other files or data; break the links (Data, Edit links) and save it"


def check(content: bytes, name: str) -> dict[str, bytes]:
    """The XML parts of a workbook by their names, all well-formed; ``FormatError`` says what is wrong with ``name``."""
    _refuse_foreign_containers(content, name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            listed = archive.infolist()
            _refuse_bombs(listed, name)
            _refuse_dangerous_parts(archive, [info.filename for info in listed], name)
            parts = {info.filename: archive.read(info) for info in listed if info.filename.lower().endswith(_XML)}
    except FormatError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError):
        _refuse(name, "the file is cut off or damaged; save it once more, or ask for it again")
    for part, data in parts.items():
        _refuse_bad_xml(part, data, name)
    return parts


def _refuse(name: str, problem: str) -> NoReturn:
    raise FormatError(Fault(name, problem)) from None


def _shown(part: str) -> str:
    return part[:60] if part.isprintable() else ascii(part[:60])


def _refuse_foreign_containers(content: bytes, name: str) -> None:
    if len(content) > MAX_BYTES:
        _refuse(name, f"the file is larger than {MAX_BYTES // 1_000_000} MB; remove pictures and other sheets")
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            _refuse(name, "the workbook is protected by a password to open it; save it without one")
        _refuse(name, "this is an old Excel file (.xls); save it as an Excel workbook (.xlsx)")
    if not content:
        _refuse(name, "the file is empty; ask for it again")
    if not content.startswith(b"PK\x03\x04"):
        _refuse(name, "this is not an Excel workbook (.xlsx)")


def _refuse_bombs(parts: list[zipfile.ZipInfo], name: str) -> None:
    if len(parts) > MAX_PARTS:
        _refuse(name, f"the file consists of {len(parts)} parts, more than the {MAX_PARTS} of any honest workbook")
    if len({part.filename.lower() for part in parts}) < len(parts):
        _refuse(name, "the file holds two parts of the same name; save it once more in your spreadsheet program")
    if any(part.flag_bits & 1 for part in parts):
        _refuse(name, "the file is encrypted; save it without a password")
    read = [part for part in parts if part.filename.lower().endswith((*_XML, "mimetype"))]
    for some, limit in ((parts, MAX_UNPACKED), (read, MAX_XML)):
        if sum(part.file_size for part in some) > limit:
            _refuse(name, f"the file unpacks to more than {limit // 1_000_000} MB; remove pictures and other sheets")
    for part in parts:
        if part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            _refuse(name, f"the part {_shown(part.filename)} unpacks to over {MAX_RATIO} times its size: a zip bomb")


def _refuse_dangerous_parts(archive: zipfile.ZipFile, parts: list[str], name: str) -> None:
    lower = [part.lower() for part in parts]
    if "mimetype" in parts and b"opendocument" in archive.read("mimetype"):
        _refuse(name, "this is an OpenDocument file; save it as an Excel workbook (.xlsx)")
    types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in parts else b""
    if b"macroenabled" in types.lower() or any(part.endswith("vbaproject.bin") for part in lower):
        _refuse(name, _MACRO)
    if "xl/workbook.bin" in lower:
        _refuse(name, "this is a binary Excel workbook (.xlsb); save it as an Excel workbook (.xlsx)")
    if not types or not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= set(parts):
        _refuse(name, "this is not an Excel workbook (.xlsx)")
    if any(part.startswith("xl/externallinks/") or part == "xl/connections.xml" for part in lower):
        _refuse(name, _LINK)
    if any(part.startswith(("xl/embeddings/", "xl/activex/")) for part in lower):
        _refuse(name, "the workbook contains embedded objects; remove them and save it")


def _refuse_bad_xml(part: str, data: bytes, name: str) -> None:
    shown, parser = _shown(part), expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _stop
    try:
        parser.Parse(data, True)
        for tag, attributes in elements(data) if part.lower().endswith(".rels") else ():
            if tag == "Relationship":
                _refuse_relationship(attributes, name)
    except _Doctype:
        _refuse(name, f"the part {shown} declares a document type or entities, which a workbook never does")
    except FormatError:
        raise
    except (Damaged, expat.ExpatError, LookupError, ValueError) as error:
        _refuse(name, f"the part {shown} is cut off or damaged ({error}); save the workbook once more")


def _refuse_relationship(attributes: dict[str, str], name: str) -> None:
    kind = attributes.get("Type", "").lower()
    if kind.endswith(_MACROS):
        _refuse(name, _MACRO)
    if kind.endswith(_LINKS):
        _refuse(name, _LINK)
    # Hyperlinks to the web are only text to us; any other outside target would be fetched by some program.
    if attributes.get("TargetMode", "").lower() == "external" and not kind.endswith("/hyperlink"):
        _refuse(name, "the workbook points to a file outside itself; remove the link and save it")


class _Doctype(Exception):
    pass


def _stop(*_: object) -> None:
    raise _Doctype
