"""The cover of an answer workbook: who fills what by when, with whom it may be shared, and how far it has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from concord.formats.answer_workbook import KEY, AnswerWorkbook, Participant
from concord.formats.answer_workbook_look import BAR, Canvas, lines

_ROWS = 8  # for those who take part, and at least _FREE of them empty
_FREE = 4
_KEYS = 4  # the hidden column


@dataclass(frozen=True)
class Part:
    """One area as the sheet of answers has it: its first and last row (from 0), and what it asks."""

    title: str
    first: int
    last: int
    capabilities: int
    asked: int
    done: int


def write_cover(canvas: Canvas, workbook: AnswerWorkbook, parts: Sequence[Part]) -> str:
    """Fill the cover sheet; the name of the cell that counts all answers."""
    writer = _Cover(canvas, workbook, parts)
    row = writer.steps(writer.section(writer.facts() + 1, canvas.words.how))
    row = writer.participants(writer.section(row + 1, canvas.words.participants))
    total = writer.progress(writer.section(row + 1, canvas.words.progress))
    return f"C{total + 1}"


class _Cover:
    """The cover being written. Rows and columns count from 0."""

    def __init__(self, canvas: Canvas, workbook: AnswerWorkbook, parts: Sequence[Part]) -> None:
        self.canvas, self.workbook, self.parts = canvas, workbook, parts
        self.words, self.sheet = canvas.words, canvas.about
        for column, width in enumerate((2, 40, 52, 20)):
            self.sheet.set_column(column, column, width)
        self.sheet.set_column(_KEYS, _KEYS, 12, None, {"hidden": True})
        canvas.line(self.sheet, 0, (f"{KEY}name", f"{KEY}function", "", f"{KEY}person"), "key", 1)
        self.sheet.set_row(0, None, None, {"hidden": True})

    def facts(self) -> int:
        """Who, what, by when, and with whom it may be shared; the row after."""
        words, workbook, canvas, sheet = self.words, self.workbook, self.canvas, self.sheet
        canvas.text(sheet, 1, 1, workbook.country_name, "fact")
        canvas.text(sheet, 2, 1, words.title, "title")
        sheet.set_row(2, 30)
        asked = words.asked_count.replace("{statements}", str(sum(part.asked for part in self.parts)))
        facts = [(words.institution, ", ".join(filter(None, (workbook.institution_name, workbook.territory)))),
                 (words.framework, f"{workbook.framework}, {workbook.edition}"),
                 (words.asked, asked.replace("{capabilities}", str(sum(part.capabilities for part in self.parts)))),
                 (words.due, workbook.due), (words.issued, workbook.issued_on)]  # fmt: skip
        row = 4
        for label, value in facts:
            if value:
                canvas.line(sheet, row, (label,), "fact", 1)
                self.wide(row, value, "strong")
                row += 1
        canvas.text(sheet, row, 1, words.label, "fact")
        sheet.write_string(row, 2, f"TLP:{workbook.label}", canvas.tlp)
        self.wide(row + 1, words.of_label(workbook.label), "plain")
        return row + 2

    def wide(self, row: int, text: str, style: str, first: int = 2) -> None:
        """A text over all columns that are left; a merged cell does not grow by itself."""
        self.sheet.set_row(row, 3 + 15 * lines(text, 115 if first == 1 else 74))
        self.sheet.merge_range(row, first, row, 3, "", self.canvas.styles[style])
        self.canvas.text(self.sheet, row, first, text, style)

    def section(self, row: int, title: str) -> int:
        self.canvas.line(self.sheet, row, (title, "", ""), "section", 1)
        self.sheet.set_row(row, 22)
        return row + 1

    def steps(self, row: int) -> int:
        for number, step in enumerate(self.words.steps, 1):
            text = step.replace("{institution}", self.workbook.institution_name).replace("{due}", self.workbook.due)
            self.wide(row, f"{number}. {text}", "plain", 1)
            row += 1
        return row

    def participants(self, row: int) -> int:
        self.canvas.line(self.sheet, row, (self.words.name, self.words.function), "fact", 1)
        people = self.workbook.participants
        empty = [Participant("", "")] * max(_FREE, _ROWS - len(people))
        self.sheet.set_selection(row + 1, 1, row + 1, 1)
        for at, person in enumerate((*people, *empty), row + 1):
            self.canvas.line(self.sheet, at, (person.name, person.function), "input", 1)
            self.canvas.text(self.sheet, at, _KEYS, f"{KEY}person", "key")
        return row + 1 + len(people) + len(empty)

    def progress(self, row: int) -> int:
        """Answered statements by area and in all, counted by formulas in the sheet of answers; the row of the sum."""
        sheet, name, top = self.sheet, self.words.answers_sheet.replace("'", "''"), row
        for part in self.parts:
            sheet.write_url(row, 1, f"internal:'{name}'!A{part.first + 1}", self.canvas.styles["cell"], part.title)
            counted = f"=COUNTA('{name}'!D{part.first + 1}:D{part.last + 1})-{part.capabilities}"
            self.progress_row(row, counted, part.asked, part.done, "cell")
            row += 1
        self.canvas.text(sheet, row, 1, self.words.all_areas, "strong")
        asked, done = sum(part.asked for part in self.parts), sum(part.done for part in self.parts)
        self.progress_row(row, f"=SUM(C{top + 1}:C{row})", asked, done, "strong")
        sheet.conditional_format(top, 3, row, 3, {
            "type": "data_bar", "bar_color": BAR, "bar_solid": True, "min_type": "num", "max_type": "num",
            "min_value": 0, "max_value": 1})  # fmt: skip
        return row

    def progress_row(self, row: int, formula: str, asked: int, done: int, style: str) -> None:
        self.sheet.write_formula(row, 2, formula, self.canvas.count(asked, style), done)
        share = f"=IF({asked}=0,0,C{row + 1}/{max(asked, 1)})"
        self.sheet.write_formula(row, 3, share, self.canvas.styles["share"], done / max(asked, 1))
