"""Reads for editing: the grid of many actions, the form of one, and what of one's own can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from concord.domains.people.enums import Role
from concord.domains.plans.merging import Cell
from concord.domains.plans.models import Action, Plan, PlanChange
from concord.domains.plans.plan_changes import last_own_change, why_it_stays
from concord.domains.plans.queries.reading import PlanFilter, matching
from concord.domains.plans.row_fields import (
    ACTIONS,
    FIELDS,
    INDICATORS,
    MILESTONES,
    OF_THE_LEAD,
    Field,
    Row,
    field_of,
)
from concord.domains.plans.row_store import Store, load_store
from concord.domains.plans.rules import can_edit_plan, can_shape_plan
from concord.domains.plans.state import CLOSED
from concord.domains.plans.vocabulary import Vocabulary
from concord.kernel.actor import Actor, require
from concord.kernel.errors import NotFound

COLUMNS = ("text", "objective", "lead", "supporting", "starts_on", "ends_on", "status", "hazards", "phase",
           "depends_on", "label", "dropped_because")  # fmt: skip


@dataclass(frozen=True)
class GridRow:
    """One action of the grid: what each column shows, and whether the actor may change anything of it."""

    id: str
    code: str
    shown: tuple[str, ...]
    open: bool


@dataclass(frozen=True)
class Grid:
    """Many actions as one table. ``locked`` are the columns that the actor may not change in any row."""

    rows: list[GridRow]
    locked: frozenset[str]
    store: Store
    words: Vocabulary
    last: PlanChange | None


def can_be_edited(actor: Actor, plan: Plan) -> bool:
    """Whether the actor may change anything of the plan as it stands."""
    return can_edit_plan(actor) and plan.status not in CLOSED


def grid(actor: Actor, plan: Plan, wanted: PlanFilter) -> Grid:
    """The actions that are looked for, in the plan's order, in a fixed number of queries."""
    require(can_edit_plan, actor)
    store = load_store(actor, plan, [ACTIONS], among=lambda rows: matching(rows, wanted))
    words = store.vocabulary()
    fields = [field_of(ACTIONS, key) for key in COLUMNS]
    everything = actor.has(Role.FOCAL_POINT)
    own = next((f"@{one.code}" for one in store.institutions if one.pk == actor.institution_id), "-")
    shows = [(one.key, words.shower(ACTIONS, one)) for one in fields]
    rows = [
        GridRow(
            key,
            row["code"],
            tuple(show(row[name]) if show and row[name] else row[name] for name, show in shows),
            everything or row["lead"] == own,
        )
        for key, row in store.rows[ACTIONS].items()
    ]
    locked = frozenset() if everything else frozenset(COLUMNS) - OF_THE_LEAD[ACTIONS]
    return Grid(rows, locked, store, words, last_own_change(actor, plan))


def shown_again(actor: Actor, plan: Plan, cells: Iterable[Cell]) -> list[tuple[str, str, str]]:
    """Id, field and words of some values of actions, as they stand now; rows that are gone are left out."""
    wanted = {cell.id: None for cell in cells if cell.table == ACTIONS}
    store = load_store(actor, plan, [ACTIONS], only=wanted)
    words, rows = store.vocabulary(), store.rows[ACTIONS]
    places = dict.fromkeys((cell.id, cell.field) for cell in cells if cell.id in rows)
    return [(key, name, words.shown(ACTIONS, field_of(ACTIONS, name), rows[key][name])) for key, name in places]


@dataclass(frozen=True)
class ActionForm:
    """One action with its milestones and indicators, as a form edits them."""

    action: Action
    store: Store
    words: Vocabulary
    fields: dict[str, Field]  # those of the action that the actor may change
    stays: str  # why it cannot be deleted; empty where it can, or where the actor may not
    may_delete: bool

    @property
    def row(self) -> Row:
        """The action's values."""
        return self.store.rows[ACTIONS][str(self.action.pk)]


def action_form(actor: Actor, plan: Plan, code: str) -> ActionForm:
    """What the form of an action needs; whoever may not change the action does not find it."""
    action = Action.objects.for_actor(actor).filter(plan=plan, code=code).first()
    if action is None:
        raise NotFound("There is no such action.")
    require(can_edit_plan, actor, action)
    store = load_store(actor, plan, [ACTIONS, MILESTONES, INDICATORS], only=[str(action.pk)])
    shapes = can_shape_plan(actor)
    allowed = {one.key: one for one in FIELDS[ACTIONS] if shapes or one.key in OF_THE_LEAD[ACTIONS]}
    allowed.pop("code", None)
    stays = why_it_stays(actor, action.pk, code) if shapes else ""
    return ActionForm(action, store, store.vocabulary(), allowed, stays, shapes and not stays)


def open_store(actor: Actor, plan: Plan) -> Store:
    """The plan's objectives, institutions and codes, for forms that add something."""
    require(can_shape_plan, actor)
    return load_store(actor, plan, ())


def objectives_in_use(actor: Actor, plan: Plan) -> dict[str, int]:
    """How many actions each objective has, by its id."""
    counts: dict[str, int] = {}
    for pk in Action.objects.for_actor(actor).filter(plan=plan).values_list("objective_id", flat=True):
        counts[str(pk)] = counts.get(str(pk), 0) + 1
    return counts


def added_code(actor: Actor, plan: Plan, pk: str) -> str:
    """The code that an action was given when it was added."""
    require(can_edit_plan, actor)
    return Action.objects.for_actor(actor).values_list("code", flat=True).get(plan=plan, pk=pk)
