"""Reads of the assessments domain: findings, gaps, answers and how far the institutions have come."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet

from concord.domains.assessments.enums import NUMBER, AnswerValue, FindingStatus
from concord.domains.assessments.models import (
    Answer,
    Assessment,
    Assignment,
    Conflict,
    Dissent,
    Finding,
    IssuedWorkbook,
    Participant,
)
from concord.domains.assessments.rules import can_see_findings, may_see_all_answers
from concord.domains.frameworks.models import STATEMENT, Area, Capability, Statement
from concord.domains.people.models import Institution
from concord.kernel.actor import Actor, require
from concord.kernel.errors import NotFound
from concord.methods.levels import StatementAnswers, agreement, lower_median


def latest_assessment(actor: Actor) -> Assessment | None:
    """The newest assessment of the actor's country."""
    require(can_see_findings, actor)
    rows = Assessment.objects.for_actor(actor).select_related("framework", "country")
    return rows.defer("framework__pack").first()


def findings(actor: Actor, assessment: Assessment) -> QuerySet[Finding]:
    """The findings of an assessment in the framework's order, with capability and area."""
    require(can_see_findings, actor)
    return (
        Finding.objects.for_actor(actor)
        .filter(assessment=assessment)
        .select_related("capability__area")
        .order_by("capability__order")
    )


def gaps(actor: Actor, assessment: Assessment) -> QuerySet[Finding]:
    """The findings whose level is below their target: the gaps. They are derived here and stored nowhere."""
    return findings(actor, assessment).filter(level__isnull=False, level__lt=F("target"))


def answers(actor: Actor, assessment: Assessment) -> QuerySet[Answer]:
    """All answers of an assessment with who gave them, for working out medians; show them through ``readable``."""
    require(can_see_findings, actor)
    return (
        Answer.objects.for_actor(actor)
        .filter(assessment=assessment)
        .exclude(value="")  # a comment only
        .select_related("institution")
        .order_by("statement__order", "institution__name")
    )


def readable(actor: Actor, view: StatementView) -> StatementView:
    """The statement with only the answers that the actor may read: all, their own institution's, or none."""
    if may_see_all_answers(actor):
        return view
    own = actor.institution_id
    return replace(view, answers=tuple(a for a in view.answers if own is not None and a.institution_id == own))


def participants(actor: Actor, assessment: Assessment) -> QuerySet[Participant]:
    """Who took part, by institution."""
    return Participant.objects.for_actor(actor).filter(assessment=assessment).select_related("institution")


@dataclass(frozen=True)
class StatementView:
    """One statement with its answers, their lower median and agreement (both None where nobody answered)."""

    statement: Statement
    answers: tuple[Answer, ...]
    median: float | None
    agreement: float | None
    not_applicable: int

    @property
    def fulfilled(self) -> bool:
        """Whether the median answer is yes."""
        return self.median == 1.0

    @property
    def disputed(self) -> bool:
        """Whether institutions gave different answers."""
        return self.agreement is not None and self.agreement < 1


def by_statement(given_answers: Iterable[Answer]) -> dict[UUID, list[Answer]]:
    """Answers by the statement they answer."""
    grouped: dict[UUID, list[Answer]] = defaultdict(list)
    for answer in given_answers:
        grouped[answer.statement_id].append(answer)
    return grouped


def statement_views(statements: Iterable[Statement], given_answers: Mapping[UUID, list[Answer]]) -> list[StatementView]:
    """Statements with their answers, grouped ``by_statement``, put to them."""
    views = []
    for statement in statements:
        given = given_answers.get(statement.pk, [])
        numbers = [NUMBER[AnswerValue(a.value)] for a in given if a.value in NUMBER]
        views.append(
            StatementView(
                statement,
                tuple(given),
                lower_median(numbers) if numbers else None,
                agreement(numbers),
                sum(a.value == AnswerValue.NOT_APPLICABLE for a in given),
            )
        )
    return views


