"""The one place where errors become HTTP answers."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from concord.kernel.errors import ConcordError, InvalidInput, NotAllowed, NotFound, WrongState

STATUS: dict[type[ConcordError], int] = {NotFound: 404, NotAllowed: 404, InvalidInput: 400, WrongState: 409}


def hidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's own "forbidden", too, looks like what is not there."""
    return render(request, "404.html", status=404)


def too_many(request: HttpRequest) -> HttpResponse:
    """Somebody asked so often that it looks like guessing."""
    return render(request, "429.html", status=429)


class ErrorPages:
    """Shows an error's one sentence on a plain page. What a person may not do looks like what is not there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; errors come in by ``process_exception``."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn our own errors into pages; anything else is Django's 500."""
        if not isinstance(error, ConcordError):
            return None
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
        if status == 500:
            return None
        if status == 404:
            return render(request, "404.html", status=404)
        return render(request, "problem.html", {"sentence": str(error)}, status=status)
