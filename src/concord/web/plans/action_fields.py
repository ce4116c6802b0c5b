"""The fields of an action's form: what they hold at first, what was sent, and what of it was meant."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from concord.domains.plans.enums import ActionStatus
from concord.domains.plans.merging import EditRefused
from concord.domains.plans.row_fields import ACTIONS, FIELDS, INDICATORS, MILESTONES, Field, field_of
from concord.domains.plans.row_store import Store
from concord.domains.plans.typed_edits import Typed, TypedEdit, TypedRow, shown_row
from concord.domains.plans.vocabulary import Vocabulary, choices
from concord.kernel.errors import InvalidInput
from concord.web.plans.grid_table import column_titles

Shown = dict[str, dict[str, dict[str, str]]]  # table -> id -> field -> words
BELOW = (MILESTONES, INDICATORS)
BLANK = 2  # empty rows below the others


@dataclass
class Sent:
    """What a form holds: the words of each field, the rows below, and what is wrong with them."""

    values: dict[str, str]
    below: dict[str, list[dict[str, str]]]
    base: Shown
    faults: dict[str, str] = field(default_factory=dict)  # "table|id|field" -> words
    clashes: list[dict[str, str]] = field(default_factory=list)
    sentence: str = ""

    @property
    def base_text(self) -> str:
        """What the person saw, for the hidden field."""
        return json.dumps(self.base, ensure_ascii=False)

    def chosen(self, key: str) -> list[str]:
        """The pieces of a field that holds several."""
        return [piece.strip() for piece in self.values.get(key, "").replace(",", ";").split(";") if piece.strip()]


def as_it_stands(store: Store, words: Vocabulary) -> Sent:
    """The form of an action that is there."""
    base: Shown = {
        table: {key: shown_row(row, table, words) for key, row in store.rows[table].items()}
        for table in (ACTIONS, *BELOW)
    }
    (values,) = base[ACTIONS].values()
    below = {table: [{"id": key, **row} for key, row in base[table].items()] for table in BELOW}
    return Sent(values, {table: [*rows, *_blank(rows)] for table, rows in below.items()}, base)


def empty(objective: str, starts_on: str, ends_on: str, label: str) -> Sent:
    """The form of an action to be."""
    listed = choices(ACTIONS, "status"), choices(ACTIONS, "phase"), choices(ACTIONS, "label")
    values = {
        "objective": objective, "status": listed[0][ActionStatus.PLANNED], "phase": listed[1]["cross-cutting"],
        "label": listed[2][label], "starts_on": starts_on, "ends_on": ends_on,
    }  # fmt: skip
    return Sent(values, {table: _blank(()) for table in BELOW}, {})


def _blank(rows: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    new = sum(row["id"].startswith("new") for row in rows)
    return [{"id": f"new{number}"} for number in range(new + 1, new + 1 + BLANK)]


def sent(post: QueryDict, fields: Mapping[str, Field]) -> Sent:
    """What came back."""
    values = {key: _value(post, key) for key in fields}
    below: dict[str, list[dict[str, str]]] = {table: [] for table in BELOW}
    for name in post:
        table, _bar, rest = name.partition("|")
        key, _bar, last = rest.partition("|")
        if (table in below and last == "title") or (table == INDICATORS and last == "text"):
            names = (*(one.key for one in FIELDS[table]), "delete")
            below[table].append({"id": key, **{one: post.get(f"{table}|{key}|{one}", "") for one in names}})
    return Sent(values, below, _base(post.get("base", "")))


def _value(post: QueryDict, key: str) -> str:
    match key:
        case "lead":
            return post.get("lead", "") or post.get("lead-words", "")
        case "supporting":
            return "; ".join([*post.getlist("supporting"), post.get("supporting-words", "")])
        case "hazards":
            return ", ".join(post.getlist("hazards"))
        case "modes":
            return "; ".join(post.getlist("modes"))
    return post.get(key, "")


def _base(text: str) -> Shown:
    try:
        base = json.loads(text) if text else {}
        plain = all(
            isinstance(value, str) for table in base.values() for row in table.values() for value in row.values()
        )
    except (ValueError, AttributeError):
        plain = False
    if not plain:
        raise InvalidInput(_("The page sent something that cannot be read; load it again."))
    return dict(base)


def meant(form: Sent, action_id: str, code: str, fields: Mapping[str, Field], theirs: Iterable[str] = ()) -> TypedEdit:
    """The edit of an action that is there; values of which somebody else's are kept are left out."""
    left, seen = set(theirs), form.base.get(ACTIONS, {}).get(action_id, {})
    cells = [
        Typed(ACTIONS, action_id, key, seen.get(key, ""), form.values[key])
        for key in fields
        if f"{ACTIONS}|{action_id}|{key}" not in left
    ]
    added, removed = [], []
    for table in BELOW:
        for row in form.below[table]:
            was = form.base.get(table, {}).get(row["id"])
            if was is None:
                added += list(_new_row(table, row, code))
            elif row.get("delete"):
                removed.append(TypedRow(table, row["id"], was))
            else:
                cells += [
                    Typed(table, row["id"], one.key, was.get(one.key, ""), row[one.key])
                    for one in FIELDS[table][1:]
                    if f"{table}|{row['id']}|{one.key}" not in left
                ]
    return TypedEdit(tuple(cells), tuple(added), tuple(removed))


