"""The votes of a question as far as they may be seen, and who has voted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from concord.domains.priorities.enums import VoterUnit
from concord.domains.priorities.models import Vote
from concord.domains.workshops.enums import ItemKind, Standing
from concord.domains.workshops.models import AgendaItem, Participant, Question
from concord.domains.workshops.rules import can_run_workshop, can_see_workshops, is_participant
from concord.domains.workshops.tallying import Tally, tally
from concord.kernel.actor import Actor, require


def tally_of(actor: Actor, question: Question, *, ahead: bool = False) -> Tally | None:
    """What the votes that were shown to the room come to; None before. ``ahead``: the facilitator looks before that."""
    require(can_run_workshop if ahead else can_see_workshops | is_participant, actor)
    ballot = question.ballot
    up_to = 0 if ballot is None else ballot.round if ahead else ballot.revealed_round
    if ballot is None or not up_to:
        return None
    rows = Vote.objects.for_actor(actor).filter(ballot=ballot, round__lte=up_to).select_related("institution")
    item = question.item
    return tally(ballot, list(rows), up_to=up_to, weighs=item.kind == ItemKind.WEIGHTS, named=item.names_shown)


@dataclass(frozen=True)
class Turnout:
    """An institution: how many of its people may vote, how many have in the running round, and how many on paper."""

    institution: str
    people: int
    voted: int
    paper: int


def turnout_of(actor: Actor, question: Question) -> list[Turnout]:
    """Who of those admitted and invited has voted in the running round; it says nothing of what."""
    require(can_see_workshops | is_participant, actor)
    item, ballot = question.item, question.ballot
    voters = [one for one in admitted(actor, item) if item.invites(one.institution_id)]
    votes: dict[UUID, list[bool]] = defaultdict(list)
    if ballot is not None:
        rows = Vote.objects.for_actor(actor).filter(ballot=ballot, round=ballot.round, complete=True)
        for institution_id, paper in rows.values_list("institution_id", "paper"):
            votes[institution_id].append(paper)
    people: dict[UUID, list[Participant]] = defaultdict(list)
    for one in voters:
        if one.institution_id is not None:
            people[one.institution_id].append(one)
    once = item.unit == VoterUnit.INSTITUTION
    return sorted(
        (
            Turnout(str(own[0].institution), 1 if once else len(own), len(votes[pk]), sum(votes[pk]))
            for pk, own in people.items()
        ),
        key=lambda one: one.institution,
    )


def admitted(actor: Actor, item: AgendaItem) -> Iterable[Participant]:
    """Who takes part in the item's workshop, by name."""
    rows = Participant.objects.for_actor(actor).filter(workshop_id=item.workshop_id, standing=Standing.ADMITTED)
    found: Iterable[Participant] = rows.select_related("institution")
    return found
