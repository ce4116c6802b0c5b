"""Every address of the server, for every role, in one's own country and in another one."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.factories import World
from tests.web.addresses import IN_A_COUNTRY, OF_ONESELF, OPEN, OTHERS, REFUSED, Row, Statuses
from tests.web.scenes import Scene, make_scene, visitors
from tests.web.worlds import PAGES, signed_in

from concord.domains.people.enums import COUNTRY_ROLES, Role
from concord.domains.people.models import User
from concord.domains.people.services import grant_roles

SIGN_IN = "/account/sign-in/?next="
SIGN_IN_FIRST = 401  # the walk's word for being led to the sign-in page; no page of ours answers so itself


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """The name of each address there is; one without a name shows as its pattern."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        else:
            yield pattern.name or str(pattern.pattern)


def test_every_address_says_who_may_use_it() -> None:
    there = list(names(get_resolver().url_patterns))
    assert len(there) == len(set(there))
    assert set(there) == set(IN_A_COUNTRY) | set(OF_ONESELF) | set(OPEN)


class Visitor:
    """Somebody who knocks: with a browser of their own, signed in or not."""

    def __init__(self, user: User | None = None) -> None:
        self.user = user or User()
        self.client = signed_in(user) if user else Client()
        self.client.raise_request_exception = False  # a page that breaks shows as 500, and the walk goes on

    def status(self, method: str, address: str, row: Row) -> int:
        """How the address answers. Whatever that wrote is undone, and nobody is signed in or out by it."""
        cookies = deepcopy(self.client.cookies)
        body: dict[str, Any] = {}
        if method == "post" and row.sent is not None:
            body = {"data": json.dumps(row.sent(self.user)), "content_type": "application/json"}
        with transaction.atomic():
            response = getattr(self.client, method)(address, **body)
            transaction.set_rollback(True)
        self.client.cookies = cookies
        led_to_sign_in = response.status_code == 302 and response.headers["Location"].startswith(SIGN_IN)
        return SIGN_IN_FIRST if led_to_sign_in else int(response.status_code)


Walk = dict[tuple[str, ...], int]


def walk(row: Row, visitors: dict[str, Visitor]) -> Iterator[tuple[str, Statuses | int, str, Visitor]]:
    """Who knocks at an address, and how; one visitor is enough where a method is not taken from anybody."""
    for method, statuses in (("get", row.get), ("post", row.post)):
        for name, visitor in visitors.items():
            if statuses != REFUSED or name == Role.FOCAL_POINT:
                yield method, statuses, name, visitor


def unlike(found: Walk, wanted: Walk) -> Walk:
    """What an address answered, where that is not what its row says."""
    return {key: status for key, status in found.items() if status != wanted[key]}


@pytest.fixture
def scene(world: World, other_world: World, caplog: pytest.LogCaptureFixture) -> Scene:
    caplog.set_level(logging.CRITICAL, "django.request")  # hundreds of expected refusals
    return make_scene(world)


@pytest.fixture
def everybody(scene: Scene, world: World, other_world: World) -> dict[str, Visitor]:
    return {"anonymous": Visitor()} | {name: Visitor(user) for name, user in visitors(world, other_world).items()}


def test_every_address_of_a_country_answers_each_visitor_as_its_row_says(
    scene: Scene, everybody: dict[str, Visitor]
) -> None:
    found: Walk = {}
    wanted: Walk = {}
    for name, row in IN_A_COUNTRY.items():
        address = reverse(name, kwargs={"country_code": "QT", **row.keys(scene)})
        for method, statuses, who, visitor in walk(row, everybody):
            found[name, method, who] = visitor.status(method, address, row)
            said = SIGN_IN_FIRST if who == "anonymous" else 404
            wanted[name, method, who] = statuses if isinstance(statuses, int) else statuses.get(who, said)
    assert unlike(found, wanted) == {}
    assert len(found) > 500


def crossing(row: Row, other: Scene) -> Iterator[dict[str, Any]]:
    """Addresses of another country, of none, and of one's own country with the other one's keys."""
    keys = row.keys(other)
    for code in ("QU", "QX", *(["QT"] if any(isinstance(key, UUID) for key in keys.values()) else [])):
        yield {"country_code": code, **keys}


def test_another_countrys_things_do_not_exist_whatever_address_is_tried(
    scene: Scene, other_world: World, everybody: dict[str, Visitor]
) -> None:
    other = make_scene(other_world)
    insiders = {str(role): everybody[role] for role in COUNTRY_ROLES}
    found = {
        (name, method, who, kwargs["country_code"]): visitor.status(method, reverse(name, kwargs=kwargs), row)
        for name, row in IN_A_COUNTRY.items()
        for kwargs in crossing(row, other)
        for method, statuses, who, visitor in walk(row, insiders)
        if statuses != REFUSED and (kwargs["country_code"] != "QX" or who == Role.FOCAL_POINT)
    }
    assert {key: status for key, status in found.items() if status != 404} == {}
    assert len(found) > 400


def test_ones_own_pages_are_for_who_is_signed_in_and_show_nobody_elses_things(
    scene: Scene, everybody: dict[str, Visitor]
) -> None:
    found: Walk = {}
    wanted: Walk = {}
    for name, row in OF_ONESELF.items():
        address = reverse(name, kwargs=row.keys(scene))
        for method, statuses, who, visitor in walk(row, everybody):
            found[name, method, who] = visitor.status(method, address, row)
            wanted[name, method, who] = _of_oneself(statuses, who)
    assert unlike(found, wanted) == {}


def _of_oneself(statuses: Statuses | int, who: str) -> int:
    if isinstance(statuses, int):
        return statuses
    return SIGN_IN_FIRST if who == "anonymous" else statuses.get(who, statuses[OTHERS])


def test_addresses_without_an_account_answer_whoever_comes(scene: Scene, everybody: dict[str, Visitor]) -> None:
    some = {who: everybody[who] for who in ("anonymous", "focal_point", "stranger")}
    found: Walk = {}
    wanted: Walk = {}
    for name, row in OPEN.items():
        address = reverse(name, kwargs=row.keys(scene))
        for method, statuses, who, visitor in walk(row, some):
            found[name, method, who] = visitor.status(method, address, row)
            wanted[name, method, who] = statuses if isinstance(statuses, int) else statuses.get(who, statuses[OTHERS])
    assert unlike(found, wanted) == {}


def test_who_is_not_signed_in_learns_nothing_of_which_countries_there_are(client: Client, world: World) -> None:
    assert client.get("/QT/").headers["Location"] == f"{SIGN_IN}/QT/"
    assert client.get("/QX/").headers["Location"] == f"{SIGN_IN}/QX/"
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


def test_a_role_outside_the_country_has_no_country_to_go_to(world: World, other_world: World) -> None:
    operator = signed_in(visitors(world, other_world)["operator"])
    assert "You hold no role in a country yet" in operator.get("/").content.decode()