def meant_new(form: Sent) -> tuple[TypedEdit, str]:
    """The edit that adds an action, and the action's id."""
    key = str(uuid4())
    return TypedEdit(added=(TypedRow(ACTIONS, key, form.values),)), key


def _new_row(table: str, row: dict[str, str], code: str) -> Iterator[TypedRow]:
    said = [one.key for one in FIELDS[table][1:] if one.key not in ("kind", "due") and row.get(one.key, "").strip()]
    if said or (table == MILESTONES and row.get("due")):
        row["id"] = str(uuid4()) if not row["id"].count("-") else row["id"]
        yield TypedRow(table, row["id"], {**row, "action": code})


def complain(form: Sent, refused: EditRefused, store: Store, words: Vocabulary) -> Sent:
    """The form with what was wrong with it; where somebody else wrote meanwhile, with both versions.

    What clashed is from now on compared with what the person is shown.
    """
    form.sentence = str(refused)
    for problem in refused.problems:
        form.faults["|".join(problem.place)] = problem.words
    titles = column_titles() | below_titles()
    for clash in refused.clashes:
        now = store.rows.get(clash.table, {}).get(clash.id)
        theirs = ""
        if now is not None and clash.field:
            theirs = words.shown(clash.table, field_of(clash.table, clash.field), now[clash.field])
            form.base.setdefault(clash.table, {}).setdefault(clash.id, {})[clash.field] = theirs
        mine = clash.mine
        if clash.field:
            mine = words.shown(clash.table, field_of(clash.table, clash.field), clash.mine)
        form.clashes.append({
            "place": "|".join(clash.place), "title": titles.get(clash.field, _("Row")), "mine": mine,
            "theirs": theirs, "gone": "" if now is not None else "yes",
        })  # fmt: skip
    form.below = {table: [*rows, *_blank(rows)] if not _open(rows) else rows for table, rows in form.below.items()}
    return form


def _open(rows: list[dict[str, str]]) -> bool:
    return any(row["id"].startswith("new") for row in rows)


def below_titles() -> dict[str, str]:
    """What the fields of milestones and indicators are called."""
    return {
        "title": _("Milestone"),
        "due": _("Due"),
        "kind": _("Kind"),
        "baseline": pgettext("indicator", "From"),
        "target": pgettext("indicator", "To"),
    }


def lists(form: Sent, store: Store, words: Vocabulary) -> dict[str, Any]:
    """What may be chosen in the form, and what is chosen."""
    of_names = {name: code for code, name in words.names.items()}
    pieces = [
        of_names.get(piece.removeprefix("@"), piece.removeprefix("@"))
        for piece in _split(form.values.get("supporting", ""))
    ]
    lead = form.values.get("lead", "")
    lead = of_names.get(lead.removeprefix("@"), lead.removeprefix("@"))
    return {
        "objectives": words.objectives.items(),
        "institutions": store.institutions,
        "statuses": choices(ACTIONS, "status").items(),
        "phases": choices(ACTIONS, "phase").items(),
        "labels": choices(ACTIONS, "label").items(),
        "hazards": choices(ACTIONS, "hazards").items(),
        "modes": choices(ACTIONS, "modes").items(),
        "kinds": choices(INDICATORS, "kind").items(),
        "lead_code": lead if lead in words.names else "",
        "lead_words": "" if lead in words.names else lead,
        "supporting_codes": [piece for piece in pieces if piece in words.names],
        "supporting_words": "; ".join(piece for piece in pieces if piece not in words.names),
        "chosen_hazards": form.chosen("hazards"),
        "chosen_modes": form.chosen("modes"),
    }


def _split(text: str) -> list[str]:
    return [piece.strip() for piece in text.split(";") if piece.strip()]
