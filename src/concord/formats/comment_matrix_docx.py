"""The comment matrix of a consultation as a Word document: who replied what, every comment, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from concord.formats.plan_paper import Paper, PaperHead, lines_of

_REPLIES = (90.0, 50.0, 40.0, 83.0)
_COMMENTS = (10.0, 42.0, 44.0, 79.0, 28.0, 60.0)


@dataclass(frozen=True)
class ReplyRow:
    """What one institution said to the plan as a whole."""

    institution: str
    reply: str
    day: str
    by: str
    objects: bool = False


@dataclass(frozen=True)
class CommentRow:
    """One comment, on what it hangs, and what became of it."""

    number: str
    speaker: str
    place: str
    text: str
    outcome: str
    answer: str
    objects: bool = False


@dataclass(frozen=True)
class CommentMatrix:
    """A whole matrix as finished text; ``labels`` holds its headings and column words."""

    head: PaperHead
    summary: tuple[str, ...]
    replies: tuple[ReplyRow, ...]
    comments: tuple[CommentRow, ...]
    labels: dict[str, str]


def write_matrix(matrix: CommentMatrix) -> bytes:
    """The matrix as .docx on landscape A4 pages."""
    paper, words = Paper(matrix.head, landscape=True), matrix.labels
    for said in matrix.summary:
        paper.body(said, lead=True)
    paper.heading(words["replies"], 1)
    widths = paper.sized(_REPLIES)
    table = paper.table(widths)
    paper.row(table, widths, [words[name] for name in ("institution", "reply", "day", "by")], head=True)
    for row in matrix.replies:
        reply = ([row.reply, "Strong"],) if row.objects else row.reply
        paper.row(table, widths, (([row.institution, "Strong"],), reply, row.day, row.by))
    paper.heading(words["comments"], 1)
    if not matrix.comments:
        paper.body(words["none"])
        return paper.bytes()
    widths = paper.sized(_COMMENTS)
    table = paper.table(widths)
    names = ("number", "speaker", "place", "text", "outcome", "answer")
    paper.row(table, widths, [words[name] for name in names], head=True)
    for comment in matrix.comments:
        speaker = [([comment.speaker, "Strong"],)]
        if comment.objects:
            speaker.append(([words["objects"], "Quiet"],))
        cells = (
            comment.number, speaker, comment.place, lines_of(comment.text), comment.outcome, lines_of(comment.answer),
        )  # fmt: skip
        paper.row(table, widths, cells)
    return paper.bytes()
