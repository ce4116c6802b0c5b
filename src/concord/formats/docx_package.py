"""What a Word file may contain before it is opened as a template, and again before it is given to anyone."""

from __future__ import annotations

import io
import re
import zipfile
from urllib.parse import urlsplit

from lxml import etree

from concord.formats.docx_environment import refuse

MAX_FILE = 10_000_000
MAX_PARTS = 400
MAX_UNPACKED = 60_000_000
MAX_XML_PART = 1_000_000
MAX_TAG = 4_000
MAX_TAGS = 400_000
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Parts that run, or that carry another document inside.
_FORBIDDEN_PARTS = re.compile(r"vbaProject|vbaData|activeX|/embeddings/|oleObject|/afchunk|\.bin$", re.I)
_XML = (".xml", ".rels")
_ENDINGS = (*_XML, ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".odttf")
_FORBIDDEN_RELATIONSHIPS = re.compile(
    r"/(oleObject|package|control|attachedTemplate|frame|subDocument|aFChunk|vbaProject|webSettings/frame|mailMergeSource"
    r"|recipientData|externalLink|activeXControl\w*)$", re.I,
)  # fmt: skip
# Fields that only show what is in the document; all others (INCLUDETEXT, DDE, LINK …) can fetch or run something.
_FIELDS = {
    "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "TOC", "PAGEREF", "REF", "STYLEREF", "SEQ", "DATE", "TIME", "TITLE",
    "SUBJECT", "AUTHOR", "CREATEDATE", "SAVEDATE", "PRINTDATE", "HYPERLINK", "NUMWORDS", "FORMTEXT", "TC", "XE",
    "INDEX",
}  # fmt: skip


def check_package(raw: bytes, *, template: bool) -> None:
    """Raise ``FormatError`` with one sentence unless this is a plain Word document that fetches and runs nothing.

    ``template`` adds the limits that keep an unread template from keeping the machine busy.
    """
    if template and len(raw) > MAX_FILE:
        raise refuse(f"the file is larger than {MAX_FILE // 1_000_000} MB")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            _check_entries(package.infolist(), template)
            _check_content_types(package)
            for entry in package.infolist():
                if entry.filename.lower().endswith(_XML):
                    _check_xml(entry.filename, package.read(entry), template)
    except zipfile.BadZipFile as error:
        raise refuse("the file is not a Word document (.docx)") from error
    except (KeyError, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise refuse("the file is damaged or locked with a password; save it again as .docx") from error


def _check_entries(entries: list[zipfile.ZipInfo], template: bool) -> None:
    names = [entry.filename for entry in entries]
    if len(entries) > MAX_PARTS:
        raise refuse(f"the file has more than {MAX_PARTS} parts")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise refuse(f"the file is larger than {MAX_UNPACKED // 1_000_000} MB when unpacked")
    if len({name.casefold() for name in names}) != len(names):
        raise refuse("the file has two parts of the same name")
    for entry in entries:
        if _FORBIDDEN_PARTS.search("/" + entry.filename):
            raise refuse("the file contains macros, controls or embedded objects; save it as .docx without them")
        if not entry.is_dir() and not entry.filename.lower().endswith(_ENDINGS):
            raise refuse(f"the file has a part of an unexpected kind ('{entry.filename[-40:]}')")
        is_xml = entry.filename.lower().endswith(_XML)
        if template and is_xml and entry.file_size > MAX_XML_PART:
            raise refuse(f"the text of the file is larger than {MAX_XML_PART // 1_000_000} MB")


def _check_content_types(package: zipfile.ZipFile) -> None:
    if "[Content_Types].xml" not in package.namelist():
        raise refuse("the file is not a Word document (.docx)")
    types = package.read("[Content_Types].xml").decode("utf-8", "replace")
    if "macroEnabled" in types or "vbaProject" in types:
        raise refuse("the file contains macros, controls or embedded objects; save it as .docx without them")
    # Only parts that end in .xml are read as XML below, so no other part may claim to be XML.
    claims = re.findall(r"<(?:Override|Default)\b[^>]*>", types)
    named = [claim for claim in claims if "xml" in _attribute(claim, "ContentType")]
    if any(not ("." + _attribute(c, "PartName") + _attribute(c, "Extension")).lower().endswith(_XML) for c in named):
        raise refuse("the file has a part of an unexpected kind")
    if _MAIN not in types:
        raise refuse("the file is not a Word document (.docx)")


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"\b{name}\s*=\s*[\"']([^\"']*)", tag)
    return found.group(1) if found else ""


