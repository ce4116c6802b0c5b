"""Ballots: asking, voting, and running them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from concord.domains.people.models import Institution
from concord.domains.people.queries import institutions
from concord.domains.priorities import queries, services
from concord.domains.priorities.enums import ASKED_AT_A_DISTANCE, WEIGHING, BallotKind, VoterUnit
from concord.domains.priorities.models import Ballot, Criterion
from concord.domains.priorities.rules import can_run_priorities, can_see_ballots, can_vote
from concord.domains.priorities.services import Asked
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput, NotFound
from concord.ui.access import CountryRequest, country_action, country_form
from concord.web.consolidation.asked_for import told
from concord.web.deciding.asked_for import Place, page_of, place_of
from concord.web.deciding.paper import paper_of, result_table


@country_form
def ask(request: CountryRequest) -> HttpResponse:
    """Ask institutions how much criteria count, or to rate the gaps by one criterion."""
    require(can_run_priorities, request.actor)
    place = place_of(request)
    criterion = _criterion(request, place)
    everybody = list(institutions(request.actor))
    if request.method == "POST":
        with told(request):
            ballot = _ask(request, place, criterion, everybody)
            messages.success(request, _("The ballot is open. Everybody who may vote finds it under “Priorities”."))
            return redirect("ballot", request.country.code, ballot.pk)
    kinds = WEIGHING if criterion is None else (BallotKind.POINTS,)
    context = page_of(
        request, "criteria", place, criterion=criterion, institutions=everybody, units=VoterUnit.choices,
        kinds=[(kind, kind.label) for kind in kinds], shown=[(one, one.label) for one in ASKED_AT_A_DISTANCE],
        given=request.POST,
    )  # fmt: skip
    return render(request, "deciding/ask.html", context)


def _criterion(request: CountryRequest, place: Place) -> Criterion | None:
    wanted = request.POST.get("criterion") or request.GET.get("criterion") or ""
    if not wanted:
        return None
    try:
        found = queries.find_criterion(request.actor, place.prioritisation, UUID(wanted))
    except ValueError:
        raise NotFound("There is no such criterion.") from None
    found.prioritisation = place.prioritisation
    return found


def _ask(request: CountryRequest, place: Place, criterion: Criterion | None, everybody: list[Institution]) -> Ballot:
    given = request.POST.get
    asked = Asked(
        kind=given("kind", ""),
        unit=given("unit", ""),
        shown=given("shown", ""),
        closes_at=_moment(given("closes_at", "")),
        influence={one.pk: _influence(given(f"influence-{one.code}", "") or "1") for one in everybody},
    )
    if criterion is None:
        return services.ask_for_weights(actor=request.actor, prioritisation=place.prioritisation, asked=asked)
    return services.ask_for_ratings(actor=request.actor, criterion=criterion, asked=asked)


def _moment(text: str) -> dt.datetime | None:
    try:
        return timezone.make_aware(dt.datetime.fromisoformat(text)) if text else None
    except ValueError:
        raise InvalidInput(_("Give day and time, for instance 2027-03-31 17:00.")) from None


def _influence(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise InvalidInput(_("The influence of an institution is a number from 0 to 100; most have 1.")) from None


@country_form
def ballot(request: CountryRequest, pk: UUID) -> HttpResponse:
    """The ballot paper for who votes, and the result for as far as it may be seen."""
    actor = request.actor
    require(can_see_ballots, actor)
    place = place_of(request)
    found = queries.find_ballot(actor, pk)
    if request.method == "POST":
        require(can_vote, actor, found)
        with told(request):
            vote = services.cast_vote(actor=actor, ballot=found, content=_content(request.POST))
            messages.success(request, _said(vote.complete))
        return redirect("ballot", request.country.code, pk)
    own = queries.own_vote(actor, found)
    rates = found.subject != place.prioritisation.pk
    context = page_of(
        request,
        "ballot",
        place,
        ballot=found,
        own=own,
        rates=rates,
        paper=paper_of(found, own) if can_vote(actor) else None,
        turnout=queries.turnout(actor, found),
        outcome=result_table(queries.result_of(actor, found, ratings=rates), rates=rates),
    )
    return render(request, "deciding/ballot.html", context)


def _said(complete: bool) -> str:
    if complete:
        return _("Your vote was taken. You may change it for as long as the ballot is open.")
    return _("What you compared is kept. Your vote counts once every pair is compared.")


def _content(posted: Mapping[str, Any]) -> dict[str, Any]:
    """What the form says: its fields are named ``vote:`` and the option or the pair."""
    return {key.removeprefix("vote:"): value for key, value in posted.items() if key.startswith("vote:")}


@country_action
def run(request: CountryRequest, pk: UUID) -> HttpResponse:
    """Close a ballot, or begin its second round."""
    require(can_run_priorities, request.actor)
    found = queries.find_ballot(request.actor, pk)
    with told(request):
        if request.POST.get("do") == "second":
            moment = _moment(request.POST.get("closes_at", ""))
            services.start_second_round(actor=request.actor, ballot=found, closes_at=moment)
            messages.success(request, _("The second round has begun; the first one is shown to all who vote."))
        else:
            services.close_ballot(actor=request.actor, ballot=found)
            messages.success(request, _("The ballot is closed."))
    return redirect("ballot", request.country.code, pk)
