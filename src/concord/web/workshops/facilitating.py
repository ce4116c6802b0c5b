"""Leading the room from a laptop: one page with what is to do next, who has voted, who waits, and the decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concord.domains.workshops import queries, services
from concord.domains.workshops.enums import ItemKind, QuestionState, Standing, WorkshopStatus
from concord.domains.workshops.models import Question, Workshop
from concord.domains.workshops.outcomes import ORDER, proposed_outcome
from concord.domains.workshops.rules import can_assist, can_run_workshop
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput
from concord.ui.access import CountryRequest, country_action, country_page
from concord.web.consolidation.asked_for import told
from concord.web.workshops.asked_for import (
    ids,
    one_id,
    page_of,
    tagged,
    unless_seen,
    way_in,
    whole,
    workshop_at,
)
from concord.web.workshops.results import result_of

TIMERS = (2, 5, 10, 15)


@country_page
def run(request: CountryRequest, pk: UUID) -> HttpResponse:
    """The facilitator's page."""
    actor, found = request.actor, workshop_at(request, pk)
    require(can_run_workshop, actor)
    question = found.current_question
    ahead = question is not None and question.state in (QuestionState.CLOSED, QuestionState.REVEALED)
    votes = queries.tally_of(actor, question, ahead=True) if question is not None and ahead else None
    lines = queries.agenda(actor, found)
    context = page_of(
        request,
        found,
        lines=lines,
        current=next((line for line in lines if line.item.pk == found.current_item_id), None),
        question=question,
        state=question.state if question is not None else "",
        outcome=_outcome(question, votes) if question is not None else {},
        result=result_of(votes, question),
        turnout=list(queries.turnout_of(actor, question)) if question is not None and question.asks else [],
        screen=queries.screen(actor, found),
        way=way_in(request, found),
        timers=TIMERS,
        next_one=_next(lines, found),
        upcoming=_upcoming(lines, found, question),
        waiting=list(queries.participants(actor, found, Standing.WAITING)),
        pulse=queries.pulse(actor, found),
        under_way=found.status == WorkshopStatus.OPEN,
        to_conclude=_to_conclude(lines, found),
    )
    return render(request, "workshops/run.html", context)


def _outcome(question: Question, votes: Any) -> dict[str, Any]:
    """What the form of the decision starts from: its draft, else what the votes come to."""
    outcome: dict[str, Any] = question.draft.get("outcome") or proposed_outcome(question, votes)
    if ORDER in outcome:
        titles = {option["code"]: option["title"] for option in question.options}
        outcome = {**outcome, "lines": [(code, titles.get(code, code)) for code in outcome[ORDER]]}
    return outcome


def _next(lines: list[queries.AgendaLine], workshop: Workshop) -> Question | None:
    """The question after the one before the room, within its item."""
    for line in lines:
        if line.item.pk == workshop.current_item_id:
            after = [one for one in line.questions if not one.is_decided and one.pk != workshop.current_question_id]
            return next(iter(after), None)
    return None


def _upcoming(
    lines: list[queries.AgendaLine], workshop: Workshop, question: Question | None
) -> queries.AgendaLine | None:
    """The item to which one turns next; None while something is left to do in the running one."""
    if workshop.current_item_id is not None and (question is not None and not question.is_decided):
        return None
    if _next(lines, workshop) is not None:
        return None
    return next((line for line in lines if not line.done and line.item.pk != workshop.current_item_id), None)


def _to_conclude(lines: list[queries.AgendaLine], workshop: Workshop) -> bool:
    """Whether the running item is about scenarios, all of them decided."""
    return any(
        line.item.pk == workshop.current_item_id and line.item.kind == ItemKind.SCENARIOS and line.done
        for line in lines
    )


@country_page
def run_live(request: CountryRequest, pk: UUID) -> HttpResponse:
    """The part of the facilitator's page that changes by itself: who has voted, and who waits at the door."""
    actor, found = request.actor, workshop_at(request, pk)
    require(can_assist, actor, found)
    beat = queries.pulse(actor, found)
    seen = unless_seen(request, beat.key)
    if seen is not None:
        return seen
    question = found.current_question
    context = page_of(
        request,
        found,
        question=question,
        turnout=list(queries.turnout_of(actor, question)) if question is not None and question.asks else [],
        waiting=list(queries.participants(actor, found, Standing.WAITING)),
        pulse=beat,
        changed=whole(request.GET.get("version", ""), otherwise=found.version) != found.version,
    )
    return tagged(render(request, "workshops/run_live.html", context), beat.key)


