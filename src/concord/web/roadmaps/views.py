"""Asking for roadmaps, watching them being worked out, comparing and choosing."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.plans.models import Plan
from concord.domains.plans.state import CLOSED
from concord.domains.roadmaps import queries
from concord.domains.roadmaps.asking import wishes_from
from concord.domains.roadmaps.enums import RunState
from concord.domains.roadmaps.models import RoadmapRun
from concord.domains.roadmaps.rules import can_choose_roadmap, can_run_roadmaps
from concord.domains.roadmaps.services import ask_for_roadmap, choose_roadmap, stop_search
from concord.jobs.roadmaps import work_out_roadmap
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput, WrongState
from concord.ui.access import CountryRequest, country_action, country_form, country_page
from concord.web.plans.road_pages import id_of, page_of, plan_of
from concord.web.roadmaps.asked import form_of, wishes_of


@country_form
def roadmaps(request: CountryRequest) -> HttpResponse:
    """The roadmaps of the plan, and the form that asks for another one."""
    plan, refused = plan_of(request), ""
    if request.method == "POST":
        require(can_run_roadmaps, request.actor, plan)
        try:
            return _ask(request, plan)
        except InvalidInput as error:
            refused = str(error)
    form = None
    if can_run_roadmaps(request.actor, plan):
        try:
            form = _form(request, plan)
        except InvalidInput as error:  # the plan has nothing to schedule
            refused = refused or str(error)
    found = queries.roadmaps(request.actor, plan)
    context = page_of(plan, "roadmaps", found=found, form=form, refused=refused)
    return render(request, "roadmaps/roadmaps.html", context, status=422 if request.method == "POST" else 200)


def _form(request: CountryRequest, plan: Plan) -> dict[str, object]:
    pk = id_of(request.GET.get("from", ""))
    earlier = wishes_from(queries.find_roadmap(request.actor, plan, pk).wishes) if pk else None
    return form_of(queries.usual(request.actor, plan), request.POST.dict(), earlier)


def _ask(request: CountryRequest, plan: Plan) -> HttpResponse:
    wishes = wishes_of(request.POST.dict(), queries.usual(request.actor, plan))
    run = ask_for_roadmap(actor=request.actor, plan=plan, title=request.POST.get("title", ""), wishes=wishes)
    work_out_roadmap.enqueue(str(plan.country_id), str(run.pk))
    return redirect("roadmap", request.country.code, run.pk)


@country_page
def roadmap(request: CountryRequest, pk: UUID) -> HttpResponse:
    """One roadmap: how far it is, then its picture with its proof; with ``?with=``, beside another one."""
    plan = plan_of(request)
    run = queries.find_roadmap(request.actor, plan, pk)
    done = run.state == RunState.DONE
    others = [o for o in queries.roadmaps(request.actor, plan) if o.pk != run.pk and o.state == RunState.DONE]
    beside = _beside(request, plan, others) if done else None
    context = page_of(
        plan,
        "roadmaps",
        run=run,
        view=queries.view_of(request.actor, run) if done else None,
        others=others,
        beside=beside,
        compared=queries.compare(request.actor, beside, run) if beside else None,
        words={"hands": _("Actions at once"), "money": _("Money"), "fixed": _("Starts in"), "due": _("Ended by"),
               "length": _("Last year")},
        may_run=can_run_roadmaps(request.actor, plan),
        may_choose=can_choose_roadmap(request.actor, plan) and plan.status not in CLOSED,
    )  # fmt: skip
    return render(request, "roadmaps/roadmap.html", context)


def _beside(request: CountryRequest, plan: Plan, others: list[RoadmapRun]) -> RoadmapRun | None:
    try:
        wanted = id_of(request.GET.get("with", ""))
    except InvalidInput:
        return None
    return queries.find_roadmap(request.actor, plan, wanted) if wanted in [other.pk for other in others] else None


@country_action
def stop(request: CountryRequest, pk: UUID) -> HttpResponse:
    """End a search with the best it has so far."""
    run = queries.find_roadmap(request.actor, plan_of(request), pk)
    try:
        stop_search(actor=request.actor, run=run)
    except WrongState as error:
        messages.error(request, str(error))
    return redirect("roadmap", request.country.code, pk)


@country_action
def choose(request: CountryRequest, pk: UUID) -> HttpResponse:
    """Set the plan's dates to a roadmap's."""
    run = queries.find_roadmap(request.actor, plan_of(request), pk)
    try:
        moved = choose_roadmap(actor=request.actor, run=run)
        words = ngettext(
            "The plan follows this roadmap: %(n)s action was moved.",
            "The plan follows this roadmap: %(n)s actions were moved.",
            moved,
        )
        messages.success(request, words % {"n": moved})
    except (InvalidInput, WrongState) as error:
        messages.error(request, str(error))
    return redirect("roadmap", request.country.code, pk)
