"""Signing in and out, the password, sessions, one's own account, and what of allauth is not offered."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from tests.factories import PASSWORD, World
from tests.web.worlds import come_in, signed_in, text_of

from concord.config.variables import is_domain, smtp
from concord.domains.people.enums import Role
from concord.domains.people.models import RoleGrant, User
from concord.kernel import clock
from concord.kernel.models import AuditEntry
from concord.web.people.devices import device

OBSERVER = "observer@qt.example"


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
    assert client.post("/account/password/", given).headers["Location"] == "/account/"
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


def test_the_sixth_wrong_password_is_refused_and_a_neighbour_still_comes_in(world: World) -> None:
    client = Client()
    for _ in range(5):
        page = client.post("/account/sign-in/", {"login": OBSERVER, "password": "not this one"}).content.decode()
        assert "not correct" in page
    for password in ("not this one", PASSWORD):
        page = client.post("/account/sign-in/", {"login": OBSERVER.upper(), "password": password}).content.decode()
        assert "Too many failed login attempts" in page
    # A colleague in the same room, behind the same address.
    assert come_in(Client(), "approver@qt.example").get("/QT/").status_code == 200


def test_right_passwords_are_never_counted_against_a_room(world: World) -> None:
    for _ in range(40):
        assert come_in(Client(), OBSERVER).get("/account/").status_code == 200


def test_signing_in_brings_the_persons_language(world: World) -> None:
    User.objects.filter(email=OBSERVER).update(language="ar")
    client = come_in(Client(), OBSERVER)
    assert '<html lang="ar" dir="rtl"' in text_of(client, "/QT/")


def test_name_and_language_are_ones_own_to_change(world: World) -> None:
    client = come_in(Client(), OBSERVER)
    response = client.post("/account/", {"name": "  Ana Marin ", "language": "fr"})
    assert response.headers["Location"] == "/account/"
    user = User.objects.get(email=OBSERVER)
    assert (user.name, user.language) == ("Ana Marin", "fr")
    assert '<html lang="fr"' in text_of(client, "/account/")
    assert "field-error" in client.post("/account/", {"name": "", "language": ""}).content.decode()


def test_one_sees_where_one_is_signed_in_and_ends_it_there(world: World) -> None:
    here, there, third = (come_in(Client(headers={"user-agent": agent}), OBSERVER) for agent in (FIREFOX, EDGE, ""))
    page = text_of(here, "/account/")
    for machine in ("Firefox on Windows", "Edge on Windows", "Unknown browser", "This one"):
        assert page.count(machine) == 1
    other = UserSession.objects.get(user_agent=EDGE)
    here.post(f"/account/sessions/{other.pk}/end/")
    assert [client.get("/account/").status_code for client in (here, there, third)] == [200, 302, 200]
    here.post("/account/sessions/end-others/")
    assert [client.get("/account/").status_code for client in (here, third)] == [200, 302]
    assert AuditEntry.objects.filter(action="sessions.ended").count() == 2


FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"


def test_nobody_ends_a_session_of_somebody_else(world: World) -> None:
    theirs, mine = come_in(Client(), "approver@qt.example"), come_in(Client(), OBSERVER)
    session = UserSession.objects.get(user__email="approver@qt.example")
    mine.post(f"/account/sessions/{session.pk}/end/")
    assert theirs.get("/account/").status_code == 200


def test_a_new_password_ends_all_other_sessions(world: World) -> None:
    here, there = come_in(Client(), OBSERVER), come_in(Client(), OBSERVER)
    new = "three rivers meet below the mill"
    here.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert [client.get("/account/").status_code for client in (here, there)] == [200, 302]


def test_a_closed_account_is_out_at_once(world: World) -> None:
    client = come_in(Client(), OBSERVER)
    User.objects.filter(email=OBSERVER).update(is_active=False)
    assert client.get("/QT/").status_code == 302
    response = Client().post("/account/sign-in/", {"login": OBSERVER, "password": PASSWORD})
    assert response.headers["Location"] == "/account/inactive/"


def test_a_session_lasts_a_working_day(world: World) -> None:
    client = come_in(Client(), OBSERVER)
    assert client.session.get_expiry_age() == 12 * 3600
    assert client.cookies["sessionid"]["max-age"] == ""  # and ends with the browser


def test_a_role_is_delegated_from_ones_own_page_and_taken_back(world: World) -> None:
    holder, deputy = world.people[Role.APPROVER], world.people[Role.OBSERVER]
    client, grant = come_in(Client(), holder.email), RoleGrant.objects.get(user=holder)
    until = clock.today() + dt.timedelta(days=10)
    page = text_of(client, f"/account/roles/{grant.pk}/delegate/")
    assert "Observer of Tarsovia" in page
    assert "Approver of Tarsovia</option>" not in page
    given = {"person": deputy.pk, "until": until.isoformat()}
    assert client.post(f"/account/roles/{grant.pk}/delegate/", given).headers["Location"] == "/account/"
    assert "Delegated to Observer of Tarsovia until" in text_of(client, "/account/")
    delegation = RoleGrant.objects.get(delegated_by=grant)
    theirs = text_of(come_in(Client(), deputy.email), "/account/")
    assert "for Approver of Tarsovia, until" in theirs
    assert f"/account/roles/{delegation.pk}/delegate/" not in theirs, "what is lent is not lent on"
    client.post(f"/account/delegations/{delegation.pk}/recall/")
    assert not RoleGrant.objects.filter(delegated_by=grant).exists()
    refused = client.post(f"/account/roles/{grant.pk}/delegate/", given | {"until": "2020-01-01"}).content.decode()
    assert "between today and a year from now" in refused


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox on Windows"),
        (EDGE, "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("curl/8", "Unknown browser"),
    ],
)
def test_a_browser_is_called_what_people_call_it(agent: str, name: str) -> None:
    assert device(agent) == name


@pytest.mark.parametrize(
    ("host", "named"),
    [
        ("plan.example.gov", True),
        (".example.gov", True),
        ("192.168.1.10", False),
        ("[::1]", False),
        ("localhost", False),
        ("server", False),
        ("*", False),
    ],
)
def test_a_passkey_needs_a_domain(host: str, named: bool) -> None:
    assert is_domain(host) == named


def test_a_mail_servers_address_says_everything_about_it() -> None:
    assert smtp("smtp+tls://post%40x:s%3Acret@mail.example:2525") == {
        "EMAIL_HOST": "mail.example",
        "EMAIL_PORT": 2525,
        "EMAIL_HOST_USER": "post@x",
        "EMAIL_HOST_PASSWORD": "s:cret",
        "EMAIL_USE_TLS": True,
        "EMAIL_USE_SSL": False,
    }
    assert smtp("smtps://mail.example")["EMAIL_PORT"] == 465
    with pytest.raises(ValueError, match="CONCORD_SMTP_URL"):
        smtp("mail.example:25")


@pytest.mark.parametrize(
    "page", ["second-factor/passkeys/add/", "sign-in/passkey/", "confirm/passkey/", "sign-in/oidc/"]
)
def test_without_a_domain_and_a_provider_there_are_no_passkeys_and_no_single_sign_on(
    client: Client, page: str, db: None
) -> None:
    assert client.get(f"/account/{page}").status_code == 404
    sign_in = text_of(client, "/account/sign-in/")
    assert "passkey" not in sign_in
    assert "Sign in with" not in sign_in
