"""All rounds of a country, starting the next one, and what a round makes of the one before."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concord.domains.assessments import services
from concord.domains.assessments.carrying import Verdict
from concord.domains.assessments.queries import rounds as queries
from concord.domains.assessments.queries.rounds import Round
from concord.domains.assessments.queries.stale import newest_edition
from concord.domains.assessments.rules import can_run_assessment
from concord.domains.assessments.services import RoundStart
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput
from concord.ui.access import CountryRequest, country_action, country_page
from concord.web.rounds.forms import StartRound
from concord.web.rounds.pages import page_of


@country_page
def rounds(request: CountryRequest) -> HttpResponse:
    """Every round, newest first; the focal point starts the next one here."""
    found = queries.rounds(request.actor)
    form = _form(request, found) if found and can_run_assessment(request.actor) else None
    return _show(request, found, form)


def _form(request: CountryRequest, found: list[Round]) -> StartRound:
    latest, frameworks = found[0].assessment, queries.askable_frameworks(request.actor)
    given = {
        "previous": latest.pk,
        "framework": newest_edition(latest.framework).pk,
        "target": latest.target,
    }
    rows = [each.assessment for each in found]
    return StartRound(rows, frameworks, request.POST or None, initial=given, label_suffix="")


def _show(request: CountryRequest, found: list[Round], form: StartRound | None, status: int = 200) -> HttpResponse:
    latest = found[0].assessment if found else None
    context = page_of(request, latest, rounds=found, form=form)
    return render(request, "rounds/rounds.html", context, status=status)


@country_action
def start(request: CountryRequest) -> HttpResponse:
    """Start a round from an earlier one."""
    require(can_run_assessment, request.actor)
    found = queries.rounds(request.actor)
    if not found:
        raise InvalidInput(_("There is no round yet that another one could follow."))
    form = _form(request, found)
    if form.is_valid():
        try:
            begun = services.start_round(actor=request.actor, **form.wanted())
        except InvalidInput as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, said_of(begun))
            return redirect("round", request.country.code, begun.assessment.pk)
    return _show(request, found, form, status=400)


def said_of(begun: RoundStart) -> str:
    """A round that was started, in one sentence."""
    return _("The round is open. Institutions asked: %(n)s. Parts to answer: %(parts)s.") % {
        "n": begun.institutions,
        "parts": begun.parts,
    }


@country_page
def round_page(request: CountryRequest, pk: UUID) -> HttpResponse:
    """What a round takes over from the one before, what it asks again and why, and whom nobody asks yet."""
    assessment = queries.find_round(request.actor, pk)
    changes = queries.round_changes(request.actor, assessment)
    explained = {
        Verdict.REWORDED: (_("Reworded"), _("Asked again, with the last answer beside it.")),
        Verdict.SPLIT: (_("Split"), _("Each part is asked; the last answer was to the whole and stands beside it.")),
        Verdict.MERGED: (_("Merged"), _("Asked again as one; the last answers to its parts stand beside it.")),
        Verdict.NEW: (_("New"), _("Never asked before.")),
    }
    groups = [(verdict, *words, changes.asked[verdict]) for verdict, words in explained.items()]
    context = page_of(
        request,
        assessment,
        assessment=assessment,
        changes=changes,
        carried=len(changes.asked[Verdict.UNCHANGED]),
        groups=[group for group in groups if group[3]],
    )
    return render(request, "rounds/round.html", context)
