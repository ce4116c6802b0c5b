"""What services look up before they write: a prioritisation, locked, in the state that is asked for."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from concord.domains.priorities.models import Ballot, Decision, Prioritisation
from concord.kernel.actor import Actor
from concord.kernel.errors import WrongState
from concord.kernel.scoping import CountryQuerySet


def locked(actor: Actor, prioritisation: Prioritisation) -> Prioritisation:
    """The prioritisation, which nobody else changes until the transaction ends."""
    return Prioritisation.objects.for_actor(actor).select_for_update().get(pk=prioritisation.pk)


def locked_open(actor: Actor, prioritisation: Prioritisation) -> Prioritisation:
    """The same, refused where the order is decided."""
    row = locked(actor, prioritisation)
    if holding(actor, row).exists():
        raise WrongState(_("The order is decided; open it again to change anything."))
    return row


def holding(actor: Actor, prioritisation: Prioritisation) -> CountryQuerySet[Decision]:
    """The decision that holds, if there is one."""
    return Decision.objects.for_actor(actor).filter(prioritisation=prioritisation, reopened_at__isnull=True)


def refuse_open_ballots(actor: Actor, subjects: Collection[UUID]) -> None:
    """Refuse while a ballot about any of these things takes votes."""
    running = Ballot.objects.for_actor(actor).filter(subject__in=subjects, closed_at__isnull=True)
    if any(ballot.is_open for ballot in running):
        raise WrongState(_("A ballot about this is open; close it first."))
