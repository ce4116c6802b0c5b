"""Signing in through an OpenID Connect provider: for people who have an account here, and for nobody else.

Loaded only where the settings name a provider.
"""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import render

from concord.domains.people.models import User


class KnownPeopleOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Finds the account by the address that the provider has verified."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Hand the provider's person the account of the same address, or say that there is none."""
        if sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(HttpResponseRedirect("/account/"))
        verified = [address.email.lower() for address in sociallogin.email_addresses if address.verified is True]
        user = User.objects.filter(email__in=verified[:1]).first()
        if user is None:
            raise ImmediateHttpResponse(render(request, "people/no_account.html", status=403))
        sociallogin.user = user

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        """The provider refused, or could not be reached."""
        raise ImmediateHttpResponse(render(request, "people/sign_in_failed.html", status=401))
