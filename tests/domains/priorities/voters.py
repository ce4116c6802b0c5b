"""People who vote, and a prioritisation to vote in."""

from __future__ import annotations

from uuid import uuid4

from tests.factories import World

from concord.domains.people.enums import Role
from concord.domains.people.models import Institution
from concord.domains.priorities.models import Prioritisation
from concord.domains.priorities.services import open_prioritisation
from concord.kernel.actor import Actor

CODES = ["exposure", "size", "urgency", "feasibility", "cost", "legal", "borders", "sustainability"]


def person(institution: Institution, name: str = "", role: Role = Role.CONTRIBUTOR) -> Actor:
    """Somebody who speaks for an institution."""
    return Actor(
        name or f"Official of {institution.code}", institution.country_id, frozenset({role}), institution.pk, uuid4()
    )


def approver(world: World) -> Actor:
    """Somebody who approves."""
    return Actor("Minister", world.country.pk, frozenset({Role.APPROVER}), None, uuid4())


def begun(world: World) -> Prioritisation:
    """The world's gaps are being ordered."""
    return open_prioritisation(actor=world.actor, assessment=world.assessment)


def points(**given: float) -> dict[str, float]:
    """Points for every shipped criterion: 0 unless said."""
    return {code: float(given.get(code, 0)) for code in CODES}
