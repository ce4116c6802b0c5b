"""Every address, for every role, in one's own country and in another one."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.factories import MACHINE, World
from tests.web.worlds import DOCUMENTS, NOTHING, PAGES, signed_in

from concord.domains.people.enums import COUNTRY_ROLES, Role
from concord.domains.people.services import add_user, grant_roles


@pytest.mark.parametrize("role", COUNTRY_ROLES)
def test_every_country_role_sees_every_page_of_its_country_and_none_of_another(
    role: Role, world: World, other_world: World
) -> None:
    client = signed_in(world.people[role])
    found = {address.format(code=code): client.get(address.format(code=code)).status_code
             for address in PAGES + NOTHING for code in ("QT", "QU", "QX")}  # fmt: skip
    assert found == {
        address.format(code=code): 200 if code == "QT" and address in PAGES else 404
        for address in PAGES + NOTHING
        for code in ("QT", "QU", "QX")
    }


@pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.OBSERVER])
def test_documents_are_for_the_country_and_for_nobody_else(role: Role, world: World, other_world: World) -> None:
    client = signed_in(world.people[role])
    assert {client.get(address.format(code="QT")).status_code for address in DOCUMENTS} == {200}
    assert {client.get(address.format(code="QU")).status_code for address in DOCUMENTS} == {404}


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.PARTNER])
def test_roles_outside_the_country_see_nothing_of_it(role: Role, world: World) -> None:
    user = add_user(actor=MACHINE, email="elsewhere@qt.example", name="Elsewhere")
    grant_roles(actor=MACHINE, user=user, roles=[role])
    client = signed_in(user)
    assert {client.get(address.format(code="QT")).status_code for address in PAGES + DOCUMENTS} == {404}
    assert "You hold no role in a country yet" in client.get("/").content.decode()


def test_who_is_not_signed_in_is_asked_to_wherever_they_go(client: Client, world: World) -> None:
    for address in (*PAGES, *DOCUMENTS):
        response = client.get(address.format(code="QT"))
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/account/sign-in/?next=/QT/")
    # A country that does not exist is not told apart from one that does.
    assert client.get("/QX/").status_code == 302
    assert client.get("/qt/").status_code == 404


def test_a_part_of_a_page_asked_for_after_signing_out_brings_the_whole_page_to_sign_in(
    client: Client, world: World
) -> None:
    response = client.get("/QT/plan/?hazard=N", headers={"HX-Request": "true"})
    assert response.headers["HX-Refresh"] == "true"
    assert response.content == b""


def test_pages_are_only_read(world: World) -> None:
    client = signed_in(world.people[Role.FOCAL_POINT])
    assert {client.post(address.format(code="QT")).status_code for address in PAGES} == {405}


def test_start_leads_into_the_only_country_and_offers_a_choice_of_several(world: World, other_world: World) -> None:
    user = world.people[Role.OBSERVER]
    client = signed_in(user)
    assert client.get("/").headers["Location"] == "/QT/"
    grant_roles(actor=other_world.actor, user=user, roles=[Role.OBSERVER], country=other_world.country)
    page = client.get("/").content.decode()
    assert '<a href="/QT/">' in page
    assert '<a href="/QU/">' in page
