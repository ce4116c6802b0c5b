"""Guest links: the page where they are made and recalled, and the page where a guest arrives."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from concord.domains.assessments import queries
from concord.domains.assessments.models import Assessment, GuestLink
from concord.domains.assessments.services import make_guest_link, recall_guest_link
from concord.domains.people.models import Institution
from concord.kernel import clock
from concord.kernel.errors import InvalidInput, NotFound
from concord.ui.access import CountryRequest
from concord.web.answering.doors import AnsweringRequest, door_of

DAYS = (1, 3, 7, 14, 30, 60)


def arrival(request: AnsweringRequest) -> HttpResponse:
    """What a guest is asked."""
    link = request.guest_link
    if link is None:
        raise NotFound("There is no such page.")
    areas = queries.own_parts(request.actor, link.assessment, link.institution)
    context = {
        "door": door_of(request),
        "link": link,
        "areas": areas,
        "label": link.assessment.label,
        "today": clock.today(),
    }
    return render(request, "answering/arrival.html", context)


def guests(request: CountryRequest) -> HttpResponse:
    """The links there are, and a form for a new one. The new link itself is shown once, on the answer to the form."""
    actor = request.actor
    assessment = queries.latest_assessment(actor)
    if assessment is None:
        return render(request, "overview/empty.html", {"section": "assessment"})
    institution = _institution(request, assessment)
    made, problem = None, ""
    if request.method == "POST":
        try:
            made = _make(request, assessment, institution)
        except InvalidInput as error:
            problem = str(error)
    links = queries.guest_links(actor, assessment, institution if actor.institution_id else None)
    context = {
        "section": "assessment",
        "label": assessment.label,
        "institution": institution,
        "institutions": () if actor.institution_id else queries.asked_institutions(actor, assessment),
        "areas": queries.own_parts(actor, assessment, institution) if institution else {},
        "links": [(link, _standing(link)) for link in links],
        "made": made,
        "problem": problem,
        "given": request.POST,
        "chosen": request.POST.getlist("part") or request.GET.getlist("part"),
        "days": DAYS,
        "wanted_days": request.POST.get("days", "7"),
    }
    return render(request, "answering/guests.html", context, status=422 if problem else 200)


def _institution(request: CountryRequest, assessment: Assessment) -> Institution | None:
    """One's own institution; a focal point chooses one of those that are asked."""
    if request.actor.institution_id is not None:
        return queries.own_institution(request.actor)
    code = request.POST.get("institution") or request.GET.get("institution")
    return queries.asked_institutions(request.actor, assessment).filter(code=code).first() if code else None


def _make(request: CountryRequest, assessment: Assessment, institution: Institution | None) -> dict[str, object]:
    if institution is None:
        raise InvalidInput(_("Choose for which institution the guest answers."))
    days = request.POST.get("days", "")
    link, secret = make_guest_link(
        actor=request.actor,
        assessment=assessment,
        institution=institution,
        capabilities=request.POST.getlist("part"),
        guest=request.POST.get("guest", ""),
        email=request.POST.get("email", ""),
        days=int(days) if days.isdecimal() else 0,
    )
    return {"link": link, "address": request.build_absolute_uri(reverse("guest_my_parts", args=[secret]))}


def _standing(link: GuestLink) -> str:
    if link.recalled_at is not None:
        return "recalled"
    return "expired" if link.expires_at <= clock.now() else "open"


def recall(request: CountryRequest, pk: UUID) -> HttpResponse:
    """End a link before its time."""
    link = queries.guest_link(request.actor, pk)
    recall_guest_link(actor=request.actor, link=link)
    messages.success(request, _("The link of %(guest)s no longer works.") % {"guest": link.guest})
    return redirect("guests", country_code=request.country.code)
