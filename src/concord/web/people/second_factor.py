"""Allauth's pages of the second factor, in our own look."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.conf import settings
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from concord.domains.people.queries import countries_of

fresh = method_decorator(never_cache, name="dispatch")  # secrets of a second factor stay in no cache


@fresh
class Overview(IndexView):  # type: ignore[misc]
    """What one has: an app, passkeys, recovery codes; and which country asks for it."""

    template_name = "people/second_factor.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Also the country that sent the person here, if one did."""
        found = super().get_context_data(**kwargs)
        asking = countries_of(self.request.user).filter(code=self.request.GET.get("asked", ""))
        return {**found, "asking": asking.first(), "passkeys": "webauthn" in settings.MFA_SUPPORTED_TYPES}


@fresh
class ActivateApp(ActivateTOTPView):  # type: ignore[misc]
    """Show the code for the app, and ask for the first number."""

    template_name = "people/activate_app.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The secret in groups of four, as one types it."""
        found = super().get_context_data(**kwargs)
        secret = found["form"].secret
        return {**found, "grouped": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))}


@fresh
class RemoveApp(DeactivateTOTPView):  # type: ignore[misc]
    """Take the app away."""

    template_name = "people/remove_app.html"


@fresh
class Codes(ViewRecoveryCodesView):  # type: ignore[misc]
    """The recovery codes that are left."""

    template_name = "people/codes.html"


@fresh
class NewCodes(GenerateRecoveryCodesView):  # type: ignore[misc]
    """New recovery codes instead of the old ones."""

    template_name = "people/new_codes.html"


@fresh
class SecondStep(AuthenticateView):  # type: ignore[misc]
    """After the password, when one signs in: the code, or a passkey."""

    template_name = "people/second_step.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The passkey's question as text, if the person has one."""
        found = super().get_context_data(**kwargs)
        own = Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True)
        if "js_data" in found and Authenticator.Type.WEBAUTHN in own:
            found["options"] = json.dumps(found["js_data"]["request_options"])
        return {**found, "has_codes": not {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES}.isdisjoint(own)}


@fresh
class Confirm(ReauthenticateView):  # type: ignore[misc]
    """The password once more, before something that matters."""

    template_name = "people/confirm.html"


@fresh
class ConfirmByCode(ReauthenticateByCodeView):  # type: ignore[misc]
    """A code instead of the password."""

    template_name = "people/confirm.html"
