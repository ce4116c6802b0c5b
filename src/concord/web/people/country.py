"""The people of a country, for its focal point: who holds which role, who is invited, who leaves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from concord.domains.people import services
from concord.domains.people.enums import Role, SecondFactor
from concord.domains.people.letters import send_invitation
from concord.domains.people.models import Invitation
from concord.domains.people.queries import (
    belongs_only_to,
    grant_of,
    invitation_of,
    people_of,
    person_of,
    waiting_invitations,
)
from concord.domains.people.rules import is_focal_point
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput
from concord.ui.access import CountryRequest, country_action, country_form, country_page
from concord.ui.addresses import absolute
from concord.web.people import forms


@country_page
def people(request: CountryRequest) -> HttpResponse:
    """Everybody with a role, everybody who is invited, and of whom a second factor is asked."""
    require(is_focal_point, request.actor)
    found = {
        "section": "people",
        "people": people_of(request.actor),
        "invitations": waiting_invitations(request.actor),
        "second_factor": SecondFactor.choices,
    }
    return render(request, "people/people.html", found)


@country_form
def invite(request: CountryRequest) -> HttpResponse:
    """Invite somebody; the link is shown once, and sent."""
    require(is_focal_point, request.actor)
    form = forms.Invite(request.actor, request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            invitation, secret = services.invite_person(
                actor=request.actor,
                country=request.country,
                email=given["email"],
                name=given["name"],
                roles=[Role(role) for role in given["roles"]],
                institution=given["institution"],
                language=given["language"],
            )
        except InvalidInput as error:
            form.add_error(None, str(error))
        else:
            return _show_link(request, invitation, secret)
    return render(request, "people/invite.html", {"section": "people", "form": form})


@country_action
def renew(request: CountryRequest, invitation_id: UUID) -> HttpResponse:
    """A new link for an open or expired invitation."""
    invitation = invitation_of(request.actor, invitation_id)
    return _show_link(request, invitation, services.renew_invitation(actor=request.actor, invitation=invitation))


@country_action
def recall(request: CountryRequest, invitation_id: UUID) -> HttpResponse:
    """End an invitation."""
    services.recall_invitation(actor=request.actor, invitation=invitation_of(request.actor, invitation_id))
    return _back(request, _("The invitation was recalled; its link no longer works."))


def _show_link(request: CountryRequest, invitation: Invitation, secret: str) -> HttpResponse:
    link = absolute(request, reverse("invitation", args=[secret]))
    sent = send_invitation(invitation, link)
    shown = {"section": "people", "invitation": invitation, "link": link, "sent": sent}
    return render(request, "people/link.html", shown)


@country_page
def person(request: CountryRequest, person_id: UUID) -> HttpResponse:
    """One person: roles, and what can be done about the account."""
    require(is_focal_point, request.actor)
    return _show_person(request, person_id)


def _show_person(request: CountryRequest, person_id: UUID, form: forms.Grant | None = None) -> HttpResponse:
    shown = person_of(request.actor, person_id)
    everybody = [each.user for each in people_of(request.actor)]
    others = [user for user in everybody if user.is_active and user != shown.user]
    found = {
        "section": "people",
        "person": shown,
        "is_self": shown.user == request.user,
        "answers_for": belongs_only_to(shown.user, request.country.pk),
        "grant_form": form or forms.Grant(request.actor),
        "successor_form": forms.Colleague(others, auto_id="successor_%s"),
    }
    return render(request, "people/person.html", found, status=400 if form else 200)


@country_action
def grant(request: CountryRequest, person_id: UUID) -> HttpResponse:
    """Give a person one more role."""
    require(is_focal_point, request.actor)
    user = person_of(request.actor, person_id).user
    form = forms.Grant(request.actor, request.POST)
    if not form.is_valid():
        return _show_person(request, person_id, form)
    given: dict[str, Any] = form.cleaned_data
    services.grant_roles(
        actor=request.actor,
        user=user,
        roles=[Role(given["role"])],
        country=request.country,
        institution=given["institution"],
    )
    return _back(request, _("The role was given."), person_id)


@country_action
def revoke(request: CountryRequest, grant_id: UUID) -> HttpResponse:
    """Take a role away, or end a delegation."""
    taken = grant_of(request.actor, grant_id)
    if taken.delegated_by_id is None:
        services.revoke_role(actor=request.actor, grant=taken)
    else:
        services.recall_delegation(actor=request.actor, delegation=taken)
    return _back(request, _("The role was taken away."))


@country_action
def hand_over(request: CountryRequest, person_id: UUID) -> HttpResponse:
    """Pass everything of an official who leaves to a successor."""
    require(is_focal_point, request.actor)
    leaver = person_of(request.actor, person_id).user
    form = forms.Colleague([p.user for p in people_of(request.actor)], request.POST)
    if not form.is_valid():
        raise InvalidInput(_("Choose another person of the country."))
    successor = person_of(request.actor, UUID(form.cleaned_data["person"])).user
    services.hand_over(actor=request.actor, leaver=leaver, successor=successor)
    said = _("The roles passed to %(successor)s; what %(leaver)s wrote keeps their name.")
    return _back(request, said % {"successor": successor, "leaver": leaver})


@country_action
def end_sessions(request: CountryRequest, person_id: UUID) -> HttpResponse:
    """Sign a person out everywhere."""
    require(is_focal_point, request.actor)
    services.end_sessions(actor=request.actor, user=person_of(request.actor, person_id).user)
    return _back(request, _("The person is signed out everywhere."), person_id)


@country_action
def remove_second_factor(request: CountryRequest, person_id: UUID) -> HttpResponse:
    """Help a person who lost their phone."""
    require(is_focal_point, request.actor)
    services.remove_second_factor(actor=request.actor, user=person_of(request.actor, person_id).user)
    return _back(request, _("The second factor was removed; the password alone lets the person in."), person_id)


@country_action
def offer_new_password(request: CountryRequest, person_id: UUID) -> HttpResponse:
    """A link by which a person sets a new password."""
    require(is_focal_point, request.actor)
    user = person_of(request.actor, person_id).user
    invitation, secret = services.offer_new_password(actor=request.actor, country=request.country, user=user)
    return _show_link(request, invitation, secret)


@country_action
def remove(request: CountryRequest, person_id: UUID) -> HttpResponse:
    """Take all roles away and close the account where nothing else is left."""
    require(is_focal_point, request.actor)
    user = person_of(request.actor, person_id).user
    closed = services.remove_person(actor=request.actor, user=user)
    said = (
        _("%(person)s holds no role here any more, and the account is closed.")
        if closed
        else _("%(person)s holds no role here any more.")
    )
    return _back(request, said % {"person": user})


@country_action
def ask_second_factor(request: CountryRequest) -> HttpResponse:
    """Say of whom a second factor is asked."""
    services.ask_second_factor(actor=request.actor, country=request.country, whom=request.POST.get("whom", ""))
    return _back(request, _("From now on a second factor is asked as chosen."))


def _back(request: CountryRequest, said: str, person_id: UUID | None = None) -> HttpResponse:
    messages.success(request, said)
    if person_id is None:
        return redirect("people", request.country.code)
    return redirect("person", request.country.code, person_id)
