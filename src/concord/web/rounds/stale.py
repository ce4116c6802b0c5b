"""Which findings have gone stale and why, asking them again, and noting recommendations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concord.domains.assessments import services
from concord.domains.assessments.models import Assessment
from concord.domains.assessments.queries.rounds import Round, find_round, rounds
from concord.domains.assessments.queries.stale import newest_edition, stale_findings
from concord.domains.assessments.rules import can_run_assessment, may_see_all_answers
from concord.domains.assessments.staleness import MONTHS
from concord.domains.recommendations.queries import find_recommendation, recommendations
from concord.domains.recommendations.services import add_recommendation, withdraw_recommendation
from concord.kernel import clock
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput, NotFound, WrongState
from concord.ui.access import CountryRequest, country_action, country_page
from concord.ui.templatetags.concord import day
from concord.web.rounds.forms import NoteRecommendation, StartRound
from concord.web.rounds.pages import page_of
from concord.web.rounds.views import said_of

PERIODS = (12, 18, MONTHS, 36)


def _looked_at(found: list[Round]) -> Assessment | None:
    """The newest round that has findings."""
    return next((each.assessment for each in found if each.findings), None)


@country_page
def stale(request: CountryRequest) -> HttpResponse:
    """Stale findings with what to ask again, and the recommendations that stand."""
    return _show(request)


def _show(request: CountryRequest, note: NoteRecommendation | None = None, again: Any = None) -> HttpResponse:
    found = rounds(request.actor)
    assessment = _looked_at(found)
    if assessment is None:
        return render(request, "rounds/stale_none.html", page_of(request, None))
    runs = can_run_assessment(request.actor)
    capabilities = list(assessment.framework.capabilities.order_by("order"))
    months = _months(request)
    context = page_of(
        request,
        assessment,
        assessment=assessment,
        stale=stale_findings(request.actor, assessment, months),
        months=months,
        periods=PERIODS,
        under_way=found[0].assessment if found[0].assessment.pk != assessment.pk else None,
        recommendations=recommendations(request.actor),
        sees_whom=may_see_all_answers(request.actor),
        note=(note or NoteRecommendation(capabilities, label_suffix="")) if runs else None,
        again=(again or _again(request, assessment)) if runs else None,
    )
    return render(request, "rounds/stale.html", context, status=400 if note or again else 200)


def _months(request: CountryRequest) -> int:
    given = request.GET.get("months", "")
    return int(given) if given.isdecimal() and int(given) in PERIODS else MONTHS


def _again(request: CountryRequest, assessment: Assessment) -> StartRound:
    framework = newest_edition(assessment.framework)
    title = _("Asked again, %(day)s") % {"day": day(clock.today())}
    given = {"previous": assessment.pk, "framework": framework.pk, "target": assessment.target, "title": title}
    frameworks = [framework] if framework.pk == assessment.framework_id else [framework, assessment.framework]
    form = StartRound([assessment], frameworks, request.POST or None, initial=given, label_suffix="")
    del form.fields["suggest"]  # whoever was asked is asked again
    return form


@country_action
def ask_again(request: CountryRequest) -> HttpResponse:
    """Start a round that asks the chosen capabilities again."""
    require(can_run_assessment, request.actor)
    assessment = _looked_at(rounds(request.actor))
    if assessment is None:
        raise NotFound("There is no such page.")
    form = _again(request, find_round(request.actor, assessment.pk))
    if form.is_valid():
        try:
            begun = services.start_round(actor=request.actor, only=request.POST.getlist("capability"), **form.wanted())
        except InvalidInput as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, said_of(begun))
            return redirect("round", request.country.code, begun.assessment.pk)
    return _show(request, again=form)


@country_action
def note(request: CountryRequest) -> HttpResponse:
    """Note a recommendation."""
    require(can_run_assessment, request.actor)
    assessment = _looked_at(rounds(request.actor))
    if assessment is None:
        raise NotFound("There is no such page.")
    form = NoteRecommendation(assessment.framework.capabilities.order_by("order"), request.POST, label_suffix="")
    if form.is_valid():
        try:
            add_recommendation(actor=request.actor, **form.cleaned_data)
        except InvalidInput as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The recommendation is noted."))
            return redirect("stale", request.country.code)
    return _show(request, note=form)


@country_action
def withdraw(request: CountryRequest, pk: UUID) -> HttpResponse:
    """Take a recommendation back, with a reason."""
    recommendation = find_recommendation(request.actor, pk)
    reason = request.POST.get("reason", "")
    try:
        withdraw_recommendation(actor=request.actor, recommendation=recommendation, reason=reason)
    except (InvalidInput, WrongState) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The recommendation is withdrawn; it stays on record with the reason."))
    return redirect("stale", request.country.code)
