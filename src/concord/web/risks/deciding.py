"""From asking for estimates to approval: each stage of the picture, and agreeing with or without adjustments."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.reports.words import impact_words, likelihood_words, number
from concord.domains.risks import services
from concord.domains.risks.enums import FOLLOWED
from concord.domains.risks.models import RiskPicture
from concord.domains.risks.queries import RatedScenario, RiskView, picture_of
from concord.domains.risks.rules import can_approve_risks, can_run_risks
from concord.domains.risks.services import Adjusted
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput, NotFound, WrongState
from concord.ui.access import CountryRequest, country_action, country_form
from concord.web.risks.asked_for import page_of, picture_for, round_of, told

HALVES = tuple(half / 2 for half in range(2, 11))  # 1, 1.5 … 5


@country_action
def decide(request: CountryRequest) -> HttpResponse:
    """Open, go into the second round, approve or open again, as ``do`` says."""
    require(can_run_risks | can_approve_risks, request.actor)
    with told(request):
        messages.success(request, _done(request, request.POST.get("do", "")))
    return redirect("risk_picture", request.country.code)


def _done(request: CountryRequest, do: str) -> str:
    actor, assessment = request.actor, round_of(request)
    if do == "open":
        services.open_risk_picture(actor=actor, assessment=assessment)
        return _("The institutions are asked for their estimates.")
    picture = picture_of(actor, assessment)
    if picture is None:
        raise NotFound("There is no such page.")
    match do:
        case "second":
            services.start_second_round(actor=actor, picture=picture)
            return _("The second round has begun: everybody who rates sees the spread.")
        case "approve":
            if not request.POST.get("read"):
                raise InvalidInput(_("Tick that you have read the risks, then approve them."))
            services.approve_risks(actor=actor, picture=picture)
            return _("The risks are approved.")
        case "reopen":
            services.reopen_risks(actor=actor, picture=picture, reason=request.POST.get("reason", ""))
            return _("The risks are open again; the gaps follow the weights of areas until risks are agreed anew.")
    raise InvalidInput(_("Choose what is to be done."))


@country_form
def agree(request: CountryRequest) -> HttpResponse:
    """All rated scenarios with their medians; where the country sees it differently, it says so and why."""
    require(can_run_risks, request.actor)
    picture, fault = picture_for(request), ""
    if picture.stage in FOLLOWED and request.method != "POST":
        return redirect("risk_picture", request.country.code)
    rated = RiskView(request.actor, picture).rated()
    if request.method == "POST":
        try:
            n = services.agree_risks(actor=request.actor, picture=picture, adjusted=_adjusted(request, rated))
        except (InvalidInput, WrongState) as error:
            fault = str(error)
        else:
            said = ngettext("%(n)s risk is agreed.", "%(n)s risks are agreed.", n) % {"n": n}
            messages.success(request, said + " " + _("The order of gaps follows them from now on."))
            return redirect("risk_picture", request.country.code)
    return _page(request, picture, rated, fault)


def _adjusted(request: CountryRequest, rated: list[RatedScenario]) -> dict[UUID, Adjusted]:
    """What differs from the medians."""
    found = {}
    for one in rated:
        if one.likelihood_band is None or one.impact_band is None:
            continue
        code, why = one.scenario.code, request.POST.get(f"why-{one.scenario.code}", "").strip()[:2000]
        likelihood = _half(request, f"likelihood-{code}", one.likelihood_band)
        impact = _half(request, f"impact-{code}", one.impact_band)
        if (likelihood, impact) != (one.likelihood_band, one.impact_band):
            found[one.scenario.pk] = Adjusted(likelihood, impact, why)
    return found


def _half(request: CountryRequest, name: str, median: float) -> float:
    given = request.POST.get(name, "")
    return next((half for half in HALVES if str(half) == given), median)


def _page(request: CountryRequest, picture: RiskPicture, rated: list[RatedScenario], fault: str) -> HttpResponse:
    rows: list[dict[str, Any]] = []
    for one in rated:
        code = one.scenario.code
        if one.likelihood_band is None or one.impact_band is None:
            continue
        rows.append(
            {
                "one": one,
                "likelihood": str(_half(request, f"likelihood-{code}", one.likelihood_band)),
                "impact": str(_half(request, f"impact-{code}", one.impact_band)),
                "why": request.POST.get(f"why-{code}", "")[:2000],
            }
        )
    context = page_of(
        request,
        "risk_picture",
        picture.assessment,
        picture,
        rows=rows,
        unrated=[one.scenario for one in rated if one.likelihood_band is None or one.impact_band is None],
        likelihoods=_choices(likelihood_words()),
        impacts=_choices(impact_words()),
        fault=fault,
    )
    return render(request, "risks/agree.html", context, status=400 if fault else 200)


def _choices(listed: tuple[str, ...]) -> list[tuple[str, str]]:
    return [
        (str(half), f"{number(half, '0.#')} {listed[int(half) - 1]}" if half.is_integer() else number(half, "0.#"))
        for half in HALVES
    ]
