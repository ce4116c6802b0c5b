"""Merging three ways: what was there when a workbook was issued, what the workbook says, what the database says now."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Said(NamedTuple):
    """The whole of one answer; all empty where nothing was said."""

    value: str = ""
    confidence: str = ""
    comment: str = ""
    evidence: str = ""


NOTHING = Said()


class Outcome(StrEnum):
    """What becomes of one answer of a workbook."""

    SAME = "same"  # both say the same, or neither changed
    TAKEN = "taken"  # only the workbook changed it
    KEPT = "kept"  # only the database changed it
    CONFLICT = "conflict"  # both changed it, differently


def three_way(base: Said, workbook: Said, database: Said) -> Outcome:
    """Compare an answer with what it was when the workbook was issued.

    An answer is compared whole: a comment belongs to its value, so halves of two answers are never put together.
    """
    if workbook == database:
        return Outcome.SAME
    if workbook == base:
        return Outcome.KEPT
    if database == base:
        return Outcome.TAKEN
    return Outcome.CONFLICT
