"""Paper ballots of a room as a tagged PDF: one for each person who votes on paper, to be cut out and handed round.

Whoever composes them has translated every word. Small ballots stand in pairs, larger ones across the page.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from typing import Final, Literal

import typst

from concord.formats.errors import Fault, FormatError
from concord.formats.fonts import typeset

NARROW_LINES: Final = 4  # lines up to which a ballot takes half the width of a page
NARROW_TITLE: Final = 60  # characters of a line up to which it does
NARROW_STEPS: Final = 5
MOST: Final = 2000  # ballots of one file
LABELS: Final = ("code", "name", "institution", "cut", "page", "of")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class SheetLine:
    """A line to vote on. ``words`` say what the steps of a scale mean; of a pair, ``second`` is the other one."""

    title: str
    second: str = ""
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class SheetQuestion:
    """What is asked, and how: steps to tick, boxes to tick, numbers to write, or pairs to weigh."""

    number: str  # such as 3.2: the item of the agenda, and the question in it
    item: str
    title: str
    text: str
    how: str  # what to do, in a sentence
    kind: Literal["scale", "choice", "number", "pairs"]
    lines: tuple[SheetLine, ...]
    steps: tuple[str, ...] = ()  # of a scale; of a pair, on either side


@dataclass(frozen=True)
class Voter:
    """Who gets a ballot; a spare one has neither name nor institution."""

    code: str
    name: str
    institution: str


@dataclass(frozen=True)
class Sheets:
    """All ballots of a file, by question; ``labels`` has the keys of ``LABELS``."""

    language: str
    direction: Literal["ltr", "rtl"]
    title: str
    country: str
    label: str
    marking: str
    labels: dict[str, str]
    ballots: tuple[tuple[SheetQuestion, tuple[Voter, ...]], ...]


def write_sheets(sheets: Sheets) -> bytes:
    """The ballots as PDF; the same ballots give the same bytes."""
    if sum(len(voters) for _question, voters in sheets.ballots) > MOST:
        raise FormatError(Fault("", f"these are more than {MOST} ballots; print one item at a time"))
    plain = asdict(sheets)
    plain["ballots"] = [
        {**asdict(question), "narrow": is_narrow(question), "voters": [asdict(voter) for voter in voters]}
        for question, voters in sheets.ballots
    ]
    files = {"main.typ": _template(), "sheets.json": _CONTROL.sub("", json.dumps(plain, ensure_ascii=False)).encode()}
    try:
        return typeset(files, format="pdf", pdf_standards=["ua-1"], timestamp=0)
    except typst.TypstError as error:
        raise FormatError(Fault("", f"the ballots cannot be laid out as PDF: {error.message}")) from error


def is_narrow(question: SheetQuestion) -> bool:
    """Whether a ballot fits into half the width of a page."""
    longest = max((len(line.title) for line in question.lines), default=0)
    return (
        question.kind != "pairs"
        and len(question.lines) <= NARROW_LINES
        and longest <= NARROW_TITLE
        and len(question.steps) <= NARROW_STEPS
        and not any(line.words for line in question.lines)
    )


@cache
def _template() -> bytes:
    return resources.files("concord.formats").joinpath("templates/ballots.typ").read_bytes()
