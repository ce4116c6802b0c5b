"""Who a person is in a country, as predicates that later domains join with ``|`` and ``&``."""

from __future__ import annotations

from typing import Any

from rules.predicates import predicate

from concord.domains.people.enums import COUNTRY_ROLES, Role
from concord.kernel.actor import Actor


@predicate
def is_focal_point(actor: Actor, subject: Any = None) -> bool:
    """Runs the process for the country."""
    return actor.has(Role.FOCAL_POINT)


@predicate
def is_contributor(actor: Actor, subject: Any = None) -> bool:
    """Answers for an institution."""
    return actor.has(Role.CONTRIBUTOR)


@predicate
def is_approver(actor: Actor, subject: Any = None) -> bool:
    """Signs findings and plans."""
    return actor.has(Role.APPROVER)


@predicate
def is_operator(actor: Actor, subject: Any = None) -> bool:
    """Keeps the server running; sees no country's content."""
    return actor.has(Role.OPERATOR)


@predicate
def is_of_the_country(actor: Actor, subject: Any = None) -> bool:
    """Holds any role inside the country."""
    return actor.has(*COUNTRY_ROLES)
