"""The board: who has answered what, and moving parts on in bulk."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.assessments import services
from concord.domains.assessments.enums import AssignmentStatus
from concord.domains.assessments.models import Assessment, Assignment
from concord.domains.assessments.queries import board as queries
from concord.domains.assessments.queries import latest_assessment
from concord.domains.assessments.queries.parts import assignments
from concord.domains.assessments.rules import can_run_assessment, can_see_board, is_contributor
from concord.domains.people.queries import institutions
from concord.jobs.reminders import remind_now
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput, NotFound
from concord.ui.access import CountryRequest, country_action, country_page
from concord.web.consolidation.asked_for import day_of, page_of, part_page, round_of, told


def wanted(request: HttpRequest) -> queries.BoardFilter:
    """The filter that the address asks for."""
    given = request.GET.get
    return queries.BoardFilter(given("area", ""), given("institution", ""), given("state", ""))


def states() -> list[tuple[str, str]]:
    """What one can filter by: the statuses, and what follows from answers and dates."""
    words = [(status.value, str(status.label)) for status in AssignmentStatus]
    return [*words, (queries.SILENT, _("Nothing answered yet")), (queries.LATE, _("Overdue"))]


@country_page
def board(request: CountryRequest) -> HttpResponse:
    """Institutions by area; contributors have a page of their own instead."""
    actor = request.actor
    if not can_see_board(actor) and is_contributor(actor):
        return redirect("my_parts", request.country.code)
    require(can_see_board, actor)
    assessment = latest_assessment(actor)
    if assessment is None:
        return render(
            request, "consolidation/none_yet.html", {"section": "assessment", "runs": can_run_assessment(actor)}
        )
    chosen = wanted(request)
    areas = queries.areas_of(assessment)
    shown = [area for area in areas if chosen.area in ("", area.code)]
    context = page_of(
        assessment,
        "board",
        board=queries.board(queries.parts(actor, assessment, chosen), shown),
        areas=areas,
        wanted=chosen,
        states=states(),
        runs=can_run_assessment(actor),
    )
    return render(request, "consolidation/board.html", context)


@country_page
def matrix(request: CountryRequest) -> HttpResponse:
    """Capabilities by institution; of one institution, the list of its parts."""
    actor, assessment, chosen = request.actor, round_of(request), wanted(request)
    found = queries.parts(actor, assessment, chosen)
    context = page_of(
        assessment, "matrix", areas=queries.areas_of(assessment), wanted=chosen, states=states(),
        runs=can_run_assessment(actor), part_page=part_page(request),
    )  # fmt: skip
    if chosen.institution:
        institution = institutions(actor).filter(code=chosen.institution).first()
        if institution is None:
            raise NotFound("There is no such page.")
        context |= {"parts": found, "total": queries.Lot(tuple(found)), "institution": institution}
        return render(request, "consolidation/parts.html", context)
    context["matrix"] = queries.matrix(found, assessment, chosen.area)
    return render(request, "consolidation/matrix.html", context)


@country_action
def move(request: CountryRequest) -> HttpResponse:
    """Do one thing with all parts that were ticked; the way back is where they were ticked."""
    require(can_run_assessment, request.actor)
    assessment = round_of(request)
    with told(request):
        messages.success(request, _do(request, assessment, request.POST.get("do", "")))
    return redirect(_back(request))


def _back(request: CountryRequest) -> str:
    """The page with the filter on which the parts were ticked."""
    given = request.POST.get
    keep = {name: given(f"in_{name}", "") for name in ("area", "institution", "state")}
    page = reverse("matrix" if keep["institution"] else "board", args=[request.country.code])
    query = urlencode({name: value for name, value in keep.items() if value})
    return f"{page}?{query}" if query else page


def _ticked(request: CountryRequest, assessment: Assessment) -> list[Assignment]:
    """The parts that were ticked, singly or by institution (then within the filter that was shown)."""
    rows = assignments(request.actor, assessment)
    if "part" in request.POST:
        return list(rows.filter(pk__in=_uuids(request.POST.getlist("part"))))
    chosen = request.POST.getlist("row")
    shown = queries.BoardFilter(area=request.POST.get("in_area", ""), state=request.POST.get("in_state", ""))
    pks = [part.pk for part in queries.parts(request.actor, assessment, shown) if part.institution.code in chosen]
    return list(rows.filter(pk__in=pks))


def _uuids(texts: list[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        raise InvalidInput(_("Choose at least one part.")) from None


def _do(request: CountryRequest, assessment: Assessment, what: str) -> str:
    """Do what the button says; returns the sentence that tells it."""
    actor, ticked = request.actor, _ticked(request, assessment)
    if not ticked:
        raise InvalidInput(_("Tick at least one institution or part first."))
    singly = "part" in request.POST
    if what == "accept":
        chosen = ticked if singly else _in(ticked, AssignmentStatus.SUBMITTED)
        services.accept_assignments(actor=actor, assignments=chosen)
        return ngettext("%(n)s part was accepted.", "%(n)s parts were accepted.", len(chosen)) % {"n": len(chosen)}
    if what == "return":
        chosen = ticked if singly else _in(ticked, AssignmentStatus.SUBMITTED)
        services.return_assignments(actor=actor, assignments=chosen, reason=request.POST.get("reason", ""))
        return ngettext("%(n)s part was returned.", "%(n)s parts were returned.", len(chosen)) % {"n": len(chosen)}
    if what == "due":
        day = day_of(request.POST.get("due", ""))
        services.set_due(actor=actor, assessment=assessment, assignments=ticked, due=day)
        return ngettext("%(n)s part has a new day.", "%(n)s parts have a new day.", len(ticked)) % {"n": len(ticked)}
    if what == "unassign":
        gone = services.unassign_capabilities(actor=actor, assessment=assessment, assignments=ticked)
        return ngettext("%(n)s part is asked no longer.", "%(n)s parts are asked no longer.", gone) % {"n": gone}
    if what == "remind":
        return _remind(request, assessment, ticked)
    raise InvalidInput(_("Choose what to do."))


def _in(ticked: list[Assignment], status: AssignmentStatus) -> list[Assignment]:
    found = [assignment for assignment in ticked if assignment.status == status]
    if not found:
        raise InvalidInput(_("Nothing of what you ticked is submitted."))
    return found


def _remind(request: CountryRequest, assessment: Assessment, ticked: list[Assignment]) -> str:
    institutions = {assignment.institution_id for assignment in ticked}
    outcome = remind_now(request.actor, assessment, institutions, request.build_absolute_uri("/"))
    for failure in outcome.failures:
        messages.error(request, failure)
    said = ngettext("%(n)s person was reminded.", "%(n)s persons were reminded.", outcome.sent) % {"n": outcome.sent}
    if outcome.left_alone:
        left = ngettext(
            "%(n)s was reminded within the last day and was left alone.",
            "%(n)s were reminded within the last day and were left alone.",
            outcome.left_alone,
        )
        said = _("%(one)s %(other)s") % {"one": said, "other": left % {"n": outcome.left_alone}}
    elif not outcome.sent and not outcome.failures:
        said = _("Nobody was reminded: nothing is open, or no contributor is known there.")
    return said
