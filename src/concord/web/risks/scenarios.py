"""The list of scenarios; taking in the shipped ones, adding, rewriting, leaving out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.assessments.queries import latest_assessment
from concord.domains.risks import queries, services
from concord.domains.risks.enums import CrossBorder, ScenarioOrigin
from concord.domains.risks.models import RiskPicture, Scenario
from concord.domains.risks.rules import can_run_risks, can_see_spread, may_see_all_estimates
from concord.domains.risks.services import ScenarioText
from concord.domains.risks.taking import shipped_scenarios, take_shipped
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput
from concord.ui.access import CountryRequest, country_action, country_form, country_page
from concord.ui.templatetags.concord import hazard_names
from concord.web.risks.asked_for import page_of, round_of, told

ONE_LINE = ("code", "title")
TEXTS = ("story", "affected", "across")
LISTS = ("likelier", "rarer")


@country_page
def scenario_list(request: CountryRequest) -> HttpResponse:
    """Every scenario with where it comes from, what it is about and who has rated it."""
    actor = request.actor
    assessment = latest_assessment(actor)
    if assessment is None:
        return render(request, "overview/empty.html", {"section": "risks"})
    rows = list(queries.scenarios(actor))
    picture = queries.picture_of(actor, assessment)
    here = {row.code for row in rows}
    context = page_of(
        request,
        "risks",
        assessment,
        picture,
        counted=[row for row in rows if not row.left_out],
        left_out=[row for row in rows if row.left_out],
        missing=sum(one.code not in here for one in shipped_scenarios().scenarios) if can_run_risks(actor) else 0,
        **_rated(request, picture),
    )
    return render(request, "risks/scenarios.html", context)


def _rated(request: CountryRequest, picture: RiskPicture | None) -> dict[str, Any]:
    """Who has rated what, and the share of risk, each as far as one may see it."""
    found: dict[str, Any] = {"raters": {}, "shares": {}}
    if picture is not None and can_see_spread(request.actor, picture):
        rated = queries.RiskView(request.actor, picture).rated()
        found["shares"] = {one.scenario.pk: one.share for one in rated}
        found["raters"] = {one.scenario.pk: one.raters for one in rated}
    elif picture is not None and may_see_all_estimates(request.actor):
        found["raters"] = queries.raters_by_scenario(request.actor, picture)
    return found


@country_action
def take(request: CountryRequest) -> HttpResponse:
    """Take in the shipped scenarios that are not here yet."""
    require(can_run_risks, request.actor)
    with told(request):
        new = take_shipped(request.actor, round_of(request).framework)
        said = ngettext("%(n)s scenario was taken in.", "%(n)s scenarios were taken in.", new)
        messages.success(request, said % {"n": new})
    return redirect("risks", request.country.code)


@country_form
def add(request: CountryRequest) -> HttpResponse:
    """Add a scenario of the country's own."""
    require(can_run_risks, request.actor)
    return _form(request, None)


@country_form
def change(request: CountryRequest, code: str) -> HttpResponse:
    """Rewrite a scenario; its code stays for life."""
    require(can_run_risks, request.actor)
    return _form(request, queries.find_scenario(request.actor, code))


def _form(request: CountryRequest, scenario: Scenario | None) -> HttpResponse:
    assessment, fault = round_of(request), ""
    if request.method == "POST":
        try:
            saved = _save(request, scenario)
        except InvalidInput as error:
            fault = str(error)
        else:
            messages.success(request, _("The scenario is saved."))
            return redirect("scenario", request.country.code, saved.code)
    given = _typed(request) if request.method == "POST" else _written(scenario)
    context = page_of(
        request,
        "risks",
        assessment,
        queries.picture_of(request.actor, assessment),
        scenario=scenario,
        given=given,
        fault=fault,
        origins=ScenarioOrigin.choices,
        borders=CrossBorder.choices,
        hazard_names=hazard_names(),
    )
    return render(request, "risks/scenario_form.html", context, status=400 if fault else 200)


def _save(request: CountryRequest, scenario: Scenario | None) -> Scenario:
    given = _typed(request)
    text = ScenarioText(
        **{key: given[key] for key in (*ONE_LINE, *TEXTS, "origin", "cross_border")},
        hazards=tuple(given["hazards"]),
        **{key: tuple(line for line in given[key].splitlines() if line) for key in LISTS},
    )
    if scenario is None:
        return services.add_scenario(actor=request.actor, text=text)
    return services.change_scenario(actor=request.actor, scenario=scenario, text=text)


def _typed(request: CountryRequest) -> dict[str, Any]:
    def said(key: str, most: int) -> str:
        return request.POST.get(key, "").replace("\r\n", "\n").strip()[:most]

    found: dict[str, Any] = {"code": said("code", 20), "title": said("title", 200)}
    found |= {key: said(key, 4000) for key in TEXTS}
    found |= {key: "\n".join(line.strip() for line in said(key, 4000).splitlines()) for key in LISTS}
    found |= {"origin": said("origin", 20), "cross_border": said("cross_border", 20)}
    return found | {"hazards": [letter for letter in "CBRN" if letter in request.POST.getlist("hazards")]}


def _written(scenario: Scenario | None) -> dict[str, Any]:
    if scenario is None:
        return {"cross_border": CrossBorder.NONE.value, "hazards": []}
    keys = (*ONE_LINE, *TEXTS, "origin", "cross_border", "hazards")
    return {key: getattr(scenario, key) for key in keys} | {key: "\n".join(getattr(scenario, key)) for key in LISTS}


@country_action
def counting(request: CountryRequest, code: str) -> HttpResponse:
    """Leave a scenario out, saying why, or take it back."""
    require(can_run_risks, request.actor)
    found = queries.find_scenario(request.actor, code)
    with told(request):
        if request.POST.get("do") == "back":
            services.take_back_scenario(actor=request.actor, scenario=found)
            messages.success(request, _("The scenario counts again."))
        else:
            services.leave_out_scenario(actor=request.actor, scenario=found, reason=request.POST.get("reason", ""))
            messages.success(request, _("The scenario is left out; its estimates are kept."))
    return redirect("scenario", request.country.code, found.code)
