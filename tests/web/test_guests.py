"""Guest links on their pages: made, used, recalled."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.factories import make_institution, make_person
from tests.rooms import Room, asked
from tests.web.worlds import signed_in, text_of

from concord.domains.assessments.merging import Said
from concord.domains.assessments.models import GuestLink
from concord.domains.people.enums import Role

MINE = "/QT/assessment/mine/"
GUESTS = "/QT/assessment/guests/"
TEXT = b"Order no. 17 of 2024"


@pytest.fixture
def room(db: None) -> Room:
    return Room()


def make_link(room: Room, client: Client, **given: str) -> str:
    sent = {"guest": "Dr Sarova", "days": "7", "part": "MINI1-01"} | given
    page = client.post(GUESTS, sent).content.decode()
    return re.findall(r'value="http://testserver(/guest/[^"]+)"', page)[0]


def test_a_link_is_made_shown_once_used_and_recalled(room: Room, client: Client) -> None:
    member = room.client()
    link = make_link(room, member)
    assert link not in text_of(member, GUESTS)
    assert "not used yet" in text_of(member, GUESTS)

    arrival = client.get(link)
    assert "Welcome, Dr Sarova" in arrival.content.decode()
    assert (arrival.headers["X-Robots-Tag"], arrival.headers["Referrer-Policy"]) == ("noindex, nofollow", "same-origin")
    assert "no-store" in arrival.headers["Cache-Control"]
    address = f"{link}parts/{room.part.pk}/"
    page = text_of(client, address)
    assert "Hand in this part" not in page
    assert "MINI2-02" not in page
    who = GuestLink.objects.for_country(room.country.pk).get().pk
    body = {**Said("yes")._asdict(), "base": 0, "who": str(who)}
    with CaptureQueriesContext(connection) as queries:
        reply = client.post(f"{address}answers/MINI1-01.2a/", body, content_type="application/json")
    assert (reply.json()["by"], asked(queries)) == ("Dr Sarova (Health of Tarsovia)", 9)
    told = client.post(f"{address}answers/MINI1-01.2a/files/", {"file": SimpleUploadedFile("a.txt", TEXT)}).json()
    assert b"".join(client.get(told["url"]).streaming_content) == TEXT  # type: ignore[attr-defined]
    assert client.post(address, {"then": "submit"}).status_code == 404
    for hidden in (MINE, room.page, f"{link}parts/{room.part_of('MINI2-02').pk}/"):
        assert client.get(hidden).status_code in (302, 404)

    member.post(f"{GUESTS}{who}/recall/")
    assert client.get(link).status_code == 410
    ended = client.post(f"{address}answers/MINI1-01.2a/", body, content_type="application/json",
                        headers={"Accept": "application/json"})  # fmt: skip
    assert ended.status_code == 410
    assert ended.json()["sentence"].startswith("This link has ended. Ask Anna for a new one")


def test_what_makes_no_sense_is_said_above_the_form(room: Room) -> None:
    reply = room.client().post(GUESTS, {"guest": "Dr Sarova", "days": "7"})
    assert reply.status_code == 422
    assert "Choose at least one part, of those that Health of Tarsovia is asked." in reply.content.decode()
    assert 'value="Dr Sarova"' in reply.content.decode()


def test_a_focal_point_chooses_the_institution_first(room: Room) -> None:
    make_institution(room.country, "interior")  # is asked nothing
    client = signed_in(make_person(room.country, Role.FOCAL_POINT))
    page = text_of(client, GUESTS)
    assert ("Customs of Tarsovia" in page, "Interior of Tarsovia" in page, 'name="guest"' in page) == (
        True,
        False,
        False,
    )
    assert "MINI1-01" in text_of(client, f"{GUESTS}?institution=customs")
    assert client.get(make_link(room, client, institution="customs")).status_code == 200
    assert "Customs of Tarsovia" in text_of(client, GUESTS)


def test_a_link_that_never_was_is_no_page(client: Client, db: None) -> None:
    assert client.get("/guest/" + "x" * 43 + "/").status_code == 404
