"""Whether a plan may still be changed: every write of its content asks here first, with the row locked."""

from __future__ import annotations

from django.utils.translation import gettext as _

from concord.domains.plans.enums import PlanStatus
from concord.domains.plans.models import Plan
from concord.kernel.actor import Actor
from concord.kernel.errors import WrongState

CLOSED = (PlanStatus.ADOPTED, PlanStatus.SUPERSEDED)


def locked_open(actor: Actor, plan: Plan) -> Plan:
    """The plan's row, locked until the transaction ends; refused once the plan is adopted."""
    row = Plan.objects.for_actor(actor).select_for_update().get(pk=plan.pk)
    if row.status in CLOSED:
        raise WrongState(_("This plan is adopted and cannot be changed; open its next version first."))
    return row
