"""Phones in the room: coming in, looking, voting with and without script, and what they may never reach."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.factories import World
from tests.risk_worlds import rated, with_scenarios
from tests.rooms import asked, words
from tests.web.worlds import signed_in
from tests.workshops import Phone, Room, a_free_item, a_room, a_workshop, an_item, item_of

from concord.domains.people.enums import Role
from concord.domains.people.tokens import digest, new_secret
from concord.domains.priorities.models import Vote
from concord.domains.workshops import live
from concord.domains.workshops.enums import Standing
from concord.domains.workshops.models import Attendance, Participant, Workshop
from concord.domains.workshops.services import (
    admit,
    change_code,
    close_voting,
    open_door,
    refuse,
    reveal,
    set_timer,
)
from concord.web.workshops.joining import WRONG_CODES, join_path
from concord.web.workshops.polling import cookie_name


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    live.forget_rooms()
    yield


@pytest.fixture
def room(world: World) -> Room:
    """Votes are taken on a free question: which of three places."""
    room = a_room(world, "free")
    room.turns_to(item_of(room, "free"))
    room.opens()
    return room


def at(room: Room, rest: str = "") -> str:
    return f"/join/room/{room.workshop.pk}/{rest}"


def holding(phone: Phone) -> Client:
    """The browser of a phone."""
    client = Client()
    client.cookies[cookie_name(phone.participant.workshop_id)] = phone.secret
    return client


def send(room: Room, client: Client, **changed: Any) -> Any:
    body = {"item": str(room.question.pk), "round": 1, "content": {"o1": 1}, "key": "a:1"} | changed
    return client.post(at(room, "vote/"), body, content_type="application/json")


def participants(room: Room) -> list[tuple[str, str]]:
    rows = Participant.objects.for_actor(room.actor).order_by("asked_at")
    return [(one.name, one.standing) for one in rows]


def join(room: Room, client: Client, name: str = "Dr Sarova", **more: str) -> Any:
    client.get(join_path(room.workshop))
    sent = {"name": name, "institution": str(room.world.institutions[0].pk)} | more
    return client.post(join_path(room.workshop), sent)


# coming in


def test_a_code_is_typed_as_people_type_and_leads_to_the_form(room: Room, client: Client) -> None:
    code = room.workshop.code
    reply = client.post("/join/", {"code": f" {code[:3].lower()}-{code[3:]} "})
    assert (reply.status_code, reply.headers["Location"]) == (302, f"/join/{code}/")
    page = client.get(reply.headers["Location"]).content.decode()
    assert "National workshop" in page
    assert [one.name for one in room.world.institutions if one.name in page] == [
        "Health of Tarsovia", "Interior of Tarsovia", "Customs of Tarsovia",
    ]  # fmt: skip
    wrong = client.post("/join/", {"code": "nothing"})
    assert wrong.status_code == 422
    assert "There is no room with this code; look at the screen again." in wrong.content.decode()


def test_somebody_asks_waits_and_is_let_in(room: Room, client: Client) -> None:
    reply = join(room, client)
    assert reply.headers["Location"] == at(room)
    cookie = client.cookies[cookie_name(room.workshop.pk)]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["secure"]) == (True, "Lax", "/join/", "")
    assert "You asked to be let in" in client.get(at(room)).content.decode()
    asked_in = Participant.objects.for_actor(room.actor).get(name="Dr Sarova")
    assert (asked_in.standing, asked_in.token_hash) == (Standing.WAITING, digest(cookie.value))
    waiting = client.get(at(room, "live/")).json()["key"]
    assert send(room, client).json() == {"sentence": "You are not let in yet; ask the facilitator."}

    admit(actor=room.actor, workshop=room.workshop, participants=[asked_in.pk])
    assert client.get(at(room, "live/")).json()["key"] != waiting
    now = client.get(at(room, "now/")).json()
    assert "Where do we train?" in now["html"]
    assert send(room, client).json()["written"] is True
    assert client.get(f"/join/{room.workshop.code}/").headers["Location"] == at(room)


def test_asking_twice_is_asking_once(room: Room, client: Client) -> None:
    before = len(participants(room))
    join(room, client)
    join(room, client)
    assert len(participants(room)) == before + 1


def test_names_are_limited_and_escaped(room: Room, client: Client) -> None:
    for name in ("", "x", "\n\t ", "x" * 121):
        assert join(room, client, name).status_code == 422
    page = join(room, client, institution="").content.decode()
    assert "Choose your institution from the list." in page
    assert 'value="Dr Sarova"' in page
    other = join(room, client, institution="0" * 8 + "-0000-0000-0000-" + "0" * 12)
    assert other.status_code == 422
    join(room, client, "<b>Eve</b>\u202e \x07 of  Customs")
    assert participants(room)[-1] == ("<b>Eve</b> of Customs", Standing.WAITING)
    assert "&lt;b&gt;Eve&lt;/b&gt; of Customs" in client.get(at(room)).content.decode()


def test_an_institution_of_another_country_is_not_on_the_list(room: Room, other_world: World, client: Client) -> None:
    assert "Orvania" not in client.get(join_path(room.workshop)).content.decode()
    assert join(room, client, institution=str(other_world.institutions[0].pk)).status_code == 422


def test_a_shut_door_is_said_in_one_sentence(world: World, client: Client) -> None:
    room = Room(world, a_workshop(world))
    assert "has not begun yet" in join(room, client).content.decode()
    room = a_room(world, "free")
    open_door(actor=room.actor, workshop=room.workshop, ajar=False)
    assert "the facilitator lets nobody in" in join(room, client).content.decode()
    assert len(participants(room)) == 3


def test_with_an_account_one_joins_as_oneself_and_is_there(room: Room) -> None:
    client = signed_in(room.world.people[Role.CONTRIBUTOR])
    page = client.get(join_path(room.workshop)).content.decode()
    assert "Come in as Contributor of Tarsovia" in page
    client.post(join_path(room.workshop), {"as": "oneself"})
    found = Participant.objects.for_actor(room.actor).get(user=room.world.people[Role.CONTRIBUTOR])
    assert (found.standing, found.institution) == (Standing.ADMITTED, room.world.institutions[0])
    assert Attendance.objects.for_actor(room.actor).filter(participant=found, present=True).count() == 1
    assert send(room, client).status_code == 200
    assert Vote.objects.for_actor(room.actor).get().voter == room.world.people[Role.CONTRIBUTOR].pk
    # on a second device it is the same person, and the first device has no place any more
    second = signed_in(room.world.people[Role.CONTRIBUTOR])
    second.get(join_path(room.workshop))
    second.post(join_path(room.workshop), {"as": "oneself"})
    assert send(room, second, content={"o2": 1}, key="b:1").json()["again"] is True
    assert send(room, client).status_code == 404


def test_an_account_of_another_country_is_a_stranger_here(room: Room, other_world: World) -> None:
    client = signed_in(other_world.people[Role.FOCAL_POINT])
    assert "Come in as" not in client.get(join_path(room.workshop)).content.decode()
    reply = client.post(join_path(room.workshop), {"as": "oneself"})
    assert reply.status_code == 422
    assert len(participants(room)) == 3


def test_who_was_refused_stays_refused_until_let_in(room: Room, client: Client) -> None:
    join(room, client)
    found = Participant.objects.for_actor(room.actor).get(name="Dr Sarova")
    refuse(actor=room.actor, workshop=room.workshop, participants=[found.pk])
    assert "You were not let in" in client.get(at(room)).content.decode()
    assert send(room, client).status_code == 409


def test_whom_the_facilitator_sent_out_does_not_walk_back_in(room: Room) -> None:
    client = signed_in(room.world.people[Role.CONTRIBUTOR])
    found = Participant.objects.for_actor(room.actor).filter(user=room.world.people[Role.CONTRIBUTOR])

    def walks_in() -> str:
        client.get(join_path(room.workshop))
        client.post(join_path(room.workshop), {"as": "oneself"})
        return str(found.get().standing)

    assert walks_in() == Standing.ADMITTED
    client.post(at(room, "leave/"))
    assert (found.get().standing, walks_in()) == (Standing.LEFT, Standing.ADMITTED)
    refuse(actor=room.actor, workshop=room.workshop, participants=[found.get().pk])
    client.post(at(room, "leave/"))
    assert walks_in() == Standing.WAITING


def test_leaving_gives_the_phone_to_somebody_else(room: Room) -> None:
    client = holding(room.phones["health"])
    send(room, client)
    client.post(at(room, "leave/"))
    assert client.get(at(room)).status_code == 404
    assert "Ask to be let in" in client.get(join_path(room.workshop)).content.decode()
    assert Vote.objects.for_actor(room.actor).count() == 1


def test_another_code_throws_nobody_out(room: Room) -> None:
    client = holding(room.phones["health"])
    old = join_path(room.workshop)
    change_code(actor=room.actor, workshop=room.workshop)
    assert client.get(at(room)).status_code == 200
    assert send(room, client).status_code == 200
    assert Client().get(old).status_code == 404


# guessing


def test_guessing_codes_ends_while_scanning_goes_on(
    room: Room, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(WRONG_CODES, "wrong_code", "3/5m/ip")
    found = [client.get(f"/join/AAAAA{n}/").status_code for n in range(5)]
    assert found == [404, 404, 404, 429, 429]
    assert client.post("/join/", {"code": room.workshop.code}).status_code == 429
    assert client.get(f"/join/{room.workshop.code}/").status_code == 429
    assert client.get(f"/join/{room.workshop.code}/?k=guessed").status_code == 429
    assert client.get(join_path(room.workshop)).status_code == 200
    assert holding(room.phones["health"]).get(at(room)).status_code == 200


# looking


def looks(client: Client, room: Room, tag: str = "") -> tuple[int, int, str]:
    """Status, number of queries and tag of one look."""
    with CaptureQueriesContext(connection) as queries:
        reply = client.get(at(room, "live/"), headers={"If-None-Match": tag})
    return reply.status_code, asked(queries), reply.headers.get("ETag", "")


def test_a_look_costs_two_queries_once_and_none_after_it(room: Room) -> None:
    health, customs = (holding(room.phones[kind]) for kind in ("health", "customs"))
    status, queries, tag = looks(health, room)
    assert (status, queries) == (200, 2)
    assert looks(health, room, tag) == (304, 0, tag)
    assert looks(customs, room, tag) == (304, 0, tag)


def test_half_a_second_later_a_look_costs_one_query(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    client = holding(room.phones["health"])
    tag = looks(client, room)[2]
    started = time.monotonic()
    monkeypatch.setattr(live.time, "monotonic", lambda: started + 1.0)
    assert looks(client, room, tag) == (304, 1, tag)


def test_who_waits_costs_one_query_a_look(room: Room, client: Client) -> None:
    join(room, client)
    looks(holding(room.phones["health"]), room)
    status, queries, tag = looks(client, room)
    assert (status, queries) == (200, 1)
    assert looks(client, room, tag) == (304, 1, tag)


def test_votes_change_nothing_for_those_who_look(room: Room) -> None:
    client = holding(room.phones["health"])
    tag = looks(client, room)[2]
    room.phones["customs"].votes(room, {"o1": 1})
    live.forget_rooms()
    assert looks(client, room, tag) == (304, 2, tag)


def test_what_the_facilitator_does_is_seen(room: Room) -> None:
    client = holding(room.phones["health"])
    tags = [looks(client, room)[2]]

    def then() -> None:
        live.forget_rooms()
        tags.append(looks(client, room, tags[-1])[2])

    set_timer(actor=room.actor, workshop=room.workshop, minutes=5)
    then()
    assert client.get(at(room, "now/")).json()["left"] in range(295, 301)
    room.phones["customs"].votes(room, {"o1": 1})
    room.shows()
    then()
    room.opens()
    then()
    assert len(set(tags)) == 4


def test_answers_to_looks_are_kept_by_no_cache_and_carry_no_cookie(room: Room) -> None:
    reply = holding(room.phones["health"]).get(at(room, "live/"))
    assert reply.headers["Cache-Control"] == "no-cache, private"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.cookies == {}


# what is none of theirs


def test_a_secret_opens_its_own_room_only(room: Room, other_world: World) -> None:
    other = a_room(other_world, "free")
    for secret in (room.phones["health"].secret, new_secret(), "", "x" * 5000):
        client = Client()
        client.cookies[cookie_name(other.workshop.pk)] = secret
        found = [client.get(at(other, rest)).status_code for rest in ("", "live/", "now/")]
        found += [client.post(at(other, rest)).status_code for rest in ("vote/", "leave/")]
        assert found == [404] * 5
    assert holding(room.phones["health"]).get("/QT/workshops/").status_code == 302  # to sign in


def test_a_question_of_another_room_takes_no_vote_from_here(room: Room, other_world: World) -> None:
    other = a_room(other_world, "free")
    other.turns_to(item_of(other, "free"))
    other.opens()
    client = holding(room.phones["health"])
    assert send(room, client, item=str(other.question.pk)).status_code == 422
    assert Vote.objects.for_country(other.workshop.country_id).count() == 0


@pytest.mark.parametrize(
    "body", ["[]", "{", '{"content": 1}', '{"item": "x", "round": 1, "content": {}}', "9" * 30_000]
)
def test_nonsense_instead_of_a_vote_is_refused_in_a_sentence(room: Room, body: str) -> None:
    reply = holding(room.phones["health"]).post(at(room, "vote/"), body, content_type="application/json")
    assert (reply.status_code, reply.json()["sentence"]) == (422, "This is not a vote; load the page again.")


def test_votes_need_the_forms_token(room: Room) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies[cookie_name(room.workshop.pk)] = room.phones["health"].secret
    assert send(room, client).status_code == 403


# voting


def test_a_vote_takes_seven_statements_with_who_sends_it(room: Room) -> None:
    client, question = holding(room.phones["health"]), room.question
    body = {"item": str(question.pk), "round": 1, "content": {"o1": 1}, "key": "a:1"}
    with CaptureQueriesContext(connection) as queries:
        reply = client.post(at(room, "vote/"), body, content_type="application/json")
    assert reply.json() == {"round": 1, "content": {"o1": 1}, "key": "a:1", "written": True, "again": False}
    assert asked(queries) == 7
    now = client.get(at(room, "now/")).json()
    assert (now["own"], now["cast"]) == ({"o1": 1}, 1)


def test_a_vote_after_closing_is_refused_with_one_sentence(room: Room) -> None:
    client = holding(room.phones["health"])
    close_voting(actor=room.actor, question=room.question)
    reply = send(room, client)
    sentence = "Voting on “Where do we train?” is closed; this vote was not taken."
    assert (reply.status_code, reply.json()) == (409, {"sentence": sentence})
    form = {"item": str(room.question.pk), "round": "1", "choice": "o1"}
    assert sentence in words(client.post(at(room, "vote/"), form, follow=True).content.decode())


def test_without_script_the_form_votes_and_the_page_shows_it(room: Room) -> None:
    client = holding(room.phones["health"])
    form = {"item": str(room.question.pk), "round": "1", "choice": "o2"}
    page = client.post(at(room, "vote/"), form, follow=True).content.decode()
    assert "Your vote was taken." in page
    assert "Your vote is in (round 1)." in page
    assert 'value="o2" required checked' in page
    assert Vote.objects.for_actor(room.actor).get().content == {"o2": 1}


def test_the_fragment_is_the_same_for_all_and_holds_nobodys_vote(room: Room) -> None:
    health, customs = (holding(room.phones[kind]) for kind in ("health", "customs"))
    send(room, health)
    first, second = (client.get(at(room, "now/")).json() for client in (health, customs))
    assert first["html"] == second["html"]
    assert "checked" not in first["html"]
    assert (first["cast"], second["cast"], second["own"]) == (1, 0, None)


def test_a_revealed_result_stands_small_on_the_phone(room: Room) -> None:
    for kind, code in (("health", "o1"), ("customs", "o1"), ("interior", "o2")):
        room.phones[kind].votes(room, {code: 1})
    close_voting(actor=room.actor, question=room.question)
    client = holding(room.phones["health"])
    assert "The old harbour" not in client.get(at(room)).content.decode()
    reveal(actor=room.actor, question=room.question)
    page = words(client.get(at(room)).content.decode())
    assert "The old harbour 2 of 3 The new harbour 1 of 3 The airport 0 of 3" in page


@pytest.mark.parametrize(
    ("kind", "text", "field"),
    [
        ("findings", {}, 'name="vote:level"'),
        ("scenarios", {}, 'name="vote:likelihood"'),
        ("weights", {"asks": "points"}, 'type="range"'),
        ("weights", {"asks": "pairwise"}, "<select"),
        ("weights", {"asks": "order"}, 'data-move="up"'),
        ("scores", {}, 'name="vote:MINI1-01"'),
        ("priorities", {}, "data-most="),
    ],
)
def test_every_kind_of_ballot_has_its_form(world: World, kind: str, text: dict[str, str], field: str) -> None:
    if kind == "scenarios":
        rated(with_scenarios(world))
    workshop = a_workshop(world)
    an_item(world, workshop, kind, **text)
    room = a_room(world, workshop=workshop)
    room.turns_to(item_of(room, kind))
    room.opens()
    page = holding(room.phones["health"]).get(at(room)).content.decode()
    assert field in page
    assert page.count("<h1") == 1


def test_who_is_not_invited_follows(world: World) -> None:
    workshop = a_workshop(world)
    a_free_item(world, workshop, invited=[world.institutions[0].pk])
    room = a_room(world, workshop=workshop)
    room.turns_to(item_of(room, "free"))
    room.opens()
    page = holding(room.phones["customs"]).get(at(room)).content.decode()
    assert "Your institution is not asked here." in page
    assert "<form" in holding(room.phones["health"]).get(at(room, "now/")).json()["html"]
    assert "<form" not in holding(room.phones["customs"]).get(at(room, "now/")).json()["html"]


def test_a_workshop_of_an_unknown_code_is_no_page(client: Client, db: None) -> None:
    assert client.get("/join/ABCDEF/").status_code == 404
    assert Workshop.by_code.count() == 0
