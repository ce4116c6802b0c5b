"""Voting in the room: by phone, once whatever is repeated; and from paper, typed in by an assistant."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.utils.translation import gettext as _

from concord.domains.workshops.models import Participant, Question, Workshop
from concord.domains.workshops.rules import can_assist, is_participant
from concord.domains.workshops.taking import Cast, take_cast
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, NotAllowed, WrongState

MOST_LETTERS = 40  # of a key


class _Repeated(Exception):
    """Leaves the transaction without a write, and so without an audit entry."""


def cast_live_vote(
    *, actor: Actor, participant: Participant, question: Question, round: int, content: Mapping[str, Any], key: str = ""
) -> Cast:
    """Vote from one's phone, or vote again while the round is open.

    ``key`` is the phone's own name of this sending: the same again, or an older one that arrives late, changes
    nothing. The audit trail says that somebody voted and nothing of what.
    """
    require(is_participant, actor)
    if actor.user_id != participant.voter_id or participant.country_id != actor.country_id:
        raise NotAllowed("Nobody votes for somebody else.")
    if not participant.is_in:
        raise WrongState(_("You are not let in yet; ask the facilitator."))
    cast: Cast | None = None
    with suppress(_Repeated), audited(actor, "workshop.voted", question) as record:
        cast = take_cast(actor, participant, question, content, round=round, key=key[:MOST_LETTERS])
        if not cast.written:
            raise _Repeated
        record.detail |= {"round": cast.round, "again": cast.again, "paper": False}
    assert cast is not None  # noqa: S101  (either it was returned, or its error was raised)
    return cast


def type_in_vote(
    *, actor: Actor, workshop: Workshop, question: Question, paper_code: str, content: Mapping[str, Any],
    round: int | None = None,
) -> Cast:  # fmt: skip
    """Type in a paper ballot, for whoever has its code; the vote says that it came on paper and who typed it."""
    require(can_assist, actor, workshop)
    code = paper_code.strip().upper().replace(" ", "")
    rows = Participant.objects.for_actor(actor).filter(workshop=workshop).exclude(paper_code="")
    participant = rows.select_related("institution").filter(paper_code=code).first()
    if participant is None:
        raise InvalidInput(_("There is no paper ballot with the code %(code)s in this workshop.") % {"code": code[:20]})
    if participant.institution_id is None:
        raise InvalidInput(_("Say first for which institution the ballot %(code)s votes.") % {"code": code})
    with audited(actor, "workshop.voted", question) as record:
        cast = take_cast(actor, participant, question, content, round=round, paper=True)
        record.detail |= {"round": cast.round, "again": cast.again, "paper": True, "code": code}
    return cast
