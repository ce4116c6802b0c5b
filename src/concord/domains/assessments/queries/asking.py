"""Who is asked about what, for the page on which that is set."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count

from concord.domains.assessments.models import Assessment, Assignment
from concord.domains.assessments.rules import can_see_board
from concord.kernel.actor import Actor, require


def asked_places(actor: Actor, assessment: Assessment) -> set[tuple[UUID, UUID]]:
    """Every institution with every capability that it is asked about."""
    require(can_see_board, actor)
    rows = Assignment.objects.for_actor(actor).filter(assessment=assessment)
    return set(rows.values_list("institution_id", "capability_id"))


def counts_by_area(actor: Actor, assessment: Assessment) -> dict[UUID, int]:
    """How many parts are asked in each area."""
    require(can_see_board, actor)
    rows = Assignment.objects.for_actor(actor).filter(assessment=assessment).values_list("capability__area_id")
    return dict(rows.order_by().annotate(n=Count("pk")))