Deed = Callable[[CountryRequest, Workshop], object]


def _on_question(service: Callable[..., object]) -> Deed:
    def deed(request: CountryRequest, found: Workshop) -> object:
        question = queries.find_question(request.actor, found, one_id(request.POST.get("question", "")))
        return service(actor=request.actor, question=question)

    return deed


def _start(request: CountryRequest, found: Workshop) -> object:
    item = queries.find_item(request.actor, found, one_id(request.POST.get("item", "")))
    return services.start_item(actor=request.actor, item=item)


def _timer(request: CountryRequest, found: Workshop) -> object:
    return services.set_timer(actor=request.actor, workshop=found, minutes=whole(request.POST.get("minutes", "")))


def _door(request: CountryRequest, found: Workshop) -> object:
    return services.open_door(actor=request.actor, workshop=found, ajar=request.POST.get("open") == "yes")


def _conclude(request: CountryRequest, found: Workshop) -> object:
    item = queries.find_item(request.actor, found, one_id(request.POST.get("item", "")))
    agreed = services.conclude_scenarios(actor=request.actor, item=item)
    messages.success(request, _("The risks of %(n)s scenarios are agreed.") % {"n": agreed})
    return None


DEEDS: dict[str, Deed] = {
    "start": _start,
    "end": lambda request, found: services.end_item(actor=request.actor, workshop=found),
    "ask": _on_question(services.ask_question),
    "open": _on_question(services.open_voting),
    "close": _on_question(services.close_voting),
    "reveal": _on_question(services.reveal),
    "timer": _timer,
    "door": _door,
    "conclude": _conclude,
    "finish": lambda request, found: services.close_workshop(actor=request.actor, workshop=found),
}


@country_action
def act(request: CountryRequest, pk: UUID) -> HttpResponse:
    """One step in leading the room."""
    require(can_run_workshop, request.actor)
    found = workshop_at(request, pk)
    wanted = request.POST.get("do", "")
    with told(request):
        if wanted not in DEEDS:
            raise InvalidInput(_("Load the page again, and choose from what it shows."))
        DEEDS[wanted](request, found)
        if wanted == "finish":
            messages.success(request, _("The workshop is closed; its minutes are ready."))
            return redirect("workshop", request.country.code, pk)
    return redirect("workshop_run", request.country.code, pk)


@country_action
def decide(request: CountryRequest, pk: UUID) -> HttpResponse:
    """Show the wording of a decision to the room, take it away again, or confirm what the room has read."""
    actor, given = request.actor, request.POST
    require(can_run_workshop, actor)
    found = workshop_at(request, pk)
    with told(request):
        question = queries.find_question(actor, found, one_id(given.get("question", "")))
        if given.get("do") == "confirm":
            decision = services.confirm_decision(actor=actor, question=question, seen=given.get("seen", ""))
            words = _("Decision %(number)s is taken and told to the pages it is about.")
            messages.success(request, words % {"number": decision.number})
        else:
            text = "" if given.get("do") == "drop" else given.get("text", "")
            services.draft_decision(
                actor=actor, question=question, text=text, outcome=outcome_of(request),
                against=given.get("against", ""),
            )  # fmt: skip
    return redirect("workshop_run", request.country.code, pk)


def outcome_of(request: CountryRequest) -> dict[str, Any]:
    """The outcome as the form of a decision sends it."""
    given = request.POST
    found: dict[str, Any] = {key: given[key] for key in ("level", "target", "likelihood", "impact") if key in given}
    found[ORDER] = given.get(ORDER, "").replace(",", " ").split()
    return found


@country_action
def doorkeep(request: CountryRequest, pk: UUID) -> HttpResponse:
    """Let people in, or do not; from the facilitator's page, or from the list of people."""
    found = workshop_at(request, pk)
    require(can_assist, request.actor, found)
    chosen = request.POST.getlist("participant")
    if request.POST.get("all"):
        chosen = [str(one.pk) for one in queries.participants(request.actor, found, Standing.WAITING)]
    service = services.refuse if request.POST.get("do") == "refuse" else services.admit
    with told(request):
        service(actor=request.actor, workshop=found, participants=ids(chosen))
    back = "workshop_run" if request.POST.get("back") == "run" else "workshop_people"
    return redirect(back, request.country.code, pk)
