"""Findings that have gone stale: why, and what to ask whom again."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from concord.domains.assessments.carrying import Verdict
from concord.domains.assessments.editions import (
    Edition,
    carrying,
    editions_of,
    newest,
    statement_words,
    statements_of,
    way,
)
from concord.domains.assessments.enums import FindingStatus, Origin
from concord.domains.assessments.models import Answer, Assessment, Assignment, Finding
from concord.domains.assessments.queries.findings import findings
from concord.domains.assessments.rules import can_see_findings, may_see_all_answers
from concord.domains.assessments.staleness import MONTHS, Cause, Facts, causes
from concord.domains.frameworks.models import Framework, Statement
from concord.domains.people.models import Institution
from concord.domains.recommendations.models import Recommendation
from concord.domains.recommendations.queries import recommendations
from concord.kernel import clock
from concord.kernel.actor import Actor, require


@dataclass(frozen=True)
class ChangedStatement:
    """A statement that a newer edition no longer asks as it is, and what became of it."""

    statement: Statement
    change: str
    retired: bool


@dataclass(frozen=True)
class StaleFinding:
    """A finding with why it has gone stale, and what to ask again; ``newest`` is the day of its newest answer."""

    finding: Finding
    causes: tuple[Cause, ...]
    newest: dt.date | None
    changed: tuple[ChangedStatement, ...]
    recommended: tuple[Recommendation, ...]
    ask: tuple[Statement, ...]
    institutions: tuple[Institution, ...]  # none for those who do not see who is asked


@dataclass(frozen=True)
class Stale:
    """The stale findings of a round out of ``total``, and the newer edition that they were held against, if any."""

    findings: tuple[StaleFinding, ...]
    total: int
    newer: Edition | None


def stale_findings(actor: Actor, assessment: Assessment, months: int = MONTHS) -> Stale:
    """Which findings of a round have gone stale, in the framework's order: six queries."""
    require(can_see_findings, actor)
    rows = list(findings(actor, assessment))
    editions, __ = editions_of(assessment.framework_id)
    last = newest(editions, assessment.framework_id)
    steps = way(editions, assessment.framework_id, last.pk)
    statements = statements_of(steps)
    changed = _changed(steps, statements)
    asked: dict[UUID, list[Statement]] = defaultdict(list)
    for statement in statements:
        asked[statement.capability_id].append(statement)
    answered, institutions = _newest_answers(actor, assessment), _institutions(actor, assessment)
    recommended: dict[str, list[Recommendation]] = defaultdict(list)
    for recommendation in recommendations(actor):
        recommended[recommendation.capability_code].append(recommendation)
    found = []
    for row in rows:
        day = _day_of(row, assessment, answered.get(row.capability_id))
        settled = _settled(row, assessment, day)
        later = tuple(r for r in recommended[row.capability.code] if r.made_on > settled)
        moved = tuple(changed[s.pk] for s in asked[row.capability_id] if s.pk in changed)
        why = causes(Facts(day, settled, len(moved), [r.made_on for r in later]), clock.today(), months)
        if why:
            gone = {c.statement.pk for c in moved if c.retired}
            wanted = [c.statement for c in moved] if why == (Cause.CHANGED,) else asked[row.capability_id]
            ask = tuple(statement for statement in wanted if statement.pk not in gone)
            who = tuple(institutions.get(row.capability_id, ()))
            found.append(StaleFinding(row, why, day, moved, later, ask, who))
    return Stale(tuple(found), len(rows), last if last.pk != assessment.framework_id else None)


def newest_edition(framework: Framework) -> Framework:
    """The last edition that follows from a framework's; the same one where there is none."""
    last = newest(editions_of(framework.pk)[0], framework.pk)
    return framework if last.pk == framework.pk else Framework.objects.defer("pack").get(pk=last.pk)


def _day_of(finding: Finding, assessment: Assessment, answered: dt.datetime | None) -> dt.date | None:
    if finding.origin == Origin.ANSWERS:
        return answered.date() if answered else None
    # A level from elsewhere that was agreed before this round was opened is one that the round kept.
    agreed = finding.agreed_at.date() if finding.agreed_at else assessment.opened_on
    return min(agreed, assessment.opened_on)


def _settled(finding: Finding, assessment: Assessment, day: dt.date | None) -> dt.date:
    if finding.status == FindingStatus.AGREED and finding.agreed_at:
        return finding.agreed_at.date()
    return day or assessment.opened_on


def _newest_answers(actor: Actor, assessment: Assessment) -> dict[UUID, dt.datetime]:
    rows = Answer.objects.for_actor(actor).filter(assessment=assessment).exclude(value="").order_by()
    return dict(rows.values_list("statement__capability_id").annotate(last=Max("answered_at")))


def _institutions(actor: Actor, assessment: Assessment) -> dict[UUID, list[Institution]]:
    """By capability, who was asked; only those who see the whole round are told."""
    rows = Assignment.objects.for_actor(actor).filter(assessment=assessment).select_related("institution")
    asked: dict[UUID, list[Institution]] = defaultdict(list)
    if may_see_all_answers(actor):
        for assignment in rows.order_by("institution__name"):
            asked[assignment.capability_id].append(assignment.institution)
    return asked


def _changed(steps: list[Edition], statements: list[Statement]) -> dict[UUID, ChangedStatement]:
    """The earlier edition's statements that the last of the editions no longer asks as they are."""
    carried = carrying(steps, statement_words(steps, statements))
    became: dict[str, str] = dict.fromkeys(carried.retired, _("retired"))
    words = {Verdict.REWORDED: _("reworded"), Verdict.SPLIT: _("split"), Verdict.MERGED: _("merged with another")}
    for origin in carried.origins.values():
        if origin.verdict in words:
            became |= dict.fromkeys(origin.codes, words[origin.verdict])
    return {
        s.pk: ChangedStatement(s, became[s.code], s.code in carried.retired)
        for s in statements
        if s.capability.framework_id == steps[0].pk and s.code in became
    }
