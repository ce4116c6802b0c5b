"""Writing an answer workbook: the sheet of answers, the cover, and the hidden sheet that the reader needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from concord.formats.answer_workbook import (
    COLUMNS,
    CONFIDENCES,
    FACTS,
    FORMAT,
    HIDDEN,
    KEY,
    STATEMENT,
    UUIDS,
    VALUES,
    AnswerRow,
    AnswerWorkbook,
    Question,
    Words,
    is_uuid,
)
from concord.formats.answer_workbook_cover import Part, write_cover
from concord.formats.answer_workbook_look import DONE, MISSING, Canvas, lines
from concord.formats.errors import Fault, FormatError
from concord.formats.typed_sheet import MAX_TEXT, text_problem

_WIDTHS = (14, 10, 60, 18, 14, 42, 36, 42)
_ID, _REVISION = COLUMNS.index("id"), COLUMNS.index("revision")
_TOP = 3  # the keys (hidden), the title and the headings come first


def write_answer_workbook(
    workbook: AnswerWorkbook, questions: Sequence[Question], *, words: Words | None = None
) -> bytes:
    """The workbook as XLSX, with what is answered already filled in; the same input gives the same bytes.

    ``FormatError`` where a text could not be read back, ``ValueError`` where answers and questions do not fit.
    """
    _check(workbook, questions)
    writer = _Writer(workbook, questions, words or Words())
    parts = writer.answers()
    writer.total(write_cover(writer.canvas, workbook, parts))
    writer.hidden()
    return writer.canvas.bytes()


def _list_of(row: int) -> str:
    return f"concord_choices_{row}"


def _check(workbook: AnswerWorkbook, questions: Sequence[Question]) -> None:
    asked, given = {question.statement for question in questions}, {row.statement for row in workbook.answers}
    if given - asked or len(asked) < len(questions) or len(given) < len(workbook.answers):
        raise ValueError(f"answers to statements that are not asked, or one twice: {sorted(given - asked)}")
    ids = [row.id for row in workbook.answers if row.id]
    bad = [text for text in (*ids, *(getattr(workbook, key) for key in UUIDS)) if text and not is_uuid(text)]
    if bad or len(set(ids)) < len(ids) or any(row.revision < 0 for row in workbook.answers):
        raise ValueError(f"ids are UUIDs as text, each once, and revisions count from 0: {bad[:3]}")
    pieces: tuple[Any, ...] = (*workbook.participants, *workbook.answers, *questions)
    texts = [*(getattr(workbook, key) for key in FACTS), *(text for piece in pieces for text in _texts(piece))]
    faults = [Fault("", problem) for text in texts if (problem := text_problem(str(text)))]
    if faults:
        raise FormatError(*faults)


def _texts(piece: Any) -> Iterator[Any]:
    """Every text of a dataclass, those of its choices included."""
    for value in vars(piece).values():
        if isinstance(value, tuple):
            yield from (text for choice in value for text in choice)
        else:
            yield value


class _Writer:
    """One workbook being written. Rows and columns count from 0 here, as in XlsxWriter."""

    def __init__(self, workbook: AnswerWorkbook, questions: Sequence[Question], words: Words) -> None:
        self.workbook, self.questions, self.words = workbook, questions, words
        self.canvas = Canvas(workbook, words)
        self.sheet = self.canvas.answers
        self.free: dict[int, Question] = {}  # free questions by their rows
        self.given = {row.statement: row for row in workbook.answers}
        self.value_words = {key: str(getattr(words, key)) for key in VALUES}
        self.confidence_words = {key: str(getattr(words, key)) for key in CONFIDENCES}

    def row_of(self, question: Question) -> AnswerRow:
        return self.given.get(question.statement, AnswerRow(question.statement))

    def done(self, questions: Sequence[Question]) -> int:
        return sum(bool(self.row_of(question).value) for question in questions)

    def answers(self) -> list[Part]:
        """Fill the sheet of answers; what each area asks, and where it stands."""
        self.head()
        row, parts = _TOP, []
        for area, in_area in groupby(self.questions, key=lambda q: q.area_title):
            asked, first = list(in_area), row
            self.canvas.line(self.sheet, row, (area, *[""] * 7), "section")
            self.mark(row, "area")
            self.sheet.set_row(row, 26)
            row, capabilities = row + 1, 0
            for _, group in groupby(asked, key=lambda q: q.capability):
                row = self.capability(row, list(group))
                capabilities += 1
            # A capability's own row holds its count, so one filled cell for each is no answer.
            parts.append(Part(area, first, row - 1, capabilities, len(asked), self.done(asked)))
        self.rules(max(row - 1, _TOP))
        return parts

    def mark(self, row: int, key: str) -> None:
        """Say in the hidden column what a row is that holds no answer."""
        self.canvas.text(self.sheet, row, _ID, KEY + key, "key")

    def head(self) -> None:
        sheet, canvas = self.sheet, self.canvas
        sheet.set_landscape()
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.set_column(_ID, _REVISION, 12, None, {"hidden": True})
        canvas.line(sheet, 0, tuple(KEY + key for key in COLUMNS), "key")
        sheet.set_row(0, None, None, {"hidden": True})
        canvas.text(sheet, 1, 0, self.workbook.institution_name, "title")
        sheet.write_string(1, 7, f"TLP:{self.workbook.label}", canvas.tlp)
        self.mark(1, "title")
        sheet.set_row(1, 28)
        canvas.line(sheet, 2, tuple(getattr(self.words, key) for key in COLUMNS[:_ID]), "head")
        self.mark(2, "heads")
        sheet.set_row(2, 32)
        sheet.freeze_panes(_TOP, 0)
        sheet.repeat_rows(2)

    def capability(self, row: int, questions: Sequence[Question]) -> int:
        """One capability's row and its statements; the row after them."""
        sheet, last = self.sheet, row + len(questions)
        title = (questions[0].capability, questions[0].capability_title, *[""] * 6)
        self.canvas.line(sheet, row, title, "capability")
        self.mark(row, "capability")
        sheet.set_row(row, 22)
        count = self.canvas.count(len(questions), "capability")
        sheet.write_formula(row, 3, f"=COUNTA(D{row + 2}:D{last + 1})", count, self.done(questions))
        for at, question in enumerate(questions, row + 1):
            self.statement(at, question, self.row_of(question))
        return last + 1

    def statement(self, at: int, question: Question, given: AnswerRow) -> None:
        sheet, canvas = self.sheet, self.canvas
        canvas.text(sheet, at, 0, question.statement, "code")
        if question.kind == STATEMENT:
            style = canvas.styles.get(f"level{question.level}", canvas.styles["cell"])
            sheet.write_number(at, 1, question.level, style)
        else:
            self.free[at] = question
        canvas.text(sheet, at, 2, question.text, "cell")
        answer, confidence = self.shown(question, given.value), self.confidence_words.get(given.confidence, "")
        canvas.line(sheet, at, (answer, confidence, given.comment, given.evidence), "input", 3)
        guidance = self.guidance(question)
        canvas.text(sheet, at, 7, guidance, "note")
        canvas.line(sheet, at, (given.id or given.statement, str(given.revision)), "key", _ID)
        texts = ((question.text, 60), (given.comment, 42), (given.evidence, 36), (guidance, 44))
        sheet.set_row(at, 4 + 15 * max(2, *(lines(text, width) for text, width in texts)))

    def shown(self, question: Question, value: str) -> str:
        """An answer as the sheet shows it: in the words of the lists."""
        if question.kind == STATEMENT:
            return self.value_words.get(value, "")
        texts = dict(question.choices)
        return "; ".join(texts[code] for code in value.split()) if texts else value

    def guidance(self, question: Question) -> str:
        """What counts; of a free question also what kind of answer it wants."""
        if question.kind == STATEMENT:
            return question.guidance
        wanted: str = getattr(self.words, f"kind_{question.kind}")
        choices = "; ".join(text for _, text in question.choices)
        return f"{question.guidance} {wanted.replace('{choices}', choices)}".strip()

    def rules(self, last: int) -> None:
        """What may stand in the answer cells, and how they look once filled."""
        sheet = self.sheet
        choose = {"validate": "list", "error_message": self.words.choose[:255]}
        sheet.data_validation(_TOP, 4, last, 4, {**choose, "source": "=concord_confidences"})
        for top, bottom in self.runs(last):
            sheet.data_validation(top, 3, bottom, 3, {**choose, "source": "=concord_answers"})
        for at, question in self.free.items():
            if question.kind == "select_one":
                sheet.data_validation(at, 3, at, 3, {**choose, "source": f"={_list_of(at)}"})
        sheet.data_validation(_TOP, 5, last, 6, {
            "validate": "length", "criteria": "<=", "value": MAX_TEXT,
            "error_message": self.words.too_long[:255]})  # fmt: skip
        # Text cells that hold digits are meant: no warning signs beside them.
        sheet.ignore_errors({"number_stored_as_text": f"A1:J{last + 1}"})
        word, top = self.words.not_applicable.replace('"', '""'), _TOP + 1
        missing, done = self.canvas.coloured(MISSING), self.canvas.coloured(DONE)
        # The first rule that holds wins. Only rows of statements have a level.
        for first, column, rule, form in ((5, 5, f'=AND($D{top}="{word}",$F{top}="")', missing),
                                          (3, 6, f'=AND(ISNUMBER($B{top}),$D{top}<>"")', done)):  # fmt: skip
            options = {"type": "formula", "criteria": rule, "format": form, "stop_if_true": True}
            sheet.conditional_format(_TOP, first, last, column, options)

    def runs(self, last: int) -> Iterator[tuple[int, int]]:
        """The stretches of rows between free questions, which have answers of their own."""
        top = _TOP
        for at in (*sorted(self.free), last + 1):
            if at > top:
                yield top, at - 1
            top = at + 1

    def total(self, cell: str) -> None:
        """Show the cover's total beside the title too."""
        about = self.words.about_sheet.replace("'", "''")
        count = self.canvas.count(len(self.questions), "strong")
        self.sheet.write_formula(1, 3, f"='{about}'!{cell}", count, self.done(self.questions))

    def hidden(self) -> None:
        """What the reader needs; drop-down lists point here too, since a list in words may not exceed 255 letters."""
        table = list(self.facts())
        for names, mapping in (("concord_answers", self.value_words), ("concord_confidences", self.confidence_words)):
            first = len(table) + 1
            table += [(names, word, key) for key, word in mapping.items()]
            self.canvas.book.define_name(names, f"='{HIDDEN}'!$B${first}:$B${len(table)}")
        for at, question in self.free.items():
            first = len(table) + 1
            table += [("choice", text, code, question.statement) for code, text in question.choices]
            if question.kind == "select_one":
                self.canvas.book.define_name(_list_of(at), f"='{HIDDEN}'!$B${first}:$B${len(table)}")
        for question in self.questions:
            row = self.row_of(question)
            table.append(("row", row.id or row.statement, row.statement, str(row.revision), question.kind))
        for at, texts in enumerate(table):
            self.canvas.line(self.canvas.hidden, at, texts, "key")

    def facts(self) -> Iterator[tuple[str, ...]]:
        yield "format", FORMAT
        for key in FACTS:
            value = getattr(self.workbook, key)
            yield key, "" if value is None else str(value)
        yield "about", self.words.about_sheet
        yield "answers", self.words.answers_sheet
        for key in COLUMNS[:_ID]:
            yield "head", getattr(self.words, key), key
