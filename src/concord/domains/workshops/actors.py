"""Who acts through a phone or a paper ballot: a participant of one workshop, without any role of the country."""

from __future__ import annotations

from concord.domains.workshops.models import Participant
from concord.domains.workshops.rules import PARTICIPANT
from concord.kernel.actor import Actor


def participant_actor(participant: Participant) -> Actor:
    """The participant as an actor; the audit trail names them, and where there is no account their row."""
    return Actor(
        name=str(participant)[:200],
        country_id=participant.country_id,
        roles=frozenset({PARTICIPANT}),
        institution_id=participant.institution_id,
        user_id=participant.voter_id,
    )
