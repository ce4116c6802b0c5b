"""Coming into the room: asking at the door without an account, walking in with one, and leaving."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from concord.domains.people.models import User
from concord.domains.workshops.arriving import institution_of, person_name, refuse_full, refuse_shut
from concord.domains.workshops.attending import note_arrival
from concord.domains.workshops.enums import Means, Standing
from concord.domains.workshops.models import Participant, Workshop
from concord.domains.workshops.rules import is_participant, may_ask_in, may_walk_in
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import NotAllowed, WrongState


def ask_to_join(
    *, actor: Actor, workshop: Workshop, name: str, institution_id: UUID | None, secret_hash: str
) -> Participant:
    """Ask to be let in, without an account; ``secret_hash`` is of the secret that the phone keeps.

    ``actor`` is nobody yet: the name that was typed, in the workshop's country, without a role. Asking again with the
    same secret is asking once.
    """
    require(may_ask_in, actor, workshop)
    asked: Participant | None = Participant.objects.for_actor(actor).filter(token_hash=secret_hash).first()
    if asked is not None:
        return asked
    refuse_shut(workshop)
    refuse_full(actor, workshop)
    named, institution = person_name(name), institution_of(actor, institution_id)
    with audited(actor, "workshop.asked_in") as record:
        record.subject = participant = Participant.objects.create(
            country_id=workshop.country_id, workshop=workshop, name=named, institution=institution,
            token_hash=secret_hash, asked_at=clock.now(),
        )  # fmt: skip
        record.detail |= {"workshop": str(workshop.pk), "institution": institution.code if institution else ""}
    return participant


def join_as_oneself(*, actor: Actor, workshop: Workshop, secret_hash: str) -> Participant:
    """Walk in with one's account, which the country knows; a second device takes over from the first.

    Whom the facilitator sent out asks at the door like anybody else.
    """
    require(may_walk_in, actor, workshop)
    refuse_shut(workshop)
    user = User.objects.get(pk=str(actor.user_id))
    now = clock.now()
    with audited(actor, "workshop.joined", workshop=str(workshop.pk)) as record:
        rows = Participant.objects.for_actor(actor).select_for_update()
        participant = rows.filter(workshop=workshop, user=user).first() or Participant(
            country_id=workshop.country_id, workshop=workshop, user=user, asked_at=now
        )
        if participant.standing == Standing.REFUSED:
            raise WrongState(_("The facilitator did not let you in; speak with them."))
        sent_out = participant.standing == Standing.LEFT and participant.settled_by != participant.name
        participant.name, participant.institution_id = str(user)[:120], actor.institution_id
        participant.means, participant.token_hash = Means.PHONE, secret_hash
        participant.standing = Standing.WAITING if sent_out else Standing.ADMITTED
        if not sent_out:
            participant.settled_at, participant.settled_by = now, participant.name
        participant.save()
        if not sent_out:
            note_arrival(workshop, participant)
        record.subject = participant
    return participant


def leave_room(*, actor: Actor, participant: Participant) -> None:
    """Leave; what one voted stays."""
    require(is_participant, actor)
    if actor.user_id != participant.voter_id:
        raise NotAllowed("Nobody leaves for somebody else.")
    with audited(actor, "workshop.left", participant):
        if participant.standing in (Standing.WAITING, Standing.ADMITTED):
            participant.standing = Standing.LEFT
            participant.settled_at, participant.settled_by = clock.now(), participant.name
        participant.token_hash = None
        participant.save(update_fields=["standing", "settled_at", "settled_by", "token_hash"])
