"""What taking a vote in a room comes to, from a phone as from paper. For services, inside their transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from concord.domains.priorities.casting import locked_ballot, standing_vote, write_vote
from concord.domains.priorities.enums import VoterUnit
from concord.domains.priorities.models import Ballot, Vote
from concord.domains.priorities.voting import checked_content
from concord.domains.workshops.enums import WorkshopStatus
from concord.domains.workshops.models import Participant, Question
from concord.kernel import clock
from concord.kernel.actor import Actor
from concord.kernel.errors import WrongState


@dataclass(frozen=True)
class Cast:
    """The vote that stands now; ``written`` says whether this sending changed anything."""

    round: int
    content: dict[str, Any]
    key: str
    written: bool
    again: bool = False  # in place of an earlier vote in the same round


def take_cast(
    actor: Actor, participant: Participant, question: Question, given: Mapping[str, Any], *, round: int | None,
    key: str = "", paper: bool = False,
) -> Cast:  # fmt: skip
    """Write one vote; nothing is written where it is a repeat. ``actor`` is who sends it, or types it in."""
    if participant.workshop_id != question.item.workshop_id:
        raise WrongState(_("This is asked in another room."))
    if participant.institution_id is None or not question.item.invites(participant.institution_id):
        raise WrongState(_("Your institution is not asked about this; follow it on the screen."))
    ballot = _running(actor, question, round)
    content, complete = checked_content(ballot, given)
    once = ballot.unit == VoterUnit.INSTITUTION
    voter = participant.institution_id if once else participant.voter_id
    standing = standing_vote(ballot, voter)
    if standing is not None and repeats(standing.key, key):
        return Cast(ballot.round, standing.content, standing.key, written=False)
    said = Vote(
        country_id=ballot.country_id, ballot=ballot, round=ballot.round, voter=voter,
        institution_id=participant.institution_id, content=content, complete=complete, by=actor.name,
        by_id=actor.user_id or participant.pk, at=clock.now(), paper=paper, key=key,
    )  # fmt: skip
    write_vote(said, standing)
    return Cast(ballot.round, content, key, written=True, again=standing is not None)


def _running(actor: Actor, question: Question, round: int | None) -> Ballot:
    """The ballot, which nobody closes until the transaction ends; refused politely where this vote is none of it."""
    found = None
    if question.ballot_id is not None and question.item.workshop.status == WorkshopStatus.OPEN:
        found = locked_ballot(actor.country_id, question.ballot_id)
    if found is None or not found.is_open:
        raise WrongState(_("Voting on “%(title)s” is closed; this vote was not taken.") % {"title": question.title})
    if round is not None and round != found.round:
        sentence = _("“%(title)s” is being voted on anew; a vote of round %(round)s is not taken any more. Vote again.")
        raise WrongState(sentence % {"title": question.title, "round": round})
    return found


def repeats(standing: str, sent: str) -> bool:
    """Whether what was sent is what stands already, or what the same phone had sent before that and arrives late.

    A phone names what it sends by itself and a number that grows: ``3f9c…:4``.
    """
    if not sent or not standing:
        return False
    device, _colon, number = sent.rpartition(":")
    other, _colon, last = standing.rpartition(":")
    numbered = device == other and number.isdecimal() and last.isdecimal()
    return sent == standing or (numbered and int(number) <= int(last))
