"""The list of one's parts, and conflicts with workbooks."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories import make_pack, make_person
from tests.rooms import Room, words
from tests.web.worlds import signed_in, text_of

from concord.domains.assessments.merging import Said
from concord.domains.assessments.models import Conflict, IssuedWorkbook
from concord.domains.assessments.services import (
    issue_workbook,
    return_assignments,
)
from concord.domains.people.enums import Role
from concord.kernel import clock

MINE = "/QT/assessment/mine/"
CONFLICTS = "/QT/assessment/conflicts/"
GUESTS = "/QT/assessment/guests/"


@pytest.fixture
def room(db: None) -> Room:
    return Room()


@pytest.mark.parametrize("rows", [1, 30])
def test_lists_ask_a_fixed_number_of_times(rows: int, db: None) -> None:
    room = Room(make_pack(rows))
    client = room.client()
    found = {}
    for address in (MINE, GUESTS, CONFLICTS):
        with CaptureQueriesContext(connection) as queries:
            text_of(client, address)
        found[address] = len(queries)
    assert found == {MINE: 9, GUESTS: 9, CONFLICTS: 5}


def test_my_parts_say_how_far_one_is_and_what_comes_next(room: Room) -> None:
    client = room.client()
    page = words(text_of(client, MINE))
    assert "What Health of Tarsovia is asked" in page
    assert "Start here MINI1-01" in page
    for on in room.statements:
        room.save(Said("no"), on=on)
    page = text_of(client, MINE)
    assert "Start here MINI2-02" in words(page)
    assert "5 / 5" in page
    assert "Hand in 1 complete part" in page
    assert client.post(MINE).status_code == 302
    room.part.refresh_from_db()
    assert room.part.status == "submitted"
    return_assignments(actor=room.focal_point, assignments=[room.part], reason="Which order?")
    page = words(text_of(client, MINE))
    assert "Returned to you MINI1-01" in page
    assert "Which order?" in page
    assert "Hand in 1" not in page  # what was returned is handed in by itself


def test_who_answers_for_nobody_is_led_to_the_board_or_nowhere(room: Room) -> None:
    focal_point = make_person(room.country, Role.FOCAL_POINT)
    assert signed_in(focal_point).get(MINE).headers["Location"] == "/QT/assessment/"
    assert signed_in(make_person(room.country, Role.OBSERVER)).get(MINE).status_code == 404
    page = text_of(signed_in(focal_point), room.page)  # any part is open to a focal point
    assert '<a href="/QT/assessment/">Board</a>' in page


def make_conflict(room: Room, institution: Any = None) -> Conflict:
    institution = institution or room.health
    issued: IssuedWorkbook = issue_workbook(actor=room.focal_point, assessment=room.assessment, institution=institution)
    return Conflict.objects.create(
        country=room.country, assessment=room.assessment, institution=institution, statement=room.statement(),
        workbook=issued, base_revision=0, theirs=["partly", "low", "Half of it", ""], theirs_by="health.xlsx",
        ours=["no", "high", "", "Order 9"], ours_by="Anna, 2026-11-01 10:00", found_at=clock.now(),
    )  # fmt: skip


def test_a_conflict_shows_both_versions_and_is_settled_by_a_click(room: Room) -> None:
    room.save(Said("no", "high", "", "Order 9"))
    conflict = make_conflict(room)
    client = room.client()
    page = words(text_of(client, CONFLICTS))
    assert "In the workbook Answer Partly How sure Low Comment Half of it By health.xlsx" in page
    assert "On this server Answer No How sure High Evidence Order 9 By Anna, 2026-11-01 10:00" in page
    assert client.post(f"{CONFLICTS}{conflict.pk}/", {"keep": "both"}).status_code == 400
    assert client.post(f"{CONFLICTS}{conflict.pk}/", {"keep": "workbook"}).status_code == 302
    answer = room.answer()
    assert answer is not None
    assert (answer.value, answer.comment, answer.revision) == ("partly", "Half of it", 2)
    assert "Nothing to decide" in text_of(client, CONFLICTS)
    assert client.post(f"{CONFLICTS}{conflict.pk}/", {"keep": "workbook"}).status_code == 409


def test_contributors_settle_only_what_is_their_institutions(room: Room) -> None:
    conflict = make_conflict(room, room.customs)
    client = room.client()
    assert "Customs" not in text_of(client, CONFLICTS)
    assert client.post(f"{CONFLICTS}{conflict.pk}/", {"keep": "database"}).status_code == 404
    focal_point = signed_in(make_person(room.country, Role.FOCAL_POINT))
    assert "Customs of Tarsovia" in text_of(focal_point, CONFLICTS)
    assert focal_point.post(f"{CONFLICTS}{conflict.pk}/", {"keep": "database"}).status_code == 302
    assert signed_in(make_person(room.country, Role.REVIEWER)).get(CONFLICTS).status_code == 404
