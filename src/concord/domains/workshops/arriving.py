"""What coming into a room takes, whichever way somebody comes. For services."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from concord.domains.people.models import Institution
from concord.domains.workshops.codes import new_code
from concord.domains.workshops.enums import Standing, WorkshopStatus
from concord.domains.workshops.models import Participant, Workshop
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput, WrongState

LONGEST_NAME = 120
MOST_WAITING = 600
MOST_PAPERS = 500


def person_name(given: str) -> str:
    """A name as it is kept: one line, nothing that cannot be printed."""
    name = " ".join("".join(letter if letter.isprintable() else " " for letter in given).split())
    if len(name) < 2:
        raise InvalidInput(_("Give your name, as it shall stand on the list of those present."))
    if len(name) > LONGEST_NAME:
        raise InvalidInput(_("A name has at most %(most)s letters.") % {"most": LONGEST_NAME})
    return name


def institution_of(actor: Actor, pk: UUID | None) -> Institution | None:
    """The institution that was chosen from the country's list; None stands for none of them."""
    if pk is None:
        return None
    found = Institution.objects.for_actor(actor).filter(pk=pk).first()
    if found is None:
        raise InvalidInput(_("Choose your institution from the list."))
    return found


def refuse_shut(workshop: Workshop) -> None:
    """Nobody comes into a room that has not begun, is over, or has its door closed."""
    if workshop.status == WorkshopStatus.CLOSED:
        raise WrongState(_("This workshop is over."))
    if workshop.status == WorkshopStatus.PREPARING:
        raise WrongState(_("This workshop has not begun yet; try again when the facilitator says so."))
    if not workshop.door_open:
        raise WrongState(_("The door is closed: the facilitator lets nobody in at the moment. Speak with them."))


def refuse_full(actor: Actor, workshop: Workshop) -> None:
    """A flood of names at the door is looked at by somebody before it grows."""
    waiting = Participant.objects.for_actor(actor).filter(workshop=workshop, standing=Standing.WAITING)
    if waiting.count() >= MOST_WAITING:
        raise WrongState(_("Too many people wait to be let in; the facilitator has to look at them first."))


def paper_codes(taken: set[str], count: int) -> list[str]:
    """New codes for paper ballots: short, since they are typed in quickly; none twice in a workshop."""
    codes: list[str] = []
    while len(codes) < count:
        code = new_code(4)
        if code not in taken:
            taken.add(code)
            codes.append(code)
    return codes
