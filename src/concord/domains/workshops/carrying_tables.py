"""Which tables go with a country to a room, and which stay: found from the models, so that none is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import models

from concord.domains.people.models import Country, CountryOwned, Invitation, Region, RegionMembership, RoleGrant, User
from concord.domains.workshops.models.carrying import CarriedCopy, Carrying
from concord.formats.backup_file import encode_row
from concord.kernel.backup import tables
from concord.kernel.models import AuditEntry, AuditHead

Model = type[models.Model]

# About people and about this very carrying: kept at home, whatever happens in the room.
KEPT_AT_HOME: frozenset[Model] = frozenset({Invitation, Carrying, CarriedCopy})
_PEOPLE: frozenset[Model] = frozenset({Country, User, RoleGrant, Region, RegionMembership, AuditEntry, AuditHead})


def work_tables() -> dict[str, Model]:
    """The tables of a country's work: they go away and come back, each with its label."""
    ours = {label: model for label, model in tables.tables().items() if tables.is_ours(model)}
    return {label: model for label, model in ours.items() if _is_work(model)}


def shared_tables() -> dict[str, Model]:
    """The tables that no country owns but its work points to (frameworks and their parts): they go, and stay there."""
    ours = {label: model for label, model in tables.tables().items() if tables.is_ours(model)}
    found: set[Model] = set()
    reached = {target for model in work_tables().values() for target in _targets(model)}
    while reached:
        found |= reached
        parts = {model for model in ours.values() if _targets(model) & reached}
        onward = {target for model in reached for target in _targets(model)}
        reached = {model for model in parts | onward if not (_is_owned(model) or model in _PEOPLE)} - found
    return {label: model for label, model in ours.items() if model in found}


def country_filter(model: Model, country_id: UUID) -> dict[str, Any]:
    """The words of a filter that leaves only one country's rows in a table of its work."""
    if model is Country:
        return {"pk": country_id}
    if owner := _owner(model):
        link = next(field for field in tables.fields_of(model) if field.related_model is owner)
        return {f"{link.name}__country_id": country_id}
    return {"country_id": country_id}


def is_link(model: Model) -> bool:
    """Whether a table only ties rows of two others together; its numbers mean nothing elsewhere."""
    return _owner(model) is not None


def work_lines(model: Model, country_id: UUID, using: str) -> Iterator[bytes]:
    """A country's rows of a table as canonical lines; of ties between rows, without their numbers and in order."""
    rows = tables.rows_of(model, using, **country_filter(model, country_id))
    if not is_link(model):
        return map(encode_row, rows)
    key = model._meta.pk.attname
    return iter(sorted(encode_row({name: row[name] for name in row if name != key}) for row in rows))


def references(model: Model) -> list[tuple[str, Model]]:
    """The columns of a table that point to rows of ours, and to which table each."""
    return [
        (field.attname, field.related_model)
        for field in tables.fields_of(model)
        if isinstance(field, models.ForeignKey) and isinstance(field.related_model, type)
    ]


def _is_work(model: Model) -> bool:
    if model is Country:
        return True
    owner = _owner(model)
    return (issubclass(owner or model, CountryOwned)) and (owner or model) not in KEPT_AT_HOME


def _is_owned(model: Model) -> bool:
    return issubclass(_owner(model) or model, CountryOwned)


def _owner(model: Model) -> Model | None:
    """The model whose many-to-many field made a table."""
    made: Any = model._meta.auto_created
    return made if made else None


def _targets(model: Model) -> set[Model]:
    found = {target for _column, target in references(model)}
    return {target for target in found if not _is_owned(target) and target not in _PEOPLE}
