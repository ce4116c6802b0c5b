"""Reminders by e-mail while a plan is in consultation: to the contributors of institutions that have not replied."""

from __future__ import annotations

import datetime as dt
import re

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from concord.domains.people.models import Country, User
from concord.domains.people.queries import command_actor
from concord.domains.plans.models import Consultation
from concord.domains.plans.queries import latest_plan
from concord.domains.plans.queries.consulting import Silent, silent_people
from concord.domains.plans.services.consulting import claim_consultation_reminder
from concord.jobs.reminders import HERE, PAUSE, Sent, language_of
from concord.kernel import clock
from concord.kernel.actor import Actor
from concord.kernel.errors import WrongState

SOON = dt.timedelta(days=7)  # before the last day


def send_consultation_reminders(now: dt.datetime) -> list[Sent]:
    """Remind whoever has not replied to a consultation that ends soon, in every country that has one."""
    outcomes = []
    with clock.standing_still(now):
        for country in Country.objects.order_by("code"):
            actor = command_actor(country, "concord tick")
            plan = latest_plan(actor)
            waiting = silent_people(actor, plan, SOON) if plan else None
            if waiting is not None:
                outcomes.append(_send(actor, country, waiting))
    return outcomes


def _send(actor: Actor, country: Country, waiting: Silent) -> Sent:
    try:
        claim_consultation_reminder(actor=actor, consultation=waiting.consultation, pause=PAUSE)
    except WrongState:
        return Sent(country.code, 0, len(waiting.people), ())
    failures = []
    for user, institution in waiting.people:
        try:
            message(country, waiting.consultation, user, institution).send()
        except (OSError, BadHeaderError) as error:  # what a mail server does to us; the others still get theirs
            failures.append(_("%(person)s was not reminded: %(problem)s") % {"person": user.email, "problem": error})
    return Sent(country.code, len(waiting.people) - len(failures), 0, tuple(failures))


def message(country: Country, consultation: Consultation, user: User, institution: str) -> EmailMessage:
    """The e-mail for one person, in the language they read."""
    with translation.override(language_of(country, user.language)):
        context = {
            "country": country,
            "consultation": consultation,
            "user": user,
            "institution": institution,
            "address": (settings.ADDRESS or HERE).rstrip("/"),
        }
        subject = _("%(title)s: your institution’s reply is awaited") % {
            "title": " ".join(consultation.plan.title.split())
        }
        text = re.sub(r"\n{3,}", "\n\n", render_to_string("jobs/consultation_reminder.txt", context)).strip()
        return EmailMessage(subject, f"{text}\n", to=[user.email])
