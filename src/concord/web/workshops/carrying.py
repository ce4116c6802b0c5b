"""Where the country's work is: here, or on a laptop in a room; and declaring that laptop lost."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concord.domains.workshops.queries.carrying import whereabouts
from concord.domains.workshops.rules import can_run_workshop
from concord.domains.workshops.services.carrying import declare_lost
from concord.kernel.actor import require
from concord.kernel.errors import WrongState
from concord.ui.access import CountryRequest, country_action, country_page
from concord.web.workshops.asked_for import page_of


@country_page
def carrying(request: CountryRequest) -> HttpResponse:
    """Where the work is, since when and with whom; and every time that it was away before."""
    return render(request, "workshops/carrying.html", page_of(request, where=whereabouts(request.actor)))


@country_action
def lost(request: CountryRequest) -> HttpResponse:
    """Declare the laptop lost; asked for with a tick, since its work is then gone."""
    require(can_run_workshop, request.actor)
    if request.POST.get("sure") != "yes":
        messages.error(request, _("Tick the box: what was done on the laptop will not come back."))
        return redirect("carrying", request.country.code)
    try:
        declare_lost(actor=request.actor)
    except WrongState as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The copy is void. Work goes on here as it was when it left."))
    return redirect("carrying", request.country.code)
