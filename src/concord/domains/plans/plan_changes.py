"""Trying an edit of a plan out, and writing it with its record. For services, inside their transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from concord.domains.people.models import Institution
from concord.domains.plans.enums import ChangeSource
from concord.domains.plans.merging import (
    Choices,
    Edit,
    EditRefused,
    GoneRow,
    Problem,
    Weighed,
    actions_touched,
    decided,
    entries_of,
    weigh,
)
from concord.domains.plans.models import Action, ClosedGap, Funding, Plan, PlanChange, PlanVersion
from concord.domains.plans.row_checks import problems_of, trespasses
from concord.domains.plans.row_fields import ACTIONS, FIELDS, OBJECTIVES, OF_ACTION
from concord.domains.plans.row_store import Store, load_store
from concord.domains.plans.row_writing import Writer
from concord.domains.plans.state import locked_open, worked_on
from concord.kernel import clock
from concord.kernel.actor import Actor
from concord.kernel.audit import Record
from concord.kernel.canonical import sha256_of

TOLD = 50  # codes that an audit entry names


class NothingNew(Exception):
    """Everything asked for stands there already."""


@dataclass(frozen=True)
class Trial:
    """What would become of an edit: what is new, what clashes, and what is wrong with it."""

    store: Store
    weighed: Weighed
    problems: tuple[Problem, ...]


def try_edit(actor: Actor, plan: Plan, edit: Edit) -> Trial:
    """Weigh and check an edit against the plan as it stands; nothing is written."""
    store = load_store(actor, plan, _tables(edit))
    weighed = weigh(edit, store.rows)
    if weighed.edit.removed:
        weighed.edit = Edit(weighed.edit.cells, weighed.edit.added, _with_what_hangs_on(weighed.edit.removed, store))
    problems = (
        *trespasses(actor, weighed.edit, store.rows, _own(actor, store)),
        *problems_of(weighed.edit, store.rows),
        *_history(actor, weighed.edit, store),
    )
    return Trial(store, weighed, problems)


def write_edit(
    actor: Actor,
    plan: Plan,
    edit: Edit,
    source: ChangeSource,
    record: Record,
    *,
    undoes: PlanChange | None = None,
    choices: Choices | None = None,
) -> PlanChange:
    """Write an edit whole or not at all, and keep what it changed so that it can be taken back."""
    row = locked_open(actor, plan)
    trial = try_edit(actor, row, edit)
    if choices and trial.weighed.clashes:
        trial = try_edit(actor, row, decided(edit, trial.weighed.clashes, choices))
    if trial.problems:
        raise EditRefused(_("Nothing was saved: some values are not right."), trial.problems, trial.weighed.clashes)
    if trial.weighed.clashes:
        words = _("Nothing was saved: somebody else has changed the same in the meantime.")
        raise EditRefused(words, (), trial.weighed.clashes)
    if trial.weighed.edit.empty:
        raise NothingNew
    written = Writer(trial.store, trial.weighed.edit).write()
    worked_on(actor, row)
    entries = entries_of(written)
    change = PlanChange.objects.create(
        country_id=actor.country_id, plan=row, source=source, by=actor.name, user_id=actor.user_id, at=clock.now(),
        entries=entries, undoes=undoes,
    )  # fmt: skip
    codes = sorted(actions_touched(written, trial.store.rows))
    record.subject = row
    record.detail |= {
        "source": source, "change": change.pk, "entries": sha256_of(entries), "values": len(written.cells),
        "added": len(written.added), "removed": len(written.removed), "actions": codes[:TOLD], "of": len(codes),
    }  # fmt: skip
    return change


def last_own_change(actor: Actor, plan: Plan) -> PlanChange | None:
    """The newest change of the actor's that was not taken back yet."""
    rows = PlanChange.objects.for_actor(actor).filter(plan=plan, user_id=actor.user_id, by=actor.name)
    return rows.exclude(source=ChangeSource.UNDO).filter(undone_by__isnull=True).first()


def _tables(edit: Edit) -> list[str]:
    """The tables that an edit is about; where an action goes, everything that hangs on it."""
    named = {cell.table for cell in edit.cells} | {new.table for new in edit.added} | {g.table for g in edit.removed}
    if any(gone.table == ACTIONS for gone in edit.removed):
        named |= set(OF_ACTION)
    return [table for table in FIELDS if table in named or table == ACTIONS]


def _own(actor: Actor, store: Store) -> str:
    found: Institution | None = next((one for one in store.institutions if one.pk == actor.institution_id), None)
    return found.code if found else ""


def _with_what_hangs_on(removed: tuple[GoneRow, ...], store: Store) -> tuple[GoneRow, ...]:
    rows = [GoneRow(gone.table, gone.id, store.rows[gone.table][gone.id]) for gone in removed]
    going = {row.was["code"] for row in rows if row.table == ACTIONS}
    there = {(row.table, row.id) for row in rows}
    for table in OF_ACTION if going else ():
        rows += [
            GoneRow(table, key, row)
            for key, row in store.rows[table].items()
            if row["action"] in going and (table, key) not in there
        ]
    return tuple(rows)


def _history(actor: Actor, edit: Edit, store: Store) -> Iterator[Problem]:
    """What has a history stays: an action that something points to is dropped with a reason, never deleted."""
    going = {gone.id: gone.was["code"] for gone in edit.removed if gone.table == ACTIONS}
    for key, code in going.items():
        if why := why_it_stays(actor, UUID(key), code, list(going.values())):
            yield Problem(ACTIONS, key, "", why)
    moved = {cell.id: cell.value for cell in edit.cells if (cell.table, cell.field) == (ACTIONS, "objective")}
    used = {moved.get(key, row["objective"]) for key, row in store.rows[ACTIONS].items() if key not in going}
    used |= {new.values.get("objective", "") for new in edit.added if new.table == ACTIONS}
    for gone in edit.removed:
        if gone.table == OBJECTIVES and gone.was["code"] in used:
            yield Problem(OBJECTIVES, gone.id, "", _("it has actions; move them to another objective first"))


def why_it_stays(actor: Actor, pk: UUID, code: str, going: Collection[str] = ()) -> str:
    """Why an action cannot be deleted, or an empty string."""
    action = Action.objects.for_actor(actor).filter(pk=pk).first()
    if action is None:
        return ""
    if action.benchmark_id or ClosedGap.objects.for_actor(actor).filter(action=pk).exists():
        return _("it closes a gap; drop it with a reason instead")
    if Funding.objects.for_actor(actor).filter(action=pk).exists():
        return _("money is noted on it; drop it with a reason instead")
    others = Action.objects.for_actor(actor).exclude(code__in=going)
    if others.filter(Q(depends_on=pk) | Q(carried_by=pk)).exists():
        return _("other actions wait for it; drop it with a reason instead")
    if PlanVersion.objects.for_actor(actor).filter(plan=action.plan_id, content__contains=f'"{code}"').exists():
        return _("it stands in a kept version of the plan; drop it with a reason instead")
    return ""
