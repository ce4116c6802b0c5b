"""QR codes of addresses: as a picture for a page that is projected, and as letters for a terminal."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from itertools import groupby

import qrcode
from qrcode.constants import ERROR_CORRECT_M

_QUIET = 4  # modules of white around the code, as the standard asks
_HALVES = {(True, True): " ", (True, False): "▄", (False, True): "▀", (False, False): "█"}


def qr_modules(text: str) -> list[list[bool]]:
    """The code as rows of modules, dark ones true, with its quiet zone."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=_QUIET)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


def qr_svg(text: str) -> str:
    """The code as an SVG that stands as the ``src`` of a picture: a ``data:`` address, black on white."""
    rows = qr_modules(text)
    dark = "".join(f"M{x} {y}h{run}v1h-{run}z" for y, row in enumerate(rows) for x, run in _runs(row))
    size = len(rows)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{dark}"/></svg>'
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def _runs(row: list[bool]) -> Iterator[tuple[int, int]]:
    """Where dark stretches of a row begin, and how long they are."""
    at = 0
    for dark, stretch in groupby(row):
        length = len(list(stretch))
        if dark:
            yield at, length
        at += length


def qr_text(text: str, *, blocks: bool = True) -> str:
    """The code for a dark terminal, two rows of modules a line; without ``blocks`` in letters that every one has."""
    rows = qr_modules(text)
    if not blocks:
        return "\n".join("".join("  " if module else "##" for module in row) for row in rows)
    rows += [[False] * len(rows)] * (len(rows) % 2)
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return "\n".join("".join(_HALVES[pair] for pair in zip(upper, lower, strict=True)) for upper, lower in pairs)
