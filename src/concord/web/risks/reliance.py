"""What leans on what: the matrix of scenarios and capabilities, and one scenario's links to edit."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.assessments.queries import find_capability
from concord.domains.risks import queries, services
from concord.domains.risks.enums import Strength
from concord.domains.risks.rules import can_run_risks
from concord.kernel.actor import require
from concord.ui.access import CountryRequest, country_action, country_form, country_page
from concord.web.risks.asked_for import page_of, round_of, told


@country_page
def matrix(request: CountryRequest) -> HttpResponse:
    """How far each scenario leans on each capability, and on which nothing leans."""
    actor, assessment = request.actor, round_of(request)
    rows = queries.reliance_matrix(actor, assessment)
    scenarios = list(queries.scenarios(actor, counted=True))
    areas: list[dict[str, Any]] = []
    for area, members in groupby(rows, key=lambda row: row.capability.area):
        lines = [
            {"row": row, "cells": [row.strengths.get(scenario.pk, 0) for scenario in scenarios]} for row in members
        ]
        areas.append({"area": area, "lines": lines})
    context = page_of(
        request,
        "reliance",
        assessment,
        queries.picture_of(actor, assessment),
        areas=areas,
        scenarios=scenarios,
        columns=len(scenarios) + 1,
        missing=queries.unexplained(rows),
        explained=[row for row in rows if row.reason and not row.linked],
    )
    return render(request, "risks/matrix.html", context)


@country_action
def explain(request: CountryRequest, code: str) -> HttpResponse:
    """Say why nothing leans on a capability."""
    require(can_run_risks, request.actor)
    capability = find_capability(request.actor, round_of(request), code).capability
    with told(request):
        services.explain_unlinked(
            actor=request.actor, capability=capability, reason=request.POST.get("reason", "")[:1000]
        )
        messages.success(request, _("The reason is saved."))
    return redirect("reliance", request.country.code)


@country_form
def of_scenario(request: CountryRequest, code: str) -> HttpResponse:
    """One scenario's links, capability by capability."""
    require(can_run_risks, request.actor)
    actor, assessment = request.actor, round_of(request)
    scenario = queries.find_scenario(actor, code)
    capabilities = list(assessment.framework.capabilities.select_related("area").order_by("order"))
    if request.method == "POST":
        given = {c.pk: request.POST.get(f"on-{c.code}", "") for c in capabilities}
        strengths = {pk: int(text) for pk, text in given.items() if text in ("0", "1", "2")}
        with told(request):
            n = services.set_reliance(actor=actor, scenario=scenario, strengths=strengths)
            said = ngettext("%(n)s link was changed.", "%(n)s links were changed.", n)
            messages.success(request, said % {"n": n})
        return redirect("scenario", request.country.code, scenario.code)
    held = queries.strengths_of(actor, scenario)
    areas = [
        {"area": area, "lines": [(capability, held.get(capability.pk, 0)) for capability in members]}
        for area, members in groupby(capabilities, key=lambda capability: capability.area)
    ]
    context = page_of(
        request,
        "reliance",
        assessment,
        queries.picture_of(actor, assessment),
        scenario=scenario,
        areas=areas,
        strengths=Strength.choices,
    )
    return render(request, "risks/reliance.html", context)
