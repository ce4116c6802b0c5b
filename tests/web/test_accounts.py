"""Signing in and out, the password, and what of allauth is not offered."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.factories import PASSWORD, World
from tests.web.worlds import signed_in

from concord.domains.people.enums import Role


def test_signing_in_leads_to_where_one_wanted_to_go(client: Client, world: World) -> None:
    address = "/account/sign-in/?next=/QT/gaps/"
    given = {"login": "observer@qt.example", "password": PASSWORD, "next": "/QT/gaps/"}
    response = client.post(address, given)
    assert (response.status_code, response.headers["Location"]) == (302, "/QT/gaps/")
    assert client.get("/QT/gaps/").status_code == 200


def test_a_wrong_password_is_refused_in_words(client: Client, world: World) -> None:
    response = client.post("/account/sign-in/", {"login": "observer@qt.example", "password": "not this one"})
    assert response.status_code == 200
    assert "alert-danger" in response.content.decode()
    assert client.get("/QT/").status_code == 302


def test_signing_in_leads_to_no_other_site(client: Client, world: World) -> None:
    given = {"login": "observer@qt.example", "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert client.post("/account/sign-in/", given).headers["Location"] == "/"


def test_signing_out_ends_the_session(world: World) -> None:
    client = signed_in(world.people[Role.OBSERVER])
    assert client.get("/account/sign-out/").status_code == 200
    assert client.get("/QT/").status_code == 200
    client.post("/account/sign-out/")
    assert client.get("/QT/").status_code == 302


def test_a_new_password_works_and_the_old_one_no_longer(world: World) -> None:
    client = signed_in(world.people[Role.OBSERVER])
    new = "three rivers meet below the mill"
    given = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/account/password/", given).headers["Location"] == "/"
    user = world.people[Role.OBSERVER]
    user.refresh_from_db()
    assert user.check_password(new)
    assert not user.check_password(PASSWORD)


@pytest.mark.parametrize("page", ["signup/", "email/", "password/reset/", "confirm-email/", "login/code/", "login/"])
def test_other_account_pages_do_not_exist(client: Client, db: None, page: str) -> None:
    assert client.get(f"/account/{page}").status_code == 404


def test_language_choice_turns_the_page(client: Client, db: None) -> None:
    assert '<html lang="en" dir="ltr"' in client.get("/account/sign-in/").content.decode()
    response = client.post("/language/", {"language": "ar", "next": "/account/sign-in/"})
    assert response.headers["Location"] == "/account/sign-in/"
    page = client.get("/account/sign-in/").content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    assert "vendor/tabler.rtl.min.css" in page
