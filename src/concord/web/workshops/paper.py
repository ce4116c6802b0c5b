"""The desk at which paper ballots are handed out, named and typed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.people.models import Institution
from concord.domains.people.queries import institutions
from concord.domains.priorities.models import Vote
from concord.domains.workshops.models import Workshop
from concord.domains.workshops.queries.phones import paper_participants, typed_in
from concord.domains.workshops.rules import can_assist
from concord.domains.workshops.services import add_paper_participants, name_paper_participant, type_in_vote
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput, WrongState
from concord.ui.access import CountryRequest, country_form
from concord.web.workshops.asked_for import page_of, whole, workshop_at
from concord.web.workshops.ballot_paper import paper_of, said_in

MOST_AT_ONCE = 100


@country_form
def desk(request: CountryRequest, pk: UUID) -> HttpResponse:
    """What is voted on now, to be typed in from paper, and who holds which code."""
    found = workshop_at(request, pk)
    require(can_assist, request.actor, found)
    problem = ""
    if request.method == "POST":
        todo = {"vote": _type_in, "add": _add, "name": _name}.get(request.POST.get("do", ""), _type_in)
        try:
            messages.success(request, todo(request, found))
        except (InvalidInput, WrongState) as error:
            problem = str(error)
        else:
            return redirect("workshop_paper", request.country.code, pk)
    context = _context(request, found, problem)
    return render(request, "workshops/phone_desk.html", context, status=422 if problem else 200)


def _context(request: CountryRequest, found: Workshop, problem: str) -> dict[str, Any]:
    question = found.current_question
    ballot = question.ballot if question is not None and question.is_open else None
    typed = typed_in(request.actor, question) if ballot else set()
    holders = list(paper_participants(request.actor, found))
    again = Vote(content=said_in(request.POST)) if problem and request.POST.get("do") == "vote" else None
    return page_of(
        request,
        found,
        question=question,
        ballot=ballot,
        paper=paper_of(ballot, again) if ballot else None,
        holders=[(one, one.voter_id in typed or one.institution_id in typed) for one in holders],
        nameless=[one for one in holders if not one.name],
        institutions=institutions(request.actor),
        problem=problem,
        given=request.POST,
    )


def _type_in(request: CountryRequest, found: Workshop) -> str:
    question = found.current_question
    if question is None or question.ballot is None or request.POST.get("question") != str(question.pk):
        raise WrongState(_("Something else is before the room now; look at the ballot again."))
    question.item.workshop = found
    code = request.POST.get("code", "")
    type_in_vote(
        actor=request.actor,
        workshop=found,
        question=question,
        paper_code=code,
        content=said_in(request.POST),
        round=whole(request.POST.get("round", "")),
    )
    return _("The ballot %(code)s is counted.") % {"code": code.strip().upper()}


def _add(request: CountryRequest, found: Workshop) -> str:
    name, count = request.POST.get("name", "").strip(), whole(request.POST.get("count", ""))
    if name:
        people: list[tuple[str, Institution | None]] = [(name, _institution(request))]
    elif 1 <= count <= MOST_AT_ONCE:
        people = [("", None)] * count
    else:
        raise InvalidInput(_("Give a name, or a number of spare ballots from 1 to %(most)s.") % {"most": MOST_AT_ONCE})
    added = add_paper_participants(actor=request.actor, workshop=found, people=people)
    codes = ", ".join(one.paper_code for one in added)
    said = ngettext(
        "The paper ballot has the code %(codes)s.", "The paper ballots have the codes %(codes)s.", len(added)
    )
    return said % {"codes": codes}


def _name(request: CountryRequest, found: Workshop) -> str:
    holders = paper_participants(request.actor, found)
    participant = holders.select_related("workshop").filter(paper_code=request.POST.get("code", "")).first()
    if participant is None:
        raise InvalidInput(_("Choose a paper ballot."))
    name = request.POST.get("name", "").strip()
    name_paper_participant(actor=request.actor, participant=participant, name=name, institution=_institution(request))
    return _("%(name)s votes with the ballot %(code)s.") % {"code": participant.paper_code, "name": name}


def _institution(request: CountryRequest) -> Institution:
    found = institutions(request.actor).filter(code=request.POST.get("institution", "")).first()
    if found is None:
        raise InvalidInput(_("Choose the institution from the list."))
    return found
