"""The plan's workbook: downloaded, changed elsewhere, sent back, looked at, and applied."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from concord.domains.plans.merging import EditRefused, Place
from concord.domains.plans.plan_book import issued_file
from concord.domains.plans.queries.grid import can_be_edited
from concord.domains.plans.queries.workbooks import (
    find_returned,
    issued_workbooks,
    listing_of,
    read_returned,
    returned_workbooks,
)
from concord.domains.plans.rules import can_shape_plan
from concord.domains.plans.services.workbooks import apply_plan_workbook, issue_plan_workbook, take_plan_workbook
from concord.formats.errors import FormatError
from concord.formats.xlsx_guard import MAX_BYTES
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput
from concord.ui.access import CountryRequest, country_action, country_form
from concord.web.plans.grid import open_plan, plan_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTED = 10


@country_form
def page(request: CountryRequest) -> HttpResponse:
    """What went out and came back; a file that is sent here is read, and shown before anything is changed."""
    require(can_shape_plan, request.actor)
    plan = plan_of(request)
    faults: tuple[str, ...] = ()
    if request.method == "POST":
        open_plan(request)
        try:
            content, name = _content(request.FILES.get("file"))
            issued, asked = read_returned(request.actor, content, name)
        except FormatError as error:
            faults = tuple(str(fault) for fault in error.faults)
        except InvalidInput as error:
            faults = (str(error),)
        else:
            kept = take_plan_workbook(actor=request.actor, issued=issued, name=name, asked=asked)
            return redirect("returned_plan_workbook", request.country.code, kept.pk)
    context = {
        "section": "plan", "label": plan.label, "plan": plan, "faults": faults,
        "open": can_be_edited(request.actor, plan), "issued": issued_workbooks(request.actor, plan)[:LISTED],
        "returned": returned_workbooks(request.actor, plan)[:LISTED],
    }  # fmt: skip
    return render(request, "plans/edit_workbook.html", context, status=422 if faults else 200)


def _content(upload: UploadedFile | None) -> tuple[bytes, str]:  # type: ignore[type-arg]
    if upload is None:
        raise InvalidInput(_("Choose a file first."))
    if (upload.size or 0) > MAX_BYTES:
        raise InvalidInput(_("The file is too large; remove pictures and other sheets."))
    return upload.read(), (upload.name or "")[:100]


@country_action
def issue(request: CountryRequest) -> HttpResponse:
    """A fresh workbook of the plan, in the language of the page."""
    require(can_shape_plan, request.actor)
    issued = issue_plan_workbook(actor=request.actor, plan=plan_of(request), language=get_language() or "en")
    name = f"{request.country.code.lower()}-plan-{issued.issued_at:%Y-%m-%d}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(issued_file(issued), content_type=XLSX, headers=headers)


@country_form
def returned(request: CountryRequest, pk: UUID) -> HttpResponse:
    """The list of all that a returned workbook changes, with what is to be decided; sending it applies it."""
    found = find_returned(request.actor, pk)
    fault = ""
    if request.method == "POST":
        try:
            change = apply_plan_workbook(actor=request.actor, returned=found, choices=_choices(request))
        except EditRefused as refused:
            fault = str(refused)
        else:
            n = len(change.entries) if change else 0
            words = ngettext(
                "%(n)s change from the workbook was saved.", "%(n)s changes from the workbook were saved.", n
            )
            messages.success(request, words % {"n": n} if n else _("Everything stood there already."))
            return redirect("plan_workbook", request.country.code)
    context = {
        "section": "plan", "label": found.issued.plan.label, "plan": found.issued.plan, "file": found, "fault": fault,
        "list": listing_of(request.actor, found) if found.applied_at is None else None,
        "open": can_be_edited(request.actor, found.issued.plan),
    }  # fmt: skip
    return render(request, "plans/edit_workbook_list.html", context, status=422 if fault else 200)


def _choices(request: CountryRequest) -> dict[Place, tuple[bool, str]]:
    """Which of two versions is kept, by its place, with what the page showed as the plan's."""
    chosen: dict[Place, tuple[bool, str]] = {}
    for name, value in request.POST.items():
        kind, _bar, place = name.partition("|")
        pieces = place.split("|")
        if kind == "keep" and len(pieces) == 3:
            seen = request.POST.get(f"seen|{place}", "").replace("\r\n", "\n")
            chosen[pieces[0], pieces[1], pieces[2]] = (value == "mine", seen)
    return chosen
