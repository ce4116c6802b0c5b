"""Issuing workbooks to institutions and merging what comes back, each file whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from concord.domains.assessments.answer_store import (
    add_participants,
    new_participants,
    present_answers,
    refuse_impossible,
    said_by,
    write_answers,
)
from concord.domains.assessments.enums import Side
from concord.domains.assessments.following import follow_answers
from concord.domains.assessments.merging import NOTHING, Outcome, Said, three_way
from concord.domains.assessments.models import (
    Answer,
    AnswerRevision,
    Assessment,
    Assignment,
    Conflict,
    IssuedWorkbook,
    answer_id,
)
from concord.domains.assessments.rules import can_answer_for, can_run_assessment
from concord.domains.frameworks.models import Statement
from concord.domains.people.models import Institution
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, NotFound, WrongState


def issue_workbook(
    *, actor: Actor, assessment: Assessment, institution: Institution, due: dt.date | None = None
) -> IssuedWorkbook:
    """Note that a workbook goes out to an institution; its id is the serial that the file will carry."""
    require(can_run_assessment, actor)
    if not Assignment.objects.for_actor(actor).filter(assessment=assessment, institution=institution).exists():
        raise InvalidInput(f"{institution} is asked about nothing in this assessment; assign capabilities first.")
    with audited(actor, "workbook.issued", institution=institution.code, due=due) as record:
        record.subject = issued = IssuedWorkbook.objects.create(
            country_id=actor.country_id,
            assessment=assessment,
            institution=institution,
            due=due,
            issued_at=clock.now(),
        )
    return issued


@dataclass(frozen=True)
class ReturnedAnswer:
    """One row of a returned workbook: the answer's id, the revision it started from, and what it says now."""

    id: UUID
    revision: int
    statement: str  # its code, for messages
    said: Said


@dataclass(frozen=True)
class Collected:
    """What became of one workbook: counts by outcome, and each conflict in words."""

    institution: str
    taken: int
    kept: int
    same: int
    conflicts: tuple[Conflict, ...] = field(default=())


def collect_workbook(
    *,
    actor: Actor,
    serial: UUID,
    returned: Sequence[ReturnedAnswer],
    by: str,
    participants: Sequence[tuple[str, str]] = (),
    prefer: Side | None = None,
    dry_run: bool = False,
) -> Collected:
    """Merge a returned workbook three ways: what it started from, what it says, what the database says.

    What only one side changed passes. What both changed differently waits as a conflict, or is settled at once by
    ``prefer``. Collecting the same file again changes nothing; a dry run writes nothing. ``by`` says whose file it is.
    """
    issued = (
        IssuedWorkbook.objects.for_actor(actor).filter(pk=serial).select_related("assessment", "institution").first()
    )
    if issued is None:
        raise NotFound("was not issued here: its serial number is unknown in this country")
    require(can_answer_for, actor, issued.institution)
    statements = _statements(actor, issued)
    trial = _Merge(actor, issued, statements, by, prefer)
    weighed = trial.weigh(returned, {a.statement_id: a for a in _answers(actor, issued)})
    if dry_run or not (
        trial.brings_news() or new_participants(actor, issued.assessment, issued.institution, participants)
    ):
        return weighed
    merge = _Merge(actor, issued, statements, by, prefer)
    with audited(actor, "workbook.collected", issued) as record:
        # Weighed anew under lock: somebody may have answered in the meantime.
        present = present_answers(actor, issued.assessment, issued.institution)
        collected = merge.weigh(returned, present)
        merge.write(present, participants)
        record.detail |= {"taken": collected.taken, "conflicts": len(merge.new), "by": by}
    return collected


def _answers(actor: Actor, issued: IssuedWorkbook) -> list[Answer]:
    rows = Answer.objects.for_actor(actor)
    return list(rows.filter(assessment=issued.assessment, institution=issued.institution))


def _statements(actor: Actor, issued: IssuedWorkbook) -> dict[UUID, Statement]:
    """The statements the institution is asked about, by the id of their answer."""
    asked = Assignment.objects.for_actor(actor).filter(assessment=issued.assessment, institution=issued.institution)
    rows = Statement.objects.filter(capability__in=asked.values("capability")).only("code", "kind", "choices")
    return {answer_id(issued.assessment_id, issued.institution_id, row.pk): row for row in rows}


