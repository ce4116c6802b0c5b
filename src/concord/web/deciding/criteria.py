"""The criteria by which gaps are compared: reading, wording, adding and leaving out."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concord.domains.priorities import services
from concord.domains.priorities.enums import Aim, Source
from concord.domains.priorities.queries import ballots_about, find_criterion
from concord.domains.priorities.rules import can_run_priorities, can_see_ballots
from concord.domains.priorities.services import CriterionText
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput
from concord.ui.access import CountryRequest, country_form
from concord.web.consolidation.asked_for import told
from concord.web.deciding.asked_for import Place, page_of, place_of


@country_form
def criteria(request: CountryRequest) -> HttpResponse:
    """All criteria with their direction, scale and ballots; the focal point changes them."""
    require(can_see_ballots, request.actor)
    place = place_of(request)
    if request.method == "POST":
        require(can_run_priorities, request.actor)
        with told(request):
            messages.success(request, _do(request, place))
        return redirect("criteria", request.country.code)
    rows = list(place.prioritisation.criteria.all())
    about: dict[UUID, list[object]] = {}
    for ballot in ballots_about(request.actor, [place.prioritisation.pk, *(one.pk for one in rows)]):
        about.setdefault(ballot.subject, []).append(ballot)
    context = page_of(
        request,
        "criteria",
        place,
        rows=[(one, about.get(one.pk, [])) for one in rows],
        weighing=about.get(place.prioritisation.pk, []),
        aims=Aim.choices,
        rated=Source.RATED,
    )
    return render(request, "deciding/criteria.html", context)


def _do(request: CountryRequest, place: Place) -> str:
    actor, given = request.actor, request.POST.get
    if given("do") == "add":
        services.add_criterion(actor=actor, prioritisation=place.prioritisation, text=_text(request))
        return _("The criterion was added.")
    criterion = find_criterion(actor, place.prioritisation, _uuid(given("criterion", "")))
    criterion.prioritisation = place.prioritisation
    match given("do"):
        case "leave_out":
            services.leave_out_criterion(actor=actor, criterion=criterion)
            return _("“%(criterion)s” is left out.") % {"criterion": criterion.name}
        case "take_back":
            services.take_back_criterion(actor=actor, criterion=criterion)
            return _("“%(criterion)s” counts again.") % {"criterion": criterion.name}
    services.change_criterion(actor=actor, criterion=criterion, text=_text(request))
    return _("“%(criterion)s” was changed.") % {"criterion": criterion.name}


def _text(request: CountryRequest) -> CriterionText:
    given = request.POST.get
    return CriterionText(
        given("title", "")[:120], given("about", "")[:2000], given("aim", ""), _number(given("bottom")),
        _number(given("top")),
    )  # fmt: skip


def _number(text: str | None) -> float | None:
    if not text:
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise InvalidInput(_("The ends of the scale are numbers.")) from None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput(_("Choose a criterion.")) from None
