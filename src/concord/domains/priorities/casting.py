"""Taking a vote in. For services, inside their transaction, after they have looked at who votes and on what.

A room of hundreds votes within seconds, so the statements are put together once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import PositiveSmallIntegerField, UUIDField

from concord.domains.priorities.models import Ballot, Vote
from concord.kernel import clock
from concord.kernel.prepared import Prepared, Slot, columns, insert, update

_BALLOT = Prepared(
    lambda: (
        Ballot.objects.filter(country_id=Slot("country", UUIDField()), pk=Slot("pk", UUIDField()))
        .select_for_update()
        .values_list(*columns(Ballot))
    )
)
_STANDING = Prepared(
    lambda: (
        Vote.objects.filter(
            country_id=Slot("country", UUIDField()),
            ballot_id=Slot("ballot", UUIDField()),
            round=Slot("round", PositiveSmallIntegerField()),
            voter=Slot("voter", UUIDField()),
        )
        .order_by()
        .values_list(*columns(Vote))
    )
)


def locked_ballot(country_id: UUID, pk: UUID) -> Ballot | None:
    """A ballot as it stands, until the transaction ends: meanwhile nobody closes it and nobody else votes in it."""
    return next(iter(_BALLOT.instances(Ballot, country=country_id, pk=pk)), None)


def standing_vote(ballot: Ballot, voter: UUID) -> Vote | None:
    """What a voter said in the running round."""
    rows = _STANDING.instances(Vote, country=ballot.country_id, ballot=ballot.pk, round=ballot.round, voter=voter)
    return next(iter(rows), None)


def take_vote(
    ballot: Ballot, *, voter: UUID, institution_id: UUID, content: Mapping[str, Any], complete: bool, by: str,
    by_id: UUID, paper: bool = False, key: str = "",
) -> tuple[Vote, bool]:  # fmt: skip
    """Write what a voter says in the running round, in place of what they said in it before; whether it is their first.

    Who votes for an institution that votes once is the institution: ``voter`` is its id then. The ballot is locked.
    """
    standing = standing_vote(ballot, voter)
    said = Vote(
        country_id=ballot.country_id, ballot=ballot, round=ballot.round, voter=voter, institution_id=institution_id,
        content=dict(content), complete=complete, by=by, by_id=by_id, at=clock.now(), paper=paper, key=key,
    )  # fmt: skip
    return write_vote(said, standing), standing is None


def write_vote(said: Vote, standing: Vote | None) -> Vote:
    """Write a vote in place of the one that stands, which ``standing_vote`` has just read."""
    if standing is None:
        insert(said)
        return said
    said.pk, said.id = standing.pk, standing.pk
    update(said, "institution", "content", "complete", "by", "by_id", "at", "paper", "key")
    return said
