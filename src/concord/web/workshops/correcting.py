"""One decision with its votes and corrections, and the form that adds another correction."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concord.domains.workshops import queries, services
from concord.domains.workshops.rules import can_run_workshop, can_see_workshops
from concord.kernel.actor import require
from concord.ui.access import CountryRequest, country_form
from concord.web.consolidation.asked_for import told
from concord.web.workshops.asked_for import page_of, workshop_at
from concord.web.workshops.facilitating import outcome_of
from concord.web.workshops.results import result_of


@country_form
def decision(request: CountryRequest, pk: UUID, decision_id: UUID) -> HttpResponse:
    """A decision as it was taken, what was added since, and a correction by the facilitator."""
    actor, found = request.actor, workshop_at(request, pk)
    require(can_see_workshops, actor)
    here = queries.find_decision(actor, found, decision_id)
    if request.method == "POST":
        require(can_run_workshop, actor)
        with told(request):
            services.correct_decision(
                actor=actor, decision=here, text=request.POST.get("text", ""),
                reason=request.POST.get("reason", ""), against=request.POST.get("against", ""),
                outcome=outcome_of(request) if here.outcome else None,
            )  # fmt: skip
            messages.success(request, _("The correction stands below the decision; what was decided first stays."))
        return redirect("workshop_decision", request.country.code, pk, decision_id)
    added = list(here.corrections.order_by("number"))
    context = page_of(
        request,
        found,
        decision=here,
        corrections=added,
        stands=added[-1] if added else here,
        result=result_of(queries.tally_of(actor, here.question), here.question) if here.question else None,
    )
    return render(request, "workshops/decision.html", context)
