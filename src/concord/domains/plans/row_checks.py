"""What an edit of a plan may not do, found before anything is written and said value by value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from concord.domains.people.enums import Role
from concord.domains.plans.enums import ActionStatus
from concord.domains.plans.merging import Cell, Edit, GoneRow, NewRow, Problem
from concord.domains.plans.row_fields import (
    ACTIONS,
    AMOUNTS,
    COSTS,
    FIELDS,
    INDICATORS,
    MILESTONES,
    OBJECTIVES,
    OF_ACTION,
    OF_THE_LEAD,
    UNIT_COSTS,
    Row,
    Rows,
    field_of,
)
from concord.kernel.actor import Actor
from concord.kernel.sharing import ORDER, SharingLabel


def rows_after(edit: Edit, now: Rows) -> dict[str, dict[str, Row]]:
    """The rows that an edit touches, as they will stand."""
    after: dict[str, dict[str, Row]] = {table: {} for table in FIELDS}
    for cell in edit.cells:
        row = after[cell.table].get(cell.id) or now[cell.table][cell.id]
        after[cell.table][cell.id] = {**row, cell.field: cell.value}
    for new in edit.added:
        after[new.table][new.id] = new.values
    return after


def problems_of(edit: Edit, now: Rows) -> Iterator[Problem]:
    """Everything wrong with what the rows would become."""
    after = rows_after(edit, now)
    new = {(row.table, row.id) for row in edit.added}
    for table, rows in after.items():
        for key, row in rows.items():
            before = now.get(table, {}).get(key)
            for one in FIELDS[table]:
                # What stood empty before, as in a plan from a file, is not this edit's fault.
                if one.needed and not row.get(one.key) and (before is None or before.get(one.key)):
                    yield Problem(table, key, one.key, _("this may not be left empty"))
    for cell in edit.cells:
        if field_of(cell.table, cell.field).fixed:
            yield Problem(cell.table, cell.id, cell.field, _("this is given once and stays; add a new row instead"))
    for key, row in after[ACTIONS].items():
        yield from _action(key, row, (ACTIONS, key) in new)
    changed: dict[str, set[str]] = {}
    for cell in edit.cells:
        if cell.table == COSTS:
            changed.setdefault(cell.id, set()).add(cell.field)
    for key, row in after[COSTS].items():
        yield from _cost(key, row, changed.get(key, set()))
    yield from _codes(edit, now)
    yield from _circles(after[ACTIONS], now[ACTIONS])


def _action(key: str, row: Row, fresh: bool) -> Iterator[Problem]:
    if row.get("starts_on", "") > row.get("ends_on", "") != "":
        yield Problem(ACTIONS, key, "ends_on", _("the end lies before the start"))
    if row.get("status") == ActionStatus.DROPPED and not row.get("dropped_because"):
        if fresh:
            yield Problem(ACTIONS, key, "status", _("a new action is not dropped"))
        else:
            yield Problem(ACTIONS, key, "status", _("say why it is dropped: the reason stands in a field of its own"))
    label, ceiling = row.get("label", ""), settings.SHARING_CEILING
    if label and ORDER.index(SharingLabel(label)) > ORDER.index(SharingLabel(ceiling)):
        words = _("this server holds material up to %(label)s")
        yield Problem(ACTIONS, key, "label", words % {"label": SharingLabel(ceiling).label})


def _cost(key: str, row: Row, changed: set[str]) -> Iterator[Problem]:
    priced = [bool(row.get(name)) for name in UNIT_COSTS]
    if any(priced) != all(priced):
        yield Problem(COSTS, key, "unit_likely", _("give all three unit costs, low, likely and high, or none"))
        return
    names = UNIT_COSTS if all(priced) else AMOUNTS
    if not all(row.get(name) for name in names):
        yield Problem(COSTS, key, "likely", _("give three unit costs, or the amounts low, likely and high"))
    elif not Decimal(row[names[0]]) <= Decimal(row[names[1]]) <= Decimal(row[names[2]]):
        yield Problem(COSTS, key, names[1], _("low, likely and high must not fall"))
    if all(priced):
        for name in changed & set(AMOUNTS):
            yield Problem(COSTS, key, name, _("this is worked out from quantity and unit costs; change those"))


def _codes(edit: Edit, now: Rows) -> Iterator[Problem]:
    """A code stands for one thing only."""
    for table in (OBJECTIVES, ACTIONS):
        taken = {row["code"]: key for key, row in now[table].items()}
        for new in (row for row in edit.added if row.table == table):
            code = new.values.get("code", "")
            if code and taken.setdefault(code, new.id) != new.id:
                yield Problem(table, new.id, "code", _("this code is taken"))


def _circles(after: Mapping[str, Row], now: Mapping[str, Row]) -> Iterator[Problem]:
    """An action cannot wait for itself, over however many others."""
    changed = {key for key, row in after.items() if row.get("depends_on") != now.get(key, {}).get("depends_on", "")}
    if not changed:
        return
    waits = {row["code"]: _split(row.get("depends_on", "")) for row in {**now, **after}.values() if row.get("code")}
    for key in changed:
        code = after[key].get("code", "")
        way = _way_back(code, waits)
        if way:
            words = _("this closes a circle: %(way)s")
            yield Problem(ACTIONS, key, "depends_on", words % {"way": " → ".join(way)})


def _split(codes: str) -> list[str]:
    return codes.split("; ") if codes else []


def _way_back(code: str, waits: Mapping[str, list[str]]) -> list[str]:
    """A way from an action over what it waits for back to itself, or nothing."""
    seen: set[str] = set()
    ways = [[code, before] for before in waits.get(code, ())]
    while ways:
        way = ways.pop()
        if way[-1] == code:
            return way
        if way[-1] not in seen:
            seen.add(way[-1])
            ways += [[*way, before] for before in waits.get(way[-1], ())]
    return []


def trespasses(actor: Actor, edit: Edit, now: Rows, own: str) -> Iterator[Problem]:
    """What of an edit only the focal point may do. ``own`` is the code of the actor's institution, empty for none."""
    if actor.has(Role.FOCAL_POINT):
        return
    led = {row["code"] for row in now[ACTIONS].values() if own and row["lead"] == f"@{own}"}
    words = _("only the focal point may change this")
    for cell in edit.cells:
        code = now[cell.table][cell.id].get("code" if cell.table == ACTIONS else "action", "")
        if code not in led or cell.field not in OF_THE_LEAD.get(cell.table, ()):
            yield Problem(cell.table, cell.id, cell.field, words)
        elif _drops(cell):
            yield Problem(cell.table, cell.id, cell.field, _("only the focal point may drop an action"))
    rows: list[NewRow | GoneRow] = [*edit.added, *edit.removed]
    for row in rows:
        values = row.values if isinstance(row, NewRow) else now[row.table].get(row.id, {})
        allowed = row.table in (MILESTONES, INDICATORS, COSTS) and values.get("action") in led
        if not (row.table in OF_ACTION and allowed):
            yield Problem(row.table, row.id, "", words)


def _drops(cell: Cell) -> bool:
    return cell.table == ACTIONS and cell.field == "status" and ActionStatus.DROPPED in (cell.value, cell.was)
