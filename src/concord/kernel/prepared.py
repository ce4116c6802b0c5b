"""Statements that are sent at every keystroke: Django puts them together once, and each use only fills in values.

Putting such a statement together takes Django several times as long as the database takes to answer it. What it says is
still Django's: a query is an ordinary queryset with slots where the values go.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.expressions import Expression

M = TypeVar("M", bound=models.Model)


class Slot(Expression):
    """A place in a queryset for a value that is known only when the query is asked."""

    def __init__(self, name: str, output_field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """A parameter, with the slot itself in the value's place."""
        return "%s", [self]


def columns(model: type[models.Model], prefix: str = "") -> list[str]:
    """The names of all of a model's columns, for ``values_list``."""
    return [prefix + one.attname for one in model._meta.concrete_fields]


def instance(model: type[M], names: Sequence[str], values: Sequence[Any]) -> M:
    """A row of a model from some of its columns, named in the model's own order; the others are read when asked for."""
    return model.from_db(connection.alias, names, values)


@dataclass(frozen=True)
class _Plan:
    sql: str
    parameters: tuple[Any, ...]
    compiler: Any
    converters: Any


@dataclass
class Prepared:
    """A query of values (``values_list``) that is put together at its first use; ``rows`` fills its slots and asks."""

    build: Callable[[], models.QuerySet[Any, Any]]
    _plans: dict[str, _Plan] = field(default_factory=dict)

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """What the database answers, each row as a tuple."""
        plan = self._plans.get(connection.vendor) or self._plan()
        parameters = [
            slot.output_field.get_db_prep_value(values[slot.name], connection) if isinstance(slot, Slot) else slot
            for slot in plan.parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, parameters)
            found = cursor.fetchall()
        return [tuple(row) for row in plan.compiler.apply_converters(found, plan.converters)]

    def instances(self, model: type[M], **values: Any) -> list[M]:
        """The same as rows of a model, where the query asks for exactly its ``columns``."""
        return [instance(model, columns(model), row) for row in self.rows(**values)]

    def _plan(self) -> _Plan:
        compiler = self.build().query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        columns = [column for column, _sql, _alias in compiler.select]
        plan = _Plan(sql, tuple(parameters), compiler, compiler.get_converters(columns))
        return self._plans.setdefault(connection.vendor, plan)


def insert(row: models.Model) -> None:
    """Write one new row; a key that the database gives is not read back."""
    sql, fields = _insertion(type(row), connection.vendor)
    _send(sql, row, fields)


def update(row: models.Model, *names: str) -> None:
    """Write some fields of a row that is there."""
    sql, fields = _change(type(row), names, connection.vendor)
    _send(sql, row, fields)


def _send(sql: str, row: models.Model, fields: Sequence[models.Field[Any, Any]]) -> None:
    values = [one.get_db_prep_save(getattr(row, one.attname), connection) for one in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@cache
def _insertion(model: type[models.Model], vendor: str) -> tuple[str, list[Any]]:
    fields = [one for one in model._meta.concrete_fields if not isinstance(one, models.AutoField)]
    columns = ", ".join(_quoted(one.column) for one in fields)
    places = ", ".join(["%s"] * len(fields))
    # Names of tables and columns come from our own models.
    return f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES ({places})", fields  # noqa: S608


@cache
def _change(model: type[models.Model], names: tuple[str, ...], vendor: str) -> tuple[str, list[Any]]:
    key = model._meta.pk
    fields = [one for one in model._meta.concrete_fields if one.name in names]
    changes = ", ".join(f"{_quoted(one.column)} = %s" for one in fields)
    sql = f"UPDATE {_quoted(model._meta.db_table)} SET {changes} WHERE {_quoted(key.column)} = %s"  # noqa: S608
    return sql, [*fields, key]


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(name or "")
