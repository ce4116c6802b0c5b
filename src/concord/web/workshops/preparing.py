"""Preparing a workshop: which there are, a new one, its agenda, and who helps."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concord.domains.assessments.queries import latest_assessment
from concord.domains.people.models import Institution
from concord.domains.people.queries import institutions
from concord.domains.priorities.enums import BallotKind, VoterUnit
from concord.domains.workshops import queries, services
from concord.domains.workshops.asking import ASKS
from concord.domains.workshops.enums import ItemKind, WorkshopStatus
from concord.domains.workshops.models import Workshop
from concord.domains.workshops.rules import can_run_workshop, can_see_workshops
from concord.domains.workshops.services import ItemText
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput
from concord.ui.access import CountryRequest, country_action, country_form, country_page
from concord.web.consolidation.asked_for import round_of, told
from concord.web.workshops.asked_for import ids, one_id, page_of, time_of, way_in, whole, workshop_at
from concord.web.workshops.forms import AboutWorkshop


@country_page
def workshops(request: CountryRequest) -> HttpResponse:
    """The workshops there are."""
    require(can_see_workshops, request.actor)
    rows = list(queries.workshops(request.actor))
    assessed = latest_assessment(request.actor) is not None
    context = page_of(request, workshops=rows, assessed=assessed)
    if rows:
        context["label"] = rows[0].label
    return render(request, "workshops/home.html", context)


@country_form
def new_workshop(request: CountryRequest) -> HttpResponse:
    """Begin to prepare a workshop about the newest round."""
    require(can_run_workshop, request.actor)
    assessment = round_of(request)
    form = AboutWorkshop(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told(request):
            made = services.make_workshop(actor=request.actor, assessment=assessment, text=form.text)
            return redirect("workshop", request.country.code, made.pk)
    status = 422 if request.method == "POST" else 200
    context = page_of(request, form=form, assessment=assessment) | {"label": assessment.label}
    return render(request, "workshops/new.html", context, status=status)


@country_form
def workshop(request: CountryRequest, pk: UUID) -> HttpResponse:
    """One workshop: its agenda, how one joins, and what was decided; what it is called is changed here."""
    actor, found = request.actor, workshop_at(request, pk)
    form = AboutWorkshop.about(found, request.POST or None)
    if request.method == "POST":
        require(can_run_workshop, actor)
        if form.is_valid():
            with told(request):
                services.change_workshop(actor=actor, workshop=found, text=form.text)
                messages.success(request, _("Kept."))
                return redirect("workshop", request.country.code, pk)
    lines = queries.agenda(actor, found)
    context = page_of(
        request,
        found,
        lines=lines,
        undecided=queries.open_questions(lines),
        closed=found.status == WorkshopStatus.CLOSED,
        way=way_in(request, found),
        people=list(queries.participants(actor, found)),
        record=queries.record_of(actor, found) if can_see_workshops(actor) else None,
    )
    if can_run_workshop(actor):
        context |= {
            "form": form,
            "kinds": ItemKind.choices,
            "days": range(1, found.days + 1),
            "helpers": {one.user_id for one in found.helpers.all()},
            "possible_helpers": queries.possible_helpers(actor),
            "suggested": queries.suggested_agenda(actor, found.assessment) if not lines else (),
        }
    return render(request, "workshops/prepare.html", context)


@country_action
def prepare(request: CountryRequest, pk: UUID) -> HttpResponse:
    """Take the suggested agenda, add an item, give another code, name helpers, or begin."""
    require(can_run_workshop, request.actor)
    found = workshop_at(request, pk)
    wanted = request.POST.get("do", "")
    with told(request):
        match wanted:
            case "item":
                item = services.add_item(actor=request.actor, workshop=found, text=_text(request))
                return redirect("workshop_item", request.country.code, pk, item.pk)
            case "begin":
                services.open_workshop(actor=request.actor, workshop=found)
                return redirect("workshop_run", request.country.code, pk)
            case "reopen":
                reason = request.POST.get("reason", "")
                services.reopen_workshop(actor=request.actor, workshop=found, reason=reason)
                return redirect("workshop_run", request.country.code, pk)
            case "remove":
                services.remove_workshop(actor=request.actor, workshop=found)
                messages.success(request, _("The workshop was taken away."))
                return redirect("workshops", request.country.code)
            case _:
                _change(request, found, wanted)
    return redirect("workshop", request.country.code, pk)


def _change(request: CountryRequest, found: Workshop, wanted: str) -> None:
    actor = request.actor
    match wanted:
        case "suggested":
            items = queries.suggested_agenda(actor, found.assessment)
            services.take_suggested_agenda(actor=actor, workshop=found, items=items)
            messages.success(request, _("The suggested agenda was taken; change it as you like."))
        case "code":
            services.change_code(actor=actor, workshop=found)
            messages.success(request, _("The room has another code; the old one lets nobody in any more."))
        case "helpers":
            services.name_helpers(actor=actor, workshop=found, users=ids(request.POST.getlist("helper")))
            messages.success(request, _("Kept."))
        case "up" | "down":
            item = queries.find_item(actor, found, one_id(request.POST.get("item", "")))
            services.move_item(actor=actor, item=item, up=wanted == "up")
        case "drop":
            item = queries.find_item(actor, found, one_id(request.POST.get("item", "")))
            services.remove_item(actor=actor, item=item)
        case _:
            raise InvalidInput(_("Load the page again, and choose from what it shows."))


@country_form
def item(request: CountryRequest, pk: UUID, item_id: UUID) -> HttpResponse:
    """One item of the agenda: its times, who is invited, and what it asks."""
    actor = request.actor
    require(can_run_workshop, actor)
    found = workshop_at(request, pk)
    here = queries.find_item(actor, found, item_id)
    if request.method == "POST":
        with told(request):
            services.change_item(actor=actor, item=here, text=_text(request, kind=here.kind))
            messages.success(request, _("Kept."))
            return redirect("workshop", request.country.code, pk)
    asked = list(here.questions.order_by("order"))
    taken = {one.subject for one in asked}
    possible = [one for one in queries.candidates(actor, found.assessment, here.kind) if one.subject not in taken]
    context = page_of(
        request,
        found,
        item=here,
        questions=asked,
        candidates=possible,
        institutions=_institutions(request),
        ways=[(one, BallotKind(one).label) for one in ASKS[here.kind]],
        units=VoterUnit.choices,
        days=range(1, found.days + 1),
    )
    return render(request, "workshops/item.html", context)


@country_action
def questions(request: CountryRequest, pk: UUID, item_id: UUID) -> HttpResponse:
    """Ask about further things within an item, put a question in one's own words, or take one out."""
    actor = request.actor
    require(can_run_workshop, actor)
    found = workshop_at(request, pk)
    here = queries.find_item(actor, found, item_id)
    given = request.POST
    with told(request):
        match given.get("do"):
            case "drop":
                question = queries.find_question(actor, found, one_id(given.get("question", "")))
                services.remove_question(actor=actor, question=question)
            case "free":
                free = services.FreeQuestion(
                    given.get("title", ""), given.get("text", ""), given.get("asks", ""),
                    given.get("options", "").splitlines(), whole(given.get("most", ""), otherwise=1),
                )  # fmt: skip
                services.add_free_question(actor=actor, item=here, question=free)
            case _:
                subjects = ids(given.getlist("subject"))
                if not subjects:
                    raise InvalidInput(_("Choose at least one thing that this item is about, from the list."))
                services.add_questions(actor=actor, item=here, subjects=subjects)
    return redirect("workshop_item", request.country.code, pk, item_id)


def _text(request: CountryRequest, kind: str = "") -> ItemText:
    given = request.POST
    chosen = set(given.getlist("invited"))
    everybody = {str(one.pk) for one in _institutions(request)}
    return ItemText(
        kind=kind or given.get("kind", ""),
        title=given.get("title", ""),
        about=given.get("about", ""),
        day=whole(given.get("day", "1"), otherwise=1),
        starts_at=time_of(given.get("starts_at", "")),
        minutes=whole(given.get("minutes", ""), otherwise=30),
        invited=() if chosen >= everybody else ids(sorted(chosen)),
        unit=given.get("unit", "") or VoterUnit.PERSON,
        asks=given.get("asks", ""),
        names_shown="hide_names" not in given,
    )


def _institutions(request: CountryRequest) -> list[Institution]:
    return list(institutions(request.actor))
