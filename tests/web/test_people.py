"""The people of a country: inviting, giving roles, helping, handing over; and the page behind an invitation's link."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.factories import PASSWORD, World, make_person
from tests.web.worlds import come_in, signed_in, text_of

from concord.domains.people.enums import Role
from concord.domains.people.models import Invitation, RoleGrant, User
from concord.domains.people.services import grant_roles

NEW = "three rivers meet below the mill"
MAIL = "ana@qt.example"


@pytest.fixture
def focal(world: World) -> Client:
    return signed_in(world.people[Role.FOCAL_POINT])


def invite(focal: Client, world: World, **more: object) -> str:
    """Invite Ana; returns the path of the link."""
    given = {"name": "Ana", "email": MAIL, "roles": ["contributor"], "institution": world.institutions[1].pk}
    page = focal.post("/QT/people/invite/", given | more).content.decode()
    found = re.search(r'id="link" value="http://testserver(/account/invitation/[^"]+)"', page)
    assert found is not None, page
    return found[1]


def test_an_invited_person_chooses_a_password_and_is_in(focal: Client, world: World) -> None:
    link = invite(focal, world)
    assert link in mail.outbox[0].body
    client = Client()
    page = text_of(client, link)
    for words in ("Focal point of Tarsovia invites you", "Contributor", "Interior of Tarsovia", MAIL):
        assert words in page
    response = client.post(link, {"name": "Ana Marin", "password": NEW, "again": NEW})
    assert response.headers["Location"] == "/"
    assert "Ana Marin" in text_of(client, "/QT/")
    grant = RoleGrant.objects.get(user__email=MAIL)
    assert (grant.role, grant.institution) == ("contributor", world.institutions[1])


def test_a_used_recalled_or_expired_link_says_so(focal: Client, world: World) -> None:
    used = invite(focal, world)
    Client().post(used, {"name": "Ana", "password": NEW, "again": NEW})
    recalled = invite(focal, world, email="bo@qt.example")
    focal.post(f"/QT/people/invitations/{Invitation.by_secret.get(email='bo@qt.example').pk}/recall/")
    expired = invite(focal, world, email="cy@qt.example")
    Invitation.by_secret.filter(email="cy@qt.example").update(expires_at="2026-01-02T12:00:00Z")
    said = {used: "It was used already", recalled: "It was recalled", expired: "Its time ran out on January 2, 2026"}
    for link, words in said.items():
        for method in ("get", "post"):
            response = getattr(Client(), method)(link)
            assert response.status_code == 410
            assert words in response.content.decode()
    assert Client().get("/account/invitation/no-such-secret/").status_code == 404


def test_two_different_or_weak_passwords_are_refused_in_words(focal: Client, world: World) -> None:
    link = invite(focal, world)
    differ = Client().post(link, {"name": "Ana", "password": NEW, "again": NEW + "!"}).content.decode()
    assert "The two passwords differ" in differ
    weak = Client().post(link, {"name": "Ana", "password": "123456", "again": "123456"}).content.decode()
    assert "too short" in weak
    assert not User.objects.filter(email=MAIL).exists()


def test_somebody_known_signs_in_first_and_accepts_with_one_click(
    focal: Client, world: World, other_world: World
) -> None:
    link = invite(focal, world, email="observer@qu.example")
    stranger = text_of(signed_in(world.people[Role.REVIEWER]), link)
    assert "You are signed in as reviewer@qt.example" in stranger
    client = Client()
    assert f'href="/account/sign-in/?next={link}"' in text_of(client, link)
    come_in(client, "observer@qu.example")
    assert "Accept the invitation" in text_of(client, link)
    assert client.post(link).headers["Location"] == "/QT/"
    assert client.get("/QT/").status_code == 200
    assert client.get("/QU/").status_code == 200


def test_nobody_accepts_for_somebody_else(focal: Client, world: World) -> None:
    link = invite(focal, world, email="observer@qt.example", roles=["approver"], institution="")
    for client in (Client(), signed_in(world.people[Role.REVIEWER])):
        client.post(link, {"name": "Me", "password": NEW, "again": NEW})
    assert User.objects.get(email="observer@qt.example").check_password(PASSWORD)
    assert RoleGrant.objects.filter(user__email="observer@qt.example").count() == 1


def test_an_invitation_that_cannot_be_made_says_why_in_the_form(focal: Client, world: World) -> None:
    page = focal.post("/QT/people/invite/", {"name": "Ana", "email": MAIL, "roles": ["contributor"]}).content.decode()
    assert "A contributor answers for an institution; choose one." in page
    assert 'value="ana@qt.example"' in page
    assert mail.outbox == []


def test_a_letter_that_cannot_be_sent_is_no_obstacle(focal: Client, world: World, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    given = {"name": "Ana", "email": MAIL, "roles": ["observer"]}
    page = focal.post("/QT/people/invite/", given).content.decode()
    assert "The letter could not be sent; pass the link on yourself." in page
    assert 'id="link" value="http://testserver/account/invitation/' in page


def test_links_carry_the_servers_address_where_one_is_set(focal: Client, world: World, settings) -> None:
    settings.ADDRESS = "https://plan.example"
    page = focal.post("/QT/people/invite/", {"name": "Ana", "email": MAIL, "roles": ["observer"]}).content.decode()
    assert 'id="link" value="https://plan.example/account/invitation/' in page
    settings.ADDRESS, settings.HTTPS = "", True
    given = {"name": "Bo", "email": "bo@qt.example", "roles": ["observer"]}
    assert 'value="https://testserver/account/' in focal.post("/QT/people/invite/", given).content.decode()


def test_a_new_link_replaces_the_old_one(focal: Client, world: World) -> None:
    old = invite(focal, world)
    invitation = Invitation.by_secret.get(email=MAIL)
    page = focal.post(f"/QT/people/invitations/{invitation.pk}/renew/").content.decode()
    assert Client().get(old).status_code == 404
    assert 'id="link"' in page
    assert "Ana" in text_of(focal, "/QT/people/")


def test_a_role_is_given_and_taken_away(focal: Client, world: World) -> None:
    user = world.people[Role.OBSERVER]
    address = f"/QT/people/{user.pk}/"
    assert "choose one" in focal.post(f"{address}grant/", {"role": "contributor"}).content.decode()
    given = {"role": "contributor", "institution": world.institutions[0].pk}
    assert focal.post(f"{address}grant/", given).headers["Location"] == address
    grant = RoleGrant.objects.get(user=user, role="contributor")
    assert "The role was given." in text_of(focal, address)
    assert focal.post(f"/QT/people/roles/{grant.pk}/revoke/").status_code == 302
    assert not RoleGrant.objects.filter(pk=grant.pk).exists()


def test_an_institution_of_another_country_is_no_choice(focal: Client, world: World, other_world: World) -> None:
    user = world.people[Role.OBSERVER]
    given = {"role": "contributor", "institution": other_world.institutions[0].pk}
    assert focal.post(f"/QT/people/{user.pk}/grant/", given).status_code == 400
    assert other_world.institutions[0].name not in text_of(focal, "/QT/people/invite/")


def test_the_last_focal_point_cannot_be_taken_away(focal: Client, world: World) -> None:
    grant = RoleGrant.objects.get(user=world.people[Role.FOCAL_POINT])
    response = focal.post(f"/QT/people/roles/{grant.pk}/revoke/")
    assert response.status_code == 409
    assert "A country keeps at least one focal point" in response.content.decode()


def test_an_official_who_leaves_hands_over_and_is_out_at_once(focal: Client, world: World) -> None:
    leaver, successor = world.people[Role.APPROVER], world.people[Role.OBSERVER]
    theirs = come_in(Client(), leaver.email)
    response = focal.post(f"/QT/people/{leaver.pk}/hand-over/", {"person": successor.pk})
    assert response.headers["Location"] == "/QT/people/"
    assert "The roles passed to Observer of Tarsovia" in text_of(focal, "/QT/people/")
    assert theirs.get("/QT/").status_code == 302
    assert signed_in(successor).get("/QT/").status_code == 200
    assert focal.get(f"/QT/people/{leaver.pk}/").status_code == 404


def test_the_focal_point_signs_a_person_out_everywhere(focal: Client, world: World) -> None:
    theirs = come_in(Client(), world.people[Role.OBSERVER].email)
    focal.post(f"/QT/people/{world.people[Role.OBSERVER].pk}/end-sessions/")
    assert theirs.get("/QT/").status_code == 302


def test_a_forgotten_password_is_replaced_by_a_link(focal: Client, world: World) -> None:
    user = world.people[Role.OBSERVER]
    theirs = come_in(Client(), user.email)
    page = focal.post(f"/QT/people/{user.pk}/new-password/").content.decode()
    link = re.search(r'value="http://testserver(/account/invitation/[^"]+)"', page)[1]
    assert mail.outbox[0].subject == "A new password for Concord"
    client = Client()
    assert client.post(link, {"password": NEW, "again": NEW}).headers["Location"] == "/"
    assert client.get("/QT/").status_code == 200
    assert theirs.get("/QT/").status_code == 302, "whoever knew the old password is out"
    assert Client().get(link).status_code == 410


def test_a_person_who_also_works_elsewhere_is_not_the_focal_points_to_reset(
    focal: Client, world: World, other_world: World
) -> None:
    user = world.people[Role.OBSERVER]
    grant_roles(actor=other_world.actor, user=user, roles=[Role.OBSERVER], country=other_world.country)
    assert "only the operator of the server" in text_of(focal, f"/QT/people/{user.pk}/")
    assert focal.post(f"/QT/people/{user.pk}/new-password/").status_code == 404
    assert mail.outbox == []


def test_whom_a_second_factor_is_asked_of_is_chosen_from_what_there_is(focal: Client, world: World) -> None:
    assert focal.post("/QT/people/second-factor/", {"whom": "somebody"}).status_code == 400
    focal.post("/QT/people/second-factor/", {"whom": "everybody"})
    world.country.refresh_from_db()
    assert world.country.second_factor == "everybody"


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_of_people_asks_the_database_a_fixed_number_of_times(
    rows: int, focal: Client, world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        make_person(world.country, Role.OBSERVER, email=f"o{number}@qt.example")
        invite(focal, world, email=f"n{number}@qt.example")
    with django_assert_num_queries(5):  # session, user, roles, invitations, people
        page = text_of(focal, "/QT/people/")
    assert page.count("New link") == rows
    assert page.count("<tr>") == 2 + rows + 5 + rows
