"""From what people typed, pasted or chose to an edit in canonical values; what makes no sense is said by place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from concord.domains.plans.merging import Cell, Edit, GoneRow, NewRow, Problem
from concord.domains.plans.row_fields import FIELDS, Row, Rows, field_of
from concord.domains.plans.row_store import Store
from concord.domains.plans.vocabulary import Unreadable, Vocabulary
from concord.kernel.errors import InvalidInput


@dataclass(frozen=True)
class Typed:
    """One value in the words that people see: what they saw, and what they made of it."""

    table: str
    id: str
    field: str
    was: str
    value: str


@dataclass(frozen=True)
class TypedRow:
    """A row in the words that people see: a new one, or one that they want removed."""

    table: str
    id: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class TypedEdit:
    """Everything that somebody typed at once."""

    cells: tuple[Typed, ...] = ()
    added: tuple[TypedRow, ...] = ()
    removed: tuple[TypedRow, ...] = ()


def understood(typed: TypedEdit, store: Store, words: Vocabulary) -> tuple[Edit, list[Problem]]:
    """The edit that was meant, without what says nothing new, and what could not be understood."""
    problems: list[Problem] = []
    cells: list[Cell] = []
    for one in typed.cells:
        try:
            value = words.parse(one.table, field_of(one.table, one.field), one.value)
        except Unreadable as error:
            problems.append(Problem(one.table, one.id, one.field, str(error)))
            continue
        was = _seen(one.table, one.id, one.field, one.was, store.rows, words)
        if value != was:
            cells.append(Cell(one.table, one.id, one.field, was, value))
    added = [NewRow(row.table, row.id, _parsed(row, words, problems)) for row in typed.added]
    removed = [GoneRow(row.table, row.id, _seen_row(row, store.rows, words)) for row in typed.removed]
    return Edit(tuple(cells), tuple(added), tuple(removed)), problems


def _seen(table: str, key: str, name: str, shown: str, rows: Rows, words: Vocabulary) -> str:
    """The canonical value of what somebody saw: mostly it stands there still, word for word."""
    field, row = field_of(table, name), rows.get(table, {}).get(key)
    if row is not None and _plain(words.shown(table, field, row[name])) == _plain(shown):
        return row[name]
    try:
        return words.parse(table, field, shown) if shown.strip() else ""
    except Unreadable:
        return shown


def _seen_row(row: TypedRow, rows: Rows, words: Vocabulary) -> Row:
    return {name: _seen(row.table, row.id, name, shown, rows, words) for name, shown in row.values.items()}


def _parsed(row: TypedRow, words: Vocabulary, problems: list[Problem]) -> Row:
    values = {}
    for field in FIELDS[row.table]:
        try:
            values[field.key] = words.parse(row.table, field, row.values.get(field.key, ""))
        except Unreadable as error:
            problems.append(Problem(row.table, row.id, field.key, str(error)))
    return values


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def shown_row(row: Row, table: str, words: Vocabulary) -> dict[str, str]:
    """A row in the words that people see."""
    return {field.key: words.shown(table, field, row[field.key]) for field in FIELDS[table]}


def refuse_strangers(typed: TypedEdit, store: Store) -> None:
    """Refuse fields that no table has, and new rows under an id that is none or is taken elsewhere."""
    names = {(table, field.key) for table, fields in FIELDS.items() for field in fields}
    if any((cell.table, cell.field) not in names for cell in typed.cells):
        raise InvalidInput(_("There is no such field; load the page again."))
    for row in typed.added:
        try:
            UUID(row.id)
        except ValueError:
            raise InvalidInput(_("A new row has no valid id; load the page again.")) from None


def tables_of(typed: TypedEdit) -> set[str]:
    """The tables that something was typed into."""
    rows: Iterable[Typed | TypedRow] = (*typed.cells, *typed.added, *typed.removed)
    return {row.table for row in rows}
