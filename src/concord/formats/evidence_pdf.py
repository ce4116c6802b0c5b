"""PDF as evidence: whole, not encrypted, and without anything that acts when it is opened.

Names that act are looked for in the bytes as they stand and in every stream that unpacks, so also where a PDF gathers
its objects in compressed streams. Limits: streams packed by a rarer filter are not looked into (objects gathered in
one are refused), nor is more than 4 MB of any other stream; strings are not decoded. Such a file is still only ever
handed out as a download, never shown inside a page.
"""

from __future__ import annotations

import contextlib
import re
import zlib

from concord.formats.evidence_refusal import DAMAGED, PROTECTED, Refusal, _

MAX_STREAMS = 100_000
MAX_OBJECTS = 32_000_000  # bytes that one gathered stream of objects may unpack to
MAX_STREAM = 4_000_000  # looked at of any other stream
MAX_UNPACKED = 200_000_000  # of all streams together
_TAIL = 2048
_DICTIONARY = 4096  # how far before its stream a dictionary may begin


def _name(word: str) -> bytes:
    """A pattern for a PDF name, any letter of which may be written as #xx."""
    letters = (f"(?:{letter}|#(?i:{ord(letter):02x}))" for letter in word)
    return f"/{''.join(letters)}(?![A-Za-z0-9])".encode()


_ACTING = re.compile(b"|".join(map(_name, ("JavaScript", "Launch", "RichMedia", "Rendition", "XFA"))))
_HOLDING = re.compile(b"|".join(map(_name, ("EmbeddedFile", "EmbeddedFiles"))))
_OBJECTS = re.compile(_name("ObjStm"))
_FILTER = re.compile(_name("Filter"))
_FLATE = re.compile(b"|".join(map(_name, ("FlateDecode", "Fl"))))
_RARER = ("ASCIIHexDecode", "ASCII85Decode", "LZWDecode", "AHx", "A85", "LZW", "Crypt")
_RARE = re.compile(b"|".join(map(_name, _RARER)))
_ENCRYPTED = re.compile(_name("Encrypt") + rb"\s*(?:\d|<<)")
_STREAM = re.compile(rb"stream\r?\n")

ACTING = _("The PDF holds scripts, forms that run them, or media; print it to a PDF and upload that.")
HOLDING = _("The PDF holds other files; upload those by themselves, and print this one to a PDF without them.")
HIDDEN = _("The PDF is packed in a way that cannot be checked; print it to a PDF and upload that.")


def check_pdf(data: bytes) -> None:
    """Refuse a PDF that is cut off, encrypted, active, or that cannot be looked into."""
    if b"%%EOF" not in data[-_TAIL:]:
        raise Refusal(DAMAGED)
    if _ENCRYPTED.search(data):
        raise Refusal(PROTECTED)
    _refuse_acting(data)
    left = MAX_UNPACKED
    for number, found in enumerate(_STREAM.finditer(data)):
        if number >= MAX_STREAMS:
            raise Refusal(HIDDEN)
        dictionary = _dictionary_before(data, found.start())
        objects = _OBJECTS.search(dictionary) is not None
        if objects and _FILTER.search(dictionary) and (_RARE.search(dictionary) or not _FLATE.search(dictionary)):
            raise Refusal(HIDDEN)
        if left > 0 or objects:
            limit = MAX_OBJECTS if objects else min(MAX_STREAM, left)
            inside = _unpack(data, found.end(), limit)
            if objects and len(inside) >= MAX_OBJECTS:
                raise Refusal(HIDDEN)
            left -= len(inside)
            if left < -MAX_UNPACKED:
                raise Refusal(HIDDEN)
            _refuse_acting(inside)


def _refuse_acting(data: bytes) -> None:
    if _ACTING.search(data):
        raise Refusal(ACTING)
    if _HOLDING.search(data):
        raise Refusal(HOLDING)


def _dictionary_before(data: bytes, at: int) -> bytes:
    start = data.rfind(b" obj", max(0, at - _DICTIONARY), at)
    return data[max(start, at - _DICTIONARY, 0) : at]


def _unpack(data: bytes, at: int, limit: int) -> bytes:
    """What a stream holds, as far as it unpacks and up to a limit; nothing where it is not zlib's."""
    if at + 2 > len(data) or data[at] & 0x0F != 8 or (data[at] << 8 | data[at + 1]) % 31:
        return b""
    unpack, view, found, left, size = zlib.decompressobj(), memoryview(data), [], limit, 4096
    end = min(at + limit, len(data))
    # Fed in pieces: zlib copies what follows the end of a stream, which may be the whole rest of the file.
    with contextlib.suppress(zlib.error):
        while left > 0 and at < end and not unpack.eof:
            found.append(unpack.decompress(view[at : min(at + size, end)], left))
            left -= len(found[-1])
            at, size = at + size, 1 << 16
    return b"".join(found)
