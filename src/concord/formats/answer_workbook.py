"""The answer workbook: one XLSX in which one institution answers its statements, written and read back safely.

The officials see two sheets, in their language. A third, hidden one keeps what the reader needs: the facts of the
assessment, the words used in the drop-down lists, and which statement stands in which row.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, NoReturn

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from concord.formats import xlsx_guard
from concord.formats.errors import Fault, FormatError

FORMAT = "concord-answers/1"
HIDDEN = "_concord"
VALUES = ("yes", "partly", "no", "not_applicable", "dont_know")
CONFIDENCES = ("high", "medium", "low")
PARTICIPANT_ROWS = 8


@dataclass(frozen=True)
class Participant:
    """One official who took part in answering."""

    name: str
    function: str


@dataclass(frozen=True)
class AnswerRow:
    """The answer to one statement. ``value`` is one of ``VALUES`` or empty, ``confidence`` one of ``CONFIDENCES``."""

    statement: str
    value: str = ""
    confidence: str = ""
    comment: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class Question:
    """One statement as the sheet shows it, with where it belongs."""

    statement: str
    level: int
    text: str
    guidance: str
    capability: str
    capability_title: str
    area_title: str


@dataclass(frozen=True)
class AnswerWorkbook:
    """What one institution was asked, by whom and until when, who took part, and what it answered."""

    country_code: str
    country_name: str
    currency: str
    population: int | None
    language: str
    direction: str
    framework: str
    edition: str
    pack_hash: str
    institution_code: str
    institution_name: str
    institution_kind: str
    territory: str
    label: str
    due: str
    participants: tuple[Participant, ...] = ()
    answers: tuple[AnswerRow, ...] = ()


FACTS = tuple(field.name for field in fields(AnswerWorkbook) if field.name not in ("participants", "answers"))


@dataclass(frozen=True)
class Words:
    """Every word that an official sees; ``{institution}`` and ``{due}`` stand where those are put in."""

    about_sheet: str = "About"
    answers_sheet: str = "Answers"
    title: str = "Needs assessment: our answers"
    institution: str = "Institution"
    framework: str = "Framework"
    due: str = "Please return by"
    label: str = "Sharing label"
    how: str = "How to fill this in"
    steps: tuple[str, ...] = (
        "Say below who took part for {institution}.",
        "On the next sheet, choose an answer for every statement. Judge what is in force today, not what is planned.",
        "Say how sure you are, and name the document or record that shows it: title, number and year.",
        "An honest “Don't know” helps. “Not applicable” needs its reason in the comment.",
        "Save the file and return it to the national focal point by {due}. Nobody else needs to have it.",
    )
    participants: str = "Who took part"
    name: str = "Name"
    function: str = "Function"
    progress: str = "Progress"
    all_areas: str = "All areas"
    of: str = "of"
    code: str = "Code"
    level: str = "Level"
    statement: str = "Statement"
    answer: str = "Answer"
    confidence: str = "How sure?"
    comment: str = "Comment"
    evidence: str = "Evidence: document and year"
    guidance: str = "What counts"
    yes: str = "Yes"
    partly: str = "Partly"
    no: str = "No"
    not_applicable: str = "Not applicable"
    dont_know: str = "Don't know"
    high: str = "High"
    medium: str = "Medium"
    low: str = "Low"
    choose: str = "Please choose one of the words in the list."
    too_long: str = "Please keep the text under 4,000 characters."
    page: str = "Page"


# --- writing -----------------------------------------------------------------------------------

_INK, _ACCENT, _MUTED, _RULE, _OPEN, _DONE = "#1d2733", "#1f4e79", "#5d6b7a", "#d5dce4", "#fff8e1", "#e8f3ea"
# The tints of our charts: the higher the level, the darker.
_LEVELS = {2: ("#c2dfc6", _INK), 3: ("#7cbdc6", _INK), 4: ("#3d83b4", "#ffffff"), 5: (_ACCENT, "#ffffff")}
_TLP = {"RED": "#ff2b2b", "GREEN": "#33ff00", "CLEAR": "#ffffff"}  # TLP 2.0 prints these on black; AMBER is the rest
_STYLES: dict[str, dict[str, Any]] = {
    "plain": {"text_wrap": True, "indent": 1},
    "title": {"indent": 1, "bold": True, "font_size": 18, "font_color": _ACCENT},
    "section": {"bold": True, "font_size": 13, "font_color": _ACCENT, "bottom": 2, "bottom_color": _ACCENT,
                "valign": "vcenter", "indent": 1},
    "fact": {"font_color": _MUTED, "indent": 1},
    "strong": {"bold": True, "text_wrap": True, "indent": 1},
    "head": {"bold": True, "bg_color": _ACCENT, "font_color": "#ffffff", "indent": 1, "valign": "vcenter"},
    "capability": {"bold": True, "bg_color": "#e9eff5", "valign": "vcenter", "indent": 1},
    "code": {"font_color": _MUTED, "font_size": 9, "bottom": 1, "indent": 1},
    "cell": {"text_wrap": True, "bottom": 1, "indent": 1},
    "note": {"text_wrap": True, "bottom": 1, "indent": 1, "font_color": _MUTED, "italic": True, "font_size": 10},
    "input": {"text_wrap": True, "border": 1, "indent": 1, "bg_color": _OPEN, "locked": False},
    "share": {"num_format": "0%", "bottom": 1, "indent": 1},
    **{f"level{k}": {"bg_color": back, "font_color": ink, "align": "center", "bold": True, "bottom": 1}
       for k, (back, ink) in _LEVELS.items()},
}  # fmt: skip


def write_answer_workbook(
    workbook: AnswerWorkbook, questions: Sequence[Question], *, words: Words | None = None
) -> bytes:
    """The workbook as XLSX, with what is answered already filled in; the same input gives the same bytes.

    ``FormatError`` where a text could not be read back, ``ValueError`` where answers and questions do not fit.
    """
    unasked = {row.statement for row in workbook.answers} - {question.statement for question in questions}
    if unasked or len({question.statement for question in questions}) < len(questions):
        raise ValueError(f"answers to statements that are not asked, or one asked twice: {sorted(unasked)}")
    pieces: tuple[Any, ...] = (*workbook.participants, *workbook.answers, *questions)
    texts = [*(getattr(workbook, key) for key in FACTS), *(text for piece in pieces for text in astuple(piece))]
    faults = [Fault("", problem) for text in texts if (problem := xlsx_guard.text_problem(str(text)))]
    if faults:
        raise FormatError(*faults)
    writer = _Writer(workbook, questions, words or Words())
    writer.answers()
    writer.about()
    writer.hidden()
    return writer.bytes()


def _lines(text: str, width: int) -> int:
    """About how many lines a text takes in a column; too high is better than cut off."""
    return sum(1 + len(line) // (width - 4) for line in text.split("\n"))


class _GrowingSheet(Worksheet):  # type: ignore[misc]
    """A sheet whose rows grow with what is typed: their heights count as fitted, where XlsxWriter would fix them."""

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = ()) -> None:
        super()._xml_start_tag_unencoded(tag, [pair for pair in attributes if pair[0] != "customHeight"])


class _Writer:
    """One workbook being written. Rows and columns count from 0 here, as in XlsxWriter."""

    def __init__(self, workbook: AnswerWorkbook, questions: Sequence[Question], words: Words) -> None:
        self.workbook, self.questions, self.words = workbook, questions, words
        self.file = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.file, {"in_memory": True})
        self.book.set_properties({
            "title": f"{workbook.framework} {workbook.edition}", "author": "Concord",
            "created": datetime(2026, 1, 1, tzinfo=UTC),  # fixed: same answers, same bytes
        })  # fmt: skip
        rtl = workbook.direction == "rtl"
        self.ground = {"font_color": _INK, "font_size": 11, "valign": "top", "border_color": _RULE,
                       "align": "right" if rtl else "left", "reading_order": 2 if rtl else 1}  # fmt: skip
        self.styles = {key: self.book.add_format({**self.ground, **style}) for key, style in _STYLES.items()}
        self.tlp = self.book.add_format({
            "bold": True, "bg_color": "#000000", "align": "center", "valign": "vcenter", "reading_order": 1,
            "font_color": _TLP.get(workbook.label, "#ffc000"),
        })  # fmt: skip
        self.about_sheet = self.book.add_worksheet(words.about_sheet)
        self.answer_sheet = self.book.add_worksheet(words.answers_sheet, worksheet_class=_GrowingSheet)
        self.hidden_sheet = self.book.add_worksheet(HIDDEN)
        self.given = {row.statement: row for row in workbook.answers}
        self.value_words = {key: str(getattr(words, key)) for key in VALUES}
        self.confidence_words = {key: str(getattr(words, key)) for key in CONFIDENCES}
        self.rows: dict[str, int] = {}
        self.areas: dict[str, tuple[int, int, int]] = {}  # first row, last row, number of capabilities
        self.people_rows = range(0)
        for sheet in (self.about_sheet, self.answer_sheet):
            self._page(sheet, rtl)

    def bytes(self) -> bytes:
        self.book.close()
        return self.file.getvalue()

    def _page(self, sheet: Any, rtl: bool) -> None:
        if rtl:
            sheet.right_to_left()
        sheet.hide_gridlines(2)
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.5, 0.5, 0.6, 0.7)
        institution = self.workbook.institution_name.replace("&", "&&")[:150]
        sheet.set_footer(f"&L{institution}&CTLP:{self.workbook.label}&R{self.words.page} &P / &N")
        # Without a password: this keeps slips from happening, it does not lock anybody out.
        sheet.protect("", {"format_columns": True, "format_rows": True})

    def _text(self, sheet: Any, row: int, column: int, text: str, style: str = "plain") -> None:
        """A text as a text: never a formula, a link or markup, whatever it looks like."""
        if text.startswith("<r>") and text.endswith("</r>"):  # XlsxWriter would take this for ready-made XML
            sheet.write_rich_string(row, column, "<", self.styles["plain"], text[1:], self.styles[style])
        elif text:
            sheet.write_string(row, column, text, self.styles[style])
        else:
            sheet.write_blank(row, column, None, self.styles[style])

    def _done(self, questions: Sequence[Question]) -> int:
        return sum(bool((row := self.given.get(q.statement)) and row.value) for q in questions)

    def _count_format(self, total: int, style: str) -> Any:
        word = self.words.of.replace('"', "")
        # A mark, since the digits would begin the line as left-to-right otherwise.
        mark = '"\u200f"' if self.workbook.direction == "rtl" else ""
        shown = {"text_wrap": False, "num_format": f'{mark}0" {word} {total}"'}
        return self.book.add_format({**self.ground, **_STYLES[style], **shown})

    def answers(self) -> None:
        sheet, words = self.answer_sheet, self.words
        sheet.set_landscape()
        for column, width in enumerate((14, 10, 60, 18, 14, 42, 36, 42)):
            sheet.set_column(column, column, width)
        self._text(sheet, 0, 0, self.workbook.institution_name, "title")
        sheet.write_string(0, 7, f"TLP:{self.workbook.label}", self.tlp)
        sheet.set_row(0, 28)
        sheet.set_row(1, 32)
        heads = ("code", "level", "statement", "answer", "confidence", "comment", "evidence", "guidance")
        for column, head in enumerate(heads):
            self._text(sheet, 1, column, getattr(words, head), "head")
        sheet.freeze_panes(2, 0)
        sheet.repeat_rows(1)
        row = 2
        for area, in_area in groupby(self.questions, key=lambda q: q.area_title):
            first, capabilities = row, 0
            for column in range(8):
                self._text(sheet, row, column, area if column == 0 else "", "section")
            sheet.set_row(row, 26)
            row += 1
            for _, group in groupby(in_area, key=lambda q: q.capability):
                row = self._capability(row, list(group))
                capabilities += 1
            self.areas[area] = (first, row - 1, capabilities)
        self._rules(row - 1)

    def _capability(self, row: int, questions: Sequence[Question]) -> int:
        sheet, last = self.answer_sheet, row + len(questions)
        for column, text in enumerate((questions[0].capability, questions[0].capability_title, *[""] * 6)):
            self._text(sheet, row, column, text, "capability")
        sheet.set_row(row, 22)
        count = self._count_format(len(questions), "capability")
        sheet.write_formula(row, 3, f"=COUNTA(D{row + 2}:D{last + 1})", count, self._done(questions))
        for at, question in enumerate(questions, row + 1):
            self.rows[question.statement] = at
            given = self.given.get(question.statement, AnswerRow(question.statement))
            self._text(sheet, at, 0, question.statement, "code")
            sheet.write_number(at, 1, question.level, self.styles.get(f"level{question.level}", self.styles["cell"]))
            self._text(sheet, at, 2, question.text, "cell")
            self._text(sheet, at, 3, self.value_words.get(given.value, ""), "input")
            self._text(sheet, at, 4, self.confidence_words.get(given.confidence, ""), "input")
            self._text(sheet, at, 5, given.comment, "input")
            self._text(sheet, at, 6, given.evidence, "input")
            self._text(sheet, at, 7, question.guidance, "note")
            texts = ((question.text, 60), (given.comment, 42), (given.evidence, 36), (question.guidance, 44))
            sheet.set_row(at, 4 + 15 * max(2, *(_lines(text, width) for text, width in texts)))
        return last + 1

    def _rules(self, last: int) -> None:
        """What may stand in the answer cells, and how they look once filled."""
        sheet = self.answer_sheet
        for column, names in ((3, "concord_answers"), (4, "concord_confidences")):
            sheet.data_validation(2, column, last, column, {
                "validate": "list", "source": f"={names}", "error_message": self.words.choose[:255]})  # fmt: skip
        sheet.data_validation(2, 5, last, 6, {
            "validate": "length", "criteria": "<=", "value": xlsx_guard.MAX_TEXT,
            "error_message": self.words.too_long[:255]})  # fmt: skip
        word = self.words.not_applicable.replace('"', '""')
        missing = self.book.add_format({"bg_color": "#f8d7d0"})
        done = self.book.add_format({"bg_color": _DONE})
        # The first rule that holds wins. Only rows of statements have a level.
        for first, column, rule, form in ((5, 5, f'=AND($D3="{word}",$F3="")', missing),
                                          (3, 6, '=AND(ISNUMBER($B3),$D3<>"")', done)):  # fmt: skip
            options = {"type": "formula", "criteria": rule, "format": form, "stop_if_true": True}
            sheet.conditional_format(2, first, last, column, options)

    def about(self) -> None:
        sheet, words, workbook = self.about_sheet, self.words, self.workbook
        for column, width in enumerate((2, 40, 52, 20)):
            sheet.set_column(column, column, width)
        self._text(sheet, 0, 1, workbook.country_name, "fact")
        self._text(sheet, 1, 1, words.title, "title")
        sheet.set_row(1, 30)
        facts = ((words.institution, ", ".join(filter(None, (workbook.institution_name, workbook.territory)))),
                 (words.framework, f"{workbook.framework}, {workbook.edition}"), (words.due, workbook.due))  # fmt: skip
        for row, (label, value) in enumerate(facts, 3):
            self._text(sheet, row, 1, label, "fact")
            self._text(sheet, row, 2, value, "strong")
        self._text(sheet, 6, 1, words.label, "fact")
        sheet.write_string(6, 2, f"TLP:{workbook.label}", self.tlp)
        row = self._section(8, words.how)
        for number, step in enumerate(words.steps, 1):
            text = step.replace("{institution}", workbook.institution_name).replace("{due}", workbook.due)
            sheet.set_row(row, 3 + 15 * _lines(text, 115))  # a merged cell does not grow by itself
            sheet.merge_range(row, 1, row, 3, "", self.styles["plain"])
            self._text(sheet, row, 1, f"{number}. {text}")
            row += 1
        row = self._participants(self._section(row + 1, words.participants))
        self._progress(self._section(row + 1, words.progress))
        sheet.set_selection(self.people_rows.start, 1, self.people_rows.start, 1)

    def _section(self, row: int, title: str) -> int:
        for column in (1, 2, 3):
            self._text(self.about_sheet, row, column, title if column == 1 else "", "section")
        self.about_sheet.set_row(row, 22)
        return row + 1

    def _participants(self, row: int) -> int:
        self._text(self.about_sheet, row, 1, self.words.name, "fact")
        self._text(self.about_sheet, row, 2, self.words.function, "fact")
        people = self.workbook.participants
        empty = [Participant("", "")] * max(4, PARTICIPANT_ROWS - len(people))
        self.people_rows = range(row + 1, row + 1 + len(people) + len(empty))
        for at, given in zip(self.people_rows, (*people, *empty), strict=True):
            self._text(self.about_sheet, at, 1, given.name, "input")
            self._text(self.about_sheet, at, 2, given.function, "input")
        return self.people_rows.stop

    def _progress(self, row: int) -> None:
        """Answered statements by area and in all, counted by formulas in the sheet of answers."""
        sheet, name, top = self.about_sheet, self.words.answers_sheet.replace("'", "''"), row
        for area, (first, last, capabilities) in self.areas.items():
            asked = [q for q in self.questions if q.area_title == area]
            sheet.write_url(row, 1, f"internal:'{name}'!A{first + 1}", self.styles["cell"], area)
            # A capability's own row holds its count, so one filled cell for each is no answer.
            counted = f"=COUNTA('{name}'!D{first + 1}:D{last + 1})-{capabilities}"
            self._progress_row(row, counted, len(asked), self._done(asked))
            row += 1
        self._text(sheet, row, 1, self.words.all_areas, "strong")
        total, count = self._done(self.questions), self._count_format(len(self.questions), "strong")
        self._progress_row(row, f"=SUM(C{top + 1}:C{row})", len(self.questions), total)
        about = self.words.about_sheet.replace("'", "''")
        self.answer_sheet.write_formula(0, 3, f"='{about}'!C{row + 1}", count, total)
        sheet.conditional_format(top, 3, row, 3, {
            "type": "data_bar", "bar_color": "#7cbdc6", "bar_solid": True, "min_type": "num", "max_type": "num",
            "min_value": 0, "max_value": 1})  # fmt: skip

    def _progress_row(self, row: int, formula: str, asked: int, done: int) -> None:
        self.about_sheet.write_formula(row, 2, formula, self._count_format(asked, "cell"), done)
        share = f"=IF({asked}=0,0,C{row + 1}/{max(asked, 1)})"
        self.about_sheet.write_formula(row, 3, share, self.styles["share"], done / max(asked, 1))

    def hidden(self) -> None:
        """What the reader needs; drop-down lists point here too, since a list in words may not exceed 255 letters."""
        lines = [("format", FORMAT, ""), *((key, xlsx_guard.plain(getattr(self.workbook, key)), "") for key in FACTS),
                 ("about", self.words.about_sheet, ""), ("answers", self.words.answers_sheet, ""),
                 ("participants", str(self.people_rows.start + 1), str(len(self.people_rows)))]  # fmt: skip
        for names, mapping in (("concord_answers", self.value_words), ("concord_confidences", self.confidence_words)):
            first = len(lines) + 1
            lines += [(names, word, key) for key, word in mapping.items()]
            self.book.define_name(names, f"='{HIDDEN}'!$B${first}:$B${len(lines)}")
        lines += [("row", str(row + 1), statement) for statement, row in self.rows.items()]
        for at, line in enumerate(lines):
            for column, text in enumerate(line):
                self._text(self.hidden_sheet, at, column, text)
        self.hidden_sheet.very_hidden()
        self.hidden_sheet.protect()


# --- reading -----------------------------------------------------------------------------------

_CHANGED = "the hidden sheet was changed; export the workbook again"


def read_answer_workbook(content: bytes, name: str) -> AnswerWorkbook:
    """The answers in a workbook that ``write_answer_workbook`` made, one for each statement it asks, in its order.

    ``FormatError`` carries every fault, each with file, sheet and cell. Spaces around typed texts are dropped.
    """
    return _Reader(xlsx_guard.check(content, name), name).workbook()


class _Reader:
    """One workbook being read; what officials typed wrong is gathered, what makes reading pointless is raised."""

    def __init__(self, checked: bytes, name: str) -> None:
        self.checked, self.name, self.faults = checked, name, list[Fault]()
        cells = xlsx_guard.sheet_cells(checked, name, HIDDEN)
        self.lines = [(*map(xlsx_guard.plain, line[:3]), "", "", "")[:3] for line in cells or ()]
        if not self.lines or self.lines[0][0] != "format":
            self.refuse("this is not a Concord answer workbook; export it again from Concord and fill in that file")
        if self.lines[0][1] != FORMAT:
            self.refuse(f"the workbook has the format {self.lines[0][1][:40]} and not {FORMAT}; export it again")

    def refuse(self, problem: str) -> NoReturn:
        raise FormatError(Fault(self.name, problem)) from None

    def workbook(self) -> AnswerWorkbook:
        try:
            facts: dict[str, Any] = {key: self.named(key)[0][0] for key in FACTS}
            facts["population"] = int(facts["population"]) if facts["population"] else None
            about, answers = self.named("about")[0][0], self.named("answers")[0][0]
            first, count = map(int, self.named("participants")[0])
            rows = {int(row): statement for row, statement in self.named("row")}
        except (ValueError, IndexError):
            self.refuse(_CHANGED)
        formulas = xlsx_guard.formula_cells(self.checked, HIDDEN)
        spoilt = any(xlsx_guard.text_problem(text) for line in self.lines for text in line)
        if formulas or spoilt or first < 1 or len(set(rows.values())) < len(self.named("row")):
            self.refuse(_CHANGED)
        people = self.people(self.sheet(about), first, count)
        given = self.answers(self.sheet(answers), rows)
        if self.faults:
            raise FormatError(*self.faults)
        return AnswerWorkbook(**facts, participants=people, answers=given)

    def named(self, key: str) -> list[tuple[str, str]]:
        return [(second, third) for first, second, third in self.lines if first == key]

    def sheet(self, title: str) -> xlsx_guard.TypedSheet:
        cells = xlsx_guard.sheet_cells(self.checked, self.name, title)
        if cells is None:
            self.refuse(f"the sheet {title} is missing; give it back its name, or export the workbook again")
        formulas = xlsx_guard.formula_cells(self.checked, title)
        return xlsx_guard.TypedSheet(self.name, title, cells, formulas, self.faults)

    def people(self, sheet: xlsx_guard.TypedSheet, first: int, count: int) -> tuple[Participant, ...]:
        found = []
        for row in range(first, min(first + count, len(sheet.cells) + 1)):
            person = Participant(sheet.text(row, 2), sheet.text(row, 3))
            if person.function and not person.name:
                sheet.fault(row, 2, "a function stands without a name; say who it is, or clear the row")
            found.append(person)
        return tuple(person for person in found if person.name)

    def answers(self, sheet: xlsx_guard.TypedSheet, rows: dict[int, str]) -> tuple[AnswerRow, ...]:
        given = tuple(self.answer(sheet, row, statement) for row, statement in rows.items())
        for row in range(3, len(sheet.cells) + 1):
            # It would be lost without a word otherwise.
            if row not in rows and any(sheet.text(row, column) for column in (5, 6, 7)):
                sheet.fault(row, 1, f"'{sheet.text(row, 1)[:40]}' is no statement of this workbook, yet something is "
                                    "written beside it; move it to a statement's row")  # fmt: skip
        return given

    def answer(self, sheet: xlsx_guard.TypedSheet, row: int, statement: str) -> AnswerRow:
        if (found := sheet.text(row, 1)) != statement:
            sheet.fault(row, 1, f"statement {statement} belongs here and not '{found[:40]}'; "
                                "leave codes and rows where they are")  # fmt: skip
        value = self.word(sheet, row, 4, "concord_answers")
        confidence = self.word(sheet, row, 5, "concord_confidences")
        answer = AnswerRow(statement, value, confidence, sheet.text(row, 6), sheet.text(row, 7))
        if value == "not_applicable" and not answer.comment:
            sheet.fault(row, 6, "“not applicable” needs its reason here")
        return answer

    def word(self, sheet: xlsx_guard.TypedSheet, row: int, column: int, names: str) -> str:
        text, listed = sheet.text(row, column), self.named(names)
        key = next((key for word, key in listed if xlsx_guard.folded(word) == xlsx_guard.folded(text)), "")
        if text and not key and xlsx_guard.cell_name(row, column) not in sheet.formulas:
            shown = ", ".join(word for word, _ in listed)
            sheet.fault(row, column, f"'{text[:40]}' is none of the words in the list ({shown})")
        return key
