"""The second factor: setting it up, signing in with it, losing it, and countries that ask for it."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from tests.factories import PASSWORD, World
from tests.web.codes import code_of
from tests.web.worlds import come_in, text_of

from concord.domains.people.enums import Role, SecondFactor
from concord.domains.people.models import Country, User
from concord.ui.accounts import SecondFactors

APPROVER = "approver@qt.example"
APP = "/account/second-factor/app/"
STEP = "/account/sign-in/code/"


def test_codes_are_those_of_the_standard() -> None:
    # RFC 6238, appendix B: the last six of the eight digits.
    key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert {at: code_of(key, at=at) for at in (59, 1111111109, 20000000000)} == {
        59: "287082",
        1111111109: "081804",
        20000000000: "353130",
    }


def set_up(client: Client) -> str:
    """Set the app up as a person does; returns its key."""
    assert client.get(APP).headers["Location"] == f"/account/confirm/?next={APP.replace('/', '%2F')}"
    client.post("/account/confirm/", {"password": PASSWORD, "next": APP})
    page = text_of(client, APP)
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert found is not None
    assert 'src="data:image/svg+xml;base64,' in page
    response = client.post(APP, {"code": code_of(found[1])})
    assert response.headers["Location"] == "/account/second-factor/codes/"
    return found[1]


def password_only(email: str = APPROVER) -> Client:
    client = Client()
    response = client.post("/account/sign-in/", {"login": email, "password": PASSWORD})
    assert response.headers["Location"] == STEP
    assert client.get("/QT/").status_code == 302, "the password alone lets nobody in"
    return client


def next_code(key: str) -> str:
    """A code that was not used yet: that of the next half minute, which a clock slightly behind would accept."""
    return code_of(key, at=time.time() + 30)


def test_with_an_app_the_password_alone_lets_nobody_in(world: World) -> None:
    key = set_up(come_in(Client(), APPROVER))
    client = password_only()
    assert "Incorrect code" in client.post(STEP, {"code": "000000"}).content.decode()
    assert client.post(STEP, {"code": next_code(key)}).status_code == 302
    assert client.get("/QT/").status_code == 200


def test_a_code_works_once(world: World) -> None:
    key = set_up(come_in(Client(), APPROVER))
    code = next_code(key)
    assert password_only().post(STEP, {"code": code}).status_code == 302
    assert "Incorrect code" in password_only().post(STEP, {"code": code}).content.decode()


def test_the_sixth_wrong_code_is_refused_even_if_the_next_one_is_right(world: World) -> None:
    key = set_up(come_in(Client(), APPROVER))
    client = password_only()
    for _ in range(5):
        client.post(STEP, {"code": "000000"})
    assert "Too many failed login attempts" in client.post(STEP, {"code": next_code(key)}).content.decode()


def test_a_recovery_code_lets_in_once(world: World) -> None:
    client = come_in(Client(), APPROVER)
    set_up(client)
    codes = re.findall(r"<li>(\d{8})</li>", text_of(client, "/account/second-factor/codes/"))
    assert len(codes) == 10
    assert password_only().post(STEP, {"code": codes[0]}).status_code == 302
    assert "Incorrect code" in password_only().post(STEP, {"code": codes[0]}).content.decode()
    left = client.get("/account/second-factor/codes/download/").content.decode().split()
    assert left == codes[1:]


def test_the_key_lies_encrypted_in_the_database_and_a_new_server_key_lets_nobody_in(world: World, settings) -> None:
    key = set_up(come_in(Client(), APPROVER))
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert key.replace(" ", "") not in kept
    assert SecondFactors().decrypt(kept) == key.replace(" ", "")
    settings.SECRET_KEY = "another one"
    lost = {SecondFactors().decrypt(kept) for _ in range(2)}
    assert len(lost) == 2, "a key that cannot be read is a random one, never an empty one"
    assert key.replace(" ", "") not in lost


def test_the_app_is_taken_away_after_confirming(world: World) -> None:
    client = come_in(Client(), APPROVER)
    set_up(client)
    assert client.post("/account/second-factor/app/remove/").status_code == 302
    assert not Authenticator.objects.exists(), "recovery codes go with the last factor"
    assert come_in(Client(), APPROVER).get("/QT/").status_code == 200


@pytest.mark.parametrize("whom", [SecondFactor.SIGNERS, SecondFactor.EVERYBODY])
def test_a_country_that_asks_leads_to_setting_up_and_then_lets_in(world: World, whom: str) -> None:
    Country.objects.filter(pk=world.country.pk).update(second_factor=whom)
    client = come_in(Client(), APPROVER)
    for page in ("/QT/", "/QT/findings/", "/QT/documents/plan.json"):
        assert client.get(page).headers["Location"] == "/account/second-factor/?asked=QT"
    assert client.post("/QT/people/invite/").headers["Location"] == "/account/second-factor/?asked=QT"
    part = client.get("/QT/plan/", headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == "/account/second-factor/?asked=QT"
    assert "Tarsovia asks its people for a second factor" in text_of(client, "/account/second-factor/?asked=QT")
    set_up(client)
    assert client.get("/QT/").status_code == 200
    assert "Go on to Tarsovia" in text_of(client, "/account/second-factor/?asked=QT")
    observer = come_in(Client(), "observer@qt.example").get("/QT/")
    assert observer.status_code == (302 if whom == SecondFactor.EVERYBODY else 200)


def test_a_country_one_has_no_role_in_is_not_named(world: World, other_world: World) -> None:
    assert "Orvania" not in text_of(come_in(Client(), APPROVER), "/account/second-factor/?asked=QU")


def test_who_lost_the_telephone_is_helped_by_the_focal_point(world: World) -> None:
    set_up(come_in(Client(), APPROVER))
    user = User.objects.get(email=APPROVER)
    come_in(Client(), world.people[Role.FOCAL_POINT].email).post(f"/QT/people/{user.pk}/second-factor/")
    assert come_in(Client(), APPROVER).get("/QT/").status_code == 200
