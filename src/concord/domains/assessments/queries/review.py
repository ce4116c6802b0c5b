"""Threads of remarks, as far as the actor takes part in them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from concord.domains.assessments.models import Assessment, Assignment, Remark, Thread
from concord.domains.assessments.rules import can_take_part_in_review, may_see_all_answers
from concord.domains.frameworks.models import Capability
from concord.kernel.actor import Actor, require
from concord.kernel.errors import NotFound


def threads(actor: Actor, assessment: Assessment) -> QuerySet[Thread]:
    """The threads that the actor may read, oldest first.

    Who sees all answers reads all threads. A contributor reads those about its own institution, and those about no
    institution where it is asked about the capability. Others read none.
    """
    rows = Thread.objects.for_actor(actor).filter(assessment=assessment)
    if may_see_all_answers(actor):
        return rows
    if not can_take_part_in_review(actor) or actor.institution_id is None:
        return rows.none()
    asked = Assignment.objects.for_actor(actor).filter(assessment=assessment, institution_id=actor.institution_id)
    general = Q(institution__isnull=True, capability__in=asked.values("capability_id"))
    return rows.filter(Q(institution_id=actor.institution_id) | general)


def spoken_threads(actor: Actor, assessment: Assessment) -> QuerySet[Thread]:
    """The same threads with what they are about and every remark in them."""
    remarks = Prefetch("remarks", Remark.objects.for_actor(actor).order_by("at"))
    return threads(actor, assessment).select_related("capability", "statement", "institution").prefetch_related(remarks)


def threads_about(actor: Actor, assessment: Assessment, capability: Capability) -> list[Thread]:
    """The threads about one capability, its statements and the answers to them."""
    return list(spoken_threads(actor, assessment).filter(capability=capability))


def find_thread(actor: Actor, assessment: Assessment, pk: UUID) -> Thread:
    """One thread that the actor may read; else there is no such page."""
    require(can_take_part_in_review, actor)
    found = threads(actor, assessment).select_related("capability").filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such page.")
    return found
