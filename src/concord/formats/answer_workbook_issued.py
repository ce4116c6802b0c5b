"""What was sent out with an answer workbook, as its hidden sheet keeps it: facts, words, and the answers asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from concord.formats.answer_workbook import (
    COLUMNS,
    CONFIDENCES,
    FACTS,
    FORMAT,
    HIDDEN,
    KEY,
    UUIDS,
    VALUES,
    AnswerRow,
    is_uuid,
)
from concord.formats.errors import Fault, FormatError
from concord.formats.typed_sheet import TypedSheet, folded
from concord.formats.xlsx_sheets import Sheet

_FOREIGN = "this is not a Concord answer workbook; export it again from Concord and fill in that file"
_LOST = f"the hidden sheet {HIDDEN} is missing; copy the answers into the file as it was sent out"
_TWICE = f"the hidden sheet {HIDDEN} is there twice; return the two workbooks as two files"
_CHANGED = "the hidden sheet was changed; export the workbook again"


@dataclass(frozen=True)
class Issued:
    """The hidden sheet of one workbook. ``rows`` has by its key (an id, or the statement's code) each empty answer.

    ``values`` and ``confidences`` give what a word, however typed, stands for; ``words`` shows each as it is listed.
    """

    facts: dict[str, Any]
    about: str
    answers: str
    heads: dict[str, str]
    values: dict[str, str]
    confidences: dict[str, str]
    words: dict[str, str]
    rows: dict[str, AnswerRow]
    kinds: dict[str, str]  # of what is asked, by its code
    choices: dict[str, dict[str, str]]  # of a free question, by its code: what a choice, however typed, stands for


def read_issued(sheets: list[Sheet], name: str) -> Issued:
    """The hidden sheet, found by its first cell; ``FormatError`` where it is gone or was changed."""
    found = [sheet for sheet in sheets if sheet.cells.get((1, 1)) == "format"]
    if not found:
        ours = any(isinstance(cell, str) and cell.startswith(KEY) for sheet in sheets for cell in sheet.cells.values())
        raise FormatError(Fault(name, _LOST if ours else _FOREIGN))
    if len(found) > 1:
        raise FormatError(Fault(name, _TWICE))
    sheet = TypedSheet(name, found[0], [])
    rows = sorted({row for row, _ in sheet.sheet.cells})
    lines = [[sheet.text(row, column) for column in (1, 2, 3, 4, 5)] for row in rows]
    if not sheet.faults and (edition := lines[0][1]) != FORMAT:
        shown = " ".join(edition[:40].split())
        raise FormatError(Fault(name, f"the workbook has the format {shown} and not {FORMAT}; export it again"))
    try:
        if sheet.faults:
            raise ValueError
        return _issued(lines)
    except (ValueError, LookupError):
        raise FormatError(Fault(name, _CHANGED)) from None


def _issued(lines: list[list[str]]) -> Issued:
    named: dict[str, list[list[str]]] = {}
    for line in lines:
        named.setdefault(line[0], []).append(line[1:])
    facts: dict[str, Any] = {key: _only(named, key) for key in FACTS}
    facts["population"] = _count(facts["population"]) if facts["population"] else None
    if any(facts[key] and not is_uuid(facts[key]) for key in UUIDS):
        raise ValueError
    heads = {key: word for word, key, *_ in named["head"]}
    words = {key: word for names in ("concord_answers", "concord_confidences") for word, key, *_ in named[names]}
    rows = {key: _row(key, statement, revision) for key, statement, revision, _ in named.get("row", [])}
    statements = {row.statement for row in rows.values()}
    kinds = {statement: kind for _, statement, _, kind in named.get("row", [])}
    choices: dict[str, dict[str, str]] = {}
    for text, code, statement, _ in named.get("choice", []):
        choices.setdefault(statement, {})[folded(text)] = code
    complete = set(heads) == set(COLUMNS[:-2]) and set(words) == {*VALUES, *CONFIDENCES}
    if not complete or not len(rows) == len(statements) == len(named.get("row", [])):
        raise ValueError
    return Issued(
        facts=facts, about=_only(named, "about"), answers=_only(named, "answers"), heads=heads, words=words, rows=rows,
        values={folded(words[key]): key for key in VALUES},
        confidences={folded(words[key]): key for key in CONFIDENCES}, kinds=kinds, choices=choices,
    )  # fmt: skip


def _only(named: dict[str, list[list[str]]], key: str) -> str:
    (line,) = named[key]
    return line[0]


def _row(key: str, statement: str, revision: str) -> AnswerRow:
    if not statement or (key != statement and not is_uuid(key)):
        raise ValueError
    return AnswerRow(statement, id=key if key != statement else "", revision=_count(revision))


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 15:
        raise ValueError
    return int(text)
