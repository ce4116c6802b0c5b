"""Noting who is reminded of what, so that nobody is reminded too often."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from concord.domains.assessments.models import Assessment, Reminder
from concord.domains.assessments.rules import can_run_assessment
from concord.domains.people.models import User
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import WrongState


def claim_reminder(*, actor: Actor, assessment: Assessment, user: User, parts: int, pause: dt.timedelta) -> Reminder:
    """Note, before it is sent, that a person is reminded; refused where they were within ``pause``.

    It comes before sending, so that two commands that run at once remind a person once.
    """
    require(can_run_assessment, actor)
    with audited(actor, "reminder.sent", parts=parts) as record:
        User.objects.select_for_update().get(pk=user.pk)
        now = clock.now()
        recent = Reminder.objects.for_actor(actor).filter(user=user, sent_at__gt=now - pause)
        if recent.exists():
            raise WrongState(_("%(person)s was reminded a short while ago.") % {"person": user})
        record.subject = reminder = Reminder.objects.create(
            country_id=actor.country_id, assessment=assessment, user=user, parts=parts, sent_at=now
        )
    return reminder


def drop_reminder(*, actor: Actor, reminder: Reminder, problem: str) -> None:
    """Take back the note of a reminder that could not be sent, so that it is tried again."""
    require(can_run_assessment, actor)
    with audited(actor, "reminder.failed", reminder, problem=problem):
        Reminder.objects.for_actor(actor).filter(pk=reminder.pk).delete()
