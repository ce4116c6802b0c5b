"""Remarks: the list of exchanges, opening one, replying and settling."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from concord.domains.assessments import services
from concord.domains.assessments.models import Thread
from concord.domains.assessments.queries import find_capability
from concord.domains.assessments.queries.review import find_thread, spoken_threads
from concord.domains.assessments.rules import can_open_thread, can_settle_thread, can_take_part_in_review
from concord.domains.people.queries import institutions
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput
from concord.ui.access import CountryRequest, country_action, country_page
from concord.web.consolidation.asked_for import page_of, round_of, told

SHOWN = 25
OPEN, SETTLED, ALL = "open", "settled", "all"


@country_page
def remarks(request: CountryRequest) -> HttpResponse:
    """The exchanges in which one takes part; those that are open unless others are asked for."""
    actor, assessment = request.actor, round_of(request)
    require(can_take_part_in_review, actor)
    rows, show = spoken_threads(actor, assessment), request.GET.get("show", OPEN)
    if show in (OPEN, SETTLED):
        rows = rows.filter(resolved_at__isnull=show == OPEN)
    page = Paginator(rows.order_by("-opened_at"), SHOWN).get_page(request.GET.get("page"))
    context = page_of(
        assessment,
        "remarks",
        page=page,
        show=show,
        shows=[(OPEN, _("Open")), (SETTLED, _("Settled")), (ALL, _("All"))],
        settles=can_settle_thread(actor),
        back="remarks",
    )
    return render(request, "consolidation/remarks.html", context)


@country_action
def open_remark(request: CountryRequest) -> HttpResponse:
    """Start an exchange about a capability, a statement, or one institution's answers."""
    actor, assessment = request.actor, round_of(request)
    require(can_open_thread, actor)
    given = request.POST.get
    capability = find_capability(actor, assessment, given("capability", "")).capability
    place = ""
    with told(request):
        thread = services.open_thread(
            actor=actor,
            assessment=assessment,
            capability=capability,
            text=given("text", ""),
            statement=_one_of(capability.statements.all(), given("statement", "")),
            institution=_one_of(institutions(actor), given("institution", "")),
        )
        place = f"#thread-{thread.pk}"
    return redirect(reverse("finding", args=[request.country.code, capability.code]) + place)


def _one_of(rows: Any, code: str) -> Any:
    """The one with this code; ``None`` where none is named."""
    found = rows.filter(code=code).first() if code else None
    if code and found is None:
        raise InvalidInput(_("Choose what the remark is about."))
    return found


@country_action
def answer_remark(request: CountryRequest, pk: UUID) -> HttpResponse:
    """Reply in an exchange, settle it, or open it again."""
    thread = find_thread(request.actor, round_of(request), pk)
    with told(request):
        match request.POST.get("do", "reply"):
            case "settle":
                services.resolve_thread(actor=request.actor, thread=thread)
            case "reopen":
                services.reopen_thread(actor=request.actor, thread=thread)
            case _:
                services.add_remark(actor=request.actor, thread=thread, text=request.POST.get("text", ""))
                messages.success(request, _("Your reply was added."))
    return redirect(_back(request, thread))


def _back(request: CountryRequest, thread: Thread) -> str:
    if request.POST.get("back") == "remarks":
        return reverse("remarks", args=[request.country.code])
    return reverse("finding", args=[request.country.code, thread.capability.code]) + f"#thread-{thread.pk}"
