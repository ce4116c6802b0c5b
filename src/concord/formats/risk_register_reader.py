"""Reading a risk register (.xlsx): headings are recognised or named by a mapping, and every fault has its cell.

The file is hostile until checked; a row in which something is wrong is left out, and what is wrong is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from concord.formats import xlsx_guard
from concord.formats.errors import Fault, FormatError
from concord.formats.risk_register import BORDERS, FIELDS, ORIGINS, Register, RegisterMap, RegisterRow
from concord.formats.typed_sheet import TypedSheet, folded
from concord.formats.xlsx_sheets import Sheet, read_sheets

MAX_FAULTS = 200
MAX_ROWS = 500
HEADING_ROWS = 25  # the headings stand in one of these
LONGEST = {"code": 20, "title": 200}
HAZARDS = "CBRN"

# What registers head their columns with; a heading is recognised in any case. Ours go out in every language.
GUESSES: dict[str, tuple[str, ...]] = {
    "code": ("code", "id", "no", "no.", "number", "risk id", "risk code", "reference", "ref", "ref."),
    "title": ("title", "scenario", "risk", "risk title", "risk name", "name", "hazard event", "event", "hazard name"),
    "origin": ("origin", "type", "risk type", "category", "hazard type", "hazard category", "risk category", "nature"),
    "hazards": ("hazards", "hazard", "cbrn", "c/b/r/n", "agent", "hazard group", "hazard class"),
    "story": ("what happens", "story", "description", "risk description", "scenario description", "narrative"),
    "affected": ("who is affected", "affected", "population affected", "exposed population", "who would be affected"),
    "cross_border": ("crosses borders", "cross-border", "cross border", "transboundary", "cross_border"),
    "across": ("how it crosses borders", "across"),
    "likelier": ("what makes it likelier", "likelier", "drivers", "causes", "aggravating factors"),
    "rarer": ("what makes it rarer", "rarer", "controls", "mitigating factors", "existing controls"),
}
_ORIGIN_WORDS = {
    "natural": ("natural", "biological", "epidemic", "hydrological", "geophysical", "meteorological", "climat"),
    "accidental": ("accident", "technolog", "industrial", "unintended", "human error"),
    "deliberate": ("deliberate", "intention", "malicious", "terror", "crim", "hostile", "security", "sabotage"),
}
_HAZARD_WORDS = {
    "C": ("chemic",),
    "B": ("biolog", "epidem", "disease"),
    "R": ("radiolog", "radiation"),
    "N": ("nucle",),
}
_BORDER_WORDS = {
    "none": ("no", "none", "national", "false"),
    "possible": ("possible", "may", "maybe", "possibly", "sometimes"),
    "usual": ("yes", "usual", "usually", "always", "true", "international"),
}


def read_register(
    content: bytes, name: str, mapping: RegisterMap | None = None, *, headings: Mapping[str, str] | None = None,
    words: Mapping[str, str] | None = None,
) -> Register:  # fmt: skip
    """The scenarios of a register. ``headings`` (field to word) and ``words`` are those a register of ours has here.

    ``FormatError`` where nothing can be read; a row in which something is wrong is left out and its fault told.
    """
    mapping = mapping or RegisterMap()
    sheets = read_sheets(xlsx_guard.check(content, name), name)
    chosen = [sheet for sheet in sheets if mapping.sheet in ("", sheet.title)]
    if not chosen:
        there = ", ".join(sheet.title for sheet in sheets[:8])
        raise FormatError(Fault(name, f"there is no sheet '{mapping.sheet}'; the workbook has {there}"))
    found = [(sheet, *_headings(sheet, mapping, headings or {})) for sheet in chosen]
    sheet, top, columns = max(found, key=lambda one: len(one[2]))
    missing = [mapping.columns[key] for key in mapping.columns if key not in columns]
    if missing:
        raise FormatError(Fault(f"{name}, sheet {sheet.title}", f"there is no column headed '{missing[0]}'"))
    if "title" not in columns:
        problem = "no column is headed like a scenario's title; name the columns with a mapping file"
        raise FormatError(Fault(f"{name}, sheet {sheet.title}", problem))
    return _Reader(TypedSheet(name, sheet, []), columns, mapping, words or {}).register(top)


def _headings(sheet: Sheet, mapping: RegisterMap, ours: Mapping[str, str]) -> tuple[int, dict[str, int]]:
    """The row of headings and the column of each field: the row in which most are recognised, the first of equals."""
    best: tuple[int, dict[str, int]] = (0, {})
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), cell in sorted(sheet.cells.items(), key=lambda item: item[0]):
        if row <= HEADING_ROWS and isinstance(cell, str) and len(cell) <= 200:
            by_row.setdefault(row, {})[column] = folded(cell)
    for row, heads in by_row.items():
        columns: dict[str, int] = {}
        for key in FIELDS:
            wanted = (mapping.columns[key],) if key in mapping.columns else (ours.get(key, ""), *GUESSES[key])
            if mapping.columns and key not in mapping.columns:
                continue  # who maps columns says all of them
            places = [column for word in wanted if word for column, head in heads.items() if head == folded(word)]
            free = [column for column in places if column not in columns.values()]
            if free:
                columns[key] = free[0]
        if len(columns) > len(best[1]):
            best = row, columns
    return best


class _Reader:
    """One register being read; a row is taken whole or not at all."""

    def __init__(
        self, sheet: TypedSheet, columns: dict[str, int], mapping: RegisterMap, words: Mapping[str, str]
    ) -> None:
        self.sheet, self.columns, self.mapping = sheet, columns, mapping
        self.words = {folded(word): key for key, word in words.items()}

    def register(self, top: int) -> Register:
        lines = sorted({row for row, column in self.sheet.sheet.cells if row > top})
        lines = [row for row in lines if any(self.sheet.filled(row, column) for column in self.columns.values())]
        if len(lines) > MAX_ROWS:
            raise FormatError(
                Fault(self.sheet.file, f"there are {len(lines)} rows, more than {MAX_ROWS}; split the file")
            )
        rows: list[RegisterRow] = []
        codes: dict[str, int] = {}
        for line in lines:
            row = self.row(line, len(rows) + 1)
            if row is None:
                continue
            if row.code in codes:
                where = self.columns.get("code", self.columns["title"])
                self.sheet.fault(line, where, f"{row.code} stands in row {codes[row.code]} too; keep one of them")
                continue
            codes[row.code] = line
            rows.append(row)
            if len(self.sheet.faults) >= MAX_FAULTS:
                break
        heads = {key: str(self.sheet.sheet.cells[top, column]) for key, column in self.columns.items()}
        if not rows and not self.sheet.faults:
            raise FormatError(Fault(self.sheet.file, "there are no rows below the headings"))
        return Register(tuple(rows), tuple(self.sheet.faults), heads)

    def row(self, line: int, number: int) -> RegisterRow | None:
        before = len(self.sheet.faults)
        said = {key: self.sheet.text(line, column) for key, column in self.columns.items()}
        code = self.mapping.prefix + said["code"] if said.get("code") else f"{self.mapping.prefix or 'R-'}{number:02}"
        row = RegisterRow(
            code=code,
            title=" ".join(said.get("title", "").split()),
            origin=self.origin(line, said.get("origin", "")),
            hazards=self.hazards(line, said.get("hazards", "")),
            story=said.get("story", "") or said.get("title", ""),
            affected=said.get("affected", ""),
            cross_border=self.border(line, said.get("cross_border", "")),
            across=said.get("across", ""),
            likelier=_phrases(said.get("likelier", "")),
            rarer=_phrases(said.get("rarer", "")),
            line=line,
        )
        if len(self.sheet.faults) == before:
            self.check(row, line)
        return row if len(self.sheet.faults) == before else None

    def check(self, row: RegisterRow, line: int) -> None:
        if not row.title:
            self.sheet.fault(line, self.columns["title"], "the scenario has no title; write one, or clear the row")
        for key, most in LONGEST.items():
            if len(getattr(row, key)) > most:
                column = self.columns.get(key, self.columns["title"])
                self.sheet.fault(line, column, f"the {key} is longer than {most} characters; shorten it")
        if not re.fullmatch(r"[\w.-]+", row.code):
            where = self.columns.get("code", self.columns["title"])
            self.sheet.fault(line, where, "a code has letters, digits, dots and hyphens only")

    def place(self, key: str) -> int:
        return self.columns.get(key, self.columns["title"])

    def origin(self, line: int, text: str) -> str:
        given = {folded(word): value for word, value in self.mapping.origins.items()}
        found = given.get(folded(text)) or self.words.get(folded(text)) or _meant(text, _ORIGIN_WORDS)
        found = found if found in ORIGINS else ""
        found = found or (str(self.mapping.origin) if not text or self.mapping.origin else "")
        if not found:
            shown = f"'{text[:40]}' does not say" if text else "nothing says"
            self.sheet.fault(line, self.place("origin"), f"{shown} whether it is natural, accidental or deliberate")
        return found

    def hazards(self, line: int, text: str) -> tuple[str, ...]:
        given = {folded(word): value for word, value in self.mapping.hazards.items()}
        letters = given.get(folded(text), "")
        if not letters and re.fullmatch(r"[CBRN](?:[\s,;/+&]*[CBRN])*", text.strip()):
            letters = re.sub("[^CBRN]", "", text)
        if not letters:
            letters = "".join(one for one, parts in _HAZARD_WORDS.items() if any(p in folded(text) for p in parts))
        letters = letters or self.mapping.hazard
        if not letters or set(letters) - set(HAZARDS):
            shown = f"'{text[:40]}' names none" if text else "nothing names any"
            self.sheet.fault(line, self.place("hazards"), f"{shown} of the hazards C, B, R, N; write their letters")
        return tuple(letter for letter in HAZARDS if letter in letters)

    def border(self, line: int, text: str) -> str:
        found = self.words.get(folded(text), "")
        if found in BORDERS:
            return found
        named = next((key for key, parts in _BORDER_WORDS.items() if folded(text) in parts), "")
        if text and not named:
            self.sheet.fault(line, self.place("cross_border"), f"'{text[:40]}' is none of no, possible and usual")
        return named or "none"


def _meant(text: str, listed: Mapping[str, Sequence[str]]) -> str:
    """The one key of which a part stands in the text; empty where none or several do."""
    found = [key for key, parts in listed.items() if any(part in folded(text) for part in parts)]
    return found[0] if len(found) == 1 else ""


def _phrases(text: str) -> tuple[str, ...]:
    """Short texts that stand on lines of their own, or with semicolons between."""
    pieces = re.split(r"[\n;؛]+", text)
    return tuple(said for piece in pieces if (said := piece.strip(" •–-")))
