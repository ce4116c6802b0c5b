"""The room on a phone: what is shown now, and the vote that is sent from it."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from concord.domains.priorities.models import Vote
from concord.domains.workshops.actors import participant_actor
from concord.domains.workshops.enums import ItemKind, QuestionState, Standing, WorkshopStatus
from concord.domains.workshops.live import key_of, shown_in
from concord.domains.workshops.models import Participant, Question
from concord.domains.workshops.queries.phones import holder_of, own_live_vote, question_for
from concord.domains.workshops.queries.tallies import tally_of
from concord.domains.workshops.services.voting import cast_live_vote
from concord.domains.workshops.taking import Cast
from concord.kernel import clock
from concord.kernel.errors import InvalidInput, NotFound, WrongState
from concord.ui.context import page
from concord.web.workshops.ballot_paper import ResultLine, paper_of, result_lines, said_in
from concord.web.workshops.polling import phone_secret

MOST_BYTES = 20_000  # of a vote; the largest ballot there is has two hundred lines
MOST_KEPT = 64
SHOWN = (QuestionState.REVEALED, QuestionState.DECIDED)

# What a room is shown is the same for everybody who votes, so it is put together once for each language.
_FRAGMENTS: OrderedDict[tuple[UUID, str, str, bool], str] = OrderedDict()


@require_safe
@ensure_csrf_cookie
def room(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The whole page, which works by itself: with its own vote filled in, and a link that loads it again."""
    participant = holder(request, pk)
    own = own_live_vote(participant, _question(participant))
    context = _shown(participant, own) | {"own": own, "key": _key(participant), "left": _left(participant)}
    response = render(request, "workshops/phone_room.html", context)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_safe
def now(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the page's script exchanges when a poll said that something else is shown."""
    participant = holder(request, pk)
    key, question = _key(participant), _question(participant)
    own = own_live_vote(participant, question)
    kept = (pk, key, get_language() or "", _votes(participant))
    html = _FRAGMENTS.get(kept)
    if html is None:
        context = page(request) | _shown(participant, None)
        html = _FRAGMENTS[kept] = render_to_string("workshops/phone_now.html", context)
        if len(_FRAGMENTS) > MOST_KEPT:
            _FRAGMENTS.popitem(last=False)
    running = own is not None and question is not None and own.round == question.round
    response = JsonResponse({
        "key": key, "html": html, "left": _left(participant), "own": own.content if own else None,
        "cast": own.round if own and running else 0,
    })  # fmt: skip
    add_never_cache_headers(response)
    return response


@require_POST
def vote(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One vote: as JSON from the page's script, or as a form where there is none."""
    participant = holder(request, pk)
    if request.content_type == "application/json":
        try:
            return JsonResponse(asdict(_cast(participant, _read(request.body))))
        except (InvalidInput, WrongState) as error:
            return JsonResponse({"sentence": str(error)}, status=409 if isinstance(error, WrongState) else 422)
    posted = request.POST
    try:
        _cast(participant, {"item": posted.get("item"), "round": posted.get("round"), "content": said_in(posted)})
    except (InvalidInput, WrongState) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Your vote was taken. You may change it for as long as voting is open."))
    return redirect("room", pk)


def holder(request: HttpRequest, pk: UUID) -> Participant:
    """Whose phone asks; for any other there is no such page."""
    participant = holder_of(pk, phone_secret(request, pk))
    if participant is None:
        raise NotFound("There is no such room.")
    return participant


def _read(body: bytes) -> Mapping[str, Any]:
    try:
        plain = json.loads(body) if len(body) <= MOST_BYTES else None
    except ValueError:
        plain = None
    if not isinstance(plain, dict) or not isinstance(plain.get("content"), dict):
        raise InvalidInput(_("This is not a vote; load the page again."))
    return plain


def _cast(participant: Participant, plain: Mapping[str, Any]) -> Cast:
    round_ = str(plain.get("round", ""))
    question = question_for(participant, str(plain.get("item", "")))
    if question is None or not round_.isdecimal() or len(round_) > 4:
        raise InvalidInput(_("This is not a vote; load the page again."))
    return cast_live_vote(
        actor=participant_actor(participant),
        participant=participant,
        question=question,
        round=int(round_),
        content=plain["content"],
        key=str(plain.get("key", "")),
    )


def _question(participant: Participant) -> Question | None:
    return participant.workshop.current_question


def _key(participant: Participant) -> str:
    return key_of(shown_in(participant.workshop), participant.standing)


def _left(participant: Participant) -> int:
    """Seconds that the timer still runs."""
    ends = participant.workshop.timer_ends_at
    return max(0, round((ends - clock.now()).total_seconds())) if ends else 0


def _votes(participant: Participant) -> bool:
    """Whether this person is asked what is shown now."""
    item = participant.workshop.current_item
    return participant.is_in and item is not None and item.invites(participant.institution_id)


def _phase(participant: Participant) -> str:
    """In one word what the phone shows."""
    workshop, question = participant.workshop, _question(participant)
    if participant.standing != Standing.ADMITTED:
        return str(participant.standing)
    if workshop.status == WorkshopStatus.CLOSED:
        return "over"
    if question is None:
        return "item" if workshop.current_item else "idle"
    if not question.asks and question.state != QuestionState.DECIDED:
        return "talk"
    return {"waiting": "asked"}.get(question.state, str(question.state))


def _shown(participant: Participant, own: Vote | None) -> dict[str, Any]:
    """What the templates are told; apart from ``own`` the same for everybody who votes."""
    workshop, question, phase = participant.workshop, _question(participant), _phase(participant)
    votes = _votes(participant)
    return {
        "workshop": workshop,
        "participant": participant,
        "item": workshop.current_item,
        "question": question,
        "phase": phase,
        "votes": votes,
        "ballot": question.ballot if question else None,
        "paper": paper_of(question.ballot, own) if phase == "open" and votes and question and question.ballot else None,
        "result": _result(participant, question),
        "addresses": {name: reverse(f"room_{name}", args=[workshop.pk]) for name in ("live", "now", "vote", "leave")},
    }


def _result(participant: Participant, question: Question | None) -> tuple[ResultLine, ...]:
    """What the room voted, in small, once it is shown."""
    if question is None or question.state not in SHOWN:
        return ()
    tally = tally_of(participant_actor(participant), question)
    return result_lines(tally, weighs=question.item.kind == ItemKind.WEIGHTS)
