"""Pictures as evidence: PNG, JPEG and WebP, recognised by their structure, of a size that a browser can show."""

from __future__ import annotations

import struct

from concord.formats.evidence_refusal import DAMAGED, Refusal, _

MAX_PIXELS = 100_000_000
MAX_SEGMENTS = 100_000  # a picture of 20 MB from a camera has some dozens, a PNG in small chunks 2,500
_PNG = b"\x89PNG\r\n\x1a\n"
_SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # the JPEG segments that say how large the picture is
_ALONE = {0x01, *range(0xD0, 0xD9)}  # JPEG markers without a length
_SCAN, _END = 0xDA, b"\xff\xd9"

TOO_MANY_PIXELS = _("The picture is too large to be shown; make it smaller.")


def picture_kind(data: bytes) -> str:
    """``png``, ``jpg`` or ``webp``, or nothing where it is no picture; ``Refusal`` where it is cut off or too large."""
    try:
        if data.startswith(_PNG):
            kind, (width, height) = "png", _png_size(data)
        elif data.startswith(b"\xff\xd8\xff"):
            kind, (width, height) = "jpg", _jpeg_size(data)
        elif data.startswith(b"RIFF") and data[8:12] == b"WEBP":
            kind, (width, height) = "webp", _webp_size(data)
        else:
            return ""
    except (struct.error, IndexError):
        raise Refusal(DAMAGED) from None
    if not width or not height:
        raise Refusal(DAMAGED)
    if width * height > MAX_PIXELS:
        raise Refusal(TOO_MANY_PIXELS)
    return kind


def _png_size(data: bytes) -> tuple[int, int]:
    size, at = (0, 0), len(_PNG)
    for _chunk in range(MAX_SEGMENTS):
        length, kind = struct.unpack_from(">I4s", data, at)
        if kind == b"IHDR":
            size = struct.unpack_from(">II", data, at + 8)
        at += 12 + length
        if kind == b"IEND" and at == len(data):
            return size
    raise Refusal(DAMAGED)  # cut off, or something hangs on behind its end


def _jpeg_size(data: bytes) -> tuple[int, int]:
    size, at = (0, 0), 2
    for _segment in range(MAX_SEGMENTS):
        prefix, marker = data[at], data[at + 1]
        if prefix != 0xFF:
            raise Refusal(DAMAGED)
        if marker in _ALONE or marker == 0xFF:
            at += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        if marker in _SIZES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            size = (width, height)
        if marker == _SCAN:
            break
        at += 2 + length
    if marker != _SCAN or data.find(_END, at) < 0:
        raise Refusal(DAMAGED)
    return size  # telephones write notes of their own behind the end, which no program runs


def _webp_size(data: bytes) -> tuple[int, int]:
    (length,) = struct.unpack_from("<I", data, 4)
    if length + 8 + length % 2 != len(data) and length + 8 != len(data):
        raise Refusal(DAMAGED)
    kind, at = data[12:16], 20
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[at + 4 : at + 7], "little"), 1 + int.from_bytes(data[at + 7 : at + 10], "little")
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, at + 1)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, at + 6)
        return width & 0x3FFF, height & 0x3FFF
    raise Refusal(DAMAGED)
