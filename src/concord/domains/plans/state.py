"""Whether a plan may still be changed, and the steps of its road: every write of its content asks here first."""

from __future__ import annotations

from django.utils.translation import gettext as _

from concord.domains.plans.enums import PlanStatus
from concord.domains.plans.models import Plan, RoadStep
from concord.kernel import clock
from concord.kernel.actor import Actor
from concord.kernel.errors import WrongState

CLOSED = (PlanStatus.FINAL, PlanStatus.ADOPTED, PlanStatus.SUPERSEDED)
# From where a plan may go to where. Who may is said by the rule of the service that does it.
MOVES = {
    PlanStatus.SKELETON: (PlanStatus.DRAFT,),
    PlanStatus.DRAFT: (PlanStatus.CONSULTATION,),
    PlanStatus.CONSULTATION: (PlanStatus.DRAFT, PlanStatus.FINAL),
    PlanStatus.FINAL: (PlanStatus.DRAFT, PlanStatus.ADOPTED),
    PlanStatus.ADOPTED: (PlanStatus.DRAFT,),
}
ROAD = (PlanStatus.SKELETON, PlanStatus.DRAFT, PlanStatus.CONSULTATION, PlanStatus.FINAL, PlanStatus.ADOPTED)


def locked(actor: Actor, plan: Plan) -> Plan:
    """The plan's row, locked until the transaction ends, whatever its status; for steps of the road and for money."""
    return Plan.objects.for_actor(actor).select_for_update().get(pk=plan.pk)


def locked_open(actor: Actor, plan: Plan) -> Plan:
    """The plan's row, locked until the transaction ends; refused once the plan is final or adopted."""
    row = locked(actor, plan)
    if row.status == PlanStatus.FINAL:
        raise WrongState(_("This plan is final and waits for adoption; take it back to the draft to change it."))
    if row.status in CLOSED:
        raise WrongState(_("This plan is adopted and cannot be changed; open its next version first."))
    return row


def worked_on(actor: Actor, plan: Plan) -> None:
    """Note that people have changed a plan's content: a skeleton becomes a draft. Give it the row that is locked."""
    if plan.status == PlanStatus.SKELETON:
        enter(actor, plan, PlanStatus.DRAFT)


def enter(actor: Actor, plan: Plan, status: PlanStatus, note: str = "") -> None:
    """Take a locked plan to its next status, and note on the road when it came there, by whom, and why it came back."""
    if status not in MOVES.get(PlanStatus(plan.status), ()):
        words = _("A plan cannot go from “%(here)s” to “%(there)s”.")
        raise WrongState(words % {"here": plan.get_status_display(), "there": status.label})
    plan.status = status
    plan.save(update_fields=["status"])
    steps = RoadStep.objects.for_actor(actor).filter(plan=plan, lap=plan.lap)
    # Going back opens again whatever lies ahead; owners and dates stay.
    ahead = [step for step in ROAD if ROAD.index(step) > ROAD.index(status)]
    steps.filter(step__in=ahead).update(reached_at=None, reached_by="", note="")
    steps.update_or_create(
        country_id=plan.country_id, plan=plan, lap=plan.lap, step=status,
        defaults={"reached_at": clock.now(), "reached_by": actor.name, "note": note},
    )  # fmt: skip
