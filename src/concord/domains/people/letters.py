"""E-mails: plain text from a template, in the language of whoever reads it.

A template's first line is the subject. Where no mail server is set, letters lie as files in the data folder.
"""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from concord.domains.people.models import Invitation

logger = logging.getLogger(__name__)


def send_letter(*, to: str, language: str, template: str, context: dict[str, Any]) -> bool:
    """Write and send one letter; false where the mail server refused it, which is logged and stops nothing."""
    spoken = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(spoken):
        subject, _, text = render_to_string(template, context).strip().partition("\n")
    try:
        return EmailMessage(subject=subject.strip(), body=text.strip() + "\n", to=[to]).send() == 1
    except (SMTPException, OSError):
        logger.exception("a letter could not be sent")
        return False


def reading_language(invitation: Invitation) -> str:
    """The language chosen for the person, else the first of the country's that Concord speaks."""
    wanted = [invitation.language, *invitation.country.languages]
    return next((language for language in wanted if language in dict(settings.LANGUAGES)), settings.LANGUAGE_CODE)


def send_invitation(invitation: Invitation, link: str) -> bool:
    """Send the link of an invitation, or of a new password, to the person it is for."""
    template = "people/mail/new_password.txt" if invitation.new_password else "people/mail/invitation.txt"
    context = {"invitation": invitation, "link": link}
    return send_letter(to=invitation.email, language=reading_language(invitation), template=template, context=context)
