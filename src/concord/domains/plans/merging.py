"""Merging what somebody changed into a plan that others changed meanwhile: value by value, nothing overwritten unseen.

An edit says of each value what it was when the person looked at it. What nobody else touched passes; what became
something else in the meantime is a clash, which a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from concord.domains.plans.row_fields import ACTIONS, OBJECTIVES, Row, Rows
from concord.kernel.errors import InvalidInput

Place = tuple[str, str, str]  # table, id, field
Choices = Mapping[Place, tuple[bool, str]]  # whether mine is taken, and what was seen to stand there


@dataclass(frozen=True)
class Cell:
    """One value somebody changed: what they saw, and what they want it to be. All values are canonical."""

    table: str
    id: str
    field: str
    was: str
    value: str

    @property
    def place(self) -> Place:
        """Where the value stands."""
        return self.table, self.id, self.field


@dataclass(frozen=True)
class NewRow:
    """A row to be added, under the id it shall have."""

    table: str
    id: str
    values: Row


@dataclass(frozen=True)
class GoneRow:
    """A row to be removed, as it stood when that was decided."""

    table: str
    id: str
    was: Row


@dataclass(frozen=True)
class Edit:
    """Everything that one person changes at once."""

    cells: tuple[Cell, ...] = ()
    added: tuple[NewRow, ...] = ()
    removed: tuple[GoneRow, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether it asks for nothing."""
        return not (self.cells or self.added or self.removed)


@dataclass(frozen=True)
class Clash:
    """A value that somebody else changed meanwhile; without a field, a whole row. ``now`` is None where it is gone."""

    table: str
    id: str
    field: str
    was: str
    mine: str
    now: str | None

    @property
    def place(self) -> Place:
        """Where the value stands."""
        return self.table, self.id, self.field


@dataclass(frozen=True)
class Problem:
    """What is wrong with one value (or, without a field, with a row), in a sentence for who typed it."""

    table: str
    id: str
    field: str
    words: str

    @property
    def place(self) -> Place:
        """Where the value stands."""
        return self.table, self.id, self.field


class EditRefused(InvalidInput):
    """Nothing of an edit was written: values are wrong, or somebody else changed them meanwhile."""

    def __init__(self, sentence: str, problems: tuple[Problem, ...] = (), clashes: tuple[Clash, ...] = ()) -> None:
        super().__init__(sentence)
        self.problems, self.clashes = problems, clashes


@dataclass
class Weighed:
    """An edit against the rows as they stand: what is left to write, what says nothing new, and what clashes."""

    edit: Edit = field(default_factory=Edit)
    same: int = 0
    clashes: tuple[Clash, ...] = ()


def weigh(edit: Edit, now: Rows) -> Weighed:
    """Compare an edit with the rows as they stand, value by value."""
    cells, clashes, same = [], [], 0
    for cell in edit.cells:
        row = now.get(cell.table, {}).get(cell.id)
        value = None if row is None else row[cell.field]
        if value == cell.value:
            same += 1
        elif value == cell.was:
            cells.append(cell)
        else:
            clashes.append(Clash(cell.table, cell.id, cell.field, cell.was, cell.value, value))
    added = tuple(new for new in edit.added if new.id not in now.get(new.table, {}))
    removed = []
    for gone in edit.removed:
        row = now.get(gone.table, {}).get(gone.id)
        if row is None:
            same += 1
        elif all(row[key] == value for key, value in gone.was.items()):
            removed.append(gone)
        else:
            clashes.append(Clash(gone.table, gone.id, "", _text(gone.was), "", _text(row)))
    same += len(edit.added) - len(added)
    return Weighed(Edit(tuple(cells), added, tuple(removed)), same, tuple(clashes))


def decided(edit: Edit, clashes: tuple[Clash, ...], choices: Choices) -> Edit:
    """The edit after clashes were decided: what is mine overwrites what was seen, what is not mine is left out.

    A clash about which nothing was said, or in which something newer stands than was seen, stays one.
    """
    settled = {clash.place: clash for clash in clashes if choices.get(clash.place, (False, ""))[1] == (clash.now or "")}
    settled = {place: clash for place, clash in settled.items() if place in choices}
    cells = []
    for cell in edit.cells:
        clash = settled.get(cell.place)
        if clash is None:
            cells.append(cell)
        elif choices[cell.place][0] and clash.now is not None:
            cells.append(Cell(cell.table, cell.id, cell.field, clash.now, cell.value))
    removed = []
    for gone in edit.removed:
        place = (gone.table, gone.id, "")
        if place not in settled:
            removed.append(gone)
        elif choices[place][0]:
            removed.append(GoneRow(gone.table, gone.id, {}))
    return Edit(tuple(cells), edit.added, tuple(removed))


def inverse(entries: list[dict[str, object]]) -> Edit:
    """What takes a change back, from the entries that were kept of it."""
    cells, added, removed = [], [], []
    for entry in entries:
        table, key = str(entry["table"]), str(entry["id"])
        if "new" in entry:
            removed.append(GoneRow(table, key, _row(entry["new"])))
        elif "gone" in entry:
            added.append(NewRow(table, key, _row(entry["gone"])))
        else:
            cells.append(Cell(table, key, str(entry["field"]), str(entry["value"]), str(entry["was"])))
    return Edit(tuple(cells), tuple(added), tuple(removed))


def entries_of(edit: Edit) -> list[dict[str, object]]:
    """What is kept of a change that was written."""
    entries: list[dict[str, object]] = []
    for cell in edit.cells:
        entries.append(vars(cell).copy())
    for new in edit.added:
        entries.append({"table": new.table, "id": new.id, "new": dict(new.values)})
    for gone in edit.removed:
        entries.append({"table": gone.table, "id": gone.id, "gone": dict(gone.was)})
    return entries


def _row(value: object) -> dict[str, str]:
    return {str(k): str(v) for k, v in value.items()} if isinstance(value, dict) else {}


def _text(row: Row) -> str:
    return "; ".join(value for key, value in row.items() if value and key not in ("action", "code"))


def actions_touched(edit: Edit, now: Rows) -> set[str]:
    """Codes of the actions that an edit is about."""
    found = set()
    for table, key, values in [
        *((cell.table, cell.id, {}) for cell in edit.cells),
        *((new.table, new.id, new.values) for new in edit.added),
        *((gone.table, gone.id, gone.was) for gone in edit.removed),
    ]:
        if table == OBJECTIVES:
            continue
        row = {**now.get(table, {}).get(key, {}), **values}
        code = row.get("code" if table == ACTIONS else "action", "")
        if code:
            found.add(code)
    return found
