"""The differences of two versions of a plan as a Word document: struck through what went, underlined what came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from concord.formats.plan_paper import Paper, PaperHead

_TOTALS = (62.0, 36.0, 36.0, 36.0)
_CHANGES = (34.0, 136.0)
_STYLES = {"gone": "Gone", "added": "Added"}


@dataclass(frozen=True)
class Mark:
    """A stretch of text that stayed, went or came."""

    kind: Literal["same", "gone", "added"]
    text: str


@dataclass(frozen=True)
class ChangedField:
    """A field of a changed row: paragraphs of marked text."""

    name: str
    lines: tuple[tuple[Mark, ...], ...]


@dataclass(frozen=True)
class ChangedRow:
    """A row that came, went or changed; ``kind`` in words stands in ``word``."""

    kind: Literal["same", "gone", "added"]
    word: str
    code: str
    title: str
    note: str
    fields: tuple[ChangedField, ...] = ()


@dataclass(frozen=True)
class ChangedChapter:
    """All changed rows of one kind, such as actions."""

    title: str
    rows: tuple[ChangedRow, ...]


@dataclass(frozen=True)
class PlanDifference:
    """All differences as finished text. ``totals`` has a head row and then name, before, after and difference."""

    head: PaperHead
    summary: tuple[str, ...]
    totals_title: str
    totals: tuple[tuple[str, str, str, str], ...]
    chapters: tuple[ChangedChapter, ...]


def write_difference(difference: PlanDifference) -> bytes:
    """The differences as .docx."""
    paper = Paper(difference.head, landscape=False)
    for said in difference.summary:
        paper.body(said)
    if difference.totals[1:]:
        paper.heading(difference.totals_title, 1)
        widths = paper.sized(_TOTALS)
        table = paper.table(widths)
        for at, cells in enumerate(difference.totals):
            paper.row(table, widths, cells, head=at == 0, align=" eee")
    for chapter in difference.chapters:
        paper.heading(chapter.title, 1)
        for row in chapter.rows:
            _row(paper, row)
    return paper.bytes()


def _row(paper: Paper, row: ChangedRow) -> None:
    head = paper.document.add_paragraph()
    head._p.style = paper._style_ids["Heading 3"]
    style = _STYLES.get(row.kind)
    paper.run(head, f"{row.word} ", style="Quiet")
    if row.code:
        paper.run(head, f"{row.code} ", style="Code")
    paper.run(head, row.title, style=style)
    if row.note:
        paper.body(row.note, lead=bool(row.fields))
    if not row.fields:
        return
    widths = paper.sized(_CHANGES)
    table = paper.table(widths, head=False)
    for field in row.fields:
        lines: list[Any] = [tuple(_piece(mark) for mark in line) for line in field.lines]
        paper.row(table, widths, (([field.name, "Quiet"],), lines))
    paper.body("")


def _piece(mark: Mark) -> str | list[str]:
    style = _STYLES.get(mark.kind)
    return [mark.text, style] if style else mark.text
