"""One's own account: name, language, roles, delegation, and where one is signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from concord.domains.people import services
from concord.domains.people.models import RoleGrant, User
from concord.domains.people.queries import actor_in, colleagues_of, own_grants
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput, NotFound
from concord.ui.accounts import speak
from concord.web.people import forms
from concord.web.people.devices import device

P = ParamSpec("P")


class OwnRequest(HttpRequest):
    """A request by somebody who is signed in."""

    user: User


def own_page(view: Callable[Concatenate[OwnRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for who is signed in; kept by no cache."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    return never_cache(login_required(guarded))


def _self(user: User) -> Actor:
    return Actor(str(user), user_id=user.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def account(request: OwnRequest) -> HttpResponse:
    """Everything about one's account on one page."""
    user = request.user
    form = forms.Account(request.POST or None, initial={"name": user.name, "language": user.language})
    if form.is_valid():
        services.change_account(actor=_self(user), user=user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return speak(redirect("account"), user.language)
    sessions = [
        {
            "pk": session.pk,
            "device": device(session.user_agent),
            "since": session.created_at,
            "ip": session.ip,
            "is_this": session.session_key == request.session.session_key,
        }
        for session in UserSession.objects.purge_and_list(user)
    ]
    found = {"form": form, "grants": own_grants(user), "sessions": sessions}
    return render(request, "people/account.html", found)


@require_POST
@own_page
def end_session(request: OwnRequest, session_id: int) -> HttpResponse:
    """End one of one's sessions."""
    services.end_sessions(actor=_self(request.user), user=request.user, only=session_id)
    messages.success(request, _("The session was ended."))
    return redirect("account")


@require_POST
@own_page
def end_other_sessions(request: OwnRequest) -> HttpResponse:
    """End all of one's sessions but this one."""
    keep = request.session.session_key or ""
    services.end_sessions(actor=_self(request.user), user=request.user, keep=keep)
    messages.success(request, _("All other sessions were ended."))
    return redirect("account")


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def delegate(request: OwnRequest, grant_id: UUID) -> HttpResponse:
    """Pass a role on for a time."""
    grant = _own_role(request.user, grant_id)
    actor, country = actor_in(request.user, grant.country.code if grant.country else "")
    people = {str(person.pk): person for person in colleagues_of(actor)}
    form = forms.Delegate(people.values(), request.POST or None)
    if form.is_valid():
        to, until = people[form.cleaned_data["person"]], form.cleaned_data["until"]
        try:
            services.delegate_role(actor=actor, grant=grant, to=to, until=until)
        except InvalidInput as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(person)s holds your role, too, until that day.") % {"person": to})
            return redirect("account")
    return render(request, "people/delegate.html", {"grant": grant, "form": form, "of": country})


@require_POST
@own_page
def recall(request: OwnRequest, delegation_id: UUID) -> HttpResponse:
    """Take a role back before its day."""
    delegation = (
        RoleGrant.objects.filter(pk=delegation_id, delegated_by__user=request.user)
        .select_related("country", "delegated_by", "user")
        .first()
    )
    if delegation is None or delegation.country is None:
        raise NotFound("There is no such delegation.")
    actor, _country = actor_in(request.user, delegation.country.code)
    services.recall_delegation(actor=actor, delegation=delegation)
    messages.success(request, _("The role is yours alone again."))
    return redirect("account")


def _own_role(user: User, grant_id: UUID) -> RoleGrant:
    grant = own_grants(user).filter(pk=grant_id, country__isnull=False, delegated_by=None).first()
    if grant is None:
        raise NotFound("There is no such role.")
    return grant
