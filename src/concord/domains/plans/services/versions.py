"""Keeping versions of a plan."""

from __future__ import annotations

from django.utils.translation import gettext as _

from concord.domains.plans.keeping import content_note, freeze, go_on_as, next_minor
from concord.domains.plans.models import Plan, PlanVersion
from concord.domains.plans.rules import can_run_road
from concord.domains.plans.state import CLOSED, locked
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import WrongState


def keep_version(*, actor: Actor, plan: Plan, number: str = "", note: str = "") -> PlanVersion:
    """Keep the plan as it stands; work goes on under the next number."""
    require(can_run_road, actor)
    with audited(actor, "plan.version_kept", plan) as record:
        row = locked(actor, plan)
        if row.status in CLOSED:
            raise WrongState(_("Version %(version)s is kept already.") % {"version": row.version})
        version = freeze(actor, row, number=number, note=note)
        go_on_as(row, next_minor(version.number))
        record.detail |= content_note(version)
    return version
