"""What is different between two texts, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
# Above this many pairs of words a block is shown as replaced whole: matching them would take seconds.
MOST_PAIRS = 1_000_000
# Texts that share less than this are read more easily as one going and the other coming.
LEAST_ALIKE = 0.35


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, went or came."""

    kind: Literal["same", "gone", "added"]
    text: str


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Both texts as one: what stayed, what went and what came, in reading order.

    Joined without what came the pieces give the text before, without what went the text after.
    """
    found: list[Piece] = []
    # Lines first, so that a long text is matched quickly; words within the lines that differ.
    lines = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for tag, gone, added in _blocks(*lines):
        if tag == "equal":
            found.append(Piece("same", "".join(gone)))
        else:
            found += _words("".join(gone), "".join(added))
    return tuple(_joined(found))


def _words(before: str, after: str) -> Iterator[Piece]:
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    blocks = list(_blocks(old, new)) if len(old) * len(new) <= MOST_PAIRS else []
    kept = sum(len("".join(gone)) for tag, gone, _added in blocks if tag == "equal")
    if kept < LEAST_ALIKE * min(len(before), len(after)) or not blocks:
        yield from _changed(before, after)
        return
    for tag, gone, added in blocks:
        if tag == "equal":
            yield Piece("same", "".join(gone))
        else:
            yield from _changed("".join(gone), "".join(added))


def _changed(before: str, after: str) -> Iterator[Piece]:
    if before:
        yield Piece("gone", before)
    if after:
        yield Piece("added", after)


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        yield tag, old[a:b], new[c:d]


def _joined(found: Sequence[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind as one; a lone space between two changes goes with them, so that they read as one."""
    waiting: dict[str, str] = {"gone": "", "added": ""}
    for at, piece in enumerate(found):
        if piece.kind != "same":
            waiting[piece.kind] += piece.text
            continue
        between = piece.text.isspace() and "\n" not in piece.text and 0 < at < len(found) - 1
        if between and any(waiting.values()):
            waiting = {kind: text + piece.text for kind, text in waiting.items()}
            continue
        yield from _changed(waiting["gone"], waiting["added"])
        waiting = {"gone": "", "added": ""}
        yield piece
    yield from _changed(waiting["gone"], waiting["added"])
