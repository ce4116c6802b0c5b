"""The chapters of a workshop's minutes, each from its record."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.reports import words
from concord.domains.reports.minutes_votes import spread, votes
from concord.domains.workshops.enums import ItemKind, Means
from concord.domains.workshops.models import Decision, Participant, Workshop
from concord.domains.workshops.queries import DecisionRecord, ItemRecord, WorkshopRecord
from concord.formats.decision_record import Block, Chapter, RecordTable


def when(workshop: Workshop) -> str:
    """The days of a workshop."""
    if workshop.days == 1:
        return words.day(workshop.starts_on)
    return _("%(first)s to %(last)s") % {
        "first": words.day(workshop.starts_on), "last": words.day(workshop.ends_on),
    }  # fmt: skip


def agenda(told: WorkshopRecord) -> Chapter:
    """The items with their planned and real times, and how many were there."""
    rows = tuple(
        (
            str(number),
            item.line.item.title,
            str(ItemKind(item.line.item.kind).label),
            _planned(item),
            _real(item),
            str(len(item.present)) if item.line.item.started_at else "–",
            str(len(item.decisions)) if item.decisions else "–",
        )
        for number, item in enumerate(told.items, start=1)
    )
    table = RecordTable(
        ("", _("Item"), _("Kind"), _("Planned"), _("Held"), _("Present"), _("Decisions")),
        rows, (6, 50, 32, 31, 31, 17, 21), align="e    ee",
    )  # fmt: skip
    return Chapter(_("Agenda"), (Block(table=table) if rows else Block((_("There was no agenda."),)),))


def decisions(told: WorkshopRecord) -> Chapter:
    """What was decided, as it stands now, on one page where it fits."""
    rows = tuple(
        (
            str(one.decision.number),
            _subject(one.decision),
            one.stands.text + (f"\n({_('corrected')})" if one.corrections else ""),
            _moment(one.decision.at),
        )
        for one in told.decisions
    )
    table = RecordTable((_("No."), _("Subject"), _("Decision"), _("Time")), rows, (12, 44, 88, 26), align="e   ")
    block = Block(table=table) if rows else Block((_("Nothing was decided."),))
    return Chapter(_("Decisions"), (block,), new_page=bool(rows))


def items(told: WorkshopRecord) -> tuple[Chapter, ...]:
    """A chapter for each item that was dealt with."""
    return tuple(
        Chapter(item.line.item.title, (_presence(item), *_decided(item)))
        for item in told.items
        if item.line.item.started_at is not None or item.decisions
    )


def attendance(told: WorkshopRecord) -> Chapter:
    """Who was there at which items."""
    numbers: dict[UUID, list[int]] = defaultdict(list)
    held = [(number, item) for number, item in enumerate(told.items, start=1) if item.line.item.started_at]
    for number, item in held:
        for one in item.present:
            numbers[one.pk].append(number)
    rows = tuple(
        (
            str(one.institution) if one.institution is not None else "–",
            one.name,
            str(Means(one.means).label),
            spans(numbers[one.pk]) or "–",
        )
        for one in told.participants
    )
    table = RecordTable((_("Institution"), _("Name"), _("How they vote"), _("Items")), rows, (66, 52, 26, 26))
    intro = _("The numbers are those of the agenda.")
    return Chapter(_("Attendance"), (Block((intro,), table=table) if rows else Block((_("Nobody was there."),)),))


def spans(numbers: Sequence[int]) -> str:
    """Numbers as a reader writes them: 1–3, 5."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


# --- an item ---------------------------------------------------------------------------------------------------


def _presence(item: ItemRecord) -> Block:
    there = {str(one.institution) for one in item.present if one.institution is not None}
    people = len(item.present) + len(item.absent)
    said = [
        _("Present: %(there)s of %(people)s, from %(institutions)s.")
        % {
            "there": len(item.present),
            "people": people,
            "institutions": ngettext("%(n)s institution", "%(n)s institutions", len(there)) % {"n": len(there)},
        }
    ]
    if item.absent:
        said.append(_("Not there: %(names)s.") % {"names": "; ".join(map(_person, item.absent))})
    if item.line.item.about:
        said.insert(0, item.line.item.about)
    return Block(tuple(said))


def _decided(item: ItemRecord) -> Iterable[Block]:
    if not item.decisions:
        yield Block((_("No decision was taken."),))
    for one in item.decisions:
        yield _decision(one.decision)
        tally = one.decision.tally | {"weighs": item.line.item.kind == ItemKind.WEIGHTS}
        if one.decision.tally:
            yield votes(tally)
            yield from spread(tally)
        yield from _dissent(one.decision)
        yield from _corrections(one)


def _decision(decision: Decision) -> Block:
    return Block(
        (
            *decision.text.splitlines(),
            _("Confirmed by %(name)s, %(moment)s.") % {"name": decision.by, "moment": _moment(decision.at)},
        ),
        heading=_("Decision %(number)s: %(about)s") % {"number": decision.number, "about": _subject(decision)},
    )


def _dissent(decision: Decision) -> Iterable[Block]:
    named = [one["institution"] for one in decision.tally.get("dissent", ())]
    said = []
    if named:
        said.append(_("Voted otherwise: %(institutions)s.") % {"institutions": ", ".join(named)})
    if decision.against:
        said += [_("Kept on record against it:"), *decision.against.splitlines()]
    if said:
        yield Block(tuple(said))


def _corrections(one: DecisionRecord) -> Iterable[Block]:
    for added in one.corrections:
        head = _("Correction %(number)s to decision %(of)s, %(moment)s, by %(name)s") % {
            "number": added.number, "of": one.decision.number, "moment": _moment(added.at), "name": added.by,
        }  # fmt: skip
        yield Block((*added.text.splitlines(), _("Reason: %(reason)s") % {"reason": added.reason}), heading=head)


# --- words -----------------------------------------------------------------------------------------------------


def _subject(decision: Decision) -> str:
    return decision.question.title if decision.question is not None else decision.item.title


def _person(one: Participant) -> str:
    return f"{one.name} ({one.institution})" if one.institution is not None else one.name


def _planned(item: ItemRecord) -> str:
    line = item.line
    if line.starts is None:
        return words.day(line.date)
    return f"{line.date:%d.%m.} {_clock(line.starts)}" + (f"–{_clock(line.ends)}" if line.ends else "")


def _real(item: ItemRecord) -> str:
    started, ended = item.line.item.started_at, item.line.item.ended_at
    if started is None:
        return "–"
    begun = timezone.localtime(started)
    until = f"–{_clock(timezone.localtime(ended).time())}" if ended else ""
    return f"{begun:%d.%m.} {_clock(begun.time())}{until}"


def _moment(at: dt.datetime) -> str:
    here = timezone.localtime(at)
    return f"{words.day(here.date())}, {_clock(here.time())}"


def _clock(value: dt.time) -> str:
    return f"{value:%H:%M}"