def told(view: StatementView, asked: int) -> StatementAnswers:
    """A statement's answers as the method takes them; ``asked`` institutions were to answer."""
    values = tuple(NUMBER[AnswerValue(a.value)] for a in view.answers if a.value in NUMBER)
    return StatementAnswers(
        level=view.statement.level,
        values=values,
        not_applicable=view.not_applicable,
        missing=max(asked - len(values) - view.not_applicable, 0),
    )


def asked_by_capability(assessment: Assessment) -> dict[UUID, set[UUID]]:
    """Which institutions are asked about which capability."""
    asked: dict[UUID, set[UUID]] = defaultdict(set)
    rows = Assignment.objects.for_country(assessment.country_id).filter(assessment=assessment)
    for capability, institution in rows.values_list("capability_id", "institution_id"):
        asked[capability].add(institution)
    return asked


@dataclass(frozen=True)
class Turnout:
    """How far one institution has come."""

    name: str
    asked: int
    answered: int

    @property
    def percent(self) -> int:
        """Answered of asked, in percent, rounded down."""
        return 100 * self.answered // self.asked if self.asked else 100


def turnout(actor: Actor, assessment: Assessment) -> list[Turnout]:
    """Statements asked and answered by institution; "don't know" counts as answered here."""
    asked = (
        Assignment.objects.for_actor(actor)
        .filter(assessment=assessment)
        .values("institution_id", "institution__name")
        .annotate(n=Count("capability__statements"))
        .order_by("institution__name")
    )
    answered = dict(
        Answer.objects.for_actor(actor)
        .filter(assessment=assessment)
        .exclude(value="")
        .values_list("institution_id")
        .annotate(n=Count("id"))
        .order_by()
    )
    return [Turnout(row["institution__name"], row["n"], answered.get(row["institution_id"], 0)) for row in asked]


def asked_institutions(actor: Actor, assessment: Assessment) -> QuerySet[Institution]:
    """The institutions that are asked about anything, by name."""
    asked = Assignment.objects.for_actor(actor).filter(assessment=assessment).values("institution_id")
    return Institution.objects.for_actor(actor).filter(pk__in=asked)


def open_conflicts(actor: Actor, assessment: Assessment) -> QuerySet[Conflict]:
    """The conflicts between workbooks and the database that wait for a decision."""
    rows = Conflict.objects.for_actor(actor).filter(assessment=assessment, kept="")
    return rows.select_related("institution", "statement").order_by("institution__name", "statement__order")


@dataclass(frozen=True)
class Standing:
    """Where one institution stands: answered of asked, when it last moved, its newest workbook, open conflicts."""

    name: str
    asked: int
    answered: int
    last_change: dt.datetime | None
    issued: dt.datetime | None
    collected: dt.datetime | None
    conflicts: int


def standings(actor: Actor, assessment: Assessment) -> list[Standing]:
    """Every institution that is asked, by name."""
    changed = dict(
        Answer.objects.for_actor(actor)
        .filter(assessment=assessment)
        .values_list("institution__name")
        .annotate(last=Max("answered_at"))
        .order_by()
    )
    out = {
        name: (issued, collected)
        for name, issued, collected in IssuedWorkbook.objects.for_actor(actor)
        .filter(assessment=assessment)
        .values_list("institution__name")
        .annotate(issued=Max("issued_at"), collected=Max("collected_at"))
        .order_by()
    }
    waiting = Counter(open_conflicts(actor, assessment).values_list("institution__name", flat=True))
    return [
        Standing(
            row.name,
            row.asked,
            row.answered,
            changed.get(row.name),
            *out.get(row.name, (None, None)),
            waiting[row.name],
        )
        for row in turnout(actor, assessment)
    ]


@dataclass(frozen=True)
class Tally:
    """What a whole assessment holds, for summaries."""

    institutions: int
    participants: int
    statements: int
    answers: int
    disputed: int


def tally(actor: Actor, assessment: Assessment) -> Tally:
    """Counts over an assessment; disputed are the statements to which institutions gave different answers."""
    rows = Answer.objects.for_actor(actor).filter(assessment=assessment).exclude(value="")
    clear = rows.filter(statement__kind=STATEMENT).filter(value__in=list(NUMBER)).values("statement_id").order_by()
    disputed = clear.annotate(n=Count("value", distinct=True)).filter(n__gt=1).count()
    totals = rows.aggregate(
        institutions=Count("institution", distinct=True), statements=Count("statement", distinct=True), n=Count("id")
    )
    people = Participant.objects.for_actor(actor).filter(Q(assessment=assessment)).count()
    return Tally(totals["institutions"], people, totals["statements"], totals["n"], disputed)