class _Merge:
    """One workbook against the database: first weighed, then written."""

    def __init__(
        self, actor: Actor, issued: IssuedWorkbook, statements: Mapping[UUID, Statement], by: str, prefer: Side | None
    ) -> None:
        self.actor, self.issued, self.statements, self.by, self.prefer = actor, issued, statements, by, prefer
        self.changes: dict[UUID, Said] = {}
        self.new: list[Conflict] = []

    def weigh(self, returned: Sequence[ReturnedAnswer], present: Mapping[UUID, Answer]) -> Collected:
        """Compare every row and note what would change."""
        bases = self._bases(returned, present)
        known = self._known_conflicts()
        counts: Counter[Outcome] = Counter()
        for row in returned:
            statement = self.statements[row.id].pk
            # A row left empty says nothing: colleagues who share a workbook clear what is not theirs.
            base = bases[row.id]
            said = base if row.said == NOTHING else row.said
            outcome = three_way(base, said, said_by(present.get(statement)))
            if outcome is Outcome.CONFLICT:
                if (statement, row.revision, row.said) in known:
                    outcome = Outcome.KEPT  # waits already, or was decided: nobody is asked twice
                else:
                    self.new.append(self._conflict(row, present[statement]))
            elif outcome is Outcome.TAKEN:
                self.changes[statement] = row.said
            counts[outcome] += 1
        return Collected(
            str(self.issued.institution),
            counts[Outcome.TAKEN],
            counts[Outcome.KEPT],
            counts[Outcome.SAME],
            tuple(self.new),
        )

    def _bases(self, returned: Sequence[ReturnedAnswer], present: Mapping[UUID, Answer]) -> dict[UUID, Said]:
        """What each answer was when the workbook was issued; refuses rows that no issued workbook can hold."""
        wanted = {row.id: row.revision for row in returned if row.revision}
        rows = AnswerRevision.objects.for_actor(self.actor).filter(answer__in=wanted)
        found = {(r.answer_id, r.revision): said_by(r) for r in rows}
        found |= {(a.pk, a.revision): said_by(a) for a in present.values()}
        bases: dict[UUID, Said] = {}
        for row in returned:
            if row.id not in self.statements:
                raise InvalidInput(f"the answer to {row.statement} does not belong to {self.issued.institution}")
            if row.revision and (row.id, row.revision) not in found:
                raise InvalidInput(f"the hidden revision of {row.statement} was changed; use the workbook as issued")
            refuse_impossible(self.statements[row.id], row.said)
            bases[row.id] = found.get((row.id, row.revision), Said())
        return bases

    def _known_conflicts(self) -> set[tuple[UUID, int, Said]]:
        rows = Conflict.objects.for_actor(self.actor).filter(
            assessment=self.issued.assessment, institution=self.issued.institution
        )
        return {(c.statement_id, c.base_revision, Said(*c.theirs)) for c in rows}

    def _conflict(self, row: ReturnedAnswer, ours: Answer) -> Conflict:
        now = clock.now()
        if self.prefer is Side.WORKBOOK:
            self.changes[ours.statement_id] = row.said
        return Conflict(
            country_id=self.actor.country_id,
            assessment=self.issued.assessment,
            institution=self.issued.institution,
            statement=ours.statement,
            workbook=self.issued,
            base_revision=row.revision,
            theirs=list(row.said),
            theirs_by=self.by,
            ours=list(said_by(ours)),
            ours_by=f"{ours.answered_by}, {ours.answered_at:%Y-%m-%d %H:%M}",
            found_at=now,
            kept=self.prefer or "",
            settled_by=self.actor.name if self.prefer else "",
            settled_at=now if self.prefer else None,
        )

    def brings_news(self) -> bool:
        """Whether anything was weighed that is not in the database yet."""
        return bool(self.changes or self.new)

    def write(self, present: Mapping[UUID, Answer], participants: Sequence[tuple[str, str]]) -> None:
        """Write what was weighed; nothing new leaves the database as it was."""
        write_answers(self.actor, self.issued.assessment, self.issued.institution, self.changes, present)
        Conflict.objects.bulk_create(self.new)
        add_participants(self.actor, self.issued.assessment, self.issued.institution, participants)
        follow_answers(self.actor, self.issued.assessment, self.issued.institution, self.changes)
        self.issued.collected_at = clock.now()
        self.issued.save(update_fields=["collected_at"])


def settle_conflict(*, actor: Actor, conflict: Conflict, keep: Side) -> None:
    """Decide a waiting conflict for the workbook's or the database's version; the other one stays on record."""
    require(can_answer_for, actor, conflict.institution)
    with audited(actor, "conflict.settled", conflict, kept=keep, statement=conflict.statement.code):
        row = Conflict.objects.for_actor(actor).select_for_update().get(pk=conflict.pk)
        if row.kept:
            raise WrongState("This conflict was already settled.")
        if keep is Side.WORKBOOK:
            present = present_answers(actor, row.assessment, row.institution)
            write_answers(actor, row.assessment, row.institution, {row.statement_id: Said(*row.theirs)}, present)
            follow_answers(actor, row.assessment, row.institution, [row.statement_id])
        row.kept, row.settled_by, row.settled_at = keep, actor.name, clock.now()
        row.save(update_fields=["kept", "settled_by", "settled_at"])
