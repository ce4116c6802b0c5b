"""Rounds, and how far the institutions have come."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from concord.domains.assessments.enums import NUMBER, AssignmentStatus
from concord.domains.assessments.models import Answer, Assessment, Assignment, Conflict, IssuedWorkbook, Participant
from concord.domains.assessments.rules import can_answer_for, can_run_assessment, can_see_findings
from concord.domains.frameworks.models import STATEMENT
from concord.domains.people.models import Institution
from concord.domains.people.rules import is_contributor
from concord.kernel.actor import Actor, require
from concord.kernel.errors import NotFound


def latest_assessment(actor: Actor) -> Assessment | None:
    """The newest assessment of the actor's country."""
    require(can_see_findings, actor)
    rows = Assessment.objects.for_actor(actor).select_related("framework", "country")
    return rows.defer("framework__pack").first()


def participants(actor: Actor, assessment: Assessment) -> QuerySet[Participant]:
    """Who took part, by institution."""
    return Participant.objects.for_actor(actor).filter(assessment=assessment).select_related("institution")


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


@dataclass(frozen=True)
class PartProgress:
    """How many parts are asked, and how many of them are submitted (those accepted included) and accepted."""

    total: int
    submitted: int
    accepted: int


def part_progress(actor: Actor, assessment: Assessment) -> PartProgress:
    """How far the parts of an assessment have come."""
    require(can_see_findings, actor)
    accepted = Count("pk", filter=Q(status=AssignmentStatus.ACCEPTED))
    done = Count("pk", filter=Q(status__in=(AssignmentStatus.SUBMITTED, AssignmentStatus.ACCEPTED)))
    rows = Assignment.objects.for_actor(actor).filter(assessment=assessment)
    row = rows.aggregate(total=Count("pk"), submitted=done, accepted=accepted)
    return PartProgress(row["total"], row["submitted"], row["accepted"])


def asked_institutions(actor: Actor, assessment: Assessment) -> QuerySet[Institution]:
    """The institutions that are asked about anything, by name."""
    asked = Assignment.objects.for_actor(actor).filter(assessment=assessment).values("institution_id")
    return Institution.objects.for_actor(actor).filter(pk__in=asked)


def open_conflicts(actor: Actor, assessment: Assessment) -> QuerySet[Conflict]:
    """The conflicts between workbooks and the database that wait for a decision."""
    rows = Conflict.objects.for_actor(actor).filter(assessment=assessment, kept="")
    return rows.select_related("institution", "statement").order_by("institution__name", "statement__order")


def conflicts_to_settle(actor: Actor, assessment: Assessment) -> QuerySet[Conflict]:
    """The open conflicts that the actor may decide: all, or those of their own institution."""
    rows = open_conflicts(actor, assessment)
    if can_run_assessment(actor):
        return rows
    if actor.institution_id is None or not is_contributor(actor):
        raise NotFound("There is no such page.")
    return rows.filter(institution_id=actor.institution_id)


def conflict_to_settle(actor: Actor, pk: UUID) -> Conflict:
    """One conflict that the actor may decide, settled or not."""
    rows = Conflict.objects.for_actor(actor).select_related("assessment", "institution", "statement")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such conflict.")
    require(can_answer_for, actor, found.institution)
    return found


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
