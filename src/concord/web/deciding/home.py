"""How far the order of gaps has come, and what is next."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.assessments.queries import latest_assessment
from concord.domains.priorities import services
from concord.domains.priorities.models import Ballot, Criterion
from concord.domains.priorities.queries import (
    ballots_about,
    ballots_to_vote,
    holding_decision,
    prioritisation_of,
    score_table,
)
from concord.domains.priorities.queries.table import ScoreTable
from concord.domains.priorities.rules import can_run_priorities, can_see_ballots, can_see_open_result
from concord.ui.access import CountryRequest, country_action, country_page
from concord.web.consolidation.asked_for import round_of, told
from concord.web.deciding.asked_for import Place, page_of
from concord.web.deciding.lines import order_lines


@dataclass(frozen=True)
class Step:
    """One step on the way to a decided order; ``state`` is done, now or later."""

    title: str
    standing: str
    page: str
    state: str


@country_page
def priorities(request: CountryRequest) -> HttpResponse:
    """The way to the order: criteria, scores, votes, result, decision."""
    actor = request.actor
    assessment = latest_assessment(actor)
    if assessment is None:
        return render(request, "overview/empty.html", {"section": "priorities"})
    found = prioritisation_of(actor, assessment)
    if found is None:
        context = {"section": "priorities", "label": assessment.label, "runs": can_run_priorities(actor)}
        return render(request, "deciding/unopened.html", context)
    place = Place(assessment, found, holding_decision(actor, found))
    context = page_of(request, "priorities", place)
    if can_see_ballots(actor):
        context |= _under_way(request, place)
    if place.decision is not None:
        context["lines"] = order_lines(request, place)[:10]
    return render(request, "deciding/home.html", context)


def _under_way(request: CountryRequest, place: Place) -> dict[str, object]:
    actor = request.actor
    criteria = list(place.prioritisation.criteria.all())
    subjects = [place.prioritisation.pk, *(one.pk for one in criteria)]
    ballots = list(ballots_about(actor, subjects))
    found: dict[str, object] = {"ballots": ballots, "to_vote": ballots_to_vote(actor, subjects)}
    if can_see_open_result(actor) and place.decision is None:
        table = score_table(actor, place.prioritisation)
        found["steps"] = _steps(place, criteria, ballots, table)
    return found


def _steps(place: Place, criteria: list[Criterion], ballots: list[Ballot], table: ScoreTable) -> list[Step]:
    about = [ballot for ballot in ballots if ballot.subject == place.prioritisation.pk]
    weighing = about[0] if about else None
    return [
        Step(_("Criteria"), _counted(criteria), "criteria", "done" if weighing else "now"),
        Step(_("Scores"), _scored(table), "score_table", "later" if table.unknown else "done"),
        Step(_("Weights"), _weighed(weighing, table), "criteria", _weights_state(weighing, table)),
        Step(
            _("Result"),
            _("How firm the order is, where institutions differ, and what would change it."),
            "order_result",
            "now" if _weights_state(weighing, table) == "done" else "later",
        ),
        Step(_("Decision"), _("The focal point decides, an approver approves."), "order_result", "later"),
    ]


def _counted(criteria: list[Criterion]) -> str:
    count = sum(not one.left_out for one in criteria)
    return ngettext("%(n)s criterion counts.", "%(n)s criteria count.", count) % {"n": count}


def _scored(table: ScoreTable) -> str:
    whole = len(table.rows) * len(table.criteria)
    words = {"known": whole - table.unknown, "whole": whole, "own": table.challenged}
    if table.challenged:
        return _("%(known)s of %(whole)s scores are known; %(own)s of them are your own.") % words
    return _("%(known)s of %(whole)s scores are known.") % words


def _weighed(ballot: Ballot | None, table: ScoreTable) -> str:
    if ballot is None:
        return _("Nobody was asked yet; until then all weights are possible.")
    if ballot.is_open:
        words = {"round": ballot.round, "n": ballot.voted}  # type: ignore[attr-defined]
        return ngettext(
            "The ballot is open in round %(round)s; %(n)s vote so far.",
            "The ballot is open in round %(round)s; %(n)s votes so far.",
            words["n"],
        ) % words  # fmt: skip
    count = len(table.voices)
    return ngettext("%(n)s institution has voted.", "%(n)s institutions have voted.", count) % {"n": count}


def _weights_state(ballot: Ballot | None, table: ScoreTable) -> str:
    if ballot is None:
        return "later"
    return "now" if ballot.is_open or not table.voices else "done"


@country_action
def open_priorities(request: CountryRequest) -> HttpResponse:
    """Begin to order the gaps of the newest round."""
    with told(request):
        services.open_prioritisation(actor=request.actor, assessment=round_of(request))
        messages.success(request, _("The gaps can be put in order now. Look at the criteria first."))
    return redirect("priorities", request.country.code)
