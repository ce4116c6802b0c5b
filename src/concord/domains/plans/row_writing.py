"""Writing an edit that was weighed and checked: rows added, changed and removed. For services, in their transaction."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Max

from concord.domains.plans.costing import basis_of, price_line
from concord.domains.plans.merging import Cell, Edit, NewRow
from concord.domains.plans.models import Action, Objective
from concord.domains.plans.pricing import Basis
from concord.domains.plans.row_fields import (
    ACTIONS,
    AMOUNTS,
    COSTS,
    FIELDS,
    OBJECTIVES,
    OF_ACTION,
    Kind,
    field_of,
)
from concord.domains.plans.row_store import MODELS, Store

BATCH = 200
_LINKED = {"supporting", "depends_on"}
_DERIVED = {COSTS: AMOUNTS}
_AS: dict[Kind, Callable[[str], Any]] = {
    Kind.DAY: dt.date.fromisoformat, Kind.YEAR: int, Kind.NUMBER: int, Kind.AMOUNT: Decimal, Kind.HAZARDS: list,
    Kind.MODES: str.split,
}  # fmt: skip


class Writer:
    """One edit being written into one plan."""

    def __init__(self, store: Store, edit: Edit) -> None:
        self.store, self.edit = store, edit
        self.institutions = {one.code: one for one in store.institutions}
        self.objectives = {one.code: one for one in store.objectives}
        self.by_code = {code: pk for pk, code in store.codes.items()}
        self.touched: set[UUID] = set()
        self.basis: Basis | None = None

    def write(self) -> Edit:
        """Write everything; the edit as it was written, with the codes that new actions were given."""
        given = [self._add_objective(new) for new in self._new(OBJECTIVES)]
        given += self._add_actions(self._new(ACTIONS))
        self._change()
        for table in OF_ACTION:
            self._add_below(table, self._new(table))
            given += self._new(table)
        self._remove()
        Action.objects.for_actor(self.store.actor).filter(pk__in=self.touched).update(revision=F("revision") + 1)
        return Edit(self.edit.cells, tuple(given), self.edit.removed)

    def _new(self, table: str) -> list[NewRow]:
        return [new for new in self.edit.added if new.table == table]

    # --- adding ---

    def _add_objective(self, new: NewRow) -> NewRow:
        row = new.values
        objective = Objective.objects.create(
            pk=UUID(new.id), country_id=self.store.actor.country_id, plan=self.store.plan, code=row["code"],
            title=row["title"], order=int(row["order"]),
        )  # fmt: skip
        self.objectives[objective.code] = objective
        return new

    def _add_actions(self, rows: list[NewRow]) -> list[NewRow]:
        actor, plan = self.store.actor, self.store.plan
        last = Action.objects.for_actor(actor).filter(plan=plan).aggregate(last=Max("order"))["last"] or 0
        given, actions = [], []
        for at, new in enumerate(rows, start=last + 1):
            row = {**new.values, "code": new.values.get("code") or self._next_code(new.values["objective"])}
            action = Action(pk=UUID(new.id), country_id=actor.country_id, plan=plan, order=at, code=row["code"])
            for key in row.keys() - _LINKED - {"code"}:
                self._set(action, key, row[key])
            self.by_code[action.code] = action.pk
            actions.append(action)
            given.append(NewRow(ACTIONS, new.id, row))
        Action.objects.bulk_create(actions, batch_size=BATCH)
        for new in given:
            for key in _LINKED:
                self._link(UUID(new.id), key, new.values.get(key, ""))
        return given

    def _next_code(self, objective_code: str) -> str:
        objective = self.objectives[objective_code]
        wanted = {new.values.get("code") for new in self._new(ACTIONS)}
        code = ""
        while not code or code in self.by_code or code in wanted:
            objective.last_number += 1
            code = f"{objective.code}-A{objective.last_number:02}"
        objective.save(update_fields=["last_number"])
        return code

    def _add_below(self, table: str, rows: list[NewRow]) -> None:
        """Add rows that hang on actions."""
        made = []
        for new in rows:
            action_id = self.by_code[new.values["action"]]
            one = MODELS[table](pk=UUID(new.id), country_id=self.store.actor.country_id, action_id=action_id)
            for key in new.values.keys() - {"action"}:
                setattr(one, key, plain(table, key, new.values[key]))
            self._price(table, one)
            self.touched.add(action_id)
            made.append(one)
        MODELS[table].objects.bulk_create(made, batch_size=BATCH)

    # --- changing ---

    def _change(self) -> None:
        for table in FIELDS:
            changed: dict[str, list[Cell]] = defaultdict(list)
            for cell in (one for one in self.edit.cells if one.table == table):
                changed[cell.id].append(cell)
            behind = self._rows(table, changed)
            for key, cells in changed.items():
                self._change_row(table, behind[key], cells)
            self._save(table, behind, changed)

    def _rows(self, table: str, keys: Collection[str]) -> dict[str, Any]:
        """The database's rows behind some of the plan's."""
        found: dict[str, Any] = {}
        wanted = list(keys)
        for at in range(0, len(wanted), BATCH):
            rows = MODELS[table].objects.for_actor(self.store.actor).filter(pk__in=wanted[at : at + BATCH])
            found |= {str(row.pk): row for row in rows}
        return found

    def _change_row(self, table: str, row: Any, cells: list[Cell]) -> None:
        for cell in cells:
            if table != ACTIONS:
                setattr(row, cell.field, plain(table, cell.field, cell.value))
            elif cell.field in _LINKED:
                self._link(row.pk, cell.field, cell.value)
            else:
                self._set(row, cell.field, cell.value)
        self._price(table, row)
        if table != OBJECTIVES:
            self.touched.add(row.pk if table == ACTIONS else row.action_id)

    def _price(self, table: str, row: Any) -> None:
        """Work out the amounts of a cost line from its unit costs, if it has any."""
        if table == COSTS:
            self.basis = self.basis or basis_of(self.store.actor, self.store.plan)
            price_line(row, self.basis)

    def _save(self, table: str, behind: Mapping[str, Any], changed: dict[str, list[Cell]]) -> None:
        """Write rows together that had the same columns changed, so that each statement names only those."""
        alike: dict[tuple[str, ...], list[Any]] = defaultdict(list)
        for key, cells in changed.items():
            names = sorted(
                {name for cell in cells for name in _columns(table, cell.field)} | set(_DERIVED.get(table, ()))
            )
            if names:
                alike[tuple(names)].append(behind[key])
        for columns, rows in alike.items():
            MODELS[table].objects.for_actor(self.store.actor).bulk_update(rows, columns, batch_size=BATCH)

    def _set(self, action: Action, key: str, value: str) -> None:
        if key == "lead":
            action.lead = self.institutions[value[1:]] if value.startswith("@") else None
            action.lead_text = "" if action.lead else value
        elif key == "objective":
            action.objective = self.objectives[value]
        else:
            setattr(action, key, plain(ACTIONS, key, value))

    def _link(self, action_id: UUID, key: str, value: str) -> None:
        pieces = value.split("; ") if value else []
        links: Any
        if key == "depends_on":
            ids: Iterable[UUID] = [self.by_code[code] for code in pieces]
            links, here, there = Action.depends_on.through, "from_action_id", "to_action_id"
        else:
            ids = [self.institutions[piece[1:]].pk for piece in pieces if piece.startswith("@")]
            links, here, there = Action.supporting.through, "action_id", "institution_id"
            words = "; ".join(piece for piece in pieces if not piece.startswith("@"))
            Action.objects.for_actor(self.store.actor).filter(pk=action_id).update(supporting_text=words)
        links.objects.filter(**{here: action_id}).delete()
        links.objects.bulk_create(links(**{here: action_id, there: pk}) for pk in ids)

    # --- removing ---

    def _remove(self) -> None:
        """What hangs on actions first, then actions, then objectives."""
        for table in (*OF_ACTION, ACTIONS, OBJECTIVES):
            gone = [row.id for row in self.edit.removed if row.table == table]
            if table in OF_ACTION:
                self.touched |= {self.by_code[self.store.rows[table][key]["action"]] for key in gone}
            for at in range(0, len(gone), BATCH):
                MODELS[table].objects.for_actor(self.store.actor).filter(pk__in=gone[at : at + BATCH]).delete()


def plain(table: str, key: str, value: str) -> Any:
    """A canonical value as the database holds it."""
    if table == COSTS and key == "recurrent":
        return value == "yes"
    if not value and field_of(table, key).kind in (Kind.AMOUNT, Kind.YEAR):
        return None
    return _AS.get(field_of(table, key).kind, str)(value)


def _columns(table: str, key: str) -> tuple[str, ...]:
    if table != ACTIONS:
        return (key,)
    return () if key in _LINKED else ("lead", "lead_text") if key == "lead" else (key,)
