"""The two ways to a part: people of the country sign in, guests hold a link. Views do not tell them apart.

A guest's address carries the secret of the link. It leaks to nobody: pages refer to no other site
(``Referrer-Policy: same-origin``), no cache keeps them, and search engines are told to stay away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from concord.domains.assessments.models import GuestLink
from concord.domains.assessments.queries import LinkEnded, guest_actor
from concord.formats.evidence_file import MAX_BYTES
from concord.ui.access import CountryRequest

P = ParamSpec("P")

MAX_BODY = MAX_BYTES + 2_000_000  # one file of the largest size, with the answers of a page around it
DISCARDED = 10 * MAX_BODY


class AnsweringRequest(CountryRequest):
    """A request by somebody of the country, or by a guest of it."""

    guest_link: GuestLink | None
    secret: str


@dataclass(frozen=True)
class Door:
    """Through which address somebody came in, and so which addresses lead on for them."""

    key: str
    is_guest: bool

    def to(self, name: str, *args: UUID | str) -> str:
        """The address of a view behind this door."""
        return reverse(f"guest_{name}" if self.is_guest else name, args=[self.key, *args])

    @property
    def home(self) -> str:
        """The list of parts."""
        return self.to("my_parts")

    @property
    def base(self) -> str:
        """What the addresses of all parts begin with."""
        return self.home if self.is_guest else self.home.removesuffix("mine/")


def door_of(request: CountryRequest) -> Door:
    """The door through which a request came."""
    secret = getattr(request, "secret", "")
    return Door(secret, True) if secret else Door(request.country.code, False)


def guest_form(view: Callable[Concatenate[AnsweringRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that guests read and send (GET, POST)."""
    return _admit(view, ("GET", "HEAD", "POST"))


def guest_page(view: Callable[Concatenate[AnsweringRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that guests only read."""
    return _admit(view, ("GET", "HEAD"))


def guest_action(view: Callable[Concatenate[AnsweringRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """An address to which guests only send something."""
    return _admit(view, ("POST",))


def _admit(
    view: Callable[Concatenate[AnsweringRequest, P], HttpResponse], methods: Sequence[str]
) -> Callable[..., HttpResponse]:
    @wraps(view)
    def admitted(request: Any, *args: Any, secret: str, **kwargs: Any) -> HttpResponse:
        try:
            request.actor, link = guest_actor(secret)
        except LinkEnded as ended:
            return refused(request, str(ended), 410)
        request.guest_link, request.secret, request.country = link, secret, link.country
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return require_http_methods(list(methods))(admitted)


def refused(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    """One sentence, as a page or (where a script asked) as JSON."""
    if wants_json(request):
        return JsonResponse({"sentence": sentence}, status=status)
    return render(request, "answering/refused.html", {"sentence": sentence}, status=status)


def wants_json(request: HttpRequest) -> bool:
    """Whether the page's script asked, which reads JSON."""
    return "application/json" in request.headers.get("Accept", "")


def bounded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse a body that is too large before any of it is kept, on the disk or in memory.

    It is read to its end and thrown away, since a browser shows an answer only once it has sent everything. The check
    of the form's token comes after it, because that check would take the body in.
    """
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        if length <= MAX_BODY:
            return protected(request, *args, **kwargs)
        left = min(length, DISCARDED)
        while left > 0 and (piece := request.read(1 << 16)):
            left -= len(piece)
        sentence = _("The file is larger than %(limit)s MB; make it smaller, or split it.")
        return refused(request, sentence % {"limit": MAX_BYTES // 1_000_000}, 413)

    return limited
