"""The account pages of allauth that we offer, in our own look, and the choice of a country."""

from __future__ import annotations

from typing import Any

from allauth.account.views import (
    AccountInactiveView,
    LoginView,
    LogoutView,
    PasswordChangeView,
    PasswordSetView,
)
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from concord.domains.people.models import User
from concord.domains.people.queries import countries_of


class SignIn(LoginView):  # type: ignore[misc]
    """E-mail address and password."""

    template_name = "people/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Also the provider through which one can sign in, where the server names one."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        found["single_sign_on"] = settings.OIDC_NAME if settings.OIDC_ISSUER else ""
        return found


class SignOut(LogoutView):  # type: ignore[misc]
    """Asks once, then ends the session."""

    template_name = "people/sign_out.html"


class ChangePassword(PasswordChangeView):  # type: ignore[misc]
    """A new password for oneself."""

    template_name = "people/change_password.html"


class SetPassword(PasswordSetView):  # type: ignore[misc]
    """A first password for somebody who came in without one."""

    template_name = "people/change_password.html"


class Inactive(AccountInactiveView):  # type: ignore[misc]
    """What a person sees whose account was closed."""

    template_name = "people/inactive.html"


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Straight into the only country, or a choice of countries."""
    if not isinstance(request.user, User):
        raise TypeError("login_required lets nobody else through")
    countries = list(countries_of(request.user))
    if len(countries) == 1:
        return redirect("overview", country_code=countries[0].code)
    return render(request, "people/countries.html", {"countries": countries})
