"""Writes about roles: who holds which, for how long, and who takes over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from concord.domains.people.enums import COUNTRY_ROLES, Role
from concord.domains.people.models import Country, Institution, Region, RoleGrant, User
from concord.domains.people.queries import current_grants
from concord.domains.people.rules import is_focal_point, may_grant, may_recall
from concord.domains.people.standing import (
    close_if_nothing_is_left,
    end_running_sessions,
    refuse_leaderless,
    refuse_second_institution,
)
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, NotFound

LONGEST_DELEGATION = dt.timedelta(days=366)


def grant_roles(
    *,
    actor: Actor,
    user: User,
    roles: Sequence[Role],
    country: Country | None = None,
    region: Region | None = None,
    institution: Institution | None = None,
    organisation: str = "",
) -> list[RoleGrant]:
    """Grant roles in one place: country roles need the country, the secretariat its region; granting twice is once."""
    require(may_grant, actor, (country.pk if country else None, frozenset(roles)))
    if actor.user_id == user.pk:
        raise InvalidInput(_("Nobody gives a role to themselves; another focal point can."))
    for role in roles:
        if (role in COUNTRY_ROLES) != (country is not None) or (role == Role.SECRETARIAT) != (region is not None):
            raise InvalidInput(f"The role '{role.label}' cannot be granted there.")
    if institution is not None and (country is None or institution.country_id != country.pk):
        raise InvalidInput("The institution must belong to the country in which the role is granted.")
    if country is not None:
        refuse_second_institution(user, country.pk, institution)
    with audited(actor, "roles.granted", user, roles=[str(role) for role in roles]):
        return [
            RoleGrant.objects.get_or_create(
                user=user, role=role, country=country, region=region, institution=institution, delegated_by=None,
                defaults={"organisation": organisation},
            )[0]
            for role in roles
        ]  # fmt: skip


def revoke_role(*, actor: Actor, grant: RoleGrant) -> None:
    """Take a role in the country away, and with it what was delegated from it."""
    require(is_focal_point, actor)
    if grant.country_id != actor.country_id:
        raise NotFound("There is no such role.")
    refuse_leaderless(actor.country_id, [grant.pk])
    with audited(actor, "role.revoked", grant.user, role=grant.role):
        grant.delete()


def delegate_role(*, actor: Actor, grant: RoleGrant, to: User, until: dt.date) -> RoleGrant:
    """Pass one's own role on to another person of the country, up to and including a day; it ends by itself."""
    if grant.user_id != actor.user_id or grant.country_id != actor.country_id:
        raise NotFound("There is no such role.")
    if grant.delegated_by_id is not None:
        raise InvalidInput(_("A role that was delegated to you cannot be passed on."))
    if not clock.today() <= until <= clock.today() + LONGEST_DELEGATION:
        raise InvalidInput(_("Choose a last day between today and a year from now."))
    theirs = current_grants().filter(user=to, country_id=actor.country_id, user__is_active=True)
    if to.pk == actor.user_id or not theirs.exists():
        raise InvalidInput(_("Choose another person of the country."))
    if theirs.filter(role=grant.role, institution=grant.institution).exists():
        raise InvalidInput(_("%(person)s holds this role already.") % {"person": to})
    refuse_second_institution(to, actor.country_id, grant.institution)
    with audited(actor, "role.delegated", to, role=grant.role, until=until) as record:
        RoleGrant.objects.filter(user=to, delegated_by=grant).delete()  # an earlier one that ended
        delegation = RoleGrant.objects.create(
            user=to, role=grant.role, country_id=grant.country_id, institution_id=grant.institution_id,
            until=until, delegated_by=grant,
        )  # fmt: skip
        record.detail["grant"] = str(delegation.pk)
    return delegation


def recall_delegation(*, actor: Actor, delegation: RoleGrant) -> None:
    """Take a delegated role back before its day: who passed it on may, and the focal point."""
    require(may_recall, actor, delegation)
    with audited(actor, "delegation.recalled", delegation.user, role=delegation.role):
        delegation.delete()


def hand_over(*, actor: Actor, leaver: User, successor: User) -> int:
    """Pass all roles of an official who leaves to a successor; returns how many.

    What the leaver wrote keeps their name. Roles that were lent to the leaver end. The leaver is signed out, and the
    account closes where nothing else is left to it.
    """
    require(is_focal_point, actor)
    of_country = RoleGrant.objects.filter(country_id=actor.country_id)
    own = list(of_country.filter(user=leaver, delegated_by=None).select_related("institution"))
    if not own:
        raise NotFound("There is no such person.")
    if leaver.pk == successor.pk or not successor.is_active or not of_country.filter(user=successor).exists():
        raise InvalidInput(_("Choose another person of the country."))
    for grant in own:
        refuse_second_institution(successor, actor.country_id, grant.institution)
    with audited(actor, "roles.handed_over", leaver, to=str(successor.pk)) as record:
        record.detail["roles"] = [grant.role for grant in own]
        for grant in own:
            _pass_on(grant, successor)
        of_country.filter(user=leaver).delete()
        end_running_sessions(leaver)
        record.detail["closed"] = close_if_nothing_is_left(leaver)
    return len(own)


def _pass_on(grant: RoleGrant, successor: User) -> None:
    """The successor holds the grant; where they held the role already (or on loan), there is one afterwards."""
    same = RoleGrant.objects.filter(
        user=successor, role=grant.role, country=grant.country, institution=grant.institution
    )
    same.exclude(delegated_by=None).delete()
    if same.exists():
        grant.delegations.exclude(user=successor).update(delegated_by=same.get())
        grant.delete()
        return
    grant.user = successor
    grant.save(update_fields=["user"])


def remove_person(*, actor: Actor, user: User) -> bool:
    """Take all of a person's roles in the country away and sign them out; says whether that closed the account."""
    require(is_focal_point, actor)
    held = RoleGrant.objects.filter(user=user, country_id=actor.country_id)
    keys = list(held.values_list("pk", flat=True))
    if not keys:
        raise NotFound("There is no such person.")
    refuse_leaderless(actor.country_id, keys)
    with audited(actor, "person.removed", user) as record:
        held.delete()
        end_running_sessions(user)
        record.detail["closed"] = closed = close_if_nothing_is_left(user)
    return closed