def _check_xml(name: str, raw: bytes, template: bool) -> None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=not template)
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise refuse("the file is damaged: a part of it is not well-formed XML") from error
    if root.getroottree().docinfo.doctype:
        raise refuse("the file declares XML entities, which a Word document never does")
    if name.endswith(".rels"):
        _check_relationships(root)
        return
    for element in root.iter(f"{_W}altChunk", f"{_W}object", f"{_W}control", f"{_W}subDoc", f"{_W}attachedTemplate"):
        raise refuse(f"the file refers to another document or object ('{etree.QName(element).localname}')")
    _check_fields(root)
    if template:
        _check_tags(raw.decode("utf-8", "replace"))


def _check_relationships(root: etree._Element) -> None:
    for relationship in root:
        kind, target = relationship.get("Type", ""), relationship.get("Target", "")
        if _FORBIDDEN_RELATIONSHIPS.search(kind):
            raise refuse(f"the file refers to another document or object ('{kind.rsplit('/', 1)[-1]}')")
        external = relationship.get("TargetMode", "Internal") != "Internal"
        link = kind.endswith("/hyperlink") and urlsplit(target).scheme in ("http", "https", "mailto")
        if external and not link:
            raise refuse("the file fetches something from elsewhere; insert pictures instead of linking to them")


def _check_fields(root: etree._Element) -> None:
    """A field's words may be split over runs, and a field may build another one's words: read them all as one text."""
    spelled: list[str] = []
    for element in root.iter(f"{_W}fldChar", f"{_W}instrText", f"{_W}fldSimple"):
        if element.tag == f"{_W}fldSimple":
            _check_field(element.get(f"{_W}instr", ""))
        elif element.tag == f"{_W}instrText" and spelled:
            spelled[-1] += element.text or ""
        elif element.get(f"{_W}fldCharType") == "begin":
            if spelled:
                spelled[-1] += "\x00"
            spelled.append("")
        elif element.get(f"{_W}fldCharType") == "end" and spelled:
            _check_field(spelled.pop())
    for rest in spelled:
        _check_field(rest)


def _check_field(instruction: str) -> None:
    words = instruction.split()
    if words and words[0].upper() not in _FIELDS:
        shown = re.sub(r"[^A-Za-z]", "", words[0])[:30]
        raise refuse(f"the field '{shown}' may not be used, because it can fetch or run something")
    if words and words[0].upper() == "HYPERLINK" and re.search(r"\\\\|file:|\x00", instruction, re.I):
        raise refuse("a link of the file leads to a file instead of a web page")


def _check_tags(text: str) -> None:
    """Tags must be closed and short: the renderer searches between their ends again and again."""
    total, at = 0, 0
    while (start := _next_tag(text, at)) >= 0:
        end = text.find({"{": "}}", "%": "%}", "#": "#}"}[text[start + 1]], start + 2)
        if end < 0 or end - start > MAX_TAG:
            raise refuse("a tag such as '{{ … }}' or '{% … %}' is opened and not closed")
        total += end - start
        at = end + 2
    if total > MAX_TAGS:
        raise refuse("the template has too many tags")


def _next_tag(text: str, at: int) -> int:
    found = re.compile(r"\{[{%#]").search(text, at)
    return found.start() if found else -1
