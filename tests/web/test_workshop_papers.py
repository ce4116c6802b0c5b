"""A workshop's papers, and the page that says where the work is."""

from __future__ import annotations

import io

import pytest
from docx import Document
from pypdf import PdfReader
from tests.domains.workshops.trips import Trip, from_this_transaction
from tests.factories import World, make_world
from tests.web.worlds import signed_in
from tests.workshops import a_room, item_of

from concord.domains.people.enums import Role
from concord.domains.workshops.models import Carrying
from concord.domains.workshops.services import add_paper_participants
from concord.kernel import holding

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_data(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()


@pytest.fixture
def world() -> World:
    return make_world(planned=False)


def test_minutes_are_there_at_any_time(world):
    room = a_room(world, "discussion")
    answer = signed_in(world.people[Role.REVIEWER]).get(f"/QT/workshops/{room.workshop.pk}/minutes/")
    assert answer["Content-Disposition"] == 'attachment; filename="qt-minutes-2026-10-27.docx"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    said = [paragraph.text for paragraph in Document(io.BytesIO(answer.content)).paragraphs]
    assert "This is a draft; the workshop is not closed yet." in said


def test_minutes_need_the_same_queries_for_a_long_agenda(world, django_assert_num_queries):
    room = a_room(world, "discussion", "free", "findings")
    client = signed_in(world.people[Role.FOCAL_POINT])
    address = f"/QT/workshops/{room.workshop.pk}/minutes/"
    client.get(address)
    with django_assert_num_queries(10):
        client.get(address)


def test_ballots_of_one_item_are_printed(world):
    room = a_room(world, "free", "findings")
    client = signed_in(world.people[Role.FOCAL_POINT])
    address = f"/QT/workshops/{room.workshop.pk}/sheets/"
    add_paper_participants(actor=room.actor, workshop=room.workshop, people=[("Ms Ilken", world.institutions[0])])
    answer = client.get(address, {"item": item_of(room, "free").pk})
    assert (answer["Content-Type"], len(PdfReader(io.BytesIO(answer.content)).pages)) == ("application/pdf", 1)
    assert client.get(address, {"item": "nonsense"}).status_code == 400


def test_without_anybody_on_paper_one_is_led_to_say_who_is(world):
    room = a_room(world, "free")
    answer = signed_in(world.people[Role.FOCAL_POINT]).get(f"/QT/workshops/{room.workshop.pk}/sheets/", follow=True)
    assert answer.redirect_chain == [(f"/QT/workshops/{room.workshop.pk}/paper/", 302)]
    assert "Say first who votes on paper" in answer.content.decode()


# --- where the work is -----------------------------------------------------------------------------------------


def test_every_page_says_that_the_work_is_away(world, tmp_path, monkeypatch):
    from_this_transaction(monkeypatch)
    Trip(world, tmp_path)
    for role in (Role.OBSERVER, Role.FOCAL_POINT):
        page = signed_in(world.people[role]).get("/QT/").content.decode()
        assert "The work of this country is with <bdi>Ms Ilken</bdi> since" in page
        assert ("/QT/workshops/away/" in page) == (role == Role.FOCAL_POINT)


def test_a_form_that_would_write_is_answered_with_the_sentence(world, tmp_path, monkeypatch):
    from_this_transaction(monkeypatch)
    Trip(world, tmp_path)
    answer = signed_in(world.people[Role.FOCAL_POINT]).post("/QT/priorities/open/", follow=True)
    assert "until it is back, it can only be read." in answer.content.decode()


def test_the_focal_point_declares_a_laptop_lost(world, tmp_path, monkeypatch):
    from_this_transaction(monkeypatch)
    Trip(world, tmp_path)
    client = signed_in(world.people[Role.FOCAL_POINT])
    page = client.get("/QT/workshops/away/").content.decode()
    assert "Declare the laptop lost" in page
    assert "Ms Ilken" in page

    unsure = client.post("/QT/workshops/away/lost/", follow=True).content.decode()
    assert "Tick the box: what was done on the laptop will not come back." in unsure
    assert holding.held(world.country.pk) is not None
    sure = client.post("/QT/workshops/away/lost/", {"sure": "yes"}, follow=True).content.decode()
    assert "The copy is void. Work goes on here as it was when it left." in sure
    assert "Declare the laptop lost" not in sure
    assert (holding.held(world.country.pk), Carrying.by_file.get().state) == (None, "lost")
    again = client.post("/QT/workshops/away/lost/", {"sure": "yes"}, follow=True).content.decode()
    assert "there is nothing to declare lost" in again


def test_the_laptop_says_that_it_is_one(world, tmp_path, monkeypatch):
    from_this_transaction(monkeypatch)
    trip = Trip(world, tmp_path)
    client = signed_in(world.people[Role.FOCAL_POINT])
    with trip.laptop():
        assert "This machine has had the country's work since" in client.get("/QT/workshops/away/").content.decode()
        assert "it can only be read" not in client.get("/QT/").content.decode()
        trip.pack()
        assert (
            "This copy was packed to go home; nothing is written here any more." in client.get("/QT/").content.decode()
        )


def test_while_the_work_is_here_nothing_is_said(world, django_assert_num_queries):
    client = signed_in(world.people[Role.FOCAL_POINT])
    assert "The work is on this server." in client.get("/QT/workshops/away/").content.decode()
    assert "alert-warning" not in client.get("/QT/").content.decode()
