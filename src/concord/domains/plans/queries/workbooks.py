"""Reads of plan workbooks: which went out and came back, and what a returned one would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from concord.domains.plans.field_words import field_title, table_titles
from concord.domains.plans.merging import Clash, Edit
from concord.domains.plans.models import IssuedPlanWorkbook, Plan, ReturnedPlanWorkbook
from concord.domains.plans.plan_book import Asked, asked_again, asked_for, name_of, then
from concord.domains.plans.plan_changes import Trial, try_edit
from concord.domains.plans.row_fields import FIELDS, Row, field_of
from concord.domains.plans.row_store import load_store
from concord.domains.plans.rules import can_shape_plan
from concord.domains.plans.vocabulary import Vocabulary
from concord.formats.errors import Fault, FormatError
from concord.formats.plan_workbook_reader import read_plan_workbook
from concord.kernel.actor import Actor, require
from concord.kernel.errors import NotFound


@dataclass(frozen=True)
class Changed:
    """One value in words: what it was, and what it becomes."""

    title: str
    was: str
    value: str


@dataclass(frozen=True)
class RowLine:
    """One row of a list of changes."""

    table: str
    name: str
    values: tuple[Changed, ...] = ()


@dataclass(frozen=True)
class ClashLine:
    """A value that the workbook and somebody here both changed."""

    place: str
    table: str
    name: str
    title: str
    was: str
    mine: str
    now: str
    seen: str  # as the plan has it, to be sent back with the choice
    gone: bool


@dataclass(frozen=True)
class Listing:
    """Everything that a returned workbook would do."""

    changed: tuple[RowLine, ...]
    added: tuple[RowLine, ...]
    removed: tuple[RowLine, ...]
    missing: tuple[RowLine, ...]
    clashes: tuple[ClashLine, ...]
    problems: tuple[str, ...]
    values: int  # how many values change

    @property
    def nothing(self) -> bool:
        """Whether it brings nothing new."""
        return not (self.changed or self.added or self.removed or self.clashes or self.problems)


def read_returned(actor: Actor, content: bytes, name: str) -> tuple[IssuedPlanWorkbook, Asked]:
    """What a file that came back asks for; ``FormatError`` with every fault, each with sheet and cell."""
    require(can_shape_plan, actor)
    book = read_plan_workbook(content, name)
    issued = _issued(actor, book.serial)
    if issued is None:
        raise FormatError(Fault(name, "was not issued here: its serial number is unknown in this country"))
    asked = asked_for(book, issued, load_store(actor, issued.plan, ()))
    if book.faults:
        raise FormatError(*book.faults)
    return issued, asked


def _issued(actor: Actor, serial: str) -> IssuedPlanWorkbook | None:
    try:
        pk = UUID(serial)
    except ValueError:
        return None
    return IssuedPlanWorkbook.objects.for_actor(actor).filter(pk=pk).select_related("plan").first()


def issued_workbooks(actor: Actor, plan: Plan) -> QuerySet[IssuedPlanWorkbook]:
    """The workbooks of the plan that went out, the newest first, without what they said."""
    require(can_shape_plan, actor)
    return IssuedPlanWorkbook.objects.for_actor(actor).filter(plan=plan).defer("base")


def returned_workbooks(actor: Actor, plan: Plan) -> QuerySet[ReturnedPlanWorkbook]:
    """The workbooks of the plan that came back, the newest first."""
    require(can_shape_plan, actor)
    rows = ReturnedPlanWorkbook.objects.for_actor(actor).filter(issued__plan=plan)
    return rows.select_related("issued").defer("asked", "issued__base")


def find_returned(actor: Actor, pk: UUID) -> ReturnedPlanWorkbook:
    """One that came back."""
    require(can_shape_plan, actor)
    rows = ReturnedPlanWorkbook.objects.for_actor(actor).select_related("issued__plan")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such page.")
    return found


def listing(actor: Actor, issued: IssuedPlanWorkbook, asked: Asked) -> Listing:
    """What a returned workbook would change in the plan as it stands, row by row; nothing is written."""
    require(can_shape_plan, actor)
    trial = try_edit(actor, issued.plan, asked.edit)
    words = then(issued, trial.store.vocabulary(_new_codes(asked, "objectives"), _new_codes(asked, "actions")))
    edit = trial.weighed.edit
    base = issued.base["rows"]
    return Listing(
        changed=tuple(_changed(edit, trial, words)),
        added=tuple(_line(new.table, new.values, words, whole=True) for new in edit.added),
        removed=tuple(
            _line(gone.table, gone.was or trial.store.rows[gone.table][gone.id], words) for gone in edit.removed
        ),
        missing=tuple(_line(table, base[table][key], words) for table, key in asked.missing),
        clashes=tuple(
            _clash(clash, base.get(clash.table, {}).get(clash.id, {}), words) for clash in trial.weighed.clashes
        ),
        problems=tuple(_problems(trial, words)),
        values=len(edit.cells),
    )


def listing_of(actor: Actor, returned: ReturnedPlanWorkbook) -> Listing:
    """The same for one that was kept."""
    return listing(actor, returned.issued, asked_again(returned.asked))


def _new_codes(asked: Asked, table: str) -> list[str]:
    return [new.values["code"] for new in asked.edit.added if new.table == table and new.values.get("code")]


def _changed(edit: Edit, trial: Trial, words: Vocabulary) -> list[RowLine]:
    by_row: dict[tuple[str, str], list[Changed]] = {}
    for cell in edit.cells:
        one = field_of(cell.table, cell.field)
        shown = [words.shown(cell.table, one, value) for value in (cell.was, cell.value)]
        by_row.setdefault((cell.table, cell.id), []).append(Changed(field_title(cell.table, cell.field), *shown))
    titles = table_titles()
    return [
        RowLine(titles[table], name_of(table, trial.store.rows[table][key]), tuple(values))
        for (table, key), values in by_row.items()
    ]


def _line(table: str, row: Row, words: Vocabulary, *, whole: bool = False) -> RowLine:
    fields: Sequence[str] = [one.key for one in FIELDS[table] if not one.fixed] if whole else ()
    values = tuple(
        Changed(field_title(table, key), "", words.shown(table, field_of(table, key), row[key]))
        for key in fields
        if row.get(key)
    )
    return RowLine(table_titles()[table], name_of(table, row), values)


def _clash(clash: Clash, row: Row, words: Vocabulary) -> ClashLine:
    shown = [clash.was, clash.mine, clash.now or ""]
    if clash.field:
        shown = [words.shown(clash.table, field_of(clash.table, clash.field), value) for value in shown]
    return ClashLine(
        "|".join(clash.place), table_titles()[clash.table], name_of(clash.table, row),
        field_title(clash.table, clash.field) if clash.field else "", shown[0], shown[1], shown[2],
        seen=clash.now or "", gone=clash.now is None,
    )  # fmt: skip


def _problems(trial: Trial, words: Vocabulary) -> list[str]:
    titles, new = table_titles(), {row.id: row.values for row in trial.weighed.edit.added}
    said = []
    for problem in trial.problems:
        row = trial.store.rows[problem.table].get(problem.id) or new.get(problem.id, {})
        field = field_title(problem.table, problem.field) if problem.field else ""
        place = ", ".join(piece for piece in (titles[problem.table], name_of(problem.table, row), field) if piece)
        said.append(f"{place}: {problem.words}")
    return said
