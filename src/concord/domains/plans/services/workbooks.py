"""A plan's workbook: sent out with what it said, taken in with what it asks for, and applied once somebody decided."""

from __future__ import annotations

from contextlib import suppress

from django.utils.translation import gettext as _

from concord.domains.plans.enums import ChangeSource
from concord.domains.plans.merging import Choices
from concord.domains.plans.models import IssuedPlanWorkbook, Plan, PlanChange, ReturnedPlanWorkbook
from concord.domains.plans.plan_book import Asked, asked_again, base_of
from concord.domains.plans.plan_changes import NothingNew, write_edit
from concord.domains.plans.row_store import load_store
from concord.domains.plans.rules import can_shape_plan
from concord.domains.plans.state import locked_open
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import WrongState


def issue_plan_workbook(*, actor: Actor, plan: Plan, language: str) -> IssuedPlanWorkbook:
    """Note that a workbook of the plan goes out, and what it says; its id is the serial that the file carries."""
    require(can_shape_plan, actor)
    with audited(actor, "plan_workbook.issued", language=language) as record:
        store = load_store(actor, plan)
        record.subject = issued = IssuedPlanWorkbook.objects.create(
            country_id=actor.country_id,
            plan=plan,
            language=language,
            base=base_of(store, store.vocabulary()),
            issued_by=actor.name,
            issued_at=clock.now(),
        )
    return issued


def take_plan_workbook(*, actor: Actor, issued: IssuedPlanWorkbook, name: str, asked: Asked) -> ReturnedPlanWorkbook:
    """Keep what a returned workbook asks for, until somebody has looked at it; the plan stays as it is."""
    require(can_shape_plan, actor)
    with audited(actor, "plan_workbook.returned", name=name[:100]) as record:
        locked_open(actor, issued.plan)
        record.subject = returned = ReturnedPlanWorkbook.objects.create(
            country_id=actor.country_id,
            issued=issued,
            name=name[:100],
            asked=asked.plain(),
            returned_by=actor.name,
            returned_at=clock.now(),
        )
    return returned


def apply_plan_workbook(
    *, actor: Actor, returned: ReturnedPlanWorkbook, choices: Choices | None = None
) -> PlanChange | None:
    """Write what a returned workbook asks for, whole or not at all; None where all of it stands there already.

    ``choices`` says for each value that both sides changed whether the workbook's is taken, and what was seen in the
    plan then: a value that changed once more is asked about again (``EditRefused``).
    """
    require(can_shape_plan, actor)
    with audited(actor, "plan_workbook.applied", returned, name=returned.name) as record:
        row = ReturnedPlanWorkbook.objects.for_actor(actor).select_for_update().get(pk=returned.pk)
        if row.applied_at is not None:
            raise WrongState(_("This workbook was applied already."))
        edit = asked_again(row.asked).edit
        change: PlanChange | None = None
        with suppress(NothingNew):
            change = write_edit(actor, returned.issued.plan, edit, ChangeSource.WORKBOOK, record, choices=choices)
        row.applied_by, row.applied_at = actor.name, clock.now()
        row.save(update_fields=["applied_by", "applied_at"])
    return change