@dataclass(frozen=True)
class CapabilityFinding:
    """A capability with its finding, or with none where nothing was derived or it is not applicable."""

    capability: Capability
    finding: Finding | None


@dataclass(frozen=True)
class AreaLevels:
    """One line of the heat map: an area and its capabilities in the framework's order."""

    area: Area
    cells: tuple[CapabilityFinding, ...]


def levels_by_area(actor: Actor, assessment: Assessment, hazard: str = "") -> list[AreaLevels]:
    """Every capability of the framework with its finding, by area; of one hazard only where a letter is given."""
    found = {finding.capability_id: finding for finding in findings(actor, assessment)}
    rows: dict[Area, list[CapabilityFinding]] = {}
    for capability in assessment.framework.capabilities.select_related("area").order_by("order"):
        if not hazard or hazard in capability.hazards:
            rows.setdefault(capability.area, []).append(CapabilityFinding(capability, found.get(capability.pk)))
    return [AreaLevels(area, tuple(cells)) for area, cells in rows.items()]


@dataclass(frozen=True)
class FindingProgress:
    """How many findings there are, and how many of them are agreed."""

    total: int
    agreed: int


def finding_progress(actor: Actor, assessment: Assessment) -> FindingProgress:
    """How far the findings of an assessment have come."""
    agreed = Count("id", filter=Q(status=FindingStatus.AGREED))
    row = Finding.objects.for_actor(actor).filter(assessment=assessment).aggregate(total=Count("id"), agreed=agreed)
    return FindingProgress(row["total"], row["agreed"])


def find_capability(actor: Actor, assessment: Assessment, code: str) -> CapabilityFinding:
    """One capability of the assessment's framework by its code, with its finding."""
    require(can_see_findings, actor)
    capability = assessment.framework.capabilities.select_related("area").filter(code=code).first()
    if capability is None:
        raise NotFound("There is no such capability.")
    return CapabilityFinding(capability, findings(actor, assessment).filter(capability=capability).first())


def ladder(actor: Actor, assessment: Assessment, capability: Capability) -> list[StatementView]:
    """A capability's statements from level 2 up, each with the answers that the actor may read."""
    given = by_statement(answers(actor, assessment).filter(statement__capability=capability))
    rungs = capability.statements.filter(kind=STATEMENT).order_by("order")
    return [readable(actor, view) for view in statement_views(rungs, given)]


def dissents(actor: Actor, finding: Finding) -> list[Dissent]:
    """The answers that disagreed with a finding, as far as the actor may read them."""
    rows = (
        Dissent.objects.for_actor(actor)
        .filter(finding=finding)
        .select_related("institution", "statement")
        .order_by("statement__order", "institution__name")
    )
    if not may_see_all_answers(actor):
        rows = rows.filter(institution_id=actor.institution_id) if actor.institution_id else rows.none()
    return list(rows)


def unfulfilled(actor: Actor, assessment: Assessment) -> dict[UUID, list[Statement]]:
    """By capability, the statements (lowest level first) that the median answer does not fulfil."""
    require(can_see_findings, actor)
    rows = Answer.objects.for_actor(actor).filter(assessment=assessment, value__in=list(NUMBER))
    numbers: dict[UUID, list[float]] = defaultdict(list)
    for statement_id, value in rows.values_list("statement_id", "value").order_by():
        numbers[statement_id].append(NUMBER[AnswerValue(value)])
    missing: dict[UUID, list[Statement]] = defaultdict(list)
    asked = Statement.objects.filter(capability__framework_id=assessment.framework_id, kind=STATEMENT)
    for statement in asked.order_by("capability__order", "order"):
        given = numbers.get(statement.pk)
        if given is None or lower_median(given) != 1.0:
            missing[statement.capability_id].append(statement)
    return missing
