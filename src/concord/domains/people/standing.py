"""What services of this domain look up before they write: who leads a country, acts for whom, is signed in."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _

from concord.domains.people.enums import COUNTRY_ROLES, Role
from concord.domains.people.models import Institution, RoleGrant, User
from concord.domains.people.queries import current_grants
from concord.kernel.errors import InvalidInput, WrongState


def refuse_leaderless(country_id: UUID, without: Collection[UUID]) -> None:
    """Refuse to take these grants away if the country would then have no focal point of its own."""
    leading = RoleGrant.objects.filter(country_id=country_id, role=Role.FOCAL_POINT, delegated_by=None)
    if leading.filter(pk__in=without).exists() and not leading.exclude(pk__in=without).exists():
        raise WrongState(_("A country keeps at least one focal point; give somebody else that role first."))


def refuse_second_institution(user: User, country_id: UUID, institution: Institution | None) -> None:
    """Refuse a role at another institution than the one for which the person acts: an answer is of one institution."""
    if institution is None:
        return
    other = (
        current_grants()
        .filter(user=user, country_id=country_id, institution__isnull=False)
        .exclude(institution=institution)
        .select_related("institution")
        .first()
    )
    if other is not None:
        raise InvalidInput(
            _("%(person)s acts for %(institution)s; a person acts for one institution of a country.")
            % {"person": user, "institution": other.institution}
        )


def refuse_unknown_roles(roles: Collection[str], institution: Institution | None) -> None:
    """Refuse what is no role of a country, and a contributor of no institution."""
    if not roles or not set(roles) <= set(COUNTRY_ROLES):
        raise InvalidInput(_("Choose at least one role of the country."))
    if Role.CONTRIBUTOR in roles and institution is None:
        raise InvalidInput(_("A contributor answers for an institution; choose one."))


def end_running_sessions(user: User, *, keep: str = "", only: int | None = None) -> int:
    """End the person's sessions: all, all but one (by its key), or a single one (by its number)."""
    sessions = UserSession.objects.filter(user=user).exclude(session_key=keep)
    if only is not None:
        sessions = sessions.filter(pk=only)
    ended = 0
    for session in sessions:
        session.end()
        ended += 1
    return ended


def close_if_nothing_is_left(user: User) -> bool:
    """Close the account of a person who holds no role any more; what they did keeps their name."""
    if RoleGrant.objects.filter(user=user).exists():
        return False
    Authenticator.objects.filter(user=user).delete()
    user.is_active = False
    user.save(update_fields=["is_active"])
    return True
