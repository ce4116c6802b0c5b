"""The differences of two versions of a plan, composed in the active language."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from concord.domains.plans.comparing import Changes, Difference, FieldChange, RowChange, RowNote
from concord.domains.plans.enums import PlanStatus
from concord.domains.plans.models import Plan
from concord.domains.plans.snapshot import Content
from concord.domains.reports import words
from concord.domains.reports.paper_heads import paper_head
from concord.formats.plan_difference_docx import (
    ChangedChapter,
    ChangedField,
    ChangedRow,
    Mark,
    PlanDifference,
    write_difference,
)


def difference_docx(plan: Plan, difference: Difference) -> tuple[bytes, str]:
    """The differences as a Word document, and its file name."""
    before, after = difference.before["version"], difference.after["version"]
    return write_difference(plan_difference(plan, difference)), f"{plan.country.code.lower()}-{before}-{after}.docx"


def plan_difference(plan: Plan, difference: Difference) -> PlanDifference:
    """The differences as a document that only has to be laid out."""
    facts = ((_("From"), _named(difference.before)), (_("to"), _named(difference.after)))
    return PlanDifference(
        head=paper_head(plan, _("What is different"), facts),
        summary=(summary(difference), _("What went is struck through, what came is underlined.")),
        totals_title=_("Cost in %(currency)s") % {"currency": difference.after["plan"]["currency"]},
        totals=tuple(_totals(difference)),
        chapters=tuple(_chapters(difference)),
    )


def _named(content: Content) -> str:
    status = PlanStatus(content["status"]).label
    return _("Version %(number)s (%(status)s)") % {"number": content["version"], "status": status}


def summary(difference: Difference) -> str:
    """How many actions came, went and changed, in a sentence."""
    if not difference:
        return _("Both versions say the same.")
    actions = difference.actions
    return _("%(added)s actions added, %(gone)s dropped, %(changed)s changed.") % {
        "added": len(actions.added), "gone": len(actions.gone), "changed": len(actions.changed),
    }  # fmt: skip


def total_name(name: str) -> str:
    """The word for a total."""
    named = {"low": pgettext("cost", "Low"), "likely": _("Likely"), "high": pgettext("cost", "High")}
    return named.get(name) or _("Likely, %(year)s") % {"year": name}


def signed(value: Decimal) -> str:
    """A difference of amounts with its sign."""
    return f"+{words.number(value)}" if value > 0 else words.number(value)


def _totals(difference: Difference) -> Iterator[tuple[str, str, str, str]]:
    yield "", difference.before["version"], difference.after["version"], _("Difference")
    for line in difference.told_totals:
        yield total_name(line.name), words.number(line.before), words.number(line.after), signed(line.delta)


def _chapters(difference: Difference) -> Iterator[ChangedChapter]:
    if difference.plan:
        row = RowChange("", str(difference.after["plan"]["title"]), difference.plan)
        yield ChangedChapter(_("The plan"), (_changed(row, coded=False),))
    for title, changes, coded in (
        (_("Actions"), difference.actions, True),
        (_("Sections"), difference.sections, False),
        (_("Objectives"), difference.objectives, True),
    ):
        if changes:
            yield ChangedChapter(title, tuple(_rows(changes, coded=coded)))


def _rows(changes: Changes, *, coded: bool) -> Iterator[ChangedRow]:
    for row in changes.gone:
        yield ChangedRow("gone", f"− {_('Dropped')}", row.code if coded else "", row.title, _note(row))
    for row in changes.added:
        yield ChangedRow("added", f"+ {_('Added')}", row.code if coded else "", row.title, _note(row))
    for changed in changes.changed:
        yield _changed(changed, coded=coded)


def _note(row: RowNote) -> str:
    likely = words.number(row.likely) if row.likely else ""
    return " · ".join(filter(None, (row.note, row.lead, likely)))


def _changed(row: RowChange, *, coded: bool) -> ChangedRow:
    fields = tuple(ChangedField(change.title, tuple(_lines(change))) for change in row.changes)
    return ChangedRow("same", _("Changed"), row.code if coded else "", row.title, "", fields)


def _lines(change: FieldChange) -> Iterator[tuple[Mark, ...]]:
    if change.pieces:
        yield from _paragraphs(change)
    elif change.gone or change.added:
        for line in change.gone:
            yield (Mark("same", "− "), Mark("gone", line))
        for line in change.added:
            yield (Mark("same", "+ "), Mark("added", line))
    else:
        yield (Mark("gone", change.before), Mark("same", " → "), Mark("added", change.after))


def _paragraphs(change: FieldChange) -> Iterator[tuple[Mark, ...]]:
    """A marked text by its lines."""
    line: list[Mark] = []
    for piece in change.pieces:
        first, *rest = piece.text.split("\n")
        line.append(Mark(piece.kind, first))
        for text in rest:
            yield tuple(mark for mark in line if mark.text)
            line = [Mark(piece.kind, text)]
    yield tuple(mark for mark in line if mark.text)
