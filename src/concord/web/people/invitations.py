"""The page behind an invitation's link."""

from __future__ import annotations

from allauth.account.utils import perform_login
from allauth.decorators import rate_limit
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from concord.domains.people.models import Invitation, User
from concord.domains.people.queries import find_invitation
from concord.domains.people.services import accept_invitation
from concord.kernel.actor import Actor
from concord.ui.accounts import speak
from concord.web.people import forms


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(action="invitation")  # type: ignore[untyped-decorator]
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Who invites, to what; then a password for a new person, or one click for somebody who is signed in."""
    found = find_invitation(secret)
    response = _answer(request, found, secret) if found.is_open else _over(request, found)
    add_never_cache_headers(response)
    return response


def _over(request: HttpRequest, found: Invitation) -> HttpResponse:
    return render(request, "people/invitation_over.html", {"invitation": found}, status=410)


def _answer(request: HttpRequest, found: Invitation, secret: str) -> HttpResponse:
    known = User.objects.filter(email=found.email, is_active=True).first()
    if known is not None and not found.new_password:
        return _answer_known(request, found, secret, known)
    kind = forms.NewPassword if found.new_password else forms.Welcome
    form = kind(request.POST or None, initial={"name": found.name})
    if not form.is_valid():
        return render(request, "people/invitation.html", {"invitation": found, "form": form, "new": True})
    user = accept_invitation(
        actor=Actor(found.email),
        secret=secret,
        name=form.cleaned_data.get("name", ""),
        password=form.cleaned_data["password"],
    )
    if request.user.is_authenticated:
        logout(request)
    response: HttpResponse = perform_login(request, user, redirect_url="/")
    return response


def _answer_known(request: HttpRequest, found: Invitation, secret: str, known: User) -> HttpResponse:
    is_theirs = request.user == known
    if request.method == "POST" and is_theirs:
        accept_invitation(actor=Actor(str(known), user_id=known.pk), secret=secret)
        return speak(redirect("overview", found.country.code), known.language)
    return render(request, "people/invitation.html", {"invitation": found, "known": known, "is_theirs": is_theirs})
