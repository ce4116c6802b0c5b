"""What pages of workshops have in common: which one they are about, and reading what somebody sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils.translation import gettext as _

from concord.domains.workshops.models import Workshop
from concord.domains.workshops.queries import find_workshop
from concord.domains.workshops.rules import can_assist, can_run_workshop
from concord.formats.qr_code import qr_svg
from concord.kernel.errors import InvalidInput
from concord.ui.access import CountryRequest
from concord.web.workshops.joining import join_path


def page_of(request: CountryRequest, workshop: Workshop | None = None, **more: Any) -> dict[str, Any]:
    """What every page of workshops tells its template."""
    return {
        "section": "workshops",
        "workshop": workshop,
        "label": workshop.label if workshop else "",
        "runs": can_run_workshop(request.actor),
        "assists": workshop is not None and can_assist(request.actor, workshop),
        **more,
    }


def workshop_at(request: CountryRequest, pk: UUID) -> Workshop:
    """The workshop of an address."""
    return find_workshop(request.actor, pk)


def ids(given: Iterable[str]) -> list[UUID]:
    """Ids as a form sends them; ``InvalidInput`` where one is none."""
    try:
        return [UUID(one) for one in given]
    except ValueError:
        raise InvalidInput(_("Load the page again, and choose from what it shows.")) from None


def one_id(given: str) -> UUID:
    """One id as a form sends it."""
    return ids([given])[0]


def whole(text: str, *, otherwise: int = 0) -> int:
    """A whole number as a form sends it; ``otherwise`` where it is none."""
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) < 6 else otherwise


def time_of(text: str) -> dt.time | None:
    """A time of day as a form sends it; None where it is empty."""
    try:
        return dt.time.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInput(_("Give the time as hours and minutes, for instance 09:30.")) from None


def way_in(request: CountryRequest, workshop: Workshop) -> dict[str, str]:
    """How one joins: the address to type, and the one to scan as a picture."""
    typed = _absolute(request, reverse("join"))
    return {"typed": typed.partition("//")[2], "scanned": qr_svg(_absolute(request, join_path(workshop)))}


def _absolute(request: CountryRequest, path: str) -> str:
    """Under the address that phones reach, where the server knows it; else where this request came in."""
    return f"{settings.ADDRESS}{path}" if settings.ADDRESS else request.build_absolute_uri(path)


def unless_seen(request: CountryRequest, key: str) -> HttpResponse | None:
    """The empty answer to who has seen what a key stands for; None where something is to be shown."""
    tag = f'"{key}"'
    if request.headers.get("If-None-Match") != tag:
        return None
    response = HttpResponseNotModified()
    response["ETag"] = tag
    return response


def tagged(response: HttpResponse, key: str) -> HttpResponse:
    """An answer by whose key the next question can be answered."""
    response["ETag"] = f'"{key}"'
    response["Cache-Control"] = "private, no-cache"
    return response
