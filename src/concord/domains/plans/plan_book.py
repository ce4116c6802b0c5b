"""Between a plan's rows and its workbook: what a workbook says when it goes out, and what it asks for coming back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid5

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from concord.domains.plans.field_words import field_title, table_titles
from concord.domains.plans.merging import Cell, Edit, GoneRow, NewRow, entries_of
from concord.domains.plans.models import IssuedPlanWorkbook
from concord.domains.plans.row_fields import ACTIONS, FIELDS, OBJECTIVES, OF_ACTION, Field, Kind, Row, Rows
from concord.domains.plans.row_store import Store
from concord.domains.plans.vocabulary import Unreadable, Vocabulary, choices
from concord.formats.plan_workbook import BookColumn, BookSheet, PlanBook, write_plan_workbook
from concord.formats.plan_workbook_reader import ReturnedBook, ReturnedRow

_WIDTHS = {Kind.TEXT: 50, Kind.LINE: 26, Kind.DAY: 12, Kind.YEAR: 8, Kind.INSTITUTION: 28, Kind.INSTITUTIONS: 36,
           Kind.CODE: 16, Kind.ACTION: 16, Kind.HAZARDS: 10, Kind.NUMBER: 8}  # fmt: skip


def base_of(store: Store, words: Vocabulary) -> dict[str, Any]:
    """What is kept of a workbook that goes out, to compare with what comes back."""
    return {"rows": store.rows, "names": dict(words.names)}


def issued_file(issued: IssuedPlanWorkbook) -> bytes:
    """The file of a workbook that went out, in its language."""
    with translation.override(issued.language):
        return write_plan_workbook(_book(issued))


def _book(issued: IssuedPlanWorkbook) -> PlanBook:
    plan, titles = issued.plan, table_titles()
    words = then(issued, Vocabulary({}, {}, set()))
    return PlanBook(
        serial=str(issued.pk),
        title=f"{plan.title} {plan.version}",
        label=plan.label,
        language=issued.language,
        direction="rtl" if issued.language.split("-")[0] in settings.LANGUAGES_BIDI else "ltr",
        about=_("Read first"),
        lines=(
            _("Change the cells, add rows at the end of a sheet, and send this file back to Concord."),
            _("Before anything is changed, Concord shows a list of all changes; nothing is overwritten unseen."),
            _("To delete a row, write x in its column “Delete”. A row that is simply missing stays in the plan."),
            _("Dates are written as 2027-03-31. Several institutions or actions have a semicolon between them."),
            _("A new action may be left without a code; it is given one then. What hangs on it needs its code."),
        ),
        delete=_("Delete"),
        sheets=tuple(
            BookSheet(
                table,
                titles[table][:31],
                tuple(_column(table, one, words) for one in FIELDS[table]),
                _shown_rows(table, issued.base["rows"][table], words),
            )
            for table in (ACTIONS, OBJECTIVES, *OF_ACTION)
        ),
    )


def _shown_rows(table: str, rows: Mapping[str, Row], words: Vocabulary) -> list[tuple[str, list[str]]]:
    shows = [(one.key, words.shower(table, one)) for one in FIELDS[table]]
    return [
        (key, [show(row[name]) if show and row[name] else row[name] for name, show in shows])
        for key, row in rows.items()
    ]


def _column(table: str, one: Field, words: Vocabulary) -> BookColumn:
    listed = tuple(choices(table, one.key).values()) if one.kind is Kind.CHOICE else ()
    if one.kind is Kind.OBJECTIVE:
        listed = tuple(words.objectives)
    elif one.kind is Kind.INSTITUTION:
        listed = tuple(words.names.values())
    return BookColumn(
        key=one.key,
        title=field_title(table, one.key),
        width=_WIDTHS.get(one.kind, 16),
        number=one.kind is Kind.AMOUNT,
        choices=listed,
        fixed=one.fixed,
    )


def then(issued: IssuedPlanWorkbook, words: Vocabulary) -> Vocabulary:
    """The words of a workbook: institutions are named as when it went out."""
    rows: Rows = issued.base["rows"]
    titles = {row["code"]: row["title"] for row in rows[OBJECTIVES].values()}
    codes = {row["code"] for row in rows[ACTIONS].values()}
    return Vocabulary({**words.names, **issued.base["names"]}, {**titles, **words.objectives}, words.actions | codes)


@dataclass
class Asked:
    """What a workbook that came back asks for; rows that are missing from it are told and stay."""

    edit: Edit = field(default_factory=Edit)
    missing: tuple[tuple[str, str], ...] = ()  # table, id

    def plain(self) -> dict[str, Any]:
        """As plain values, to be kept until somebody decides."""
        return {"entries": entries_of(self.edit), "missing": [list(one) for one in self.missing]}


def asked_again(plain: Mapping[str, Any]) -> Asked:
    """From the plain values that were kept."""
    cells, added, removed = [], [], []
    for entry in plain["entries"]:
        table, key = entry["table"], entry["id"]
        if "new" in entry:
            added.append(NewRow(table, key, entry["new"]))
        elif "gone" in entry:
            removed.append(GoneRow(table, key, entry["gone"]))
        else:
            cells.append(Cell(table, key, entry["field"], entry["was"], entry["value"]))
    return Asked(Edit(tuple(cells), tuple(added), tuple(removed)), tuple((t, k) for t, k in plain["missing"]))


def asked_for(book: ReturnedBook, issued: IssuedPlanWorkbook, store: Store) -> Asked:
    """What a returned workbook changes against the one that went out; what cannot be understood joins its faults."""
    with translation.override(issued.language):
        return _Reading(book, issued, store).asked()


class _Reading:
    """One returned workbook being understood."""

    def __init__(self, book: ReturnedBook, issued: IssuedPlanWorkbook, store: Store) -> None:
        self.book, self.issued = book, issued
        self.base: Rows = issued.base["rows"]
        fresh = {table: [row for row in self.rows(table) if not row.id] for table in (OBJECTIVES, ACTIONS)}
        now = store.vocabulary(
            *([row.cells.get("code", "") for row in fresh[table]] for table in (OBJECTIVES, ACTIONS))
        )
        self.words = then(issued, now)
        self.cells: list[Cell] = []
        self.added: list[NewRow] = []
        self.removed: list[GoneRow] = []
        self.copies: Counter[str] = Counter()
        self.shows = {
            table: [(one, self.words.shower(table, one)) for one in fields] for table, fields in FIELDS.items()
        }

    def rows(self, table: str) -> list[ReturnedRow]:
        return self.book.sheets[table].rows if table in self.book.sheets else []

    def asked(self) -> Asked:
        missing: list[tuple[str, str]] = []
        for table in FIELDS:
            if table not in self.book.sheets:
                continue
            seen: dict[str, int] = {}
            for row in self.rows(table):
                if not row.id:
                    self.new(table, row)
                elif row.id in seen:
                    words = _("this row is a copy of row %(row)s; type new rows at the end of the sheet instead")
                    self.book.fault(table, row.number, FIELDS[table][0].key, words % {"row": seen[row.id]})
                elif row.id not in self.base[table]:
                    words = _("the hidden id of this row is none of this workbook; undo what was copied or moved")
                    self.book.fault(table, row.number, FIELDS[table][0].key, words)
                else:
                    seen[row.id] = row.number
                    self.known(table, row)
            missing += [(table, key) for key in self.base[table] if key not in seen]
        return Asked(Edit(tuple(self.cells), tuple(self.added), tuple(self.removed)), tuple(missing))

    def known(self, table: str, row: ReturnedRow) -> None:
        """A row that went out: deleted, changed or as it was."""
        was = self.base[table][row.id]
        if row.delete:
            self.removed.append(GoneRow(table, row.id, was))
            return
        if not any(row.cells.values()):
            words = _("the row was emptied; to delete it, write x in the column “Delete”")
            self.book.fault(table, row.number, FIELDS[table][0].key, words)
            return
        for one, show in self.shows[table]:
            text, before = row.cells.get(one.key), was[one.key]
            if text is None or text == (show(before) if show and before else before):
                continue
            if text == _plain(self.words.shown(table, one, before)):
                continue
            value = self.parsed(table, row, one, text)
            if value is None or value == was[one.key]:
                continue
            if one.fixed:
                self.book.fault(table, row.number, one.key, _("this is given once and stays; add a new row instead"))
            else:
                self.cells.append(Cell(table, row.id, one.key, was[one.key], value))

    def new(self, table: str, row: ReturnedRow) -> None:
        """A row that somebody added; the same row in the same workbook has the same id whenever it is read."""
        if row.delete:
            return
        values: dict[str, str] = {}
        for one in FIELDS[table]:
            value = self.parsed(table, row, one, row.cells.get(one.key) or self.usual(table, one.key))
            if value is not None:
                values[one.key] = value
        if len(values) == len(FIELDS[table]):
            name = f"{table} {sorted(values.items())}"
            self.copies[name] += 1
            self.added.append(NewRow(table, str(uuid5(self.issued.pk, f"{name} {self.copies[name]}")), values))

    def usual(self, table: str, key: str) -> str:
        """What stands in a new row where nothing was typed."""
        if table == ACTIONS:
            return {"status": "planned", "phase": "cross-cutting", "label": self.issued.plan.label}.get(key, "")
        if table == OBJECTIVES and key == "order":
            return str(1 + max((int(row["order"]) for row in self.base[OBJECTIVES].values()), default=0))
        return {("funding", "status"): "none", ("costs", "recurrent"): "no"}.get((table, key), "")

    def parsed(self, table: str, row: ReturnedRow, one: Field, text: str) -> str | None:
        try:
            return self.words.parse(table, one, text)
        except Unreadable as error:
            self.book.fault(table, row.number, one.key, str(error))
            return None


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def name_of(table: str, row: Row) -> str:
    """How a list names a row: by its code, or by the code of its action and its own words."""
    if "code" in row:
        return row["code"] or row.get("text", "") or row.get("title", "")
    words = row.get("title") or row.get("text") or row.get("source") or ""
    year = row.get("year", "")
    return " · ".join(piece for piece in (row.get("action", ""), words[:60], year) if piece)
