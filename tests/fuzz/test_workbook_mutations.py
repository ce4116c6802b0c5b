"""Mutated answer workbooks are read, or refused in sentences: never a traceback, never long, never much memory.

``CONCORD_FUZZ`` says how many, ``CONCORD_FUZZ_FROM`` with which seed to begin; each seed gives the same file again.
"""

from __future__ import annotations

import gc
import io
import os
import re
import resource
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from random import Random

import pytest
from tests.formats.workbooks import ARABIC, QUESTIONS, identifier, opened, saved, unanswered

from concord.formats.answer_workbook import CONFIDENCES, VALUES, AnswerRow, AnswerWorkbook, Participant, is_uuid
from concord.formats.answer_workbook_reader import read_answer_workbook, read_answers_and_faults
from concord.formats.answer_workbook_writer import write_answer_workbook
from concord.formats.errors import FormatError

RUNS = int(os.environ.get("CONCORD_FUZZ", "150"))
FROM = int(os.environ.get("CONCORD_FUZZ_FROM", "0"))
SLICES = 10
SECONDS, MEGABYTES = 5.0, 400
EVIL = (
    "", "0", "-1", "999999999999999999999", "1e999", "nan", "A1", "XFD1048576", "A1:XFD1048576", "$A$1", "A0", "ZZZZ9",
    "s", "str", "inlineStr", "b", "e", "d", "n", "\u202e", "&#10;", "é" * 50, "x" * 40_000, "=1+1", "../../a", "rId1",
    "rId999", "concord:id", "concord:heads", "format", "yes", "_xD800_", "_x0000_", "&lt;", "&#0;", "&undefined;", "١٢",
)  # fmt: skip
PIECES = (
    b"<f>1+1</f>", b'<c r="D6" t="str"><v>Yes</v></c>', b"<v>7</v>", b"</c>", b"<row>", b"]]>", b"\x00", b"\xff\xfe",
    b'<mergeCells><mergeCell ref="A1:J99"/></mergeCells>', b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<is><t>a</t></is>",
    b'<c r="I7" t="inlineStr"><is><t>concord:id</t></is></c>', b"<!-- -->", b"<?a b?>", b"<![CDATA[x]]>",
    b'<f t="array" ref="A1:XFD1048576">1</f>', b'<f t="shared" si="0"/>', b"<rPh><t>a</t></rPh>", b"<a:b/>",
)  # fmt: skip


@cache
def bases() -> tuple[bytes, ...]:
    """Filled workbooks in both directions of writing, one of them saved by another program, one without ids."""
    answers = tuple(
        replace(row, value=VALUES[at % 5], confidence=CONFIDENCES[at % 3], comment="why", evidence=f"Order {at}")
        for at, row in enumerate(unanswered().answers)
    )
    workbook = unanswered(answers=answers, participants=(Participant("A. One", "Head"),))
    ours = write_answer_workbook(workbook, QUESTIONS)
    arabic = write_answer_workbook(replace(workbook, direction="rtl"), QUESTIONS, words=ARABIC)
    bare = unanswered(answers=tuple(AnswerRow(q.statement, "yes") for q in QUESTIONS), serial="", assessment="")
    return ours, arabic, saved(opened(ours)), write_answer_workbook(bare, QUESTIONS)


# --- mutations of the file ---------------------------------------------------------------------


