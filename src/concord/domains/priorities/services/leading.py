"""Ballots in a room that somebody leads: closed, shown when the room is ready, and asked again as often as needed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from concord.domains.priorities.enums import Shown
from concord.domains.priorities.models import Ballot, Vote
from concord.domains.priorities.rules import can_run_priorities
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import WrongState


def reveal_ballot(*, actor: Actor, ballot: Ballot) -> Ballot:
    """Show the votes of a closed round to the room."""
    require(can_run_priorities, actor)
    with audited(actor, "ballot.revealed", ballot) as record:
        row = Ballot.objects.for_actor(actor).select_for_update().get(pk=ballot.pk)
        if row.shown != Shown.LED or row.closed_at is None:
            raise WrongState(_("Close the vote first; then show its results."))
        row.led_to = row.round
        row.save(update_fields=["led_to"])
        record.detail["round"] = row.round
    return row


def start_another_round(*, actor: Actor, ballot: Ballot) -> Ballot:
    """Ask the room again after a discussion; whoever does not vote again keeps their earlier vote."""
    require(can_run_priorities, actor)
    with audited(actor, "ballot.another_round", ballot) as record:
        row = Ballot.objects.for_actor(actor).select_for_update().get(pk=ballot.pk)
        if row.shown != Shown.LED or row.closed_at is None:
            raise WrongState(_("Close the vote first; then ask again."))
        if not Vote.objects.for_actor(actor).filter(ballot=row, complete=True).exists():
            raise WrongState(_("Nobody has voted yet."))
        row.round, row.closed_at = row.round + 1, None
        row.save(update_fields=["round", "closed_at"])
        record.detail["round"] = row.round
    return row
