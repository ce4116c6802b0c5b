"""The small XML parts of a workbook that say which sheet, which styles and which texts lie in which part."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from xml.parsers import expat

MAX_ELEMENTS = 500_000  # of all sheets together; the answers to 300 statements take about 10,000
_NO_DATE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # number formats that every program knows


class Damaged(Exception):
    """A part that is no part of an honest workbook."""


def elements(data: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Every element of a small part: its local name and its attributes."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: found.append((tag.rpartition(":")[2], attributes))
    seen = 0
    for at in range(0, max(len(data), 1), 65_536):
        parser.Parse(data[at : at + 65_536], at + 65_536 >= len(data))
        seen += len(found)
        if seen > MAX_ELEMENTS:
            raise Damaged("it has more elements than any honest workbook")
        yield from found
        found.clear()


def related_parts(parts: dict[str, bytes]) -> dict[str, tuple[str, str]]:
    """What the workbook names by a relationship: the last word of its kind ("worksheet"), and its part."""
    found = {}
    for tag, attributes in elements(parts["xl/_rels/workbook.xml.rels"]):
        if tag == "Relationship":
            target = attributes.get("Target", "")
            path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
            found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], path)
    return found


def listed_sheets(data: bytes, related: dict[str, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Title and part of each sheet that has cells; charts have sheets of their own."""
    for tag, attributes in elements(data):
        if tag == "sheet":
            wanted = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            kind, path = related[wanted]
            if kind == "worksheet":
                yield attributes.get("name", ""), path


def date_styles(data: bytes) -> frozenset[str]:
    """The numbers of the cell styles that show a number as a date or time."""
    codes: dict[str, str] = {}
    found, at, inside = set(), 0, False
    for tag, attributes in elements(data):
        if tag == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[:255]
        elif tag in ("cellXfs", "cellStyles", "dxfs"):
            inside = tag == "cellXfs"
        elif tag == "xf" and inside:
            number = attributes.get("numFmtId", "0")
            code = _NO_DATE.sub("", codes.get(number, "")).casefold()
            if (number.isdecimal() and int(number) in _DATES and number not in codes) or set(code) & set("dmyhs"):
                found.add(str(at))
            at += 1
    return frozenset(found)
