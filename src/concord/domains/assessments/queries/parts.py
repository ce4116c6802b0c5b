"""Assignments as those who answer them see them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet, UUIDField

from concord.domains.assessments.enums import OPEN
from concord.domains.assessments.models import Answer, Assessment, Assignment
from concord.domains.assessments.rules import can_answer_for, can_answer_part, is_guest, may_see_all_answers
from concord.domains.frameworks.models import Area, Capability, Statement
from concord.domains.people.models import Institution
from concord.kernel.actor import Actor, require
from concord.kernel.errors import NotFound
from concord.kernel.prepared import Prepared, Slot, instance

# What a save needs of a part and no more, since it is read each time that somebody types; in the model's own order.
_SAVED_WITH = ("id", "country_id", "assessment_id", "institution_id", "capability_id", "status")
_TO_SAVE = Prepared(
    lambda: Assignment.objects.filter(country_id=Slot("country", UUIDField()), pk=Slot("pk", UUIDField())).values_list(
        *_SAVED_WITH, "institution__code", "capability__code"
    )
)


def assignments(actor: Actor, assessment: Assessment) -> QuerySet[Assignment]:
    """The assignments that the actor may look at: all, those of their own institution, or none."""
    rows = Assignment.objects.for_actor(actor).filter(assessment=assessment)
    if not may_see_all_answers(actor):
        rows = rows.filter(institution_id=actor.institution_id) if actor.institution_id else rows.none()
    if actor.parts is not None:
        rows = rows.filter(capability__code__in=actor.parts)
    return rows.select_related("institution", "capability__area").order_by("institution__name", "capability__order")


def own_institution(actor: Actor) -> Institution:
    """The institution for which the actor answers."""
    rows = Institution.objects.for_actor(actor)
    found = rows.filter(pk=actor.institution_id).first() if actor.institution_id else None
    if found is None:
        raise NotFound("There is no such page.")
    require(can_answer_for, actor, found)
    return found


def part_to_answer(actor: Actor, pk: UUID) -> Assignment:
    """One assignment that the actor may answer, with what a page shows of it, in one query; else there is none."""
    rows = Assignment.objects.for_actor(actor).select_related("assessment", "institution", "capability__area")
    return _admitted(actor, rows.filter(pk=pk).first())


def part_to_save(actor: Actor, pk: UUID) -> Assignment:
    """As ``part_to_answer``, with only what a save needs."""
    rows = _TO_SAVE.rows(country=actor.country_id, pk=pk)
    if not rows:
        return _admitted(actor, None)
    *own, institution, capability = rows[0]
    found = instance(Assignment, _SAVED_WITH, own)
    found.assessment = instance(Assessment, ("id",), (found.assessment_id,))
    found.institution = instance(Institution, ("id", "code"), (found.institution_id, institution))
    found.capability = instance(Capability, ("id", "code"), (found.capability_id, capability))
    return _admitted(actor, found)


def _admitted(actor: Actor, found: Assignment | None) -> Assignment:
    if found is None:
        raise NotFound("There is no such page.")
    require(can_answer_part, actor, found)
    return found


def own_answers(actor: Actor, assignment: Assignment) -> dict[UUID, Answer]:
    """By statement, what the institution answered in this part."""
    require(can_answer_part, actor, assignment)
    rows = Answer.objects.for_actor(actor).filter(
        assessment_id=assignment.assessment_id,
        institution_id=assignment.institution_id,
        statement__capability_id=assignment.capability_id,
    )
    return {answer.statement_id: answer for answer in rows}


@dataclass(frozen=True)
class Place:
    """Where a part stands among those of its institution, and its neighbours (their ids and codes)."""

    number: int
    of: int
    previous: tuple[UUID, str] | None
    following: tuple[UUID, str] | None


def place_of(actor: Actor, assignment: Assignment) -> Place:
    """A part's place in the order in which the framework asks."""
    require(can_answer_part, actor, assignment)
    rows = Assignment.objects.for_actor(actor).filter(
        assessment_id=assignment.assessment_id, institution_id=assignment.institution_id
    )
    if is_guest(actor):
        rows = rows.filter(capability__code__in=actor.parts or ())
    listed = list(rows.order_by("capability__order").values_list("pk", "capability__code"))
    here = [pk for pk, _ in listed].index(assignment.pk)
    return Place(
        number=here + 1,
        of=len(listed),
        previous=listed[here - 1] if here else None,
        following=listed[here + 1] if here + 1 < len(listed) else None,
    )


@dataclass(frozen=True)
class Part:
    """One assignment with how many of its statements are answered."""

    assignment: Assignment
    asked: int
    answered: int

    @property
    def is_open(self) -> bool:
        """Whether answers may still change."""
        return self.assignment.status in OPEN

    @property
    def is_complete(self) -> bool:
        """Whether every statement has an answer, "don't know" included."""
        return self.answered >= self.asked


def own_parts(actor: Actor, assessment: Assessment, institution: Institution) -> dict[Area, list[Part]]:
    """What an institution is asked, by area in the framework's order, as far as the actor may answer it."""
    rows = Assignment.objects.for_actor(actor).filter(assessment=assessment, institution=institution)
    if actor.parts is not None:
        rows = rows.filter(capability__code__in=actor.parts)
    mine = list(rows.select_related("capability__area").order_by("capability__order"))
    for assignment in mine:
        assignment.institution = institution
        require(can_answer_part, actor, assignment)
    capabilities = [assignment.capability_id for assignment in mine]
    asked = _counted(Statement.objects.filter(capability__in=capabilities).values_list("capability_id"))
    answered = _counted(
        Answer.objects.for_actor(actor)
        .filter(assessment=assessment, institution=institution, statement__capability__in=capabilities)
        .exclude(value="")
        .values_list("statement__capability_id")
    )
    areas: dict[Area, list[Part]] = defaultdict(list)
    for assignment in mine:
        key = assignment.capability_id
        areas[assignment.capability.area].append(Part(assignment, asked.get(key, 0), answered.get(key, 0)))
    return dict(areas)


def _counted(rows: QuerySet[Answer, tuple[UUID]] | QuerySet[Statement, tuple[UUID]]) -> dict[UUID, int]:
    return dict(rows.annotate(n=Count("pk")).order_by())
