"""Addresses that leave the browser: in e-mails, and in links that somebody copies."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def absolute(request: HttpRequest, path: str) -> str:
    """A page's whole address: under ``CONCORD_ADDRESS`` if that is set, else where this request came in."""
    if settings.ADDRESS:
        return f"{settings.ADDRESS}{path}"
    scheme = "https" if settings.HTTPS else request.scheme
    return f"{scheme}://{request.get_host()}{path}"
