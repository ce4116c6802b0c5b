"""Writes about accounts: who can sign in, under which name, and from where."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext as _

from concord.domains.people.models import User
from concord.domains.people.rules import is_oneself, is_operator, may_keep_account, may_renew_access
from concord.domains.people.standing import end_running_sessions
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput


def add_user(*, actor: Actor, email: str, name: str, password: str | None = None, language: str = "") -> User:
    """Add a person who may sign in; roles are granted apart."""
    require(is_operator, actor)
    if User.objects.filter(email=email.lower()).exists():
        raise InvalidInput(f"There is already an account for {email}.")
    with audited(actor, "user.added", email=email.lower()) as record:
        record.subject = user = User.objects.create_user(email, password, name=name, language=language)
    return user


def change_account(*, actor: Actor, user: User, name: str, language: str) -> None:
    """One's own name, and the language one is met in (empty: whatever the browser asks for)."""
    require(is_oneself, actor, user)
    if not name.strip() or (language and language not in dict(settings.LANGUAGES)):
        raise InvalidInput(_("Give a name, and a language that Concord speaks."))
    with audited(actor, "user.changed", user, language=language):
        user.name, user.language = name.strip(), language
        user.save(update_fields=["name", "language"])


def end_sessions(*, actor: Actor, user: User, keep: str = "", only: int | None = None) -> int:
    """Sign a person out everywhere: oneself, or somebody of the country; returns how many sessions that ended.

    ``keep`` is the key of a session that goes on, ``only`` the number of the single one to end.
    """
    require(may_keep_account, actor, user)
    with audited(actor, "sessions.ended", user) as record:
        record.detail["sessions"] = ended = end_running_sessions(user, keep=keep, only=only)
    return ended


def remove_second_factor(*, actor: Actor, user: User) -> int:
    """Take away every second factor of a person who lost theirs, so that the password alone lets them in again."""
    require(may_renew_access, actor, user)
    with audited(actor, "second_factor.removed", user) as record:
        record.detail["removed"] = removed = Authenticator.objects.filter(user=user).delete()[0]
        end_running_sessions(user)
    return int(removed)


def close_account(*, actor: Actor, user: User) -> None:
    """Close an account for the whole server. Roles stay as they are, and so does everything under the name."""
    require(is_operator, actor)
    with audited(actor, "user.closed", user, email=user.email):
        user.is_active = False
        user.save(update_fields=["is_active"])
        end_running_sessions(user)
