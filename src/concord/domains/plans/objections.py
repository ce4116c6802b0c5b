"""Which comments keep a plan from becoming final: those of institutions that object, until they are answered."""

from __future__ import annotations

from concord.domains.plans.enums import CommentOutcome, Stance
from concord.domains.plans.models import Consultation, PlanComment, Reply
from concord.kernel.actor import Actor


def unanswered(actor: Actor, consultation: Consultation) -> list[PlanComment]:
    """Comments without an answer, of institutions whose last word is that they object."""
    objecting = Reply.objects.for_actor(actor).filter(consultation=consultation, stance=Stance.OBJECTS)
    comments = PlanComment.objects.for_actor(actor).filter(consultation=consultation, outcome=CommentOutcome.OPEN)
    return list(comments.filter(institution__in=objecting.values("institution_id")))
