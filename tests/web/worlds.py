"""What tests of pages share: the addresses of a country and how somebody signs in."""

from __future__ import annotations

from django.test import Client
from tests.factories import PASSWORD

from concord.domains.people.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

PAGES = (
    "/{code}/",
    "/{code}/findings/",
    "/{code}/findings/?hazard=C",
    "/{code}/findings/MINI1-01/",
    "/{code}/gaps/",
    "/{code}/plan/",
    "/{code}/plan/?hazard=B&text=lifts",
    "/{code}/plan/actions/MINI1-01-L3/",
)
DOCUMENTS = (
    "/{code}/documents/pictures/schedule.svg",
    "/{code}/documents/pictures/budget.svg",
    "/{code}/documents/pictures/levels.svg",
    "/{code}/documents/plan.json",
    "/{code}/documents/plan.xlsx",
    "/{code}/documents/findings.xlsx",
)
NOTHING = (
    "/{code}/findings/NONE-01/",
    "/{code}/plan/actions/NONE-01-L2/",
    "/{code}/documents/plan.exe",
    "/{code}/documents/pictures/none.svg",
    "/{code}/nothing/",
)


def signed_in(user: User) -> Client:
    """A client in which the user has signed in."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def come_in(client: Client, email: str, password: str = PASSWORD) -> Client:
    """Sign in as people do, by the form; so the session is listed among one's own."""
    response = client.post("/account/sign-in/", {"login": email, "password": password})
    assert response.status_code == 302, "the password was refused"
    return client


def text_of(client: Client, address: str) -> str:
    """A page that must be there, as text."""
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()
