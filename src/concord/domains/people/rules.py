"""Who a person is in a country, as predicates that later domains join with ``|`` and ``&``."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from rules.predicates import predicate

from concord.domains.people.enums import COUNTRY_ROLES, Role
from concord.domains.people.models import RoleGrant, User
from concord.domains.people.queries import belongs_only_to, is_in_country
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


Place = tuple[UUID | None, Collection[str]]  # a country (or none) and the roles to be given there


@predicate
def may_grant(actor: Actor, place: Place) -> bool:
    """A focal point gives the roles of its country; an operator those of the server, and a country's focal point."""
    country_id, roles = place
    if country_id is not None and country_id == actor.country_id and actor.has(Role.FOCAL_POINT):
        return True
    return actor.has(Role.OPERATOR) and (country_id is None or set(roles) <= {Role.FOCAL_POINT})


may_invite = may_grant


@predicate
def is_oneself(actor: Actor, user: User) -> bool:
    """It is one's own account."""
    return actor.user_id is not None and actor.user_id == user.pk


@predicate
def runs_the_country_of(actor: Actor, user: User) -> bool:
    """Is focal point of a country in which the person holds a role."""
    return actor.has(Role.FOCAL_POINT) and is_in_country(user, actor.country_id)


@predicate
def answers_for(actor: Actor, user: User) -> bool:
    """Is focal point of the only country in which the person holds any role."""
    return actor.has(Role.FOCAL_POINT) and belongs_only_to(user, actor.country_id)


@predicate
def passed_on(actor: Actor, delegation: RoleGrant) -> bool:
    """The delegated role is one's own."""
    giver = delegation.delegated_by
    return giver is not None and actor.user_id is not None and giver.user_id == actor.user_id


@predicate
def delegated_in_the_country(actor: Actor, delegation: RoleGrant) -> bool:
    """It is a delegation in the country of which the actor is focal point."""
    here = delegation.delegated_by_id is not None and delegation.country_id == actor.country_id
    return here and actor.has(Role.FOCAL_POINT)


may_keep_account = is_oneself | runs_the_country_of | is_operator
may_renew_access = answers_for | is_operator
may_recall = passed_on | delegated_in_the_country
