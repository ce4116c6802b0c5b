"""A visit to a Concord that names an OpenID Connect provider, in a process of its own: settings are read once.

``python -m tests.support.single_sign_on`` prints, as JSON, what each person met who came from the provider.
"""

from __future__ import annotations

import json
import sys
from typing import Any
from urllib.parse import parse_qs, urlsplit

PASSWORD = "correct horse battery staple"
PEOPLE = ("known", "unverified", "stranger", "closed")


def visit() -> dict[str, object]:
    """Everybody of ``PEOPLE`` comes back from the provider with a code of their name."""
    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import setup_test_environment

    from concord.domains.people.models import User

    setup_test_environment()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    for name in ("known", "unverified", "closed"):
        User.objects.create_user(f"{name}@qt.example", PASSWORD, name=name, is_active=name != "closed")
    found: dict[str, object] = {"page": Client().get("/account/sign-in/").content.decode()}
    for name in PEOPLE:
        found[name] = come_back(Client(), name)
    found["password kept"] = User.objects.get(email="known@qt.example").check_password(PASSWORD)
    found["accounts"] = User.objects.count()
    found["cancelled"] = come_back(Client(), "known", refused="access_denied")
    found["connecting"] = come_back(Client(), "known", process="connect")
    return found


def come_back(client: Any, name: str, *, refused: str = "", process: str = "login") -> dict[str, object]:
    """Go to the provider and come back; what one meets, and whether one is signed in afterwards."""
    going = client.get(f"/account/sign-in/oidc/?process={process}&next=/account/")
    state = parse_qs(urlsplit(going.headers["Location"]).query)["state"][0]
    answer = f"error={refused}" if refused else f"code={name}"
    response = client.get(f"/account/sign-in/oidc/back/?state={state}&{answer}")
    return {
        "sent to": going.headers["Location"].partition("?")[0],
        "status": response.status_code,
        "location": response.headers.get("Location", ""),
        "signed in": client.get("/account/").status_code == 200,
    }


if __name__ == "__main__":
    import django

    django.setup()
    json.dump(visit(), sys.stdout)
