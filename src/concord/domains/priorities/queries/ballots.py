"""Ballots: what is asked, who has voted, and what votes come to once they may be seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from concord.domains.people.enums import Role
from concord.domains.people.models import Institution
from concord.domains.people.queries import current_grants
from concord.domains.priorities.counting import Voice, ratings_by_institution, weights_by_institution
from concord.domains.priorities.enums import BallotKind, VoterUnit
from concord.domains.priorities.models import Ballot, Vote
from concord.domains.priorities.rules import can_see_ballots, can_vote
from concord.kernel.actor import Actor, require
from concord.kernel.errors import NotFound


def ballots_about(actor: Actor, subjects: Collection[UUID]) -> QuerySet[Ballot]:
    """The ballots about certain things, newest first, with how many voted in the running round (``voted``)."""
    require(can_see_ballots, actor)
    running = Count("votes", filter=Q(votes__round=F("round")))
    rows = Ballot.objects.for_actor(actor).filter(subject__in=subjects).annotate(voted=running)
    return rows.order_by("-opened_at")


def ballots_to_vote(actor: Actor, subjects: Collection[UUID]) -> list[Ballot]:
    """The open ballots in which the actor has no complete vote in the running round."""
    if not can_vote(actor):
        return []
    mine = Q(votes__voter__in=[actor.user_id, actor.institution_id], votes__round=F("round"), votes__complete=True)
    rows = ballots_about(actor, subjects).annotate(own=Count("votes", filter=mine))
    return [ballot for ballot in rows if ballot.is_open and not ballot.own]


def find_ballot(actor: Actor, ballot_id: UUID) -> Ballot:
    """One ballot of the country."""
    require(can_see_ballots, actor)
    found = Ballot.objects.for_actor(actor).filter(pk=ballot_id).first()
    if found is None:
        raise NotFound("There is no such ballot.")
    return found


def own_vote(actor: Actor, ballot: Ballot) -> Vote | None:
    """What the actor (or their institution) said last; in a second round that is what they start from."""
    require(can_see_ballots, actor)
    voter = actor.institution_id if ballot.unit == VoterUnit.INSTITUTION else actor.user_id
    if not can_vote(actor) or voter is None:
        return None
    return Vote.objects.for_actor(actor).filter(ballot=ballot, voter=voter).order_by("-round").first()


@dataclass(frozen=True)
class Turnout:
    """How many people of an institution might vote, and how many did in the running round."""

    institution: Institution
    people: int
    voted: int


def turnout(actor: Actor, ballot: Ballot) -> list[Turnout]:
    """Every institution with somebody who may vote; it says who voted and nothing of what."""
    require(can_see_ballots, actor)
    voters = current_grants().filter(
        country_id=actor.country_id, role__in=(Role.CONTRIBUTOR, Role.FOCAL_POINT), institution__isnull=False
    )
    people: dict[Institution, set[UUID]] = defaultdict(set)
    for grant in voters.select_related("institution"):
        if grant.institution is not None:
            people[grant.institution].add(grant.user_id)
    votes = Vote.objects.for_actor(actor).filter(ballot=ballot, round=ballot.round, complete=True)
    voted: dict[UUID, int] = defaultdict(int)
    for institution_id in votes.values_list("institution_id", flat=True):
        voted[institution_id] += 1
    once = ballot.unit == VoterUnit.INSTITUTION
    return [
        Turnout(institution, 1 if once else len(users), voted[institution.pk])
        for institution, users in sorted(people.items(), key=lambda item: item[0].name)
    ]


@dataclass(frozen=True)
class BallotResult:
    """What the votes that may be seen come to; no voices where none may. ``round`` is the round they are of."""

    ballot: Ballot
    round: int
    voices: tuple[Voice, ...]

    @property
    def mean(self) -> dict[str, float]:
        """By option, the mean over institutions with their influence."""
        whole = sum(voice.influence for voice in self.voices)
        if not whole:
            return {}
        return {
            code: sum(voice.influence * voice.values[code] for voice in self.voices) / whole
            for code in self.ballot.codes
        }

    def spread(self, code: str) -> tuple[float, float]:
        """The lowest and the highest that an institution gave."""
        given = [voice.values[code] for voice in self.voices]
        return min(given), max(given)


def result_of(actor: Actor, ballot: Ballot, *, ratings: bool = False) -> BallotResult:
    """Weights by institution, or ratings from 0 to 100 where the options were rated one by one."""
    require(can_see_ballots, actor)
    seen = ballot.revealed_round
    if not seen:
        return BallotResult(ballot, 0, ())
    votes = list(Vote.objects.for_actor(actor).filter(ballot=ballot).select_related("institution"))
    count = ratings_by_institution if ratings and ballot.kind == BallotKind.POINTS else weights_by_institution
    return BallotResult(ballot, seen, tuple(count(ballot, votes)))
