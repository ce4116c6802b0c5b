"""Writes about invitations: links that bring a person in, once and for a while."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from concord.domains.people.enums import Role
from concord.domains.people.models import Country, Institution, Invitation, RoleGrant, User
from concord.domains.people.queries import find_invitation
from concord.domains.people.rules import is_focal_point, may_invite, may_renew_access
from concord.domains.people.standing import (
    end_running_sessions,
    refuse_second_institution,
    refuse_unknown_roles,
)
from concord.domains.people.tokens import digest, new_secret
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, NotFound, WrongState

DAYS = 14
PASSWORD_DAYS = 2


def invite_person(
    *,
    actor: Actor,
    country: Country,
    email: str,
    name: str,
    roles: Sequence[Role],
    institution: Institution | None = None,
    language: str = "",
    days: int = DAYS,
) -> tuple[Invitation, str]:
    """Invite somebody into the country; returns the invitation and the secret of its link, which is kept nowhere."""
    require(may_invite, actor, (country.pk, frozenset(roles)))
    email = _address(email)
    refuse_unknown_roles(roles, institution)
    if institution is not None and institution.country_id != country.pk:
        raise InvalidInput("The institution must belong to the country.")
    already = User.objects.filter(email=email, is_active=True).first()
    if already is not None:
        refuse_second_institution(already, country.pk, institution)
    of_country = Invitation.objects.for_country(country.pk)
    if of_country.filter(email=email, accepted_at=None, recalled_at=None, new_password=False).exists():
        raise InvalidInput(_("%(email)s is invited already; renew or recall that invitation.") % {"email": email})
    secret, now = new_secret(), clock.now()
    within = replace(actor, country_id=country.pk)
    with audited(within, "person.invited", email=email, roles=[str(role) for role in roles]) as record:
        record.subject = invitation = Invitation.objects.create(
            country=country, email=email, name=name.strip(), roles=[str(role) for role in roles],
            institution=institution, language=language, token_hash=digest(secret), invited_by=actor.name,
            created_at=now, expires_at=now + dt.timedelta(days=days),
        )  # fmt: skip
    return invitation, secret


def renew_invitation(*, actor: Actor, invitation: Invitation, days: int = DAYS) -> str:
    """A new link for an invitation that was not accepted; the old link ends. Returns the new secret."""
    require(is_focal_point, actor)
    _refuse_settled(actor, invitation)
    secret = new_secret()
    with audited(actor, "invitation.renewed", invitation, email=invitation.email):
        invitation.token_hash, invitation.invited_by = digest(secret), actor.name
        invitation.expires_at = clock.now() + dt.timedelta(days=days)
        invitation.save(update_fields=["token_hash", "invited_by", "expires_at"])
    return secret


def recall_invitation(*, actor: Actor, invitation: Invitation) -> None:
    """End an invitation that was not accepted."""
    require(is_focal_point, actor)
    _refuse_settled(actor, invitation)
    with audited(actor, "invitation.recalled", invitation, email=invitation.email):
        invitation.recalled_at = clock.now()
        invitation.save(update_fields=["recalled_at"])


def offer_new_password(*, actor: Actor, country: Country, user: User) -> tuple[Invitation, str]:
    """A link by which a person who forgot the password sets a new one; only where the country answers for the account.

    Earlier links of this kind end. The second factor stays.
    """
    require(may_renew_access, actor, user)
    secret, now = new_secret(), clock.now()
    within = replace(actor, country_id=country.pk)
    with audited(within, "password.offered", user) as record:
        earlier = Invitation.objects.for_country(country.pk).filter(user=user, new_password=True, accepted_at=None)
        earlier.filter(recalled_at=None).update(recalled_at=now)
        invitation = Invitation.objects.create(
            country=country, email=user.email, name=user.name, language=user.language, new_password=True, user=user,
            token_hash=digest(secret), invited_by=actor.name, created_at=now,
            expires_at=now + dt.timedelta(days=PASSWORD_DAYS),
        )  # fmt: skip
        record.detail["invitation"] = str(invitation.pk)
    return invitation, secret


def accept_invitation(*, actor: Actor, secret: str, name: str = "", password: str = "") -> User:
    """Take up an invitation, once: a new person sets name and password, somebody known comes signed in.

    ``actor`` is whoever holds the link: nobody yet (``user_id`` is None), or the person who is signed in.
    """
    invitation = find_invitation(secret)
    user = User.objects.filter(email=invitation.email).first()
    known = user is not None and user.is_active and not invitation.new_password
    if user is not None and known and actor.user_id != user.pk:
        raise WrongState(_("This invitation is for %(email)s; sign in as that person.") % {"email": invitation.email})
    if user is not None and not user.is_active and RoleGrant.objects.filter(user=user).exists():
        raise WrongState(_("This account was closed; ask the person who runs this server."))
    if invitation.new_password and user is None:
        raise NotFound("There is no such invitation.")
    if not known:
        _check_password(password, user)
    within = replace(actor, name=name.strip() or invitation.name or invitation.email, country_id=invitation.country_id)
    with audited(within, "invitation.accepted", invitation, email=invitation.email) as record:
        taken = Invitation.objects.for_country(invitation.country_id).filter(
            pk=invitation.pk, accepted_at=None, recalled_at=None, expires_at__gt=clock.now()
        )
        if not taken.update(accepted_at=clock.now()):
            raise WrongState(_("This invitation was used or recalled, or its time ran out; ask for a new one."))
        person = _let_in(invitation, user, known=known, name=name.strip(), password=password)
        taken.model.objects.for_country(invitation.country_id).filter(pk=invitation.pk).update(user=person)
        record.detail["user"] = str(person.pk)
    return person


def _let_in(invitation: Invitation, user: User | None, *, known: bool, name: str, password: str) -> User:
    """The person of the invitation, able to sign in, with the invitation's roles."""
    if user is None:
        user = User.objects.create_user(
            invitation.email, password, name=name or invitation.name, language=invitation.language
        )
    elif not known:
        end_running_sessions(user)
        user.set_password(password)
        user.is_active = True
        user.save(update_fields=["password", "is_active"])
    refuse_second_institution(user, invitation.country_id, invitation.institution)
    for role in invitation.roles:
        RoleGrant.objects.get_or_create(
            user=user, role=role, country_id=invitation.country_id, institution=invitation.institution,
            delegated_by=None,
        )  # fmt: skip
    return user


def _address(email: str) -> str:
    try:
        validate_email(email.strip())
    except ValidationError:
        raise InvalidInput(_("'%(email)s' is no e-mail address.") % {"email": email}) from None
    return email.strip().lower()


def _refuse_settled(actor: Actor, invitation: Invitation) -> None:
    if invitation.country_id != actor.country_id:
        raise NotFound("There is no such invitation.")
    if invitation.accepted_at is not None or invitation.recalled_at is not None:
        raise WrongState(_("This invitation was accepted or recalled."))


def _check_password(password: str, user: User | None) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages)) from None
