"""Adopting a final plan or returning it, and opening the next version of an adopted one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from concord.domains.plans.enums import PlanStatus
from concord.domains.plans.keeping import content_note, freeze, go_on_as, next_minor, next_whole
from concord.domains.plans.models import Plan, PlanVersion, RoadStep
from concord.domains.plans.rules import can_adopt_plan, can_run_road
from concord.domains.plans.state import ROAD, enter, locked
from concord.domains.plans.writers import wrote_alone
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, WrongState


def adopt_plan(*, actor: Actor, plan: Plan, seen: str, words: str = "") -> PlanVersion:
    """Adopt a final plan: a snapshot is frozen for good, and the plan's content is locked.

    ``seen`` is the SHA-256 of the final version that the approver read.
    """
    require(can_adopt_plan, actor)
    with audited(actor, "plan.adopted", plan) as record:
        row = _final(actor, plan)
        final = PlanVersion.objects.for_actor(actor).filter(plan=row).defer("content").first()
        if final is None or final.sha256 != seen:
            raise WrongState(_("The final version is another one than you read; read it again."))
        if wrote_alone(actor, row):
            raise WrongState(_("You alone wrote this plan; somebody else must adopt it."))
        go_on_as(row, next_whole(row.version))
        enter(actor, row, PlanStatus.ADOPTED)
        version = freeze(actor, row, note=words)
        record.detail |= content_note(version)
    return version


def return_plan(*, actor: Actor, plan: Plan, reason: str) -> Plan:
    """Give a final plan back to the focal point, saying why: it is a draft again."""
    require(can_adopt_plan, actor)
    if not reason.strip():
        raise InvalidInput(_("Say why the plan is returned."))
    with audited(actor, "plan.returned", plan, reason=reason.strip()):
        row = _final(actor, plan)
        go_on_as(row, next_minor(row.version))
        enter(actor, row, PlanStatus.DRAFT, note=reason.strip())
    return row


def open_next_version(*, actor: Actor, plan: Plan) -> Plan:
    """Open an adopted plan for its next version; what was adopted stays as it is, and holds until the next is."""
    require(can_run_road, actor)
    with audited(actor, "plan.next_version_opened", plan) as record:
        row = locked(actor, plan)
        if row.status != PlanStatus.ADOPTED:
            raise WrongState(_("Only an adopted plan has a next version."))
        owners = RoadStep.objects.for_actor(actor).filter(plan=row, lap=row.lap, owner__isnull=False)
        fresh = [
            RoadStep(country_id=row.country_id, plan=row, lap=row.lap + 1, step=step.step, owner_id=step.owner_id)
            for step in owners
            if step.step in ROAD[1:]
        ]
        row.lap, row.version = row.lap + 1, next_minor(row.version)
        row.save(update_fields=["lap", "version"])
        RoadStep.objects.bulk_create(fresh)
        enter(actor, row, PlanStatus.DRAFT)
        record.detail["version"] = row.version
    return row


def _final(actor: Actor, plan: Plan) -> Plan:
    row = locked(actor, plan)
    if row.status != PlanStatus.FINAL:
        raise WrongState(_("Only a final plan is adopted or returned."))
    return row
