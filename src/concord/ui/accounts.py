"""How people come in: by invitation only, and how their second factor is kept."""

from __future__ import annotations

import base64
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from concord.domains.people.models import User

# What a page shows by itself needs no message.
UNSAID = (
    "account/messages/logged_in.txt",
    "account/messages/logged_out.txt",
    "mfa/messages/totp_activated.txt",
    "mfa/messages/recovery_codes_generated.txt",
)


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes allauth's sign-up page, and meets people in their language."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs themselves up."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """After a new password, back to one's account."""
        return "/account/"

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """A person who chose a language is met in it on every machine."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return speak(response, user.language)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address a request came from; a server behind a socket is told none."""
        return get_client_ip(request) or "127.0.0.1"

    def add_message(
        self, request: HttpRequest, level: int, message_template: str = "", *args: Any, **kwargs: Any
    ) -> None:
        """Says that a password was changed; that one came in or went out, the page shows by itself."""
        if message_template not in UNSAID:
            super().add_message(request, level, message_template, *args, **kwargs)


def speak(response: HttpResponse, language: str) -> HttpResponse:
    """Have the browser ask for this language from now on; an empty one leaves it to the browser."""
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
    return response


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets of codes encrypted, so that a stolen database alone makes no code."""

    def encrypt(self, text: str) -> str:
        """Under a key derived from the server's own."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; after the server's key was changed it is lost, and a random one lets nobody in."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(40)).decode()


def _box() -> Fernet:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"concord second factors")
    return Fernet(base64.urlsafe_b64encode(derive.derive(settings.SECRET_KEY.encode())))
