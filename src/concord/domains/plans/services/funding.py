"""Writes of the money for actions. Money lives on after a plan is adopted: these are never refused for its status."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from concord.domains.plans.enums import ActionStatus, FundingStatus
from concord.domains.plans.models import Action, Funding
from concord.domains.plans.pricing import MOST, rounded
from concord.domains.plans.rules import can_note_funding
from concord.domains.plans.state import locked
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput


def set_funding(
    *, actor: Actor, action: Action, year: int, amount: Decimal, source: str, status: str,
    funding: Funding | None = None,
) -> Funding:  # fmt: skip
    """Note money for an action in one year, in the plan's currency; with ``funding``, change what was noted."""
    require(can_note_funding, actor, action)
    source = " ".join(source.split())
    if not 1990 <= year <= 2100:
        raise InvalidInput(_("The year must be one from 1990 to 2100."))
    if not 0 <= amount <= MOST:
        raise InvalidInput(_("The amount must be zero or more."))
    if not source or len(source) > 200:
        raise InvalidInput(_("Say where the money comes from, in at most 200 characters."))
    if status not in FundingStatus.values:
        raise InvalidInput(_("Say whether the money is asked for, pledged or secured."))
    if action.carried_by_id:
        raise InvalidInput(_("This action is paid with another one; note the money there."))
    if action.status == ActionStatus.DROPPED:
        raise InvalidInput(_("This action was dropped; take it up again before noting money for it."))
    with audited(actor, "funding.set", code=action.code, year=year, source=source, status=status) as record:
        locked(actor, action.plan)
        row = Funding(country_id=actor.country_id, action=action)
        if funding is not None:
            row = Funding.objects.for_actor(actor).select_for_update().get(pk=funding.pk, action=action)
            record.detail["before"] = {"year": row.year, "amount": str(row.amount), "status": row.status}
        row.year, row.amount, row.source, row.status = year, rounded(amount, 2), source, status
        row.save()
        record.subject = row
        record.detail["amount"] = str(row.amount)
    return row


def remove_funding(*, actor: Actor, funding: Funding) -> None:
    """Take back money that was noted."""
    action = funding.action
    require(can_note_funding, actor, action)
    with audited(actor, "funding.removed", funding, code=action.code, year=funding.year, source=funding.source,
                 amount=str(funding.amount), status=funding.status):  # fmt: skip
        locked(actor, action.plan)
        Funding.objects.for_actor(actor).filter(pk=funding.pk).delete()
