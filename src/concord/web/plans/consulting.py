"""Consultation: putting a draft before institutions, replying, commenting, and answering what was said."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concord.domains.people.queries import institutions
from concord.domains.plans.enums import CommentOutcome, Place, PlanStatus, Stance
from concord.domains.plans.models import Plan
from concord.domains.plans.queries import consulting as queries
from concord.domains.plans.rules import can_comment, can_reply, can_run_road, can_see_consultation
from concord.domains.plans.services import consulting as services
from concord.domains.reports.comment_matrix import comment_matrix_docx
from concord.kernel import clock
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput
from concord.ui.access import CountryRequest, country_action, country_form, country_page
from concord.web.consolidation.asked_for import day_of, told
from concord.web.plans.road_pages import id_of, page_of, plan_of

USUAL_TIME = dt.timedelta(days=30)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@country_form
def consultation(request: CountryRequest) -> HttpResponse:
    """Who replied what, every comment with what became of it, and what the reader can say or do."""
    actor, plan = request.actor, plan_of(request)
    require(can_see_consultation, actor)
    if request.method == "POST":
        require(can_run_road, actor)
        with told(request):
            messages.success(request, _run(request, plan))
        return redirect("plan_consultation", request.country.code)
    runs = can_run_road(actor)
    there = queries.consultations(actor, plan)
    wanted = _wanted(request)
    chosen = next((one for one in there if one.pk == wanted), there[0] if there else None)
    current = plan.status == PlanStatus.CONSULTATION and chosen is not None and chosen == there[0]
    standing = queries.consulted(actor, chosen) if chosen else None
    takes = bool(current and chosen and chosen.is_open)
    asked = {one.institution.pk for one in standing.asked} if standing else set()
    context = page_of(
        plan,
        "consultation",
        standing=standing,
        earlier=[one for one in there if one != chosen],
        current=current,
        runs=runs,
        opens=runs and plan.status == PlanStatus.DRAFT,
        institutions=list(institutions(actor)) if runs and plan.status == PlanStatus.DRAFT else [],
        likely=queries.likely_asked(actor, plan) if runs and plan.status == PlanStatus.DRAFT else set(),
        suggested_day=clock.today() + USUAL_TIME,
        own=next((one for one in standing.asked if one.institution.pk == actor.institution_id), None)
        if standing
        else None,
        replies=takes and (runs or (can_reply(actor, actor.institution_id) and actor.institution_id in asked)),
        comments=takes and (can_comment(actor, actor.institution_id) or can_comment(actor)),
        stances=Stance.choices,
        outcomes=[choice for choice in CommentOutcome.choices if choice[0] != CommentOutcome.OPEN],
    )
    return render(request, "plans/consultation.html", context)


def _wanted(request: CountryRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("round", ""))
    except ValueError:
        return None


def _run(request: CountryRequest, plan: Plan) -> str:
    actor, wanted = request.actor, request.POST.get("do", "")
    day = day_of(request.POST.get("closes_on", ""))
    if wanted in ("open", "postpone") and day is None:
        raise InvalidInput(_("Choose the last day for replies."))
    if wanted == "open" and day:
        chosen = [pk for text in request.POST.getlist("institution") if (pk := id_of(text))]
        message = request.POST.get("message", "")
        services.open_consultation(actor=actor, plan=plan, closes_on=day, institutions=chosen, message=message)
        return _("The plan is in consultation. The version that institutions read is kept.")
    found = queries.find_consultation(actor, plan)
    if wanted == "postpone" and day:
        services.postpone_consultation(actor=actor, consultation=found, closes_on=day)
        return _("The last day is changed.")
    if wanted == "close":
        services.close_consultation(actor=actor, consultation=found)
        return _("The consultation is closed.")
    raise InvalidInput(_("Choose what to do with the consultation."))


@country_action
def reply(request: CountryRequest) -> HttpResponse:
    """Say for one's institution whether it concurs."""
    actor, plan = request.actor, plan_of(request)
    institution = _institution(request)
    require(can_reply, actor, institution)
    with told(request):
        stance = request.POST.get("stance", "")
        if institution is None or stance not in Stance.values:
            raise InvalidInput(_("Choose what your institution says to the plan."))
        services.reply_to_plan(
            actor=actor,
            consultation=queries.find_consultation(actor, plan),
            institution_id=institution,
            stance=Stance(stance),
            words=request.POST.get("words", ""),
        )
        messages.success(request, _("The reply is noted. You may change it until the consultation closes."))
    return redirect("plan_consultation", request.country.code)


@country_action
def comment(request: CountryRequest) -> HttpResponse:
    """Comment on the plan, a section or an action."""
    actor, plan = request.actor, plan_of(request)
    institution = _institution(request)
    require(can_comment, actor, institution)
    with told(request):
        place, _colon, code = request.POST.get("place", "plan:").partition(":")
        if place not in Place.values:
            raise InvalidInput(_("Choose what you comment on."))
        services.comment_on_plan(
            actor=actor,
            consultation=queries.find_consultation(actor, plan),
            text=request.POST.get("text", ""),
            place=Place(place),
            code=code,
            institution_id=institution,
        )
        messages.success(request, _("The comment is noted."))
    return redirect("plan_consultation", request.country.code)


def _institution(request: CountryRequest) -> UUID | None:
    """For whom somebody speaks: the focal point says, a contributor for their own."""
    if can_run_road(request.actor) and request.POST.get("institution"):
        return id_of(request.POST["institution"])
    return request.actor.institution_id


@country_action
def answer(request: CountryRequest, pk: UUID) -> HttpResponse:
    """Say what became of a comment."""
    actor, plan = request.actor, plan_of(request)
    require(can_run_road, actor)
    found = queries.find_comment(actor, plan, pk)
    with told(request):
        outcome = request.POST.get("outcome", "")
        if outcome not in CommentOutcome.values:
            raise InvalidInput(_("Choose what became of the comment."))
        words = request.POST.get("answer", "")
        services.answer_comment(actor=actor, comment=found, outcome=CommentOutcome(outcome), answer=words)
        messages.success(request, _("The answer to comment %(n)s is noted.") % {"n": found.number})
    return redirect("plan_consultation", request.country.code)


@country_page
def matrix(request: CountryRequest) -> HttpResponse:
    """The comment matrix as a Word document."""
    actor, plan = request.actor, plan_of(request)
    require(can_see_consultation, actor)
    content, name = comment_matrix_docx(actor, plan, queries.find_consultation(actor, plan, _wanted(request)))
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=WORD, headers=headers)
