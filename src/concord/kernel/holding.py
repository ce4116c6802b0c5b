"""Holding a country: while its work is on another machine, every write to it is refused in one place.

``audited`` asks here. What concerns people (accounts, roles, invitations) is kept at home and goes on there; all else
is kept on the machine that was taken to the room, and only there.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from concord.kernel.canonical import canonical_json
from concord.kernel.errors import WrongState
from concord.kernel.models import AuditHead

AWAY: Final = "away"  # the work is elsewhere; this is home
COPY: Final = "copy"  # this is the machine in the room
PACKED: Final = "packed"  # the machine in the room, after its work was packed to go home

# What is written about people, by the names of the audit trail.
PEOPLE = frozenset(
    {
        "user.added", "user.closed", "person.invited", "person.removed", "invitation.renewed", "invitation.recalled",
        "roles.granted", "role.revoked", "role.delegated", "delegation.recalled", "roles.handed_over",
    }
)  # fmt: skip
# What lets somebody sign in here, wherever here is.
SIGNING_IN = frozenset(
    {"user.changed", "sessions.ended", "second_factor.removed", "password.offered", "invitation.accepted"}
)


@dataclass(frozen=True)
class Hold:
    """That a country is held here: how, since when, and who has its work."""

    how: str
    since: dt.datetime
    person: str = ""

    @classmethod
    def read(cls, text: str | None) -> Hold | None:
        """What stands in a head; None where nothing is held."""
        if not text:
            return None
        told = json.loads(text)
        return cls(told["how"], dt.datetime.fromisoformat(told["since"]), told["person"])

    @property
    def is_away(self) -> bool:
        """Whether the work is elsewhere."""
        return self.how == AWAY

    @property
    def sentence(self) -> str:
        """What somebody is told who would write."""
        if self.how == PACKED:
            return _(
                "This copy was packed to go home; go on there, or take it up again with 'concord workshop resume'."
            )
        if self.how == COPY:
            return _("People and their roles are kept at home while the work is here; change them there.")
        day = date_format(self.since, "DATE_FORMAT")
        if not self.person:
            return _("The work of this country is on another machine since %(day)s; here it can only be read.") % {
                "day": day
            }
        said = _("The work of this country is with %(person)s since %(day)s; until it is back, it can only be read.")
        return said % {"person": self.person, "day": day}


def continues_elsewhere(head: AuditHead, action: str) -> bool:
    """Whether an entry about a held country belongs into the server's own chain; refuses what may not be written.

    The chain of a country that is away must stay as it left: what comes back continues it.
    """
    hold = Hold.read(head.held)
    if hold is None:
        return False
    goes_on = {
        AWAY: action in PEOPLE or action in SIGNING_IN,
        COPY: action not in PEOPLE,
        PACKED: action in SIGNING_IN,
    }[hold.how]
    if not goes_on:
        raise WrongState(hold.sentence)
    return hold.how != COPY


def hold(country_id: UUID, how: str, since: dt.datetime, person: str = "") -> None:
    """Hold a country from the end of this transaction on."""
    told = canonical_json({"how": how, "since": since.isoformat(), "person": person})
    AuditHead.objects.filter(country_id=country_id).update(held=told)


def release(country_id: UUID) -> None:
    """Let a country be written to again, from the next write of this transaction on."""
    AuditHead.objects.filter(country_id=country_id).update(held="")


def refuse_held(country_id: UUID) -> None:
    """Refuse a country that is held, and keep others from holding it until the transaction ends."""
    head = AuditHead.objects.select_for_update().filter(country_id=country_id).first()
    found = Hold.read(head.held) if head is not None else None
    if found is not None:
        raise WrongState(found.sentence)


def held(country_id: UUID) -> Hold | None:
    """How a country is held here, if it is."""
    return Hold.read(AuditHead.objects.filter(country_id=country_id).values_list("held", flat=True).first())
