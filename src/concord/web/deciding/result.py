"""The result that a minister can read, and gaps that are moved with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concord.domains.assessments.queries import find_capability
from concord.domains.priorities import services, telling
from concord.domains.priorities.rules import can_run_priorities
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput
from concord.ui.access import CountryRequest, country_action, country_page
from concord.web.consolidation.asked_for import told
from concord.web.deciding.asked_for import Place, page_of, place_of, result_at

FIRST_SHOWN = 25  # the others open with one click


@country_page
def result(request: CountryRequest) -> HttpResponse:
    """The order, how firm it is, where institutions differ and what would change it."""
    place = place_of(request)
    found = result_at(request, place)
    context = page_of(request, "order_result", place, result=found)
    if found is not None:
        lines = telling.lines_of(found)
        context |= {
            "lines": lines,
            "lines_first": lines[:FIRST_SHOWN],
            "lines_rest": lines[FIRST_SHOWN:],
            "firm": telling.firm_sentences(found),
            "agreement": telling.agreement_sentence(found) if found.outcome.agreement is not None else "",
            "weights": telling.weight_lines(found),
            "spread": telling.spread_lines(found),
            "disputed": telling.most_disputed(found),
            "changes": telling.change_sentences(found),
            "others": telling.other_methods(found),
            "unknown": sum(one.origin == "unknown" for row in found.scores for one in row),
        }
    return render(request, "deciding/result.html", context)


@country_action
def move(request: CountryRequest) -> HttpResponse:
    """Put a gap on another place, or let it stand where the method puts it."""
    require(can_run_priorities, request.actor)
    place = place_of(request)
    with told(request):
        messages.success(request, _move(request, place))
    return redirect("order_result", request.country.code)


def _move(request: CountryRequest, place: Place) -> str:
    given = request.POST.get
    if not given("code"):
        raise InvalidInput(_("Choose a gap."))
    capability = find_capability(request.actor, place.assessment, given("code", "")).capability
    common = {"actor": request.actor, "prioritisation": place.prioritisation, "capability": capability}
    if given("do") == "take_back":
        services.take_back_move(**common)
        return _("%(code)s stands where the method puts it.") % {"code": capability.code}
    wanted = given("place", "")
    if not wanted.isdecimal():
        raise InvalidInput(_("A place is a whole number from 1."))
    services.move_gap(**common, place=int(wanted), reason=given("reason", "")[:2000])
    return _("%(code)s is on place %(place)s now.") % {"code": capability.code, "place": wanted}
