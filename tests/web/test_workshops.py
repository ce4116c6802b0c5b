"""Pages on which a workshop is prepared and led, and the page on the wall."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.factories import World, make_world
from tests.web.test_pages import words
from tests.web.worlds import signed_in, text_of
from tests.workshops import Room, a_free_item, a_phone, a_room, a_workshop, item_of

from concord.domains.people.enums import Role
from concord.domains.workshops.models import AgendaItem, Decision, Participant, Question, Workshop
from concord.domains.workshops.queries import agenda, find_workshop
from concord.domains.workshops.services import name_helpers

HOME = "/QT/workshops/"
OLD, NEW = {"o1": 1}, {"o2": 1}


@pytest.fixture
def world(db: None) -> World:
    return make_world(agreed=False, planned=False)


def focal(world: World) -> Client:
    return signed_in(world.people[Role.FOCAL_POINT])


def at(workshop: Workshop, rest: str = "") -> str:
    return f"{HOME}{workshop.pk}/{rest}"


def do(client: Client, room: Room, deed: str, **fields: object) -> str:
    """One step on the leader's page; returns the page afterwards."""
    response = client.post(at(room.workshop, "run/do/"), {"do": deed, **fields}, follow=True)
    assert response.status_code == 200
    return words(response.content.decode())


def test_a_workshop_is_prepared_with_the_suggested_agenda(world: World) -> None:
    client = focal(world)
    assert "No workshop yet" in text_of(client, HOME)
    given = {"title": "First workshop", "place": "Room 2", "starts_on": "2026-10-27", "days": "3"}
    response = client.post(f"{HOME}new/", given)
    workshop = Workshop.objects.for_actor(world.actor).get()
    assert response.headers["Location"] == at(workshop)
    assert "Take the suggested agenda" in text_of(client, at(workshop))
    client.post(at(workshop, "prepare/"), {"do": "suggested"})
    page = words(text_of(client, at(workshop)))
    assert "Day 1, October 27, 2026 09:00 30 min Welcome, purpose and how we decide" in page
    assert page.index("Welcome, purpose") < page.index("What happens next, and who does it")
    assert "First workshop" in words(text_of(client, HOME))


def test_a_form_that_cannot_be_read_says_why_and_writes_nothing(world: World) -> None:
    client = focal(world)
    response = client.post(f"{HOME}new/", {"title": "First", "starts_on": "soon", "days": "3"})
    assert (response.status_code, "Enter a valid date" in response.content.decode()) == (422, True)
    assert not Workshop.objects.for_actor(world.actor).exists()
    workshop = a_workshop(world)
    text = {"do": "item", "kind": "discussion", "title": "Talk", "starts_at": "noon"}
    page = client.post(at(workshop, "prepare/"), text, follow=True).content.decode()
    assert "Give the time as hours and minutes" in page
    assert not AgendaItem.objects.for_actor(world.actor).exists()


def test_items_and_questions_are_put_together_on_their_page(world: World) -> None:
    client, workshop = focal(world), a_workshop(world)
    client.post(
        at(workshop, "prepare/"), {"do": "item", "kind": "free", "title": "Places", "day": "2", "minutes": "20"}
    )
    item = AgendaItem.objects.for_actor(world.actor).get()
    place = at(workshop, f"items/{item.pk}/")
    free = {"do": "free", "title": "Where?", "options": "Here\r\nThere\r\n", "asks": "choice", "most": "1"}
    client.post(f"{place}questions/", free)
    question = Question.objects.for_actor(world.actor).get()
    assert [one["title"] for one in question.options] == ["Here", "There"]
    health = world.institutions[0]
    text = {
        "title": "Places",
        "day": "1",
        "minutes": "45",
        "starts_at": "10:30",
        "unit": "institution",
        "asks": "choice",
    }
    client.post(place, {**text, "invited": [str(health.pk)], "hide_names": "1"})
    item.refresh_from_db()
    assert (item.minutes, item.invited, item.unit, item.names_shown) == (45, [str(health.pk)], "institution", False)
    assert item.invites(health.pk)
    assert not item.invites(world.institutions[1].pk)
    client.post(f"{place}questions/", {"do": "drop", "question": str(question.pk)})
    assert not Question.objects.for_actor(world.actor).exists()


def test_the_leader_goes_through_a_vote_from_opening_to_the_decision(world: World) -> None:
    client, room = focal(world), a_room(world, "free")
    item = item_of(room, "free")
    assert "Open the vote" in do(client, room, "start", item=item.pk)
    question = room.question.pk
    assert "Close the vote" in do(client, room, "open", question=question)
    room.phones["health"].votes(room, OLD)
    room.phones["customs"].votes(room, NEW)
    assert "Show the results" in do(client, room, "close", question=question)
    page = do(client, room, "reveal", question=question)
    assert "What the room sees" in page
    assert "2 votes" in page
    said = {"question": question, "text": "We train\r\nin the old harbour.", "against": "Customs"}
    shown = client.post(at(room.workshop, "run/decide/"), {**said, "do": "show"}, follow=True)
    seen = re.search(r'name="seen" value="([^"]*)"', shown.content.decode())
    assert seen is not None
    wall = words(text_of(client, at(room.workshop, "screen/")))
    assert "Proposed decision We train in the old harbour." in wall
    confirmed = {"question": question, "do": "confirm", "seen": seen.group(1)}
    client.post(at(room.workshop, "run/decide/"), confirmed)
    decision = Decision.objects.for_actor(room.actor).get()
    assert (decision.text, decision.against, decision.tally["votes"]) == (
        "We train\nin the old harbour.", "Customs", 2,
    )  # fmt: skip
    assert "Decision 1 We train in the old harbour." in words(text_of(client, at(room.workshop, "screen/")))


