"""The table of scores, and the page on which one score is challenged."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concord.domains.assessments.queries import find_capability
from concord.domains.priorities import services
from concord.domains.priorities.queries import find_criterion, score_table, scores_of_cell
from concord.domains.priorities.queries.table import Cell
from concord.domains.priorities.rules import can_run_priorities, can_see_open_result
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput, NotFound
from concord.ui.access import CountryRequest, country_form, country_page
from concord.web.consolidation.asked_for import told
from concord.web.deciding.asked_for import Place, page_of, place_of


@country_page
def table(request: CountryRequest) -> HttpResponse:
    """Every gap by every criterion."""
    require(can_see_open_result, request.actor)
    place = place_of(request)
    found = score_table(request.actor, place.prioritisation)
    context = page_of(request, "score_table", place, table=found, whole=len(found.rows) * len(found.criteria))
    return render(request, "deciding/scores.html", context)


@country_form
def cell(request: CountryRequest, pk: UUID, code: str) -> HttpResponse:
    """One score: what is filled in, where it comes from, and one's own instead."""
    actor = request.actor
    require(can_see_open_result, actor)
    place = place_of(request)
    criterion = find_criterion(actor, place.prioritisation, pk)
    criterion.prioritisation = place.prioritisation
    capability = find_capability(actor, place.assessment, code).capability
    if request.method == "POST":
        require(can_run_priorities, actor)
        with told(request):
            if request.POST.get("do") == "take_back":
                services.take_back_own_score(actor=actor, criterion=criterion, capability=capability)
                messages.success(request, _("What is filled in counts again."))
            else:
                value, low, high = (_score(request, name) for name in ("value", "low", "high"))
                services.set_own_score(
                    actor=actor, criterion=criterion, capability=capability, value=value, low=low, high=high,
                    reason=request.POST.get("reason", "")[:2000],
                )  # fmt: skip
                messages.success(request, _("Your score counts now."))
        return redirect("score", request.country.code, pk, code)
    context = page_of(
        request,
        "score_table",
        place,
        criterion=criterion,
        capability=capability,
        cell=_cell(request, place, pk, code),
        earlier=[row for row in scores_of_cell(actor, criterion, capability) if row.ended_at],
    )
    return render(request, "deciding/score.html", context)


def _cell(request: CountryRequest, place: Place, pk: UUID, code: str) -> Cell:
    rows = score_table(request.actor, place.prioritisation).rows
    row = next((one for one in rows if one.gap.finding.capability.code == code), None)
    found = next((one for one in row.cells if one.criterion.pk == pk), None) if row else None
    if found is None:
        raise NotFound("There is no such score.")
    return found


def _score(request: CountryRequest, name: str) -> float:
    try:
        return float(request.POST.get(name, "").replace(",", "."))
    except ValueError:
        raise InvalidInput(_("A score is a number from 0 to 100.")) from None
