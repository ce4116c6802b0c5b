"""Ballots: opened, voted in, closed, and asked a second time with the first results in view."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from concord.domains.priorities.balloting import Asked, in_words, make_ballot, refuse_wrong
from concord.domains.priorities.casting import take_vote
from concord.domains.priorities.enums import Shown, VoterUnit
from concord.domains.priorities.models import Ballot, Vote
from concord.domains.priorities.rules import can_run_priorities, can_vote
from concord.domains.priorities.voting import checked_content
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, NotAllowed, WrongState


def open_ballot(
    *, actor: Actor, subject: UUID, title: str, question: str, options: Sequence[tuple[str, str]], asked: Asked
) -> Ballot:
    """Ask institutions about something; ``options`` are code and title of what is voted on."""
    require(can_run_priorities, actor)
    if not (title.strip() and question.strip()):
        raise InvalidInput(_("A ballot needs a title and a question."))
    refuse_wrong(asked, options)
    with audited(actor, "ballot.opened") as record:
        record.subject = ballot = make_ballot(
            actor, subject=subject, title=title, question=question, options=options, asked=asked
        )
        record.detail |= in_words(ballot)
    return ballot


def cast_vote(*, actor: Actor, ballot: Ballot, content: Mapping[str, Any]) -> Vote:
    """Vote, or vote again while the round is open; the first round's vote stays when the second has begun.

    Where votes are hidden, the audit trail says that somebody voted and nothing of what.
    """
    require(can_vote, actor, ballot)
    if actor.institution_id is None or actor.user_id is None:
        raise NotAllowed(_("Nobody votes for no institution."))
    kept, complete = checked_content(ballot, content)
    with audited(actor, "ballot.voted", ballot) as record:
        row = Ballot.objects.for_actor(actor).select_for_update().get(pk=ballot.pk)
        if not row.is_open:
            raise WrongState(_("This ballot is closed; your vote was not taken."))
        once = row.unit == VoterUnit.INSTITUTION
        vote, new = take_vote(
            row, voter=actor.institution_id if once else actor.user_id, institution_id=actor.institution_id,
            content=kept, complete=complete, by=actor.name, by_id=actor.user_id,
        )  # fmt: skip
        record.detail |= {"round": row.round, "again": not new, "complete": complete}
        if row.shown == Shown.LIVE:
            record.detail["vote"] = kept
    return vote


def close_ballot(*, actor: Actor, ballot: Ballot) -> None:
    """Take no more votes; from now on they may be seen."""
    require(can_run_priorities, actor)
    with audited(actor, "ballot.closed", ballot) as record:
        row = Ballot.objects.for_actor(actor).select_for_update().get(pk=ballot.pk)
        if row.closed_at is not None:
            raise WrongState(_("This ballot is closed already."))
        row.closed_at = clock.now()
        row.save(update_fields=["closed_at"])
        votes = Vote.objects.for_actor(actor).filter(ballot=row, complete=True)
        record.detail |= {"round": row.round, "votes": votes.filter(round=row.round).count()}


def start_second_round(*, actor: Actor, ballot: Ballot, closes_at: dt.datetime | None = None) -> None:
    """Show the results of the first round to all who vote, and let them vote again; who does not keeps their vote."""
    require(can_run_priorities, actor)
    if closes_at is not None and closes_at <= clock.now():
        raise InvalidInput(_("The closing time lies in the past."))
    with audited(actor, "ballot.second_round", ballot, closes_at=closes_at):
        row = Ballot.objects.for_actor(actor).select_for_update().get(pk=ballot.pk)
        if row.round > 1:
            raise WrongState(_("The second round has begun already."))
        if not Vote.objects.for_actor(actor).filter(ballot=row, complete=True).exists():
            raise WrongState(_("Nobody has voted yet."))
        row.round, row.closed_at, row.closes_at = 2, None, closes_at
        row.save(update_fields=["round", "closed_at", "closes_at"])