def test_the_wall_shows_who_has_voted_and_results_only_once_shown(world: World) -> None:
    client, room = focal(world), a_room(world, "free")
    wall = at(room.workshop, "screen/")
    door = words(text_of(client, wall))
    assert f"Code {room.workshop.code} 3 people in the room, 3 institutions" in door
    room.turns_to(item_of(room, "free"))
    room.opens()
    room.phones["health"].votes(room, OLD)
    open_page = words(text_of(client, wall))
    assert "1 / 3 have voted" in open_page
    assert "What each institution said" not in open_page
    room.shows()
    shown = words(text_of(client, wall))
    assert "1 vote" in shown
    assert "Health of Tarsovia 100 % 0 % 0 %" in shown


def test_a_page_that_has_seen_it_all_is_answered_with_nothing(world: World, django_assert_max_num_queries) -> None:
    client, room = focal(world), a_room(world, "free")
    room.turns_to(item_of(room, "free"))
    room.opens()
    for name in ("screen/live/", "run/live/"):
        address = at(room.workshop, name)
        first = client.get(address)
        tag = first.headers["ETag"]
        with django_assert_max_num_queries(6):
            again = client.get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
        room.phones["health"].votes(room, OLD if "screen" in name else NEW)
        news = client.get(address, headers={"If-None-Match": tag})
        assert news.status_code == 200
        assert news.headers["ETag"] != tag


def test_people_are_let_in_from_the_leaders_page(world: World) -> None:
    client, room = focal(world), a_room(world, "discussion")
    for name in ("Amina", "<b>Boris</b>"):
        a_phone(world, room.workshop, name, world.institutions[0], inside=False)
    live = client.get(at(room.workshop, "run/live/")).content.decode()
    assert "2 people wait" in live
    assert "&lt;b&gt;Boris&lt;/b&gt;" in live
    amina = Participant.objects.for_actor(world.actor).get(name="Amina")
    client.post(at(room.workshop, "run/door/"), {"participant": str(amina.pk), "do": "refuse", "back": "run"})
    client.post(at(room.workshop, "run/door/"), {"all": "1", "back": "run"})
    standings = dict(Participant.objects.for_actor(world.actor).values_list("name", "standing"))
    assert (standings["Amina"], standings["<b>Boris</b>"]) == ("refused", "admitted")


def test_a_helper_lets_people_in_and_does_not_lead(world: World) -> None:
    room = a_room(world, "discussion")
    observer = world.people[Role.OBSERVER]
    address = at(room.workshop, "people/")
    helper = signed_in(observer)
    assert helper.get(address).status_code == 404
    name_helpers(actor=world.actor, workshop=room.workshop, users=[observer.pk])
    waiting = a_phone(world, room.workshop, "Amina", world.institutions[0], inside=False)
    assert "Amina" in text_of(helper, address)
    helper.post(at(room.workshop, "run/door/"), {"all": "1"})
    waiting.participant.refresh_from_db()
    assert waiting.participant.standing == "admitted"
    assert helper.get(at(room.workshop, "run/")).status_code == 404
    assert helper.post(at(room.workshop, "run/do/"), {"do": "finish"}).status_code == 404
    assert helper.get(HOME).status_code == 404


def test_attendance_is_corrected_item_by_item(world: World) -> None:
    client, room = focal(world), a_room(world, "discussion")
    item = item_of(room, "discussion")
    room.turns_to(item)
    health = room.phones["health"].participant
    page = client.post(
        at(room.workshop, "people/"), {"do": "present", "item": item.pk, "present": [str(health.pk)]}, follow=True
    )
    assert "1 was there" in words(page.content.decode())


def test_institutions_by_number_stay_so_on_the_wall_and_in_the_decision(world: World) -> None:
    client, room = focal(world), a_room(world, "discussion")
    item = a_free_item(world, room.workshop, names_shown=False)
    room.turns_to(item)
    room.opens()
    room.phones["customs"].votes(room, OLD)
    room.shows()
    page = words(text_of(client, at(room.workshop, "screen/")))
    assert "Institution 1 100 %" in page
    assert "Customs" not in page


@pytest.mark.parametrize("page", ["", "run/", "screen/", "people/"])
def test_pages_ask_as_often_for_a_long_agenda_as_for_a_short_one(world: World, page: str) -> None:
    client, room = focal(world), a_room(world, "free")
    counts = []
    for _round in range(2):
        text_of(client, at(room.workshop, page))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            text_of(client, at(room.workshop, page))
        counts.append(len(asked))
        for number in range(5):
            a_free_item(world, room.workshop, title=f"Item {number}")
            a_phone(world, room.workshop, f"Person {number}", world.institutions[number % 3])
    assert counts[0] == counts[1]
    assert len(agenda(world.actor, find_workshop(world.actor, room.workshop.pk))) == 11
