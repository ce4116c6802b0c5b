"""Working out the findings, and agreeing what nobody disputes in one go."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.assessments import services
from concord.domains.assessments.models import Assessment
from concord.domains.assessments.queries import agreeing as queries
from concord.domains.assessments.queries import findings, holding_signature
from concord.domains.assessments.rules import can_run_assessment
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput
from concord.ui.access import CountryRequest, country_form
from concord.web.consolidation.asked_for import page_of, round_of, told


@country_form
def agreeing(request: CountryRequest) -> HttpResponse:
    """All findings by what is to do with them; the focal point works them out and agrees."""
    actor, assessment = request.actor, round_of(request)
    if request.method == "POST":
        require(can_run_assessment, actor)
        with told(request):
            messages.success(request, _do(request, assessment))
        return redirect("agreeing", request.country.code)
    context = page_of(
        assessment,
        "agreeing",
        heaps=queries.agreeing(actor, assessment),
        missing=queries.new_capabilities(actor, assessment),
        signature=holding_signature(actor, assessment),
        runs=can_run_assessment(actor),
    )
    return render(request, "consolidation/agreeing.html", context)


def _do(request: CountryRequest, assessment: Assessment) -> str:
    actor = request.actor
    if request.POST.get("do") == "derive":
        found = len(services.derive_findings(actor=actor, assessment=assessment))
        said = ngettext("%(n)s finding was worked out anew.", "%(n)s findings were worked out anew.", found)
        return said % {"n": found}
    codes = request.POST.getlist("finding")
    chosen = list(findings(actor, assessment).filter(capability__code__in=codes))
    if not chosen:
        raise InvalidInput(_("Choose at least one finding."))
    done = services.agree_findings(actor=actor, assessment=assessment, findings=chosen)
    return ngettext("%(n)s finding was agreed.", "%(n)s findings were agreed.", done) % {"n": done}
