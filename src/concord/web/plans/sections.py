"""The narrative sections: reading, writing, switching on and off, and their order."""

from __future__ import annotations

from typing import Literal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concord.domains.plans.models import Plan
from concord.domains.plans.prose import hints
from concord.domains.plans.queries.narrative import chapters, find_chapter
from concord.domains.plans.rules import can_write_sections
from concord.domains.plans.services import narrative as services
from concord.domains.plans.state import CLOSED
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput, WrongState
from concord.ui.access import CountryRequest, country_form
from concord.web.consolidation.asked_for import told
from concord.web.plans.road_pages import page_of, plan_of


@country_form
def sections(request: CountryRequest) -> HttpResponse:
    """All sections that the plan contains, and for the focal point those it might contain."""
    actor, plan = request.actor, plan_of(request)
    writes = can_write_sections(actor)
    if request.method == "POST":
        require(can_write_sections, actor)
        with told(request):
            messages.success(request, _do(request, plan))
        return redirect("plan_sections", request.country.code)
    found = chapters(actor, plan)
    context = page_of(
        plan,
        "sections",
        chapters=[one for one in found if one.shown],
        rest=[one for one in found if not one.shown] if writes else [],
        hints=hints(),
        writes=writes and plan.status not in CLOSED,
        locked=plan.status in CLOSED,
    )
    return render(request, "plans/sections.html", context)


def _do(request: CountryRequest, plan: Plan) -> str:
    actor, wanted, code = request.actor, request.POST.get("do", ""), request.POST.get("code", "")
    if wanted == "add":
        services.add_section(actor=actor, plan=plan, title=request.POST.get("title", ""))
        return _("The section is added.")
    if wanted in ("on", "off"):
        services.switch_section(actor=actor, plan=plan, code=code, shown=wanted == "on")
        return _("The plan contains the section.") if wanted == "on" else _("The plan leaves the section out.")
    if wanted in ("up", "down"):
        way: Literal["up", "down"] = "up" if wanted == "up" else "down"
        services.move_section(actor=actor, plan=plan, code=code, way=way)
        return _("The order is changed.")
    raise InvalidInput(_("Choose what to do with the section."))


@country_form
def section(request: CountryRequest, code: str) -> HttpResponse:
    """Write one section. Where somebody else wrote meanwhile, both texts stand side by side."""
    actor, plan = request.actor, plan_of(request)
    require(can_write_sections, actor)
    fault, status = "", 200
    text, title = request.POST.get("text"), request.POST.get("title", "")
    if request.method == "POST":
        try:
            base = int(request.POST.get("base", "0") or 0) if request.POST.get("base", "0").isdigit() else 0
            services.write_section(actor=actor, plan=plan, code=code, text=text or "", title=title, base=base)
            messages.success(request, _("The section is saved."))
            return redirect("plan_sections", request.country.code)
        except (InvalidInput, WrongState) as error:
            fault, status = str(error), 409 if isinstance(error, services.SectionChanged) else 400
    chapter = find_chapter(actor, plan, code)
    context = page_of(
        plan,
        "sections",
        chapter=chapter,
        hint=hints().get(code, ""),
        text=chapter.text if text is None else text,
        title=title or chapter.title,
        base=chapter.section.revision if chapter.section else 0,
        fault=fault,
        theirs=chapter if status == 409 else None,
    )
    return render(request, "plans/section.html", context, status=status)
