"""Fetch and authorise in one step: a page of a country is reached only by who holds a role in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from concord.domains.people.models import Country, User
from concord.domains.people.queries import admission
from concord.kernel.actor import Actor
from concord.kernel.holding import Hold

P = ParamSpec("P")


class CountryCode:
    """Path converter for the two capital letters that every country's address starts with."""

    regex = "[A-Z]{2}"

    def to_python(self, value: str) -> str:
        """The letters as they stand."""
        return value

    def to_url(self, value: str) -> str:
        """The letters as they stand."""
        return value


class CountryRequest(HttpRequest):
    """A request inside one country, by somebody with a role there."""

    actor: Actor
    country: Country
    hold: Hold | None


def country_page(
    view: Callable[Concatenate[CountryRequest, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Put actor and country on the request; without a role in the country the page does not exist (404).

    Pages are only read (GET, HEAD). They are kept by no cache unless the view says otherwise, so that on a shared
    laptop nothing comes back after signing out. Who still owes the country a second factor is led to setting one up.
    """
    return require_safe(_guarded(view))


def country_form(
    view: Callable[Concatenate[CountryRequest, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """As ``country_page``, for pages that also take in what somebody sends (POST)."""
    return require_http_methods(["GET", "HEAD", "POST"])(_guarded(view))


def country_action(
    view: Callable[Concatenate[CountryRequest, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """As ``country_page``, for addresses that only take something in (POST)."""
    return require_POST(_guarded(view))


def _guarded(view: Callable[Concatenate[CountryRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    @login_required
    def admitted(request: Any, *args: Any, country_code: str, **kwargs: Any) -> HttpResponse:
        if not isinstance(request.user, User):
            raise TypeError("login_required lets nobody else through")
        let_in = admission(request.user, country_code)
        if let_in.owes_second_factor:
            address = reverse("mfa_index", query={"asked": country_code})
            return HttpResponseClientRedirect(address) if getattr(request, "htmx", False) else redirect(address)
        request.actor, request.country, request.hold = let_in.actor, let_in.country, let_in.hold
        response = view(request, *args, **kwargs)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        # htmx would follow the redirect and put the sign-in page into a corner of the page that asked.
        if getattr(request, "htmx", False) and not request.user.is_authenticated:
            return HttpResponseClientRefresh()
        return admitted(request, *args, **kwargs)

    return guarded
