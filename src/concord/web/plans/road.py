"""The road to adoption: what comes next, who sees to it, and the steps that somebody takes."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concord.domains.people.queries import people_of
from concord.domains.plans.enums import PlanStatus
from concord.domains.plans.models import Plan
from concord.domains.plans.queries.consulting import consultations, consulted
from concord.domains.plans.queries.road import road as road_of
from concord.domains.plans.queries.versions import versions
from concord.domains.plans.rules import can_adopt_plan, can_run_road, can_see_consultation
from concord.domains.plans.services import adopting
from concord.domains.plans.services import road as services
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput
from concord.ui.access import CountryRequest, country_action, country_page
from concord.web.consolidation.asked_for import day_of, told
from concord.web.plans.road_pages import id_of, page_of, plan_of


@country_page
def road(request: CountryRequest) -> HttpResponse:
    """The steps with owners and dates, and what the reader can do now."""
    actor, plan = request.actor, plan_of(request)
    runs = can_run_road(actor)
    standing = None
    if plan.status == PlanStatus.CONSULTATION and can_see_consultation(actor):
        newest = consultations(actor, plan)[:1]
        standing = consulted(actor, newest[0]) if newest else None
    context = page_of(
        plan,
        "road",
        road=road_of(actor, plan),
        standing=standing,
        last=next(iter(versions(actor, plan)), None),
        runs=runs,
        adopts=can_adopt_plan(actor),
        people=[one.user for one in people_of(actor)] if runs else [],
    )
    return render(request, "plans/road.html", context)


@country_action
def set_step(request: CountryRequest) -> HttpResponse:
    """Say who sees to a step, and by when."""
    actor, plan = request.actor, plan_of(request)
    require(can_run_road, actor)
    with told(request):
        step = request.POST.get("step", "")
        if step not in PlanStatus.values:
            raise InvalidInput(_("There is no such step."))
        owner, due = id_of(request.POST.get("owner", "")), day_of(request.POST.get("due", ""))
        services.set_road_step(actor=actor, plan=plan, step=PlanStatus(step), owner_id=owner, due=due)
        messages.success(request, _("The step is noted."))
    return redirect("plan_road", request.country.code)


@country_action
def move(request: CountryRequest) -> HttpResponse:
    """Take a step: begin the draft, make it final, take it back, adopt, return, open the next version."""
    plan = plan_of(request)
    allowed, done = DEEDS.get(request.POST.get("do", ""), (can_run_road | can_adopt_plan, _nothing))
    require(allowed, request.actor)
    with told(request):
        messages.success(request, done(request, plan))
    return redirect("plan_road", request.country.code)


def _nothing(request: CountryRequest, plan: Plan) -> str:
    raise InvalidInput(_("There is no such step."))


def _begin(request: CountryRequest, plan: Plan) -> str:
    services.begin_draft(actor=request.actor, plan=plan)
    return _("The plan is a draft now. It is no longer drafted anew from the findings.")


def _finish(request: CountryRequest, plan: Plan) -> str:
    services.finish_plan(actor=request.actor, plan=plan)
    return _("The plan is final and waits for adoption. Its content is locked.")


def _take_back(request: CountryRequest, plan: Plan) -> str:
    services.take_back_plan(actor=request.actor, plan=plan, reason=_reason(request))
    return _("The plan is a draft again.")


def _adopt(request: CountryRequest, plan: Plan) -> str:
    if not request.POST.get("read"):
        raise InvalidInput(_("Tick that you have read the final version, then adopt it."))
    version = adopting.adopt_plan(
        actor=request.actor, plan=plan, seen=request.POST.get("seen", ""), words=request.POST.get("words", "")[:5000]
    )
    return _("Version %(number)s is adopted.") % {"number": version.number}


def _return(request: CountryRequest, plan: Plan) -> str:
    adopting.return_plan(actor=request.actor, plan=plan, reason=_reason(request))
    return _("The plan was returned to the focal point.")


def _next(request: CountryRequest, plan: Plan) -> str:
    row = adopting.open_next_version(actor=request.actor, plan=plan)
    return _("Version %(number)s is open. What was adopted holds until it is adopted.") % {"number": row.version}


def _reason(request: CountryRequest) -> str:
    return request.POST.get("reason", "")[:5000]


DEEDS: dict[str, tuple[Callable[..., bool], Callable[[CountryRequest, Plan], str]]] = {
    "begin": (can_run_road, _begin),
    "finish": (can_run_road, _finish),
    "take_back": (can_run_road, _take_back),
    "adopt": (can_adopt_plan, _adopt),
    "return": (can_adopt_plan, _return),
    "next": (can_run_road, _next),
}
