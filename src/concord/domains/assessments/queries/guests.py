"""Guest links: who stands behind one, and which there are."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from concord.domains.assessments.models import Assessment, GuestLink
from concord.domains.assessments.rules import GUEST, can_answer_for
from concord.domains.people.models import Institution
from concord.domains.people.tokens import digest
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.errors import NotFound, WrongState


class LinkEnded(WrongState):
    """A guest link that expired or was recalled."""


def guest_actor(secret: str) -> tuple[Actor, GuestLink]:
    """Who acts through a guest link, in one query; ``NotFound`` where there never was one, ``LinkEnded`` after it.

    The audit trail names the link where it names a user otherwise.
    """
    # Whoever holds the secret may see the link, before it is known which country it is of: hence no scope.
    rows = GuestLink._base_manager.filter(token_hash=digest(secret))
    link = rows.select_related("country", "institution", "assessment").first()
    if link is None:
        raise NotFound("There is no such page.")
    if link.recalled_at is not None or link.expires_at <= clock.now():
        ended = _("This link has ended. Ask %(who)s for a new one; what was answered through it is kept.")
        raise LinkEnded(ended % {"who": link.made_by})
    return (
        Actor(
            name=f"{link.guest} ({link.institution})"[:200],
            country_id=link.country_id,
            roles=frozenset({GUEST}),
            institution_id=link.institution_id,
            user_id=link.pk,
            parts=frozenset(link.capabilities),
        ),
        link,
    )


def guest_links(actor: Actor, assessment: Assessment, institution: Institution | None) -> QuerySet[GuestLink]:
    """The links of an institution, or (for who runs the assessment) of all, newest first."""
    require(can_answer_for, actor, institution)
    rows = GuestLink.objects.for_actor(actor).filter(assessment=assessment).select_related("institution")
    return rows.filter(institution=institution) if institution is not None else rows


def guest_link(actor: Actor, pk: UUID) -> GuestLink:
    """A link that the actor may recall."""
    link = GuestLink.objects.for_actor(actor).select_related("institution").filter(pk=pk).first()
    if link is None:
        raise NotFound("There is no such link.")
    require(can_answer_for, actor, link.institution)
    return link
