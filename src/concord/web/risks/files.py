"""Files of the risk picture: estimate workbooks out and in, and its tables to keep."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.people.queries import institutions
from concord.domains.priorities.queries import order_under
from concord.domains.reports.risk_material import risk_material
from concord.domains.reports.risk_sheets import risk_workbook
from concord.domains.risks import queries
from concord.domains.risks.enums import RATING
from concord.domains.risks.rules import can_estimate_for, can_run_risks, can_see_spread
from concord.domains.risks.workbook_files import collect_file, write_workbook
from concord.formats.errors import FormatError
from concord.formats.estimate_workbook_reader import read_estimate_workbook
from concord.formats.xlsx_guard import MAX_BYTES
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput, NotFound
from concord.ui.access import CountryRequest, country_action, country_page
from concord.web.risks.asked_for import page_of, picture_for, rater, round_of, told

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FAULTS_AT_MOST = 20
FILES_AT_MOST = 60


def sent(content: bytes, name: str) -> HttpResponse:
    """A workbook to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=XLSX, headers=headers)


def content_of(upload: UploadedFile[Any] | None) -> tuple[bytes, str]:
    """The bytes and name of a file that somebody sent."""
    if upload is None:
        raise InvalidInput(_("Choose a file first."))
    if (upload.size or 0) > MAX_BYTES:
        raise InvalidInput(_("The file is too large; remove pictures and other sheets."))
    return upload.read(), (upload.name or "")[:100]


@country_page
def overview(request: CountryRequest) -> HttpResponse:
    """Workbooks for each institution with how far it is, and the risk register."""
    require(can_run_risks, request.actor)
    assessment = round_of(request)
    picture = queries.picture_of(request.actor, assessment)
    context = page_of(
        request,
        "risk_files",
        assessment,
        picture,
        progress=queries.rating_progress(request.actor, picture) if picture else [],
        scenario_count=queries.scenarios(request.actor, counted=True).count(),
        open=picture is not None and picture.stage in RATING,
    )
    return render(request, "risks/files.html", context)


@country_page
def tables(request: CountryRequest) -> HttpResponse:
    """Scenarios, capabilities and gaps of the risk picture as one workbook."""
    picture = picture_for(request)
    require(can_see_spread, request.actor, picture)
    material = risk_material(request.actor, picture.assessment, picture)
    gaps = order_under(request.actor, picture.assessment, material.exposure) if material.by_share else []
    return sent(risk_workbook(material, gaps, request.country.name), f"{request.country.code.lower()}-risks.xlsx")


@country_page
def workbook(request: CountryRequest, code: str) -> HttpResponse:
    """The estimate workbook of one institution, with what it said so far."""
    picture = picture_for(request)
    institution = institutions(request.actor).filter(code=code).first()
    if institution is None:
        raise NotFound("There is no such page.")
    require(can_estimate_for, request.actor, institution)
    name = f"{request.country.code.lower()}-estimates-{institution.code}.xlsx"
    return sent(write_workbook(request.actor, picture, institution), name)


@country_action
def collect(request: CountryRequest) -> HttpResponse:
    """Take in returned workbooks, each whole; what is wrong is told line by line."""
    picture, chosen = picture_for(request), rater(request)
    if not can_run_risks(request.actor):
        if chosen is None:
            raise NotFound("There is no such page.")
        require(can_estimate_for, request.actor, chosen)
    uploads = request.FILES.getlist("file")[:FILES_AT_MOST]
    with told(request):
        if not uploads:
            raise InvalidInput(_("Choose a file first."))
        for upload in uploads:
            content, name = content_of(upload)
            try:
                read, faults = read_estimate_workbook(content, name)
                done = collect_file(request.actor, picture, read, name, overwrite=bool(request.POST.get("overwrite")))
            except FormatError as error:
                _complain(request, error.faults)
                continue
            said = ngettext(
                "%(institution)s: %(n)s estimate was taken in.", "%(institution)s: %(n)s estimates were taken in.",
                done.taken,
            )  # fmt: skip
            messages.success(request, said % {"institution": done.institution, "n": done.taken})
            if done.conflicts:
                words = _("%(institution)s: changed here meanwhile, so the file's estimate was not taken: %(codes)s")
                codes = ", ".join(done.conflicts)
                messages.warning(request, words % {"institution": done.institution, "codes": codes})
            _complain(request, faults)
    back = "risk_files" if can_run_risks(request.actor) else "risk_rating"
    return redirect(back, request.country.code)


def _complain(request: CountryRequest, faults: Any) -> None:
    for fault in faults[:FAULTS_AT_MOST]:
        messages.error(request, str(fault))
    if len(faults) > FAULTS_AT_MOST:
        left = len(faults) - FAULTS_AT_MOST
        messages.error(request, ngettext("and %(n)s more fault", "and %(n)s more faults", left) % {"n": left})
