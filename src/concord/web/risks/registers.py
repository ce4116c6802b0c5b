"""The risk register as a file: out, and in after a look at what that would do."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concord.domains.risks import queries
from concord.domains.risks.register import Proposed, propose_register, register_file
from concord.domains.risks.rules import can_run_risks, can_see_scenarios
from concord.domains.risks.services import ScenarioText, take_register
from concord.formats.errors import FormatError
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput, WrongState
from concord.ui.access import CountryRequest, country_action, country_page
from concord.web.risks.asked_for import page_of, round_of
from concord.web.risks.files import content_of, sent

AN_HOUR = 3600
LISTED = ("hazards", "likelier", "rarer")


@country_page
def download(request: CountryRequest) -> HttpResponse:
    """The country's scenarios as a workbook."""
    require(can_see_scenarios, request.actor)
    assessment = round_of(request)
    picture = queries.picture_of(request.actor, assessment)
    title = _("Risk register of %(country)s") % {"country": request.country.name}
    return sent(register_file(request.actor, picture, title), f"{request.country.code.lower()}-risk-register.xlsx")


@country_action
def upload(request: CountryRequest) -> HttpResponse:
    """First a look at what a register holds; then, once that is confirmed, take it in."""
    require(can_run_risks, request.actor)
    round_of(request)
    try:
        if request.POST.get("proposed"):
            new, changed = take_register(
                actor=request.actor, texts=_unpacked(request), replace=bool(request.POST.get("replace"))
            )
            said = _("%(new)s scenarios came in new, %(changed)s were rewritten.") % {"new": new, "changed": changed}
            messages.success(request, said)
            return redirect("risks", request.country.code)
        content, name = content_of(request.FILES.get("file"))
        return _look(request, propose_register(request.actor, content, name), name)
    except FormatError as error:
        for fault in error.faults:
            messages.error(request, str(fault))
    except (InvalidInput, WrongState) as error:
        messages.error(request, str(error))
    return redirect("risk_files", request.country.code)


def _look(request: CountryRequest, proposed: Proposed, name: str) -> HttpResponse:
    assessment = round_of(request)
    context = page_of(
        request,
        "risk_files",
        assessment,
        queries.picture_of(request.actor, assessment),
        proposed=proposed,
        name=name,
        packed=_packed(request, proposed),
    )
    return render(request, "risks/register.html", context)


def _salt(request: CountryRequest) -> str:
    return f"risk-register-{request.actor.country_id}-{request.actor.user_id}"


def _packed(request: CountryRequest, proposed: Proposed) -> str:
    """What was proposed, signed for this person and country, so that the file need not be sent twice."""
    return signing.dumps([asdict(text) for text in proposed.texts], salt=_salt(request), compress=True)


def _unpacked(request: CountryRequest) -> list[ScenarioText]:
    try:
        rows: list[dict[str, Any]] = signing.loads(request.POST["proposed"], salt=_salt(request), max_age=AN_HOUR)
    except signing.BadSignature as error:
        raise InvalidInput(_("This took too long; choose the file again.")) from error
    return [ScenarioText(**row | {key: tuple(row[key]) for key in LISTED}) for row in rows]
