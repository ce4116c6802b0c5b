"""Every table as canonical lines, and back: the same whichever database holds it."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db import connections, models
from django.db.models.expressions import Combinable
from django.db.models.functions import Collate
from django.db.models.sql import InsertQuery

from concord.formats.backup_file import encode_row

# Who was signed in is left out: people sign in again on a restored copy. Tasks that waited are asked for again.
LEFT_OUT = {"sessions.session", "usersessions.usersession", "django_tasks_database.dbtaskresult"}
_AT_ONCE = 500
_MICROSECOND = dt.timedelta(microseconds=1)
_EXACT = 1e16  # from here on a float is written with an exponent, which PostgreSQL's jsonb does not keep

Model = type[models.Model]
if TYPE_CHECKING:
    AnyField = models.Field[Any, Any]


def tables() -> dict[str, Model]:
    """The tables of a backup by their names, many-to-many ones too."""
    found = {model._meta.label_lower: model for model in apps.get_models(include_auto_created=True)}
    return {
        label: model
        for label, model in sorted(found.items())
        if label not in LEFT_OUT and model._meta.managed and not model._meta.proxy
    }


def is_ours(model: Model) -> bool:
    """Whether a table is Concord's own; those of Django are filled by its migrations."""
    return model.__module__.startswith("concord.")


def fields_of(model: Model) -> list[AnyField]:
    """The fields that stand as columns in a table and hold what was put there."""
    return [field for field in model._meta.local_concrete_fields if not getattr(field, "generated", False)]


def field_names(model: Model) -> list[str]:
    """Those fields by the names of their columns in Python."""
    return [field.attname for field in fields_of(model)]


def names_files(model: Model) -> bool:
    """Whether the rows of a table name files of the store; a hash that stands beside a content is of that content."""
    names = set(field_names(model))
    return {"country_id", "sha256"} <= names and "content" not in names


def rows_of(model: Model, using: str, **only: Any) -> Iterator[dict[str, Any]]:
    """The rows of a table as plain values, in the order of the primary key; never more than a few in memory.

    ``only`` leaves rows out, as the words of a filter.
    """
    fields = fields_of(model)
    names, plain = field_names(model), [_turns(field)[0] for field in fields]
    read = [_raw(field) for field in fields]
    query = model._base_manager.using(using).filter(**only).order_by(_order(model, using)).values_list(*read)
    for values in query.iterator(chunk_size=_AT_ONCE):
        yield {
            name: None if value is None else turn(value)
            for name, value, turn in zip(names, values, plain, strict=True)
        }  # fmt: skip


def lines_of(model: Model, using: str, **only: Any) -> Iterator[bytes]:
    """The rows of a table as canonical lines."""
    return map(encode_row, rows_of(model, using, **only))


def insert_lines(model: Model, lines: Iterable[bytes], using: str) -> None:
    """Put lines into a table exactly as they stand: no default, no ``auto_now`` and no ``save`` has a say."""
    fields, names = fields_of(model), field_names(model)
    turned = [_turns(field)[1] for field in fields]
    rows = (json.loads(line) for line in lines)
    instances = (
        model.from_db(
            using,
            names,
            [None if row[name] is None else turn(row[name]) for name, turn in zip(names, turned, strict=True)],
        )
        for row in rows
    )
    while batch := list(islice(instances, _AT_ONCE)):
        size = max(connections[using].ops.bulk_batch_size(fields, batch), 1)
        for at in range(0, len(batch), size):
            query = InsertQuery(model)
            query.insert_values(fields, batch[at : at + size], raw=True)
            query.get_compiler(using).execute_sql()


def _order(model: Model, using: str) -> str | Combinable:
    # PostgreSQL sorts texts by its locale and SQLite by their bytes; in both, ids and numbers sort alike.
    if connections[using].vendor == "postgresql" and isinstance(_target(model._meta.pk), models.CharField):
        return Collate("pk", "C").asc()
    return "pk"


def _target(field: AnyField) -> AnyField:
    """The field whose kind of value a column holds: of a foreign key, the one that it points to."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field


def _raw(field: AnyField) -> str | Combinable:
    # A text that a library dresses up when it is read (texts in several languages) is read as it stands.
    if hasattr(field, "from_db_value") and isinstance(field, models.TextField | models.CharField):
        return models.ExpressionWrapper(models.F(field.attname), output_field=models.TextField())
    return field.attname


def _plain_json(value: Any) -> Any:
    """A JSON value in the one form in which both databases give it back: the same number, kept as they keep it."""
    if isinstance(value, float) and (abs(value) >= _EXACT or value == 0):
        return int(value) if value else 0.0
    if isinstance(value, dict):
        return {key: _plain_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain_json(each) for each in value]
    return value


def _moment(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).isoformat(timespec="microseconds")


def _same(value: Any) -> Any:
    return value


# How each kind of field stands in a line, and how it comes back; the first kind that fits counts.
_KINDS: tuple[tuple[Any, Callable[[Any], Any], Callable[[Any], Any]], ...] = (
    (models.JSONField, _plain_json, _same),
    (models.DateTimeField, _moment, dt.datetime.fromisoformat),
    (models.DateField, dt.date.isoformat, dt.date.fromisoformat),
    (models.TimeField, dt.time.isoformat, dt.time.fromisoformat),
    (models.DurationField, lambda value: value // _MICROSECOND, lambda value: value * _MICROSECOND),
    (models.DecimalField, "{:f}".format, Decimal),
    (models.BinaryField, lambda value: base64.b64encode(bytes(value)).decode(), base64.b64decode),
    (models.UUIDField, str, UUID),
    (models.BooleanField, bool, _same),
    (models.IntegerField, int, _same),
    (models.FloatField, float, _same),
    ((models.CharField, models.TextField, models.GenericIPAddressField, models.FileField), str, _same),
)


def _turns(field: AnyField) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    """What makes a column's values ones that JSON can hold, exactly, and what makes them values again."""
    for kind, to_plain, from_plain in _KINDS:
        if isinstance(_target(field), kind):
            return to_plain, from_plain
    raise TypeError(f"a backup does not know how to hold {field}; say so in kernel/backup/tables.py")
