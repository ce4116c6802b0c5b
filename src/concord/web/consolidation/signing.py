"""Signing the findings: what is signed on one page, and the sheet that proves it afterwards."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concord.domains.assessments import services
from concord.domains.assessments.enums import FindingStatus
from concord.domains.assessments.models import Assessment
from concord.domains.assessments.queries import findings, holding_signature, sign_offs
from concord.domains.assessments.queries.agreeing import still_as_signed
from concord.domains.assessments.rules import can_sign, may_see_proposals
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput
from concord.ui.access import CountryRequest, country_form
from concord.web.consolidation.asked_for import page_of, round_of, told


@country_form
def signature(request: CountryRequest) -> HttpResponse:
    """All findings with who agreed them; the approver signs or returns them. Everybody sees what is signed."""
    actor, assessment = request.actor, round_of(request)
    if request.method == "POST":
        require(can_sign, actor)
        with told(request):
            messages.success(request, _decide(request, assessment))
        return redirect("signature", request.country.code)
    holding = holding_signature(actor, assessment)
    sees_proposals = may_see_proposals(actor)
    rows = list(findings(actor, assessment).annotate(dissent_count=Count("dissents")))
    waiting = sum(row.status != FindingStatus.AGREED for row in rows)
    context = page_of(
        assessment,
        "signature",
        findings=rows,
        waiting=waiting,
        ready=bool(rows) and not waiting,
        holding=holding,
        holds=holding is not None and still_as_signed(actor, assessment, holding),
        earlier=[one for one in sign_offs(actor, assessment) if one != holding] if sees_proposals else [],
        signs=can_sign(actor),
        sees_proposals=sees_proposals,
    )
    return render(request, "consolidation/signature.html", context)


def _decide(request: CountryRequest, assessment: Assessment) -> str:
    actor, words = request.actor, request.POST.get("words", "")
    if request.POST.get("do") == "return":
        services.return_findings(actor=actor, assessment=assessment, reason=request.POST.get("reason", ""))
        return _("The findings were returned to the focal point.")
    if not request.POST.get("read"):
        raise InvalidInput(_("Tick that you have read the findings, then sign."))
    services.sign_findings(actor=actor, assessment=assessment, words=words)
    return _("The findings are signed.")
