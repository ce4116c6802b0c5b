"""Files that officials put beside an answer as evidence: what each really is, or one sentence why it is not taken.

What a file is follows from its content, and its name must agree. Taken are documents, pictures and plain text that no
program runs: nothing with macros, scripts, other files inside, or links that a program follows by itself. This is a
sieve and no virus scanner: it knows the formats' own ways of acting, not the faults of the programs that open them.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from typing import NoReturn

from concord.formats.errors import FormatError
from concord.formats.evidence_office import office_kind
from concord.formats.evidence_pdf import check_pdf
from concord.formats.evidence_pictures import picture_kind
from concord.formats.evidence_refusal import UNKNOWN, EvidenceRefused, Refusal, _

MAX_BYTES = 20_000_000
MAX_NAME = 150
MAX_NAME_BYTES = 240  # what file systems take, with some room
_LONGEST = 1_000  # of a name that is looked at at all
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "txt": "text/plain",
    "csv": "text/csv",
}
_SAME = {"jpeg": "jpg", "jpe": "jpg"}
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIPPED = b"PK"
_MARKUP = re.compile(r"\s*<(?:!--|!doctype|html|head|body|script|svg|\?xml|\?php|iframe)", re.IGNORECASE)
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_EXTENSION = re.compile(r"(.*)\.([A-Za-z][A-Za-z0-9]{0,5})", re.DOTALL)
_KEPT_FORMAT_CHARACTERS = "\u200c\u200d"  # joiners, which Persian and the scripts of India are spelt with
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)

EMPTY = _("The file is empty; choose it again.")
TOO_LARGE = _("The file is larger than %(limit)s MB; make it smaller, or split it.")
OLD_OFFICE = _(
    "This is an old or protected Office file; save it as .docx, .xlsx or .pptx without a password, or as PDF."
)
OTHER_NAME = _("The name says .%(named)s, but this is a .%(found)s file; give it its right name and choose it again.")
MARKUP = _("Web pages, drawings and scripts can act by themselves and are not taken; save it as PDF.")


@dataclass(frozen=True)
class EvidenceFile:
    """What a file is, and a name for it that is safe to store and to show."""

    media_type: str
    extension: str
    clean_name: str


def check_evidence(name: str, data: bytes, *, limit: int = MAX_BYTES) -> EvidenceFile:
    """What an uploaded file is; ``EvidenceRefused`` (a ``FormatError``) says in one sentence why it is not taken.

    ``limit`` is in bytes. The time is bounded by the size: nothing is unpacked beyond fixed limits.
    """
    stem, named = _split(name)
    shown = clean_name(name)
    try:
        if not data:
            raise Refusal(EMPTY)
        if len(data) > limit:
            raise Refusal(TOO_LARGE, limit=f"{limit / 1e6:g}")
        found = _kind(data, named)
        if named and _SAME.get(named, named) != found:
            raise Refusal(OTHER_NAME, named=named, found=found)
    except Refusal as refusal:
        _refuse(shown, refusal)
    return EvidenceFile(MEDIA_TYPES[found], found, clean_name(f"{stem}.{named or found}"))


def clean_name(name: str) -> str:
    """A file's name without its path, and without anything that is invisible, turns text around or bothers a disk."""
    stem, extension = _split(name)
    ending = f".{extension}" if extension else ""
    stem = stem[: MAX_NAME - len(ending)]
    while len(stem.encode()) + len(ending) > MAX_NAME_BYTES:
        stem = stem[:-1]
    stem = stem.strip(" .") or "file"
    return ("_" if _RESERVED.match(stem) else "") + stem + ending


def _split(name: str) -> tuple[str, str]:
    """The name without its folders, and its extension in small letters (empty where it has none)."""
    last = re.split(r"[/\\]", name[-_LONGEST:])[-1]
    plain = "".join(letter for letter in unicodedata.normalize("NFC", last) if _visible(letter))
    plain = " ".join(_NOT_IN_NAMES.sub("_", plain).split()).strip(" .")
    found = _EXTENSION.fullmatch(plain)
    return (found[1].strip(" ."), found[2].lower()) if found else (plain, "")


def _visible(letter: str) -> bool:
    return unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"} or letter in _KEPT_FORMAT_CHARACTERS


def _refuse(shown: str, refusal: Refusal) -> NoReturn:
    raise EvidenceRefused(shown, refusal.sentence, refusal.values) from None


def _kind(data: bytes, named: str) -> str:
    """The extension that belongs to the content."""
    if data.startswith(b"%PDF-"):
        check_pdf(data)
        return "pdf"
    if data.startswith(_ZIPPED):
        return office_kind(data)
    if data.startswith(_OLE):
        raise Refusal(OLD_OFFICE)
    picture = picture_kind(data)
    if picture:
        return picture
    _check_text(data)
    return named if named in ("txt", "csv") else "txt"


def _check_text(data: bytes) -> None:
    """Plain text in UTF-8, or in UTF-16 that says so by its first two bytes."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal(UNKNOWN) from None
    if _NO_TEXT.search(text) or text.startswith(("{\\rtf", "#!", "%!PS")):
        raise Refusal(UNKNOWN)
    if _MARKUP.match(text):
        raise Refusal(MARKUP)


__all__ = ["MAX_BYTES", "EvidenceFile", "EvidenceRefused", "FormatError", "check_evidence", "clean_name"]
