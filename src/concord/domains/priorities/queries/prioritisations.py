"""A prioritisation with its criteria, own scores, moves and decisions."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from concord.domains.assessments.models import Assessment
from concord.domains.frameworks.models import Capability
from concord.domains.priorities.enums import Stage
from concord.domains.priorities.models import Criterion, Decision, Move, OwnScore, Prioritisation
from concord.domains.priorities.rules import can_see_ballots, can_see_open_result, can_see_priorities
from concord.kernel.actor import Actor, require
from concord.kernel.errors import NotFound


def prioritisation_of(actor: Actor, assessment: Assessment) -> Prioritisation | None:
    """The prioritisation of an assessment's gaps, once it was opened."""
    require(can_see_priorities, actor)
    found = Prioritisation.objects.for_actor(actor).filter(assessment=assessment).first()
    if found is not None:
        found.assessment = assessment
    return found


def holding_decision(actor: Actor, prioritisation: Prioritisation) -> Decision | None:
    """The decision that holds today."""
    require(can_see_priorities, actor)
    rows = Decision.objects.for_actor(actor).filter(prioritisation=prioritisation)
    return rows.filter(reopened_at__isnull=True).first()


def earlier_decisions(actor: Actor, prioritisation: Prioritisation) -> QuerySet[Decision]:
    """The decisions that were opened again, newest first."""
    require(can_see_ballots, actor)
    rows = Decision.objects.for_actor(actor).filter(prioritisation=prioritisation)
    return rows.filter(reopened_at__isnull=False).defer("content")


def stage_of(decision: Decision | None) -> Stage:
    """How far a prioritisation has come, from the decision that holds."""
    if decision is None:
        return Stage.OPEN
    return Stage.APPROVED if decision.approved_at else Stage.DECIDED


def find_criterion(actor: Actor, prioritisation: Prioritisation, criterion_id: UUID) -> Criterion:
    """One of its criteria."""
    require(can_see_ballots, actor)
    found = Criterion.objects.for_actor(actor).filter(prioritisation=prioritisation, pk=criterion_id).first()
    if found is None:
        raise NotFound("There is no such criterion.")
    return found


def scores_of_cell(actor: Actor, criterion: Criterion, capability: Capability) -> QuerySet[OwnScore]:
    """Every score the country set itself for a gap by a criterion, newest first, also those that hold no more."""
    require(can_see_open_result, actor)
    return OwnScore.objects.for_actor(actor).filter(criterion=criterion, capability=capability)


def open_moves(actor: Actor, prioritisation: Prioritisation) -> QuerySet[Move]:
    """The moves that hold, in the order in which they were made."""
    require(can_see_open_result, actor)
    rows = Move.objects.for_actor(actor).filter(prioritisation=prioritisation, ended_at__isnull=True)
    return rows.select_related("capability").order_by("at", "pk")
