"""Saving answers as they are made in the browser: at once, once, and never over somebody else's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.db import IntegrityError
from django.db.models import UUIDField

from concord.domains.assessments.answer_store import move_on, said_by, write_answers
from concord.domains.assessments.changes import Change, checked_change
from concord.domains.assessments.merging import NOTHING, Said
from concord.domains.assessments.models import Answer, AnswerRevision, Assignment, answer_id
from concord.domains.assessments.rules import can_answer_part
from concord.domains.frameworks.models import Statement
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.prepared import Prepared, Slot, columns


@dataclass(frozen=True)
class Saved:
    """What stands now: ``conflict`` where somebody else changed the answer since, and nothing was written."""

    said: Said
    revision: int
    by: str
    at: dt.datetime | None
    conflict: bool = False
    written: bool = False


P = ParamSpec("P")
R = TypeVar("R")


def _again_if_overtaken(service: Callable[P, R]) -> Callable[P, R]:
    """Once more where two people gave the first answer at the same moment: now there is one to compare with."""

    @wraps(service)
    def twice(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return service(*args, **kwargs)
        except IntegrityError:
            return service(*args, **kwargs)

    return twice


@_again_if_overtaken
def save_answer(*, actor: Actor, assignment: Assignment, statement: Statement, said: Said, base: int) -> Saved:
    """Save one answer that was made from revision ``base`` (0: there was none).

    Sending the same answer again changes nothing, so that a browser may repeat what it got no reply to. Where another
    revision stands meanwhile and says something else, nothing is written and what stands comes back as a conflict.
    """
    require(can_answer_part, actor, assignment)
    sheet = _Sheet(actor, assignment, [checked_change(assignment, Change(statement, said, base))])
    with suppress(_Nothing), audited(actor, "answer.saved", assignment) as record:
        record.detail |= sheet.write()
    return sheet.results[statement.pk]


@_again_if_overtaken
def save_answers(*, actor: Actor, assignment: Assignment, changes: Sequence[Change]) -> dict[UUID, Saved]:
    """Save a whole page of answers at once, as a form sends them; returns what stands, by statement.

    An answer that is as it was at its base was not touched on that page, so it is no conflict if somebody else changed
    it since.
    """
    require(can_answer_part, actor, assignment)
    sheet = _Sheet(actor, assignment, [checked_change(assignment, change) for change in changes], whole_page=True)
    with suppress(_Nothing), audited(actor, "answers.saved", assignment) as record:
        record.detail |= sheet.write()
    return sheet.results


_STANDING = Prepared(
    lambda: (
        Answer.objects.filter(country_id=Slot("country", UUIDField()), pk=Slot("pk", UUIDField()))
        .select_for_update()
        .values_list(*columns(Answer))
    )
)


class _Nothing(Exception):
    """Leaves the transaction without a write, and so without an audit entry."""


class _Sheet:
    """Changes of one part, weighed against what stands and then written, inside a transaction."""

    def __init__(
        self, actor: Actor, assignment: Assignment, changes: Sequence[Change], *, whole_page: bool = False
    ) -> None:
        self.actor, self.assignment, self.whole_page = actor, assignment, whole_page
        self.changes = {self._answer_id(change): change for change in changes}
        self.results: dict[UUID, Saved] = {}

    def _answer_id(self, change: Change) -> UUID:
        return answer_id(self.assignment.assessment_id, self.assignment.institution_id, change.statement.pk)

    def write(self) -> dict[str, object]:
        """Write what is new, and return what the audit trail keeps of it; ``_Nothing`` where nothing is."""
        present = self._present()
        bases = self._bases(present)
        news: dict[UUID, Change] = {}
        for pk, change in self.changes.items():
            stands = present.get(pk)
            self.results[change.statement.pk] = _as_it_stands(stands, change, bases.get(pk))
            # Where nothing stands there is nothing to overwrite, whatever the page believed.
            if said_by(stands) != change.said and (stands is None or stands.revision == change.base):
                news[pk] = change
        if not news:
            raise _Nothing
        return self._write(news, present)

    def _present(self) -> dict[UUID, Answer]:
        """What stands, locked until the transaction ends; always in one order, so that nobody waits in a circle."""
        found: dict[UUID, Answer] = {}
        for pk in sorted(self.changes):
            rows = _STANDING.instances(Answer, country=self.actor.country_id, pk=pk)
            found |= {row.pk: row for row in rows}
        return found

    def _bases(self, present: Mapping[UUID, Answer]) -> dict[UUID, Said]:
        """What answers said at their base where that is no longer what stands; only a whole page needs to know."""
        moved = [pk for pk, row in present.items() if self.whole_page and row.revision != self.changes[pk].base]
        if not moved:
            return {}
        rows = AnswerRevision.objects.for_actor(self.actor).filter(answer__in=moved)
        return {row.answer_id: said_by(row) for row in rows if row.revision == self.changes[row.answer_id].base}

    def _write(self, news: Mapping[UUID, Change], present: Mapping[UUID, Answer]) -> dict[str, object]:
        assignment, actor = self.assignment, self.actor
        standing = {row.statement_id: row for row in present.values()}
        write_answers(
            actor, assignment.assessment, assignment.institution,
            {change.statement.pk: change.said for change in news.values()}, standing,
        )  # fmt: skip
        move_on(actor, assignment)
        now = clock.now()
        for pk, change in news.items():
            revision = present[pk].revision if pk in present else 1
            self.results[change.statement.pk] = Saved(change.said, revision, actor.name, now, written=True)
        told = {str(pk): self.results[change.statement.pk].revision for pk, change in news.items()}
        return {"institution": assignment.institution.code, "part": assignment.capability.code, "revisions": told}


def _as_it_stands(stands: Answer | None, change: Change, base: Said | None) -> Saved:
    if stands is None:
        return Saved(NOTHING, 0, "", None)
    said = said_by(stands)
    conflict = change.said not in (said, base)
    return Saved(said, stands.revision, stands.answered_by, stands.answered_at, conflict)
