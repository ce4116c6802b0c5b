"""Setting a plan's dates from a roadmap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from concord.domains.plans.enums import ActionStatus, ChangeSource
from concord.domains.plans.merging import Cell, Edit
from concord.domains.plans.models import Action, Plan
from concord.domains.plans.plan_changes import NothingNew, write_edit
from concord.domains.plans.row_fields import ACTIONS, COSTS, INDICATORS, MILESTONES, Row
from concord.domains.plans.row_store import Store, load_store
from concord.domains.plans.rules import can_shape_plan
from concord.domains.plans.state import locked_open
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited

Dates = Mapping[str, tuple[dt.date, dt.date]]
SETTLED = (ActionStatus.DONE, ActionStatus.DROPPED, ActionStatus.UNDER_WAY)


def set_dates(*, actor: Actor, plan: Plan, dates: Dates) -> int:
    """Move actions to these first and last days, by code; how many moved. One change, which its author can take back.

    Actions that another one carries move with it. Milestones and indicators keep their distance from the action's end,
    cost lines move by as many years as its start. Actions that began, ended or were dropped meanwhile stay.
    """
    require(can_shape_plan, actor, plan)
    try:
        with audited(actor, "plan.scheduled") as record:
            row = locked_open(actor, plan)
            store = load_store(actor, row, [ACTIONS, MILESTONES, INDICATORS, COSTS])
            wanted = _with_carried(actor, row, dates)
            moved = {code: days for code, days in wanted.items() if _moves(store, code, days)}
            write_edit(actor, row, Edit(tuple(_cells(store, moved))), ChangeSource.ROADMAP, record)
            return len(moved)
    except NothingNew:
        return 0


def _with_carried(actor: Actor, plan: Plan, dates: Dates) -> Dates:
    carried = Action.objects.for_actor(actor).filter(plan=plan, carried_by__code__in=list(dates))
    return {**dates, **{code: dates[by] for code, by in carried.values_list("code", "carried_by__code")}}


def _moves(store: Store, code: str, days: tuple[dt.date, dt.date]) -> bool:
    row = next((row for row in store.rows[ACTIONS].values() if row["code"] == code), None)
    if row is None or row["status"] in SETTLED:
        return False
    return (row["starts_on"], row["ends_on"]) != (days[0].isoformat(), days[1].isoformat())


def _cells(store: Store, moved: Dates) -> Iterator[Cell]:
    before: dict[str, Row] = {}
    for key, row in store.rows[ACTIONS].items():
        if row["code"] in moved:
            before[row["code"]] = row
            for field, day in zip(("starts_on", "ends_on"), moved[row["code"]], strict=True):
                yield Cell(ACTIONS, key, field, row[field], day.isoformat())
    for table in (MILESTONES, INDICATORS):
        for key, row in store.rows[table].items():
            if row["action"] in moved and row["due"]:
                late = moved[row["action"]][1] - dt.date.fromisoformat(before[row["action"]]["ends_on"])
                due = dt.date.fromisoformat(row["due"]) + late
                yield Cell(table, key, "due", row["due"], due.isoformat())
    for key, row in store.rows[COSTS].items():
        if row["action"] in moved:
            later = moved[row["action"]][0].year - int(before[row["action"]]["starts_on"][:4])
            yield Cell(COSTS, key, "year", row["year"], str(int(row["year"]) + later))
