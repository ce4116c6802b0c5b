"""Rounds one after another: what there is, and what an institution said the last time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from concord.domains.assessments.answer_store import said_by
from concord.domains.assessments.carrying import Origin, Verdict
from concord.domains.assessments.editions import carrying, editions_of, statement_words, statements_of, succession, way
from concord.domains.assessments.enums import FindingStatus, Outcome
from concord.domains.assessments.merging import NOTHING, Said
from concord.domains.assessments.models import Answer, Assessment, Assignment, Finding, SignOff
from concord.domains.assessments.rules import can_answer_part, can_see_findings, may_see_all_answers
from concord.domains.assessments.values import problem_with
from concord.domains.frameworks.models import Capability, Framework, Statement
from concord.kernel.actor import Actor, require
from concord.kernel.errors import NotFound

can_see_part = can_answer_part | may_see_all_answers


@dataclass(frozen=True)
class LastAnswer:
    """What an institution said of a statement in the round before; ``why`` it cannot be carried, where it cannot.

    ``code`` and ``text`` are those it answered then. A merged statement has more than one: the ``others``.
    """

    said: Said
    by: str
    at: dt.datetime
    carriable: bool
    why: str
    code: str
    text: str
    statement_id: UUID
    others: tuple[LastAnswer, ...] = ()


def last_answers(actor: Actor, assignment: Assignment) -> dict[UUID, LastAnswer]:
    """By statement of this part, what the same institution answered in the round before: at most three queries."""
    require(can_see_part, actor, assignment)
    previous = assignment.assessment.previous_id
    if previous is None:
        return {}
    rounds = Assessment.objects.for_actor(actor).filter(pk=previous)
    editions, used = editions_of(assignment.assessment.framework_id, rounds)
    if used is None:
        return {}
    steps = way(editions, used, assignment.assessment.framework_id)
    statements = statements_of(steps, assignment.capability_id)
    carried = carrying(steps, statement_words(steps, statements))
    asked = [row for row in statements if row.capability_id == assignment.capability_id]
    codes = {code for row in asked for code in carried.origins[row.code].codes}
    given = {
        answer.statement.code: answer
        for answer in Answer.objects.for_actor(actor)
        .filter(assessment_id=previous, institution_id=assignment.institution_id, statement__code__in=codes)
        .select_related("statement")
        if said_by(answer) != NOTHING
    }
    found = {row.pk: _last(row, carried.origins[row.code], given) for row in asked}
    return {pk: answer for pk, answer in found.items() if answer is not None}


def _last(statement: Statement, origin: Origin, given: Mapping[str, Answer]) -> LastAnswer | None:
    """What was said of the statements that one comes from, if anything was."""
    answers = [given[code] for code in origin.codes if code in given]
    if not answers:
        return None
    why = _why_not(statement, origin, answers[0])
    told = [
        LastAnswer(
            said_by(answer), answer.answered_by, answer.answered_at, not why, why,
            answer.statement.code, str(answer.statement.text), answer.statement_id,
        )
        for answer in answers
    ]  # fmt: skip
    return replace(told[0], others=tuple(told[1:]))


def _why_not(statement: Statement, origin: Origin, answer: Answer) -> str:
    """Why an answer cannot be carried over, in one sentence; empty where it can."""
    match origin.verdict:
        case Verdict.REWORDED:
            return _("The statement was reworded since, so it is asked again.")
        case Verdict.SPLIT:
            return _("%(code)s was split: the answer was to the whole, and this is one part of it.") % {
                "code": origin.codes[0]
            }
        case Verdict.MERGED:
            codes = ", ".join(origin.codes)
            return _("This puts together what was asked apart (%(codes)s), so it is asked again.") % {"codes": codes}
    if not answer.value:
        return _("Only a comment was made the last time.")
    return (
        _("The answer of the last time is no longer one of the choices.")
        if problem_with(statement, answer.value)
        else ""
    )


@dataclass(frozen=True)
class Round:
    """One round with how far its findings have come, and whether a signature over them holds."""

    assessment: Assessment
    findings: int
    agreed: int
    signed: bool


def rounds(actor: Actor) -> list[Round]:
    """Every round of the country, newest first: one query."""
    require(can_see_findings, actor)
    found = Finding.objects.for_actor(actor).filter(assessment=OuterRef("pk")).order_by()
    signed = SignOff.objects.for_actor(actor).filter(
        assessment=OuterRef("pk"), outcome=Outcome.SIGNED, reopened_at__isnull=True
    )
    rows = (
        Assessment.objects.for_actor(actor)
        .select_related("framework", "previous")
        .defer("framework__pack")
        .annotate(
            total=_counted(found),
            agreed=_counted(found.filter(status=FindingStatus.AGREED)),
            signed=Exists(signed),
        )
    )
    return [Round(row, row.total, row.agreed, row.signed) for row in rows]


def _counted(rows: QuerySet[Finding]) -> Coalesce:
    return Coalesce(Subquery(rows.values("assessment").annotate(n=Count("id")).values("n")), 0)


def find_round(actor: Actor, pk: UUID) -> Assessment:
    """One round of the country, with its framework; else there is no such page."""
    require(can_see_findings, actor)
    rows = Assessment.objects.for_actor(actor).select_related("framework", "previous__framework")
    found = rows.defer("framework__pack", "previous__framework__pack").filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such page.")
    return found


def askable_frameworks(actor: Actor) -> list[Framework]:
    """The frameworks that have something to ask, by code, the newest edition of each first."""
    require(can_see_findings, actor)
    asks = Statement.objects.filter(capability__framework=OuterRef("pk"))
    return list(Framework.objects.filter(Exists(asks)).defer("pack").order_by("code", "-imported_at"))


@dataclass(frozen=True)
class AskedAgain:
    """A statement of a round with those of the round before that it comes from."""

    statement: Statement
    earlier: tuple[Statement, ...]


@dataclass(frozen=True)
class RoundChanges:
    """What a round makes of the one before, and which of its capabilities nobody is asked about."""

    related: bool
    asked: Mapping[Verdict, tuple[AskedAgain, ...]]
    retired: tuple[Statement, ...]
    unasked: tuple[Capability, ...]


def round_changes(actor: Actor, assessment: Assessment) -> RoundChanges:
    """How what a round asks follows from the round before: four queries; without such a round everything is new."""
    require(can_see_findings, actor)
    assigned = Assignment.objects.for_actor(actor).filter(assessment=assessment, capability=OuterRef("pk"))
    unasked = Capability.objects.filter(framework_id=assessment.framework_id).exclude(Exists(assigned))
    before = assessment.previous.framework if assessment.previous else assessment.framework
    follows = succession(before, assessment.framework)
    asked = {
        verdict: tuple(
            AskedAgain(follows.newer[code], tuple(follows.earlier[c] for c in follows.statements.origins[code].codes))
            for code in follows.statements.codes(verdict)
        )
        for verdict in Verdict
    }
    retired = tuple(follows.earlier[code] for code in follows.statements.retired)
    return RoundChanges(follows.related, asked, retired, tuple(unasked.order_by("order")))