def flip_bits(content: bytes, draw: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(draw.choice((1, 1, 2, 5, 40))):
        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def cut_off(content: bytes, draw: Random) -> bytes:
    return content[: draw.randrange(len(content))]


def move_bytes(content: bytes, draw: Random) -> bytes:
    first, last = sorted(draw.randrange(len(content)) for _ in range(2))
    last = min(last, first + 200)
    at = draw.randrange(len(content))
    return draw.choice((
        content[:first] + content[last:],
        content[:at] + content[first:last] + content[at:],
        content[:first] + bytes(last - first) + content[last:],
    ))  # fmt: skip


# --- mutations of its parts --------------------------------------------------------------------

Parts = dict[str, bytes]


def _some(parts: Parts, draw: Random) -> str:
    """A part, mostly one that matters."""
    loved = [name for name in parts if re.search(r"sheet\d|sharedStrings|workbook", name)]
    return draw.choice(loved if loved and draw.random() < 0.8 else sorted(parts))


def swap_parts(parts: Parts, draw: Random) -> None:
    one, other = draw.choice(sorted(parts)), draw.choice(sorted(parts))
    parts[one], parts[other] = parts[other], parts[one]


def drop_part(parts: Parts, draw: Random) -> None:
    del parts[_some(parts, draw)]


def rename_part(parts: Parts, draw: Random) -> None:
    name = _some(parts, draw)
    parts[draw.choice((name.upper(), f"../{name}", f"{name}\n", "xl/vbaProject.bin", "xl/a.xml"))] = parts.pop(name)


def flip_part(parts: Parts, draw: Random) -> None:
    name = _some(parts, draw)
    parts[name] = draw.choice((flip_bits, cut_off, move_bytes))(parts[name] or b" ", draw)


def _tags(data: bytes) -> list[re.Match[bytes]]:
    return list(re.finditer(rb"<[^<>]+>", data))


def edit_tag(parts: Parts, draw: Random) -> None:
    """Change an attribute of one tag, or drop, double or rename the tag."""
    name = _some(parts, draw)
    tags = _tags(parts[name])
    if not tags:
        return
    tag = draw.choice(tags)
    values = list(re.finditer(rb'"[^"]*"', tag[0]))
    evil = draw.choice(EVIL).encode()
    made = draw.choice((b"", tag[0] * 2, tag[0].replace(b"c ", b"row ", 1), tag[0] + draw.choice(PIECES)))
    if values and draw.random() < 0.7:
        value = draw.choice(values)
        made = tag[0][: value.start()] + b'"' + evil + b'"' + tag[0][value.end() :]
    parts[name] = parts[name][: tag.start()] + made + parts[name][tag.end() :]


def edit_text(parts: Parts, draw: Random) -> None:
    name = _some(parts, draw)
    texts = list(re.finditer(rb">[^<>]+<", parts[name]))
    if texts:
        text = draw.choice(texts)
        evil = draw.choice(EVIL).encode()
        parts[name] = parts[name][: text.start() + 1] + evil + parts[name][text.end() - 1 :]


def move_elements(parts: Parts, draw: Random) -> None:
    """Double a row or a cell, swap two, drop one, or move its answers elsewhere."""
    name = draw.choice([name for name in parts if "worksheets/sheet" in name] or sorted(parts))
    pattern = draw.choice((rb"<row .*?</row>", rb"<c [^>]*?(?:/>|>.*?</c>)", rb"<v>.*?</v>", rb'r="[A-Z]+\d+"'))
    found = list(re.finditer(pattern, parts[name], re.DOTALL))
    if len(found) < 2:
        return
    data, (one, other) = parts[name], sorted(draw.sample(found, 2), key=lambda match: match.start())
    kind = draw.randrange(3)
    if kind == 0:
        parts[name] = data[: one.end()] + other[0] + data[one.end() :]
    elif kind == 1:
        parts[name] = data[: one.start()] + data[one.end() :]
    else:
        parts[name] = data[: one.start()] + other[0] + data[one.end() : other.start()] + one[0] + data[other.end() :]


def copy_row(parts: Parts, draw: Random) -> None:
    """A row once more further down, or in place of another one, as copying whole rows does it."""
    name = draw.choice([name for name in parts if "worksheets/sheet" in name] or sorted(parts))
    rows = list(re.finditer(rb'<row r="(\d+)".*?</row>', parts[name], re.DOTALL))
    if len(rows) < 2:
        return
    data, row, other = parts[name], *draw.sample(rows, 2)
    number = draw.choice((other[1], b"%d" % draw.randrange(1, 60)))
    made = re.sub(rb'(r="[A-Z]*)%s"' % row[1], rb'\g<1>%s"' % number, row[0])
    at = draw.choice(((other.start(), other.end()), (rows[-1].end(), rows[-1].end()), (other.start(), other.start())))
    parts[name] = data[: at[0]] + made + data[at[1] :]


def insert_piece(parts: Parts, draw: Random) -> None:
    name = _some(parts, draw)
    tags = _tags(parts[name])
    at = draw.choice(tags).end() if tags else 0
    parts[name] = parts[name][:at] + draw.choice(PIECES) + parts[name][at:]


RAW: tuple[Callable[[bytes, Random], bytes], ...] = (flip_bits, cut_off, move_bytes)
INSIDE: tuple[Callable[[Parts, Random], None], ...] = (
    swap_parts, drop_part, rename_part, flip_part, edit_tag, edit_tag, edit_tag, edit_text, edit_text, edit_text,
    move_elements, move_elements, copy_row, copy_row, copy_row, insert_piece, insert_piece,
)  # fmt: skip


def mutated(seed: int) -> bytes:
    draw = Random(seed)  # noqa: S311 - the same file for the same seed
    content = draw.choice(bases())
    if draw.random() < 0.2:
        return draw.choice(RAW)(content, draw)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(draw.choice((1, 1, 1, 2, 4))):
        if parts:
            draw.choice(INSIDE)(parts, draw)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return packed.getvalue()


# --- what holds for each of them ---------------------------------------------------------------


def outcome(content: bytes) -> str:
    """How reading ended; fails where it does not end well."""
    try:
        workbook = read_answer_workbook(content, "health.xlsx")
    except FormatError as error:
        assert error.faults
        for fault in error.faults:
            assert len(str(fault).splitlines()) == 1, str(fault)
            assert fault.where.startswith("health.xlsx"), fault.where
            str(fault).encode()  # no half characters, which could not be printed
        return f"refused: {error.faults[0].problem[:40]}"
    sound(workbook)
    assert read_answers_and_faults(content, "health.xlsx") == (workbook, ())
    return "read"


def sound(workbook: AnswerWorkbook) -> None:
    """Nothing that a database could not take."""
    for row in workbook.answers:
        assert row.value in ("", *VALUES)
        assert row.confidence in ("", *CONFIDENCES)
        assert row.id == "" or is_uuid(row.id)
        assert row.revision >= 0
        assert not any(len(text) > 4_000 or "\x00" in text for text in (row.comment, row.evidence))
    for given in ([row.statement for row in workbook.answers], [row.id for row in workbook.answers if row.id]):
        assert len(set(given)) == len(given)


@pytest.mark.parametrize("part", range(SLICES))
def test_a_mutated_workbook_is_read_or_refused_in_sentences(part):
    before, ends = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, Counter[str]()
    for seed in range(FROM + part, FROM + RUNS, SLICES):
        content, start = mutated(seed), time.perf_counter()
        try:
            ends[outcome(content)] += 1
        except Exception as error:
            raise AssertionError(f"seed {seed}: {type(error).__name__}: {error}") from error
        assert time.perf_counter() - start < SECONDS, f"seed {seed} takes long"
    gc.collect()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < MEGABYTES, f"{grown:.0f} MB"
    assert ends.total() == len(range(part, RUNS, SLICES))
    if os.environ.get("CONCORD_FUZZ_SHOW"):
        print(*(f"{count:6} {end}" for end, count in ends.most_common()), sep="\n")  # noqa: T201 - asked for


def test_the_bases_are_read_and_mutations_do_change_them():
    assert [read_answer_workbook(base, "x").answers[0].value for base in bases()] == ["yes"] * 4
    assert sum(mutated(seed) not in bases() for seed in range(50)) > 45
    assert mutated(7) == mutated(7)
    assert identifier(0) == read_answer_workbook(bases()[0], "x").answers[0].id
