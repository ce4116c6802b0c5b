"""What every page's template knows: direction, language and the country one is in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language_bidi

from concord.domains.people.enums import Role


def page(request: HttpRequest) -> dict[str, Any]:
    """Direction of the page, and what ``country_page`` put on the request: country, actor, whether it is held here."""
    actor = getattr(request, "actor", None)
    return {
        "direction": "rtl" if get_language_bidi() else "ltr",
        "country": getattr(request, "country", None),
        "actor": actor,
        "hold": getattr(request, "hold", None),
        "runs_country": actor is not None and actor.has(Role.FOCAL_POINT),
        "role_names": [role.label for role in Role if actor and actor.has(role)],
    }
