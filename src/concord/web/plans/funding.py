"""Money for an action: noted, changed and taken back, also after the plan is adopted."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from concord.domains.plans.queries import find_action
from concord.domains.plans.queries.funding import funding_of
from concord.domains.plans.rules import can_note_funding
from concord.domains.plans.services.funding import remove_funding, set_funding
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput, WrongState
from concord.ui.access import CountryRequest, country_action
from concord.web.plans.money import plan_here
from concord.web.plans.typed import amount, year


@country_action
def note(request: CountryRequest, code: str) -> HttpResponse:
    """Note money for an action, or change what was noted."""
    plan = plan_here(request)
    action = find_action(request.actor, plan, code)
    require(can_note_funding, request.actor, action)
    given = request.POST.get
    try:
        held = funding_of(request.actor, plan, UUID(given("funding", ""))) if given("funding") else None
        set_funding(
            actor=request.actor,
            action=action,
            year=year(given("year", ""), _("year")),
            amount=amount(given("amount", ""), _("amount")),
            source=given("source", ""),
            status=given("status", ""),
            funding=held,
        )
        messages.success(request, _("The money is noted."))
    except (InvalidInput, WrongState) as error:
        messages.error(request, str(error))
    except ValueError:
        messages.error(request, _("This row is not there any more."))
    return redirect("action", request.country.code, action.code)


@country_action
def remove(request: CountryRequest, code: str, pk: UUID) -> HttpResponse:
    """Take back money that was noted."""
    plan = plan_here(request)
    held = funding_of(request.actor, plan, pk)
    remove_funding(actor=request.actor, funding=held)
    messages.success(request, _("The money is taken back."))
    return redirect("action", request.country.code, code)
