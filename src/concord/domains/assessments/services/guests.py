"""Links with which somebody without an account answers one part for an institution."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from concord.domains.assessments.models import Assessment, Assignment, GuestLink
from concord.domains.assessments.rules import can_answer_for
from concord.domains.people.models import Institution
from concord.domains.people.tokens import digest, new_secret
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, WrongState

LONGEST = 60  # days


def make_guest_link(
    *,
    actor: Actor,
    assessment: Assessment,
    institution: Institution,
    capabilities: Collection[str],
    guest: str,
    email: str = "",
    days: int = 7,
) -> tuple[GuestLink, str]:
    """Make a link for one person and some capabilities that the institution is asked; returns it with its secret.

    The secret is told once and here only: the database keeps its SHA-256.
    """
    require(can_answer_for, actor, institution)
    guest, email = guest.strip(), email.strip()
    if not 0 < len(guest) <= 120:
        raise InvalidInput(_("Write the name of the person who gets the link, in up to 120 characters."))
    if not 1 <= days <= LONGEST:
        raise InvalidInput(_("A link works for 1 to %(longest)s days.") % {"longest": LONGEST})
    _refuse_no_address(email)
    asked = Assignment.objects.for_actor(actor).filter(assessment=assessment, institution=institution)
    codes = sorted(set(capabilities))
    if not codes or set(codes) - set(asked.values_list("capability__code", flat=True)):
        raise InvalidInput(_("Choose at least one part, of those that %(who)s is asked.") % {"who": institution})
    secret = new_secret()
    with audited(
        actor, "guest_link.made", institution=institution.code, capabilities=codes, guest=guest, days=days
    ) as record:
        record.subject = link = GuestLink.objects.create(
            country_id=actor.country_id,
            assessment=assessment,
            institution=institution,
            capabilities=codes,
            guest=guest,
            email=email,
            token_hash=digest(secret),
            made_by=actor.name,
            made_at=clock.now(),
            expires_at=clock.now() + dt.timedelta(days=days),
        )
    return link, secret


def recall_guest_link(*, actor: Actor, link: GuestLink) -> None:
    """End a link before its time; what was answered through it stays."""
    require(can_answer_for, actor, link.institution)
    with audited(actor, "guest_link.recalled", link, guest=link.guest):
        rows = GuestLink.objects.for_actor(actor).filter(pk=link.pk, recalled_at=None)
        if not rows.update(recalled_at=clock.now(), recalled_by=actor.name):
            raise WrongState(_("This link was recalled already."))


def _refuse_no_address(email: str) -> None:
    if not email:
        return
    try:
        validate_email(email)
    except ValidationError:
        raise InvalidInput(_("%(address)s is not an e-mail address.") % {"address": email}) from None
