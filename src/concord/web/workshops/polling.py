"""The address that every phone in the room asks every two seconds; most answers are an empty 304."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.views.decorators.http import require_safe

from concord.domains.workshops.live import live_key
from concord.kernel.errors import NotFound

POLL = re.compile(r"/join/room/([0-9a-f-]{36})/live/\Z")


def phone_secret(request: HttpRequest, pk: UUID) -> str:
    """What the phone keeps for one room; each room has a cookie of its own, so that rooms do not mix."""
    return request.COOKIES.get(cookie_name(pk), "")


def cookie_name(pk: UUID) -> str:
    """Under which name a phone keeps its secret for a room."""
    return f"concord_phone_{pk.hex[:12]}"


def live(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whether the phone that asks has something to load; not there for who has no place in this room."""
    key = live_key(pk, phone_secret(request, pk))
    if key is None:
        raise NotFound("There is no such room.")
    tag = f'"{key}"'
    same = request.headers.get("If-None-Match") == tag
    response = HttpResponseNotModified() if same else JsonResponse({"key": key})
    response["ETag"] = tag
    response["Cache-Control"] = "no-cache, private"
    return response


room_live = require_safe(live)


class QuickPolls:
    """Answers polls before anything that they have no use for: sessions, languages, accounts, compression."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """A poll is answered at once; everything else, and a poll that is refused, goes the usual way."""
        asked = POLL.match(request.path_info) if request.method == "GET" else None
        if asked is None:
            return self.get_response(request)
        request.get_host()  # a wrong host is refused here as everywhere
        try:
            return live(request, UUID(asked[1]))
        except (NotFound, ValueError):
            return self.get_response(request)
