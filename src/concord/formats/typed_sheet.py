"""A sheet that people type into: what is wrong in a cell becomes a fault that names it and says what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass

from concord.formats.errors import Fault
from concord.formats.xlsx_sheets import Odd, Sheet, cell_name

MAX_TEXT = 4_000
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"
_BIDI = "\u202a-\u202e\u2066-\u2069"
_INVISIBLE = re.compile(f"[{_CONTROL}]|([{_BIDI}])")


def text_problem(text: str) -> str:
    """What is wrong with a text that somebody typed, or an empty string."""
    if len(text) > MAX_TEXT:
        return f"the text has {len(text):,} characters; shorten it to {MAX_TEXT:,} or attach a document"
    found = _INVISIBLE.search(text)
    if not found:
        return ""
    what = "mark that turns its direction" if found[1] else "control character"
    return f"the text contains an invisible {what}; type it anew instead of pasting it"


def folded(word: str) -> str:
    """A word of a list however it was typed: in any case, with any apostrophe."""
    return " ".join(word.replace("’", "'").casefold().split())


@dataclass(frozen=True)
class TypedSheet:
    """A sheet that people type into, rows and columns counted from 1; what is wrong in its cells joins ``faults``."""

    file: str
    sheet: Sheet
    faults: list[Fault]

    def where(self, cell: str) -> str:
        """How a fault names a cell of this sheet."""
        return f"{self.file}, sheet {self.sheet.title}, cell {cell}"

    def fault(self, row: int, column: int, problem: str) -> None:
        """Add a fault of one cell."""
        self.faults.append(Fault(self.where(cell_name(row, column)), problem))

    def filled(self, row: int, column: int) -> bool:
        """Whether anything but spaces stands in a cell, be it a formula."""
        cell = self.sheet.cells.get((row, column))
        blank = cell is None or (isinstance(cell, str) and not cell.strip())
        return not blank or (row, column) in self.sheet.formulas

    def text(self, row: int, column: int) -> str:
        """What was typed, without spaces around it; a whole number counts as its digits, anything else is a fault."""
        cell = self.sheet.cells.get((row, column), "")
        text, problem = "", ""
        if (row, column) in self.sheet.formulas:
            problem = "the cell holds a formula; type the text itself"
        elif isinstance(cell, str):
            # Checked before it is copied, since a hostile file may repeat one long text in many cells.
            text = cell if len(cell) > 2 * MAX_TEXT else cell.replace("\r\n", "\n").strip()
            problem = text_problem(text)
        elif isinstance(cell, Odd):
            problem = f"the cell holds {cell.value}; write it as text, with an apostrophe (') before it"
        elif isinstance(cell, int) and not isinstance(cell, bool):
            text = str(cell)
        else:
            shown = str(cell).upper() if isinstance(cell, bool) else f"the number {cell}"
            problem = f"the cell holds {shown} and not a text; write it as text, with an apostrophe (') before it"
        if problem:
            self.fault(row, column, problem)
        return "" if problem else text
