"""Allauth's pages of passkeys, in our own look; routed only where there is HTTPS and a domain."""

from __future__ import annotations

import json
from typing import Any

from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.urls import reverse_lazy

from concord.web.people.second_factor import fresh


@fresh
class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    """Have the browser make a passkey, and keep its public half under a name."""

    template_name = "people/add_passkey.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the browser is asked, as text."""
        found = super().get_context_data(**kwargs)
        return {**found, "options": json.dumps(found["js_data"]["creation_options"])}


@fresh
class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    """Take a passkey away."""

    template_name = "people/remove_passkey.html"
    success_url = reverse_lazy("mfa_index")


@fresh
class ConfirmByPasskey(ReauthenticateWebAuthnView):  # type: ignore[misc]
    """A passkey instead of the password, before something that matters."""

    template_name = "people/confirm_passkey.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the browser is asked, as text."""
        found = super().get_context_data(**kwargs)
        return {**found, "options": json.dumps(found["js_data"]["request_options"])}


@fresh
class SignInByPasskey(LoginWebAuthnView):  # type: ignore[misc]
    """Sign in with a passkey and nothing else."""
