"""The steps of a plan's road that the focal point takes; adopting is told in ``adopting``."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.people.models import User
from concord.domains.people.queries import is_in_country
from concord.domains.plans.enums import PlanStatus
from concord.domains.plans.keeping import content_note, freeze, go_on_as, next_minor
from concord.domains.plans.models import Consultation, Plan, RoadStep
from concord.domains.plans.objections import unanswered
from concord.domains.plans.rules import can_run_road
from concord.domains.plans.state import ROAD, enter, locked
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, WrongState


def begin_draft(*, actor: Actor, plan: Plan) -> Plan:
    """Say that people work on the plan from now: the skeleton is kept as a version, and no longer drafted anew."""
    require(can_run_road, actor)
    with audited(actor, "plan.draft_begun", plan) as record:
        row = locked(actor, plan)
        if row.status != PlanStatus.SKELETON:
            raise WrongState(_("This plan is past its skeleton already."))
        version = freeze(actor, row)
        enter(actor, row, PlanStatus.DRAFT)
        go_on_as(row, next_minor(version.number))
        record.detail |= content_note(version)
    return row


def set_road_step(
    *, actor: Actor, plan: Plan, step: PlanStatus, owner_id: UUID | None = None, due: dt.date | None = None
) -> RoadStep:
    """Say who sees to a step of the road, and by when it should be reached."""
    require(can_run_road, actor)
    if step not in ROAD:
        raise InvalidInput(_("There is no such step."))
    owner = User.objects.filter(pk=owner_id).first() if owner_id else None
    if owner_id and (owner is None or not is_in_country(owner, actor.country_id)):
        raise InvalidInput(_("Choose somebody who has a role in this country."))
    with audited(actor, "plan.road_step_set", plan, step=step, owner=owner.name if owner else "", due=str(due or "")):
        row = locked(actor, plan)
        found, _made = RoadStep.objects.for_actor(actor).update_or_create(
            country_id=row.country_id, plan=row, lap=row.lap, step=step, defaults={"owner": owner, "due": due}
        )
    return found


def finish_plan(*, actor: Actor, plan: Plan, note: str = "") -> Plan:
    """Make the plan final after its consultation, so that an approver can adopt it; its content is locked."""
    require(can_run_road, actor)
    with audited(actor, "plan.finished", plan) as record:
        row = locked(actor, plan)
        if row.status != PlanStatus.CONSULTATION:
            raise WrongState(_("Only a plan in consultation becomes final."))
        consultation = Consultation.objects.for_actor(actor).filter(plan=row).first()
        if consultation is not None:
            _refuse_unsettled(actor, consultation)
        enter(actor, row, PlanStatus.FINAL)
        record.detail |= content_note(freeze(actor, row, note=note))
    return row


def _refuse_unsettled(actor: Actor, consultation: Consultation) -> None:
    if consultation.is_open:
        words = _("The consultation runs until %(day)s; close it first.")
        raise WrongState(words % {"day": consultation.closes_on.isoformat()})
    left = len(unanswered(actor, consultation))
    if left:
        words = ngettext(
            "%(n)s comment of an institution that objects is not answered yet; answer it first.",
            "%(n)s comments of institutions that object are not answered yet; answer them first.",
            left,
        )
        raise WrongState(words % {"n": left})


def take_back_plan(*, actor: Actor, plan: Plan, reason: str) -> Plan:
    """Take a plan in consultation, or a final one, back to the draft, saying why; a running consultation ends."""
    require(can_run_road, actor)
    if not reason.strip():
        raise InvalidInput(_("Say why the plan goes back to the draft."))
    with audited(actor, "plan.taken_back", plan, reason=reason.strip()):
        row = locked(actor, plan)
        if row.status not in (PlanStatus.CONSULTATION, PlanStatus.FINAL):
            raise WrongState(_("Only a plan in consultation or a final one goes back to the draft."))
        if row.status == PlanStatus.FINAL:
            go_on_as(row, next_minor(row.version))
        running = Consultation.objects.for_actor(actor).filter(plan=row, closed_at__isnull=True)
        running.update(closed_at=clock.now())
        enter(actor, row, PlanStatus.DRAFT, note=reason.strip())
    return row
