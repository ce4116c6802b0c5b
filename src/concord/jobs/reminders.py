"""Reminders by e-mail: one digest for each person, in their language, not too often."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from concord.domains.assessments.models import Assessment
from concord.domains.assessments.queries import latest_assessment
from concord.domains.assessments.queries.digests import Digest, digests
from concord.domains.assessments.services import claim_reminder, drop_reminder
from concord.domains.people.models import Country
from concord.domains.people.queries import command_actor
from concord.kernel import clock
from concord.kernel.actor import Actor
from concord.kernel.errors import WrongState
from concord.kernel.holding import held

PAUSE = dt.timedelta(days=3)  # between two digests to one person
PAUSE_BY_HAND = dt.timedelta(days=1)  # where the focal point asks for it
HERE = "http://localhost:8000"
LISTED = 25  # parts that one e-mail names


@dataclass(frozen=True)
class Sent:
    """What became of one country's digests; ``failures`` say in words whom no e-mail reached, and why."""

    country: str
    sent: int
    left_alone: int
    failures: tuple[str, ...]


def send_due(now: dt.datetime) -> list[Sent]:
    """Send the digests that are due at a moment, for every country that has an assessment."""
    outcomes = []
    with clock.standing_still(now):
        for country in Country.objects.order_by("code"):
            actor = command_actor(country, "concord tick")
            assessment = latest_assessment(actor)
            if assessment is not None and held(country.pk) is None:  # nobody answers here meanwhile
                due = digests(actor, assessment)
                outcomes.append(_send(actor, assessment, due, PAUSE, settings.ADDRESS or HERE))
    return outcomes


def remind_now(actor: Actor, assessment: Assessment, institutions: Collection[UUID], address: str) -> Sent:
    """Remind the contributors of some institutions of all that is open, because the focal point asks for it."""
    due = digests(actor, assessment, only=institutions)
    return _send(actor, assessment, due, PAUSE_BY_HAND, settings.ADDRESS or address)


def _send(actor: Actor, assessment: Assessment, due: Iterable[Digest], pause: dt.timedelta, address: str) -> Sent:
    sent, left_alone, failures = 0, 0, []
    for digest in due:
        try:
            note = claim_reminder(
                actor=actor, assessment=assessment, user=digest.user, parts=len(digest.parts), pause=pause
            )
        except WrongState:
            left_alone += 1
            continue
        try:
            message(assessment, digest, address).send()
        except (OSError, BadHeaderError) as error:  # what a mail server does to us; the others still get theirs
            drop_reminder(actor=actor, reminder=note, problem=str(error))
            failures.append(
                _("%(person)s was not reminded: %(problem)s") % {"person": digest.user.email, "problem": error}
            )
        else:
            sent += 1
    return Sent(assessment.country.code, sent, left_alone, tuple(failures))


def message(assessment: Assessment, digest: Digest, address: str) -> EmailMessage:
    """The e-mail for one person, in the language they read."""
    with translation.override(language_of(assessment.country, digest.user.language)):
        context = {
            "assessment": assessment,
            "country": assessment.country,
            "digest": digest,
            "parts": digest.parts[:LISTED],
            "more": max(len(digest.parts) - LISTED, 0),
            "address": address.rstrip("/"),
        }
        subject = _("%(title)s: what waits for you") % {"title": " ".join(assessment.title.split())}
        text = re.sub(r"\n{3,}", "\n\n", render_to_string("jobs/reminder.txt", context)).strip()
        return EmailMessage(subject, f"{text}\n", to=[digest.user.email])


def language_of(country: Country, chosen: str) -> str:
    """The language a person chose, else the first of the country's that Concord speaks, else English."""
    spoken = [code for code, _name in settings.LANGUAGES]
    return next((code for code in (chosen, *country.languages) if code in spoken), settings.LANGUAGE_CODE)
