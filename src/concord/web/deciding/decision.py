"""Deciding the order, approving it, and opening it again."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from concord.domains.priorities import services
from concord.domains.priorities.models import Prioritisation
from concord.domains.priorities.rules import can_approve_order, can_reopen_order, can_run_priorities
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput
from concord.ui.access import CountryRequest, country_action
from concord.web.consolidation.asked_for import told
from concord.web.deciding.asked_for import place_of


@country_action
def decide(request: CountryRequest) -> HttpResponse:
    """Decide, approve or open again; what it is stands on the result's page."""
    wanted = request.POST.get("do", "")
    allowed, done = DEEDS.get(wanted, DEEDS["decide"])
    require(allowed, request.actor)
    prioritisation = place_of(request).prioritisation
    with told(request):
        messages.success(request, done(request, prioritisation))
    return redirect("order_result", request.country.code)


def _decide(request: CountryRequest, prioritisation: Prioritisation) -> str:
    _read(request)
    services.decide_order(actor=request.actor, prioritisation=prioritisation, seen=request.POST.get("seen", ""))
    return _("The order is decided. Plans take it from now on.")


def _approve(request: CountryRequest, prioritisation: Prioritisation) -> str:
    _read(request)
    services.approve_order(actor=request.actor, prioritisation=prioritisation)
    return _("The order is approved.")


def _reopen(request: CountryRequest, prioritisation: Prioritisation) -> str:
    reason = request.POST.get("reason", "")[:2000]
    services.reopen_order(actor=request.actor, prioritisation=prioritisation, reason=reason)
    return _("The order is open again; plans follow the first order until you decide.")


def _read(request: CountryRequest) -> None:
    if not request.POST.get("read"):
        raise InvalidInput(_("Tick that you have read the order on this page."))


DEEDS: dict[str, tuple[Callable[..., bool], Callable[[CountryRequest, Prioritisation], str]]] = {
    "decide": (can_run_priorities, _decide),
    "approve": (can_approve_order, _approve),
    "reopen": (can_reopen_order, _reopen),
}
