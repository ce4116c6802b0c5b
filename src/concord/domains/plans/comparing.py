"""What is different between two kept versions of a plan: actions, sections, objectives, field by field, and totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from concord.domains.plans.comparing_words import TEXTS, UNTOLD, field_name, line_words, value_words
from concord.domains.plans.enums import ActionStatus
from concord.domains.plans.prose import usual_sections
from concord.domains.plans.snapshot import Content
from concord.domains.plans.text_difference import Piece, pieces


@dataclass(frozen=True)
class FieldChange:
    """A field that is different: a text in pieces, lines that went and came, or one value before and after."""

    name: str
    title: str
    pieces: tuple[Piece, ...] = ()
    gone: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class RowNote:
    """An action, section or objective that is only in one of the versions."""

    code: str
    title: str
    note: str = ""
    lead: str = ""
    likely: Decimal = Decimal(0)


@dataclass(frozen=True)
class RowChange:
    """An action, section or objective that is in both and reads differently."""

    code: str
    title: str
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Changes:
    """What came, went and changed among rows of one kind."""

    added: tuple[RowNote, ...] = ()
    gone: tuple[RowNote, ...] = ()
    changed: tuple[RowChange, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.added or self.gone or self.changed)


@dataclass(frozen=True)
class TotalLine:
    """A total before and after; ``name`` is low, likely, high or a year."""

    name: str
    before: Decimal
    after: Decimal

    @property
    def delta(self) -> Decimal:
        """By how much it grew."""
        return self.after - self.before


@dataclass(frozen=True)
class Difference:
    """All that is different between two versions of one plan."""

    before: Content
    after: Content
    plan: tuple[FieldChange, ...]
    actions: Changes
    sections: Changes
    objectives: Changes
    totals: tuple[TotalLine, ...]  # low, likely and high, then the likely cost of each year

    @property
    def told_totals(self) -> tuple[TotalLine, ...]:
        """Low, likely and high, and the years whose cost is another."""
        return tuple(line for line in self.totals if line.delta or not line.name.isdigit())

    def __bool__(self) -> bool:
        """Whether there is any."""
        moved = any(line.delta for line in self.totals)
        return bool(self.plan or self.actions or self.sections or self.objectives or moved)


def compare(before: Content, after: Content) -> Difference:
    """The difference between two snapshots of a plan."""
    return Difference(
        before=before,
        after=after,
        plan=_fields(before["plan"], after["plan"], leave=("drafted_at",)),
        actions=_actions(before["actions"], after["actions"]),
        sections=_rows(before["sections"], after["sections"], title=_section_title),
        objectives=_rows(before["objectives"], after["objectives"], title=lambda row: str(row["title"])),
        totals=_totals(before["totals"], after["totals"]),
    )


def _actions(before: Sequence[Content], after: Sequence[Content]) -> Changes:
    """As for other rows; an action that is dropped with a reason counts as gone."""
    lost = {row["id"]: row for row in after if row["status"] == ActionStatus.DROPPED}
    newly = [row for row in before if row["id"] in lost and row["status"] != ActionStatus.DROPPED]
    ids = {row["id"] for row in newly}
    found = _rows(
        [row for row in before if row["id"] not in ids],
        [row for row in after if row["id"] not in ids],
        key="id",
        title=lambda row: str(row["text"]),
    )
    dropped = tuple(_note(row, row["text"], lost[row["id"]].get("dropped_because", "")) for row in newly)
    return Changes(found.added, (*found.gone, *dropped), found.changed)


def _rows(
    before: Sequence[Content], after: Sequence[Content], *, title: Callable[[Content], str], key: str = "code"
) -> Changes:
    old, new = {row[key]: row for row in before}, {row[key]: row for row in after}
    both = [(row, old[row[key]]) for row in after if row[key] in old]
    return Changes(
        added=tuple(_note(row, title(row)) for row in after if row[key] not in old),
        gone=tuple(_note(row, title(row)) for row in before if row[key] not in new),
        changed=tuple(
            RowChange(now["code"], title(now), changes) for now, then in both if (changes := _fields(then, now))
        ),
    )


def _note(row: Content, title: str, note: str = "") -> RowNote:
    return RowNote(row["code"], title, note, row.get("lead", ""), _likely(row))


def _section_title(row: Content) -> str:
    return str(row["title"] or usual_sections().get(row["code"], row["code"]))


def _likely(row: Content) -> Decimal:
    return sum((Decimal(line["likely"]) for line in row.get("cost_lines", ())), Decimal(0))


def _fields(before: Content, after: Content, leave: Iterable[str] = ()) -> tuple[FieldChange, ...]:
    names = [name for name in (*after, *(set(before) - set(after))) if name not in UNTOLD and name not in set(leave)]
    found = [change for name in names if (change := _field(name, before.get(name), after.get(name)))]
    if before.get("code") != after.get("code"):
        found.insert(0, _value("code", before.get("code"), after.get("code")))
    return tuple(sorted(found, key=lambda change: change.name not in TEXTS))  # texts first


def _field(name: str, before: Any, after: Any) -> FieldChange | None:
    if before == after:
        return None
    if isinstance(before, list) or isinstance(after, list):
        return _lines(name, before or [], after or [])
    if name in TEXTS and before and after:
        return FieldChange(name, field_name(name), pieces=pieces(before, after))
    return _value(name, before, after)


def _value(name: str, before: Any, after: Any) -> FieldChange:
    return FieldChange(name, field_name(name), before=value_words(name, before), after=value_words(name, after))


def _lines(name: str, before: Sequence[Any], after: Sequence[Any]) -> FieldChange | None:
    old, new = Counter(line_words(name, row) for row in before), Counter(line_words(name, row) for row in after)
    gone, added = tuple((old - new).elements()), tuple((new - old).elements())
    return FieldChange(name, field_name(name), gone=gone, added=added) if gone or added else None


def _totals(before: Content, after: Content) -> tuple[TotalLine, ...]:
    years = sorted({*before["by_year"], *after["by_year"]})
    return (
        *(TotalLine(name, Decimal(before[name]), Decimal(after[name])) for name in ("low", "likely", "high")),
        *(
            TotalLine(year, Decimal(before["by_year"].get(year, 0)), Decimal(after["by_year"].get(year, 0)))
            for year in years
        ),
    )
