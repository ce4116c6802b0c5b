"""Opening a round, and whom to ask about what."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.assessments import services
from concord.domains.assessments.models import Assessment
from concord.domains.assessments.queries import board as queries
from concord.domains.assessments.queries import latest_assessment
from concord.domains.assessments.queries.asking import asked_places, counts_by_area
from concord.domains.assessments.queries.parts import assignments
from concord.domains.assessments.rules import can_run_assessment
from concord.domains.frameworks.models import Area, Framework
from concord.domains.frameworks.queries import list_frameworks
from concord.domains.people.queries import institutions
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput
from concord.ui.access import CountryRequest, country_action, country_form
from concord.web.consolidation.asked_for import day_of, page_of, round_of, told


@country_form
def open_round(request: CountryRequest) -> HttpResponse:
    """Open the first round of a country; later ones follow from earlier ones."""
    require(can_run_assessment, request.actor)
    if latest_assessment(request.actor) is not None:
        return redirect("board", request.country.code)
    frameworks = list(list_frameworks().defer("pack"))
    if request.method == "POST":
        with told(request):
            _open(request, frameworks)
            return redirect("assign", request.country.code)
    context = {"section": "assessment", "frameworks": frameworks, "given": request.POST, "targets": (2, 3, 4, 5)}
    return render(request, "consolidation/open.html", context)


def _open(request: CountryRequest, frameworks: list[Framework]) -> None:
    given = request.POST.get
    framework = next((f for f in frameworks if str(f.pk) == given("framework")), None)
    title, target = given("title", "").strip(), given("target", "")
    if framework is None or not title or not target.isdecimal():
        raise InvalidInput(_("Choose a framework, a title and a target."))
    services.open_assessment(actor=request.actor, framework=framework, title=title[:200], target=int(target))


@country_form
def assign(request: CountryRequest) -> HttpResponse:
    """The matrix of one area: a tick for each capability that an institution is asked about."""
    require(can_run_assessment, request.actor)
    assessment = round_of(request)
    areas = queries.areas_of(assessment)
    code = request.POST.get("area") or request.GET.get("area", "")
    area = next((area for area in areas if area.code == code), areas[0] if areas else None)
    if request.method == "POST" and area is not None:
        with told(request):
            messages.success(request, _assign(request, assessment, area))
        return redirect(f"{reverse('assign', args=[request.country.code])}?area={area.code}")
    asked, counts = asked_places(request.actor, assessment), counts_by_area(request.actor, assessment)
    everybody = list(institutions(request.actor))
    capabilities = area.capabilities.order_by("order") if area else []
    context = page_of(
        assessment,
        "assign",
        areas=[(one, counts.get(one.pk, 0)) for one in areas],
        area=area,
        institutions=everybody,
        rows=[(c, [(i, (i.pk, c.pk) in asked) for i in everybody]) for c in capabilities],
    )
    return render(request, "consolidation/assign.html", context)


def _assign(request: CountryRequest, assessment: Assessment, area: Area) -> str:
    capabilities = list(area.capabilities.all())
    asked = {_place(text) for text in request.POST.getlist("ask")}
    whole = request.POST.get("whole", "")
    if whole:
        asked |= {_place(f"{whole}/{capability.pk}") for capability in capabilities}
    done = services.assign_exactly(
        actor=request.actor,
        assessment=assessment,
        capabilities=capabilities,
        asked=asked,
        due=day_of(request.POST.get("due", "")),
    )
    if not (done.added or done.removed):
        return _("Nothing was changed.")
    return _("%(area)s: %(added)s added, %(removed)s taken away.") % {
        "area": area.code, "added": done.added, "removed": done.removed,
    }  # fmt: skip


def _place(text: str) -> tuple[UUID, UUID]:
    institution, _slash, capability = text.partition("/")
    try:
        return UUID(institution), UUID(capability)
    except ValueError:
        raise InvalidInput(_("Choose at least one part.")) from None


@country_action
def fill(request: CountryRequest) -> HttpResponse:
    """Ask every institution about what the framework suggests for its kind."""
    assessment = round_of(request)
    asked, unasked = services.assign_suggested(actor=request.actor, assessment=assessment)
    messages.success(
        request,
        ngettext(
            "%(n)s institution is asked what the framework suggests for it.",
            "%(n)s institutions are asked what the framework suggests for them.",
            asked,
        )
        % {"n": asked},
    )
    if unasked:
        messages.warning(
            request, _("No institution of the kind suggested for: %(codes)s.") % {"codes": ", ".join(unasked)}
        )
    return redirect("assign", request.country.code)


@country_action
def due(request: CountryRequest) -> HttpResponse:
    """Set the day for everything that is not handed in yet."""
    require(can_run_assessment, request.actor)
    assessment = round_of(request)
    with told(request):
        day = day_of(request.POST.get("due", ""))
        chosen = list(assignments(request.actor, assessment).filter(status__in=queries.OPEN))
        services.set_due(actor=request.actor, assessment=assessment, assignments=chosen, due=day)
        said = ngettext("%(n)s part has a new day.", "%(n)s parts have a new day.", len(chosen))
        messages.success(request, said % {"n": len(chosen)})
    return redirect("assign", request.country.code)
