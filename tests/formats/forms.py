"""Forms made for tests: workbooks of rows, new (.xlsx) and old (.xls); and what the reader makes of them."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping, Sequence
from datetime import date

import pytest
import xlsxwriter

from concord.formats.errors import FormatError
from concord.formats.framework_pack import Capability, Pack
from concord.formats.framework_question import Question
from concord.formats.xlsform_reader import read_xlsform

Rows = Sequence[Sequence[object]]
HEAD = ("type", "name", "label")
YES_NO = [("yes_no", "yes", "Yes"), ("yes_no", "no", "No")]


def xlsx(sheets: Mapping[str, Rows]) -> bytes:
    """A workbook with these sheets; empty cells stay empty."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for title, rows in sheets.items():
            page = book.add_worksheet(title)
            for row, line in enumerate(rows):
                for column, cell in enumerate(line):
                    if isinstance(cell, str):
                        page.write_string(row, column, cell) if cell else None
                    elif isinstance(cell, date):
                        page.write_datetime(row, column, cell, day)
                    else:
                        page.write(row, column, cell)
    return file.getvalue()


def form(
    *survey: Sequence[object],
    head: Sequence[str] = HEAD,
    choices: Rows = (),
    settings: Mapping[str, object] | None = None,
) -> bytes:
    """A form; ``choices`` are list, name, label and more as their first row says when it begins with ``list_name``."""
    sheets: dict[str, Rows] = {"survey": [head, *survey]}
    if choices:
        named = choices[0][0] == "list_name"
        sheets["choices"] = choices if named else [("list_name", "name", "label"), *choices]
    if settings:
        sheets["settings"] = [tuple(settings), tuple(settings.values())]
    return xlsx(sheets)


# --- the old format ----------------------------------------------------------------------------


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _text(row: int, column: int, text: str) -> bytes:
    return _record(0x204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))


def records(sheets: Mapping[str, Rows], *, extra: bytes = b"", kind: int = 0) -> bytes:
    """The stream of an old workbook; ``extra`` records come right after its first, ``kind`` is that of all sheets."""
    begin = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    pages = []
    for rows in sheets.values():
        cells = [
            _text(row, column, cell) if isinstance(cell, str) else
            _record(0x203, struct.pack("<HHHd", row, column, 0, float(str(cell))))
            for row, line in enumerate(rows) for column, cell in enumerate(line) if cell not in ("", None)
        ]  # fmt: skip
        size = struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows), default=0), 0)
        pages.append(_record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)) + _record(0x200, size))
        pages[-1] += b"".join(cells) + _record(0x0A)
    names = [title.encode("utf-16-le") for title in sheets]
    first = len(begin) + len(extra) + sum(12 + len(name) for name in names) + 4
    listed = b""
    for name, page in zip(names, pages, strict=True):
        listed += _record(0x85, struct.pack("<IBBBB", first, 0, kind, len(name) // 2, 1) + name)
        first += len(page)
    return begin + extra + listed + _record(0x0A) + b"".join(pages)


def container(stream: bytes, *, title: str = "Workbook", others: Sequence[str] = ()) -> bytes:
    """A small file system (MS-CFB) with this stream, and empty ones beside it."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    # Sector 0 is the table, 1 the directory, and the stream follows.
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    assert len(table) <= 128
    packed = struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")
    entries = [
        ("Root Entry", 5, 0xFFFFFFFE, 0),
        (title, 2, 2, len(stream)),
        *((name, 2, 0xFFFFFFFE, 0) for name in others),
    ]
    directory = b""
    for number, (name, kind, start, size) in enumerate(entries):
        label = name.encode("utf-16-le") + b"\0\0"
        right = number + 1 if 0 < number < len(entries) - 1 else 0xFFFFFFFF
        child = 1 if number == 0 else 0xFFFFFFFF
        entry = label.ljust(64, b"\0") + struct.pack("<HBBIII", len(label), kind, 1, 0xFFFFFFFF, right, child)
        directory += entry.ljust(116, b"\0") + struct.pack("<IQ", start, size)
    directory = directory.ljust(512, b"\0")
    assert len(directory) == 512
    head = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 10
    head += struct.pack("<IIIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    return head.ljust(512, b"\xff") + packed + directory + stream


def xls(sheets: Mapping[str, Rows]) -> bytes:
    """An old workbook with these sheets; texts and numbers only."""
    return container(records(sheets))


# --- reading -----------------------------------------------------------------------------------

ENGLISH = "The form does not name its language, so it is taken as English."


def read(content: bytes) -> Pack:
    return read_xlsform(content, "care.xlsx")[0]


def remarks(content: bytes) -> list[str]:
    return [remark for remark in read_xlsform(content, "care.xlsx")[1] if remark != ENGLISH]


def capabilities(pack: Pack) -> list[Capability]:
    return [capability for _area, capability in pack.capabilities()]


def questions(content: bytes) -> list[Question]:
    return [question for capability in capabilities(read(content)) for question in capability.questions]


def refusal(content: bytes, name: str = "care.xlsx") -> str:
    with pytest.raises(FormatError) as caught:
        read_xlsform(content, name)
    (fault,) = caught.value.faults
    assert "\n" not in str(fault)
    return str(fault)
