"""Versions: keeping one, reading one, its sign-off page, and the difference of two."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concord.domains.plans.enums import PlanStatus
from concord.domains.plans.models import Plan
from concord.domains.plans.queries import versions as queries
from concord.domains.plans.rules import can_run_road
from concord.domains.plans.services.versions import keep_version
from concord.domains.plans.state import CLOSED
from concord.domains.reports.plan_difference import difference_docx
from concord.kernel.actor import require
from concord.ui.access import CountryRequest, country_form, country_page
from concord.web.consolidation.asked_for import told
from concord.web.plans.kept_plan import kept_plan
from concord.web.plans.road_pages import page_of, plan_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@country_form
def versions(request: CountryRequest) -> HttpResponse:
    """Every version, and a form to keep one more."""
    actor, plan = request.actor, plan_of(request)
    runs = can_run_road(actor)
    if request.method == "POST":
        require(can_run_road, actor)
        with told(request):
            number, note = request.POST.get("number", ""), request.POST.get("note", "")[:2000]
            kept = keep_version(actor=actor, plan=plan, number=number, note=note)
            messages.success(request, _("Version %(number)s is kept.") % {"number": kept.number})
        return redirect("plan_versions", request.country.code)
    found = queries.versions(actor, plan)
    context = page_of(
        plan,
        "versions",
        versions=found,
        keeps=runs and plan.status not in CLOSED,
        before=found[0].version.number if found else "",
    )
    return render(request, "plans/versions.html", context)


@country_page
def version(request: CountryRequest, number: str) -> HttpResponse:
    """A version as it was kept, to read."""
    actor, plan = request.actor, plan_of(request)
    found = queries.find_version(actor, plan, number)
    content = queries.version_content(found.version)
    return render(request, "plans/version.html", page_of(plan, "versions", kept=found, read=kept_plan(content)))


@country_page
def version_json(request: CountryRequest, number: str) -> HttpResponse:
    """The canonical JSON of a version: the very bytes of which the sign-off page prints the SHA-256."""
    plan = plan_of(request)
    found = queries.find_version(request.actor, plan, number)
    queries.version_content(found.version)
    name = f"{request.country.code.lower()}-plan-{number}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(found.version.content.encode(), content_type="application/json", headers=headers)


@country_page
def sign_off(request: CountryRequest, number: str) -> HttpResponse:
    """One sheet that says what was adopted, when and by whom, to print and keep."""
    plan = plan_of(request)
    found = queries.find_version(request.actor, plan, number)
    content = queries.version_content(found.version)
    context = page_of(
        plan,
        "versions",
        kept=found,
        adopted=found.version.status == PlanStatus.ADOPTED,
        read=kept_plan(content),
        file_name=f"{request.country.code.lower()}-plan-{number}.json",
    )
    return render(request, "plans/sign_off.html", context)


@country_page
def difference(request: CountryRequest) -> HttpResponse:
    """What is different between two versions, or a version and the plan as it stands."""
    actor, plan = request.actor, plan_of(request)
    found = queries.versions(actor, plan)
    before, after = _two(request, plan, found)
    context = page_of(
        plan,
        "versions",
        versions=found,
        before=before,
        after=after,
        now=queries.NOW,
        difference=queries.difference(actor, plan, before, after) if before else None,
    )
    return render(request, "plans/difference.html", context)


@country_page
def difference_document(request: CountryRequest) -> HttpResponse:
    """The same as a Word document."""
    actor, plan = request.actor, plan_of(request)
    before, after = _two(request, plan, queries.versions(actor, plan))
    content, name = difference_docx(plan, queries.difference(actor, plan, before or queries.NOW, after))
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=WORD, headers=headers)


def _two(request: CountryRequest, plan: Plan, found: list[queries.Kept]) -> tuple[str, str]:
    """Which two are compared: those named, else the newest version and the plan as it stands."""
    newest = found[0].version.number if found else ""
    return request.GET.get("before", "") or newest, request.GET.get("after", "") or queries.NOW
