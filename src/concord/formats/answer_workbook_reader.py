"""Reading an answer workbook that officials filled in: every answer found by its id, every fault named by its cell.

Rows may be sorted or left out, columns and sheets moved or renamed, as long as their hidden keys went with them.
Whether the assessment, the institution and the ids are the right ones is for the caller to say.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import NoReturn

from concord.formats import xlsx_guard
from concord.formats.answer_workbook import KEY, STATEMENT, AnswerRow, AnswerWorkbook, Participant
from concord.formats.answer_workbook_issued import Issued, read_issued
from concord.formats.errors import Fault, FormatError
from concord.formats.typed_answer import answer_problem
from concord.formats.typed_sheet import TypedSheet, folded
from concord.formats.xlsx_sheets import Sheet, cell_name, range_name, read_sheets

MAX_FAULTS = 200
_INPUTS = ("answer", "confidence", "comment", "evidence")
_NEEDED = (*_INPUTS, "code", "id", "revision")
_PEOPLE = ("name", "function", "person")


def read_answer_workbook(content: bytes, name: str) -> AnswerWorkbook:
    """The answers in a workbook that ``write_answer_workbook`` made, in its order; rows that are gone are not in it.

    ``FormatError`` carries every fault, each with file, sheet and cell. Spaces around typed texts are dropped.
    """
    workbook, faults = read_answers_and_faults(content, name)
    if faults:
        raise FormatError(*faults)
    return workbook


def read_answers_and_faults(content: bytes, name: str) -> tuple[AnswerWorkbook, tuple[Fault, ...]]:
    """The same, but answers in which something is wrong are left out, and what is wrong is handed back beside the rest.

    ``FormatError`` only where nothing can be read at all.
    """
    sheets = read_sheets(xlsx_guard.check(content, name), name)
    reader = _Reader(sheets, read_issued(sheets, name), name)
    answers, people = reader.answers(), reader.people()
    return AnswerWorkbook(**reader.issued.facts, participants=people, answers=answers), tuple(reader.faults)


class _Faults(list[Fault]):
    """Faults of one file, each on one line; a file with very many of them is not read to its end."""

    def append(self, fault: Fault) -> None:
        super().append(Fault(" ".join(fault.where.splitlines()), " ".join(fault.problem.splitlines())))
        if len(self) >= MAX_FAULTS:
            file = fault.where.partition(",")[0]
            raise FormatError(*self, Fault(file, f"there are more faults than these {MAX_FAULTS}; export it again"))


class _Reader:
    """One workbook being read; what officials typed wrong is gathered, what makes reading pointless is raised."""

    def __init__(self, sheets: list[Sheet], issued: Issued, name: str) -> None:
        self.sheets, self.issued, self.name, self.faults = sheets, issued, name, _Faults()

    def refuse(self, problem: str) -> NoReturn:
        raise FormatError(*self.faults, Fault(self.name, problem))

    # --- finding things by their keys ---

    def keyed(self, key: str, title: str) -> tuple[TypedSheet, int] | None:
        """The sheet with a machine key and the row it stands in; None where it is gone, which is then a fault."""
        places = [(sheet, _row_with(sheet, KEY + key)) for sheet in self.sheets]
        found = [(TypedSheet(self.name, sheet, self.faults), row) for sheet, row in places if row]
        if not found:
            lost = any(sheet.title == title for sheet in self.sheets)
            problem = "the sheet has lost its hidden first row" if lost else "the sheet is missing"
            self.faults.append(Fault(f"{self.name}, sheet {title}", f"{problem}; fill in the file as it was sent out"))
            return None
        if len(found) > 1:
            titles = " and ".join(sheet.sheet.title for sheet, _ in found[:3])
            self.refuse(f"the sheets {titles} are copies of one sheet; keep one, or return them as two files")
        return found[0]

    def columns(self, sheet: TypedSheet, row: int, needed: Iterable[str]) -> dict[str, int]:
        """The column of each key; empty where one is gone or doubled, which is then a fault."""
        found: dict[str, list[int]] = {}
        for (at, column), cell in sorted(sheet.sheet.cells.items(), key=lambda item: item[0]):
            if at == row and isinstance(cell, str) and cell.startswith(KEY):
                found.setdefault(cell.removeprefix(KEY), []).append(column)
        before = len(self.faults)
        for key in needed:
            columns = found.get(key, [])
            head = self.issued.heads.get(key, key)
            if not columns:
                sheet.fault(row, 1, f"the hidden key of the column {head} is gone from this row; undo what was moved")
            elif len(columns) > 1:
                sheet.fault(row, columns[1], f"the column {head} is there twice, also as {cell_name(row, columns[0])}")
        return {key: columns[0] for key, columns in found.items()} if len(self.faults) == before else {}

    # --- the cover ---

    def people(self) -> tuple[Participant, ...]:
        """Who took part, without the empty rows; rows put between theirs count too."""
        place = self.keyed("name", self.issued.about)
        columns = self.columns(*place, _PEOPLE) if place else {}
        if not place or not columns:
            return ()
        sheet, top = place
        rows = sorted(row for (row, column), cell in sheet.sheet.cells.items()
                      if column == columns["person"] and row > top and cell == f"{KEY}person")  # fmt: skip
        found = []
        for row in sorted({row for row, _ in sheet.sheet.cells if rows and rows[0] <= row <= rows[-1]}):
            before = len(self.faults)
            person = Participant(sheet.text(row, columns["name"]), sheet.text(row, columns["function"]))
            if person.function and not person.name and len(self.faults) == before:
                sheet.fault(row, columns["name"], "a function stands without a name; say who it is, or clear the row")
            found.append(person)
        self.merged(sheet, rows, {columns["name"], columns["function"]})
        return tuple(person for person in found if person.name)

    # --- the answers ---

    def answers(self) -> tuple[AnswerRow, ...]:
        place = self.keyed("id", self.issued.answers)
        columns = self.columns(*place, _NEEDED) if place else {}
        if not place or not columns or not self.heads_fit(place[0], columns):
            raise FormatError(*self.faults)
        sheet, top = place
        asked = {columns[key] for key in (*_INPUTS, "id")}
        filled = {row for row, column in (*sheet.sheet.cells, *sheet.sheet.formulas) if column in asked}
        given: dict[str, AnswerRow] = {}
        rows: dict[str, int] = {}
        for row in sorted(filled - {top}):
            before = len(self.faults)
            key = sheet.text(row, columns["id"])
            if key in rows:
                first = cell_name(rows[key], columns["id"])
                sheet.fault(row, columns["id"], f"the hidden id stands in cell {first} too: "
                            f"{self.issued.rows[key].statement} is there twice; delete one of the rows")  # fmt: skip
                given.pop(key, None)
            elif key in self.issued.rows:
                rows[key] = row
                answer = self.answer(sheet, row, columns, self.issued.rows[key])
                if len(self.faults) == before:
                    given[key] = answer
            elif len(self.faults) == before:
                self.no_answer(sheet, row, columns, key)
        spoilt = self.merged(sheet, sorted(rows.values()), {columns[key] for key in _NEEDED})
        return tuple(given[key] for key in self.issued.rows if key in given and rows[key] not in spoilt)

    def heads_fit(self, sheet: TypedSheet, columns: dict[str, int]) -> bool:
        """Whether no column was moved without its hidden key, as its heading shows."""
        row, heads = _row_with(sheet.sheet, f"{KEY}heads"), self.issued.heads
        before = len(self.faults)
        for key in _INPUTS if row else ():
            shown = sheet.sheet.cells.get((row, columns[key]))
            if shown != heads[key] and shown in heads.values():
                sheet.fault(row, columns[key], f"the column of {heads[key]} is headed {shown}: a column was moved "
                                               "without its hidden key; undo that")  # fmt: skip
        return len(self.faults) == before

    def answer(self, sheet: TypedSheet, row: int, columns: dict[str, int], issued: AnswerRow) -> AnswerRow:
        before = len(self.faults)
        code = sheet.text(row, columns["code"])
        if code != issued.statement and len(self.faults) == before:
            sheet.fault(row, columns["code"], f"the hidden id of this row is that of {issued.statement} and not of "
                                              f"'{_short(code)}'; rows must be moved as a whole")  # fmt: skip
        if sheet.text(row, columns["revision"]) != str(issued.revision):
            sheet.fault(row, columns["revision"], f"the hidden revision was changed, it was {issued.revision}")
        value = self.value(sheet, row, columns["answer"], issued.statement)
        confidence = self.word(sheet, row, columns["confidence"], self.issued.confidences)
        before = len(self.faults)
        comment, evidence = sheet.text(row, columns["comment"]), sheet.text(row, columns["evidence"])
        if value == "not_applicable" and not comment and len(self.faults) == before:
            sheet.fault(row, columns["comment"], "“not applicable” needs its reason here")
        return AnswerRow(issued.statement, value, confidence, comment, evidence, issued.id, issued.revision)

    def value(self, sheet: TypedSheet, row: int, column: int, asked: str) -> str:
        """An answer in the words of the list; of a free question, what it asks for."""
        kind, choices = self.issued.kinds[asked], self.issued.choices.get(asked, {})
        if kind == STATEMENT:
            return self.word(sheet, row, column, self.issued.values)
        before, text = len(self.faults), sheet.text(row, column)
        if not text or len(self.faults) > before:
            return ""
        if choices:
            pieces = [text] if kind == "select_one" else text.replace("؛", ";").split(";")
            text = " ".join(choices.get(folded(piece), "?") for piece in pieces if piece.strip())
        elif kind == "decimal":
            text = text.replace(",", ".")  # as many countries write it
        wanted = answer_problem(kind, text, choices.values())
        if wanted:
            sheet.fault(row, column, f"the answer must be {wanted}")
        return "" if wanted else text

    def word(self, sheet: TypedSheet, row: int, column: int, listed: dict[str, str]) -> str:
        text = sheet.text(row, column)
        if text and folded(text) not in listed:
            words = ", ".join(self.issued.words[key] for key in listed.values())
            sheet.fault(row, column, f"'{_short(text)}' is none of the words in the list ({words})")
        return listed.get(folded(text), "")

    def no_answer(self, sheet: TypedSheet, row: int, columns: dict[str, int], key: str) -> None:
        """A row that holds no answer: what is written into it would be lost without a word otherwise."""
        if key == f"{KEY}heads":
            return
        if key and not key.startswith(KEY):
            sheet.fault(row, columns["id"], f"the hidden id '{_short(key)}' is none of this workbook; undo the change")
            return
        counts = key in (f"{KEY}title", f"{KEY}capability")  # shows progress where a statement has its answer
        for column in (columns[name] for name in _INPUTS[1 if counts else 0 :]):
            if sheet.filled(row, column):
                sheet.fault(
                    row, column, "something is written where nothing is asked; move it to the row of a statement"
                )
                return

    def merged(self, sheet: TypedSheet, rows: list[int], columns: set[int]) -> set[int]:
        """The rows in which cells that hold answers were merged with others."""
        spoilt: set[int] = set()
        for area in sheet.sheet.merged:
            top, left, bottom, right = area
            touched = rows[bisect_left(rows, top) : bisect_left(rows, bottom + 1)]
            if touched and any(left <= column <= right for column in columns):
                place = f"{self.name}, sheet {sheet.sheet.title}, cells {range_name(area)}"
                self.faults.append(Fault(place, "these cells were merged; split them and fill in each"))
                spoilt.update(touched)
        return spoilt


def _row_with(sheet: Sheet, text: str) -> int:
    """The topmost row with this text, 0 where there is none."""
    return min((row for (row, _), cell in sheet.cells.items() if cell == text), default=0)


def _short(text: str) -> str:
    return " ".join(text[:40].split())
