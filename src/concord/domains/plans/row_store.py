"""The rows of a plan as people edit them, read from the database in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from concord.domains.people.models import Institution
from concord.domains.plans.models import Action, CostLine, Funding, Indicator, Milestone, Objective, Plan
from concord.domains.plans.row_fields import (
    ACTIONS,
    COSTS,
    FIELDS,
    FUNDING,
    INDICATORS,
    MILESTONES,
    OBJECTIVES,
    OF_ACTION,
    Kind,
)
from concord.domains.plans.vocabulary import LETTERS, MODES, Vocabulary, institution_words
from concord.kernel.actor import Actor

MODELS: dict[str, type[Any]] = {
    OBJECTIVES: Objective, ACTIONS: Action, MILESTONES: Milestone, INDICATORS: Indicator, COSTS: CostLine,
    FUNDING: Funding,
}  # fmt: skip
ALL = tuple(FIELDS)


@dataclass
class Store:
    """A plan's rows in plain values."""

    actor: Actor
    plan: Plan
    institutions: list[Institution]
    objectives: list[Objective]
    codes: dict[UUID, str]  # of all the plan's actions, by id
    rows: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)

    def vocabulary(self, objectives: Iterable[str] = (), actions: Iterable[str] = ()) -> Vocabulary:
        """The plan's words, with codes of objectives and actions that are about to be added."""
        titles = {one.code: one.title for one in self.objectives}
        return Vocabulary(
            institution_words(self.institutions),
            titles | {code: code for code in objectives if code not in titles},
            {*self.codes.values(), *actions},
        )


def load_store(
    actor: Actor,
    plan: Plan,
    tables: Sequence[str] = ALL,
    among: Callable[[Any], Any] | None = None,
    only: Iterable[str] | None = None,
) -> Store:
    """The rows of some tables (objectives always). ``among`` narrows the queryset of actions.

    ``only`` takes a few actions by id, with what hangs on them.
    """
    wanted = None if only is None else list(only)
    store = Store(
        actor,
        plan,
        list(Institution.objects.for_actor(actor)),
        list(Objective.objects.for_actor(actor).filter(plan=plan)),
        dict(Action.objects.for_actor(actor).filter(plan=plan).order_by().values_list("pk", "code")),
    )
    store.rows[OBJECTIVES] = {
        str(one.pk): {"code": one.code, "title": one.title, "order": str(one.order)} for one in store.objectives
    }
    if ACTIONS in tables:
        _load_actions(store, among, wanted)
    for table in tables:
        if table in OF_ACTION:
            _load_below(store, table, wanted)
    return store


def _load_below(store: Store, table: str, wanted: list[str] | None) -> None:
    """Rows that hang on actions, in the order of their actions."""
    fields = FIELDS[table][1:]
    rows = MODELS[table].objects.for_actor(store.actor).filter(action__plan=store.plan)
    if wanted is not None:
        rows = rows.filter(action__in=wanted)
    names = ("pk", "action_id", *(one.key for one in fields))
    keys, writers = [one.key for one in fields], [_TEXTS.get(one.kind, str) for one in fields]
    found = store.rows[table] = {}
    for pk, action_id, *values in rows.order_by("action__order", *_ORDER[table]).values_list(*names):
        row = {"action": store.codes[action_id]}
        for key, text, value in zip(keys, writers, values, strict=True):
            row[key] = value if value.__class__ is str else "" if value is None else text(value)
        found[str(pk)] = row


def _flag(value: bool | str) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else value


# Two places always, whether the database hands out 3 or 3.00.
_TEXTS: dict[Kind, Callable[[Any], str]] = {Kind.AMOUNT: "{:.2f}".format, Kind.CHOICE: _flag}
_ORDER = {
    INDICATORS: ("-kind", "due", "id"),
    MILESTONES: ("due", "id"),
    FUNDING: ("year", "id"),
    COSTS: ("year", "title", "id"),
}
_COLUMNS = ("pk", "code", "objective_id", "text", "lead_id", "lead_text", "supporting_text", "starts_on", "ends_on",
            "status", "hazards", "phase", "modes", "label", "dropped_because")  # fmt: skip


def _load_actions(store: Store, among: Callable[[Any], Any] | None, wanted: list[str] | None) -> None:
    plan = store.plan
    rows = Action.objects.for_actor(store.actor).filter(plan=plan)
    if wanted is not None:
        rows = rows.filter(pk__in=wanted)
    rows = (among(rows) if among else rows).order_by("objective__order", "order")
    of_codes = {one.pk: one.code for one in store.institutions}
    objectives = {one.pk: one.code for one in store.objectives}
    supporting = _links(Action.supporting.through, "action_id", "institution_id", Q(action__plan=plan), of_codes)
    waits = _links(Action.depends_on.through, "from_action_id", "to_action_id", Q(from_action__plan=plan), store.codes)
    found = store.rows[ACTIONS] = {}
    for (
        pk,
        code,
        objective,
        text,
        lead,
        lead_words,
        words,
        starts,
        ends,
        status,
        hazards,
        phase,
        modes,
        label,
        why,
    ) in rows.values_list(*_COLUMNS):
        named = [f"@{one}" for one in sorted(supporting.get(pk, ()))]
        others = sorted(piece.strip() for piece in words.split(";") if piece.strip()) if words else ()
        found[str(pk)] = {
            "code": code,
            "objective": objectives[objective],
            "text": text,
            "lead": f"@{of_codes[lead]}" if lead else lead_words,
            "supporting": "; ".join([*named, *others]),
            "starts_on": starts.isoformat(),
            "ends_on": ends.isoformat(),
            "status": status,
            "hazards": "".join(letter for letter in LETTERS if letter in hazards),
            "phase": phase,
            "modes": " ".join(mode for mode in MODES if mode in modes),
            "depends_on": "; ".join(sorted(waits.get(pk, ()))),
            "label": label,
            "dropped_because": why,
        }


def _links(through: Any, here: str, there: str, scope: Q, words: Any) -> dict[Any, list[str]]:
    """By action, the codes that it is linked with; the rows are of a plan that the actor's country owns."""
    found: dict[Any, list[str]] = defaultdict(list)
    for one, other in through.objects.filter(scope).values_list(here, there):
        found[one].append(words[other])
    return found
