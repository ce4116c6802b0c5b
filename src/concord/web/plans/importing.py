"""A plan that already exists: choose its file, name its columns, look at what it gives, take it over, clear up."""

from __future__ import annotations

import contextlib
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pydantic import ValidationError

from concord.domains.plans import queries
from concord.domains.plans.importing import Understood
from concord.domains.plans.queries import importing as reading
from concord.domains.plans.rules import can_import_plan, can_shape_plan
from concord.domains.plans.services.importing import (
    drop_upload,
    import_plan,
    keep_upload,
    map_upload,
    pick_plan,
    settle_row,
)
from concord.formats.errors import FormatError
from concord.formats.plan_import import PlanMap
from concord.formats.plan_import_grouping import totals
from concord.formats.xlsx_guard import MAX_BYTES
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput, NotFound, WrongState
from concord.ui.access import CountryRequest, country_action, country_form, country_page
from concord.web.plans.import_mapping import columns_of, field_rows, sent_map
from concord.web.plans.money import plan_here

FAULTS_AT_MOST = 20
UNCLEAR_SHOWN = 50
ROWS_SHOWN = 12


@country_form
def imports(request: CountryRequest) -> HttpResponse:
    """Choose a file; files whose columns are still being named are listed."""
    require(can_import_plan, request.actor)
    if request.method == "POST":
        try:
            content, name = _content(request.FILES.get("file"))
            upload = keep_upload(actor=request.actor, content=content, name=name)
            return redirect("plan_import", request.country.code, upload.pk)
        except FormatError as error:
            _complain(request, error)
        except InvalidInput as error:
            messages.error(request, str(error))
        return redirect("plan_imports", request.country.code)
    context = {"section": "plan", "uploads": reading.uploads(request.actor), "plan": queries.latest_plan(request.actor)}
    return render(request, "plans/imports.html", context)


def _content(upload: UploadedFile[Any] | None) -> tuple[bytes, str]:
    if upload is None:
        raise InvalidInput(_("Choose a file first."))
    if (upload.size or 0) > MAX_BYTES:
        raise InvalidInput(_("The file is too large; remove pictures and other sheets."))
    return upload.read(), (upload.name or "plan.xlsx")[:200]


def _complain(request: CountryRequest, error: FormatError) -> None:
    for fault in error.faults[:FAULTS_AT_MOST]:
        messages.error(request, str(fault))


@country_form
def mapping(request: CountryRequest, pk: UUID) -> HttpResponse:
    """Name the columns, and see what the file would become."""
    upload = reading.find_upload(request.actor, pk)
    content = reading.content_of(request.actor, upload)
    current = PlanMap.model_validate(upload.mapping)
    faults: list[str] = []
    if request.method == "POST":
        try:
            current = sent_map(request.POST, current)
            map_upload(actor=request.actor, upload=upload, mapping=current)
            return redirect("plan_import", request.country.code, upload.pk)
        except (InvalidInput, ValidationError) as error:
            faults = [str(error)] if isinstance(error, InvalidInput) else [_("A value is not right; look at it again.")]
    understood = None
    try:
        understood = reading.preview(request.actor, upload)
    except FormatError as error:
        faults += [str(fault) for fault in error.faults[:FAULTS_AT_MOST]]
    except InvalidInput as error:
        faults.append(str(error))
    sheets = columns_of(content, upload.name, current)
    context = {
        "section": "plan",
        "upload": upload,
        "mapping": current,
        "sheets": sheets.titles,
        "headings": sheets.headings,
        "fields": field_rows(current),
        "faults": faults,
        **(_preview(understood) if understood else {}),
    }
    return render(request, "plans/import.html", context, status=422 if request.method == "POST" else 200)


def _preview(understood: Understood) -> dict[str, Any]:
    plan = understood.plan
    problems = [(line, words) for line, all_words in sorted(plan.problems.items()) for words in all_words]
    return {
        "understood": understood,
        "actions": plan.actions,
        "likely": understood.likely,
        "by_years": _rows(totals(plan.lines, "given")),
        "by_category": _rows(totals(plan.lines, "category")),
        "problems": problems[:UNCLEAR_SHOWN],
        "more_problems": max(len(problems) - UNCLEAR_SHOWN, 0),
        "first_objectives": plan.objectives[:ROWS_SHOWN],
        "more_objectives": max(len(plan.objectives) - ROWS_SHOWN, 0),
    }


def _rows(sums: Any) -> list[tuple[str, str, Any]]:
    return [(name or "–", currency, total) for currency, own in sums.items() for name, total in own.items()]


@country_action
def take(request: CountryRequest, pk: UUID) -> HttpResponse:
    """Make the file a plan of its own."""
    upload = reading.find_upload(request.actor, pk)
    try:
        plan = import_plan(actor=request.actor, upload=upload, title=request.POST.get("title", "").strip()[:200])
    except FormatError as error:
        _complain(request, error)
        return redirect("plan_import", request.country.code, upload.pk)
    except (InvalidInput, WrongState) as error:
        messages.error(request, str(error))
        return redirect("plan_import", request.country.code, upload.pk)
    n, unclear = plan.actions.count(), reading.unclear_rows(request.actor, plan).count()
    words = ngettext("The plan is taken over with %(n)s action.", "The plan is taken over with %(n)s actions.", n)
    messages.success(request, words % {"n": n})
    return redirect("unclear_rows" if unclear else "plan", request.country.code)


@country_action
def drop(request: CountryRequest, pk: UUID) -> HttpResponse:
    """Forget a file of which no plan was made."""
    drop_upload(actor=request.actor, upload=reading.find_upload(request.actor, pk))
    messages.success(request, _("The file is removed from the list."))
    return redirect("plan_imports", request.country.code)


@country_page
def unclear(request: CountryRequest) -> HttpResponse:
    """The rows of the file in which something is to be clarified."""
    plan = plan_here(request)
    rows = list(reading.unclear_rows(request.actor, plan))
    context = {
        "section": "plan",
        "label": plan.label,
        "plan": plan,
        "source": reading.source_of(request.actor, plan),
        "rows": rows,
        "open": sum(row.settled_at is None for row in rows),
        "may_shape": can_shape_plan(request.actor),
    }
    return render(request, "plans/unclear.html", context)


@country_action
def settle(request: CountryRequest, pk: UUID) -> HttpResponse:
    """Note how an unclear row was settled; an empty note opens it again."""
    require(can_shape_plan, request.actor)
    row = reading.unclear_rows(request.actor, plan_here(request)).filter(pk=pk).first()
    if row is None:
        raise NotFound("There is no such page.")
    settle_row(actor=request.actor, row=row, note=request.POST.get("note", "").strip())
    messages.success(request, _("Row %(line)s is noted.") % {"line": row.line})
    return redirect("unclear_rows", request.country.code)


@country_action
def pick(request: CountryRequest) -> HttpResponse:
    """Make another of the country's plans the one that everybody works on."""
    require(can_shape_plan, request.actor)
    chosen = None
    with contextlib.suppress(ValueError):
        chosen = UUID(request.POST.get("plan", ""))
    if chosen is None:
        messages.error(request, _("Choose a plan first."))
        return redirect("plan", request.country.code)
    plan = reading.find_plan(request.actor, chosen)
    pick_plan(actor=request.actor, plan=plan)
    messages.success(request, _("“%(title)s” is now the plan that everybody works on.") % {"title": plan.title})
    return redirect("plan", request.country.code)
