"""What comes home, put in the place of what stayed there: compared first, row by row, and written where it differs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection
from django.db.models.query import QuerySet
from django.utils.translation import gettext as _

from concord.domains.people.models import Country
from concord.domains.workshops.carrying_file import refuse_damaged
from concord.domains.workshops.carrying_tables import (
    Model,
    country_filter,
    is_link,
    references,
    work_lines,
    work_tables,
)
from concord.formats.errors import Fault, FormatError
from concord.kernel.backup import tables
from concord.kernel.errors import WrongState

Lines = Mapping[str, list[bytes]]
_AT_ONCE = 200


@dataclass
class Change:
    """What differs in one table. ``gone`` are keys; of a tie between rows, its whole line."""

    gone: list[str] = field(default_factory=list)
    come: list[bytes] = field(default_factory=list)
    changed: int = 0


@dataclass(frozen=True)
class Difference:
    """What differs in all of a country's work."""

    tables: dict[str, Change]

    @property
    def new(self) -> int:
        """Rows that were not at home."""
        return sum(len(change.come) - change.changed for change in self.tables.values())

    @property
    def changed(self) -> int:
        """Rows that are other than they were at home."""
        return sum(change.changed for change in self.tables.values())

    @property
    def removed(self) -> int:
        """Rows that were taken away."""
        return sum(len(change.gone) - change.changed for change in self.tables.values())


def refuse_foreign_rows(lines: Lines, country_id: UUID, where: str) -> None:
    """Refuse rows of another country, or that point to rows which are neither in the file nor shared.

    A file is well encrypted by whoever had the laptop; nothing of what it says is believed for that.
    """
    models = work_tables()
    keys = {model: _keys(lines.get(label, []), model, where) for label, model in models.items() if not is_link(model)}
    if keys[Country] != {str(country_id)}:
        refuse_damaged(where)
    for label, model in models.items():
        names = set(tables.field_names(model)) - ({model._meta.pk.attname} if is_link(model) else set())
        columns = [(column, keys[target]) for column, target in references(model) if target in keys]
        for row in map(json.loads, lines.get(label, [])):
            if set(row) != names or row.get("country_id", str(country_id)) != str(country_id):
                refuse_damaged(where)
            if any(row[column] is not None and row[column] not in known for column, known in columns):
                refuse_damaged(where)


def difference(lines: Lines, country_id: UUID) -> Difference:
    """What is in the file and not at home, and the other way round."""
    found = {}
    for label, model in work_tables().items():
        at_home = {_key(line, model): _digest(line) for line in work_lines(model, country_id, DEFAULT_DB_ALIAS)}
        change = Change()
        for line in lines.get(label, []):
            key = _key(line, model)
            kept = at_home.pop(key, None)
            if kept == _digest(line):
                continue
            change.come.append(line)
            if kept is not None:
                change.gone.append(key)
                change.changed += 1
        change.gone += at_home
        if change.come or change.gone:
            found[label] = change
    return Difference(found)


def apply(found: Difference, country_id: UUID, where: str) -> None:
    """Write the difference; inside a transaction, whose end checks what points to what."""
    models = work_tables()
    with writing(where):
        for label, change in found.tables.items():
            _remove(models[label], change.gone, country_id)
        for label, change in found.tables.items():
            insert_lines(models[label], change.come)


@contextmanager
def writing(where: str) -> Iterator[None]:
    """Within the block, rows that this database cannot hold are refused in words; so are rows that point nowhere."""
    try:
        yield
        connection.check_constraints()
    except (DatabaseError, ValueError, KeyError, TypeError) as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        problem = _("this database cannot hold a row of it (%(said)s); nothing was taken in") % {"said": said}
        raise FormatError(Fault(where, problem)) from None


def refuse_unless_same(lines: Lines, country_id: UUID) -> None:
    """Read everything again as it now stands at home."""
    if difference(lines, country_id).tables:
        raise WrongState(_("What was taken in is not identical with the file; nothing was kept. Please report this."))


def insert_lines(model: Model, lines: Iterable[bytes]) -> None:
    """Put lines into a table, ties between rows under numbers of their own."""
    if is_link(model):
        model._base_manager.bulk_create([model(**json.loads(line)) for line in lines], batch_size=_AT_ONCE)
    else:
        tables.insert_lines(model, lines, DEFAULT_DB_ALIAS)


def _keys(lines: list[bytes], model: Model, where: str) -> set[str]:
    try:
        found = [str(UUID(_key(line, model))) for line in lines]
    except (ValueError, KeyError, TypeError, AttributeError):
        refuse_damaged(where)
    if len(set(found)) != len(found):
        refuse_damaged(where)
    return set(found)


def _key(line: bytes, model: Model) -> str:
    return line.decode() if is_link(model) else json.loads(line)[model._meta.pk.attname]


def _digest(line: bytes) -> bytes:
    return hashlib.sha256(line).digest()


def _remove(model: Model, keys: list[str], country_id: UUID) -> None:
    rows = model._base_manager.filter(**country_filter(model, country_id))
    if is_link(model):
        for key in keys:
            _delete(model._base_manager.filter(**json.loads(key)))
        return
    for some in _portions(keys):
        _delete(model._base_manager.filter(pk__in=rows.filter(pk__in=some).values("pk")))


def _delete(rows: QuerySet[Any]) -> None:
    # As they stand: what else goes with a row stands in the file by itself.
    rows._raw_delete(DEFAULT_DB_ALIAS)


def _portions(keys: list[str]) -> Iterator[list[str]]:
    rest = iter(keys)
    while portion := list(islice(rest, _AT_ONCE)):
        yield portion
