"""The board, assigning, remarks and disagreement as people see and use them."""

from __future__ import annotations

import datetime as dt
import gzip
from uuid import uuid4

import pytest
from django.core import mail
from pytest_django import DjangoAssertNumQueries
from tests.factories import World, make_country, make_framework, make_institution, make_people, make_world
from tests.web.consolidating import (
    AGREEING,
    ASSIGN,
    BOARD,
    DISPUTES,
    FINDING,
    FIRST,
    MATRIX,
    MOVE,
    REMARKS,
    SECOND,
    SIGNATURE,
    as_role,
    client_of,
    parts,
    said_after,
    statuses,
)
from tests.web.test_pages import words
from tests.web.worlds import signed_in, text_of

from concord.domains.assessments.models import Assessment, Assignment, EvidenceFile, Thread
from concord.domains.assessments.services import (
    open_thread,
    return_assignments,
    take_back_assignments,
)
from concord.domains.frameworks.models import Capability, Statement
from concord.domains.people.enums import Role
from concord.kernel import clock


@pytest.fixture
def world(db: None) -> World:
    """All parts are submitted, findings proposed; customs says yes on level 3 while the others say no."""
    return make_world(agreed=False, planned=False)


# --- the board ---------------------------------------------------------------------------------


def test_the_board_shows_who_answered_how_much_and_who_nothing(world: World) -> None:
    make_institution(world.country, "customs", code="silent", name="Silent Office")
    asked = Capability.objects.get(code=FIRST)
    said_after(client_of(world), ASSIGN, {"area": "MINI1", "ask": [f"{i.pk}/{asked.pk}" for i in institutions(world)]})
    page = text_of(client_of(world), BOARD)
    said = words(page)
    assert "4 institutions · 30 of 35 statements answered" in said
    assert "Customs of Tarsovia 10 10 / 10" in said
    assert "Silent Office No answer yet 0 / 5" in said
    assert page.count('class="is-silent"') == 1
    assert "5/5 answered: Submitted 1" in said


def institutions(world: World) -> list:
    from concord.domains.people.queries import institutions

    return list(institutions(world.actor))


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.APPROVER])
def test_reviewers_and_approvers_look_at_the_board_and_move_nothing(role: Role, world: World) -> None:
    client = client_of(world, role)
    page = text_of(client, BOARD)
    assert "Customs of Tarsovia" in page
    assert 'type="checkbox"' not in page
    given = {"do": "accept", "row": ["customs"]}
    assert client.post(MOVE, given).status_code == 404
    assert statuses(world) == "ssssss"


def test_contributors_are_led_to_what_they_are_asked_and_observers_nowhere(world: World) -> None:
    led = client_of(world, Role.CONTRIBUTOR).get(BOARD)
    assert (led.status_code, led.headers["Location"]) == (302, "/QT/assessment/mine/")
    assert client_of(world, Role.OBSERVER).get(BOARD).status_code == 404
    assert client_of(world, Role.CONTRIBUTOR).get(MATRIX).status_code == 404


def test_the_board_is_filtered_by_address(world: World) -> None:
    take_back_assignments(
        actor=world.actor, assignments=parts(world, institution__code="health", capability__code=FIRST)
    )
    client = client_of(world)
    said = words(text_of(client, f"{BOARD}?state=in_progress"))
    assert "1 institution · 5 of 5 statements answered" in said
    assert "Customs of Tarsovia" not in said
    assert "Nothing matches" in text_of(client, f"{BOARD}?state=in_progress&area=MINI2")
    assert "Nothing matches" in text_of(client, f"{BOARD}?state=nonsense")


def test_the_matrix_leads_the_focal_point_to_a_part_and_a_reviewer_to_the_finding(world: World) -> None:
    (part,) = parts(world, institution__code="customs", capability__code=FIRST)
    assert f'href="/QT/assessment/parts/{part.pk}/"' in text_of(client_of(world), MATRIX)
    page = text_of(client_of(world, Role.REVIEWER), MATRIX)
    assert "/parts/" not in page
    assert page.count(f'href="{FINDING}"') == 4  # the row's name and three marks


def test_one_institution_shows_its_parts_with_reasons(world: World) -> None:
    return_assignments(
        actor=world.actor,
        assignments=parts(world, institution__code="customs", capability__code=FIRST),
        reason="Since when?",
    )
    said = words(text_of(client_of(world), f"{MATRIX}?institution=customs"))
    assert "Customs of Tarsovia 10 of 10 statements answered · Submitted 1 · Returned 1" in said
    assert "Returned Since when?" in said
    assert client_of(world).get(f"{MATRIX}?institution=nobody").status_code == 404


# --- moving parts on ---------------------------------------------------------------------------


def test_what_is_submitted_is_accepted_by_institution_within_the_filter(world: World) -> None:
    client = client_of(world)
    take_back_assignments(
        actor=world.actor, assignments=parts(world, institution__code="customs", capability__code=SECOND)
    )
    said = said_after(client, MOVE, {"do": "accept", "row": ["customs", "health"], "in_area": "MINI1"})
    assert said == "2 parts were accepted."
    assert statuses(world) == "aiasss"
    assert said_after(client, MOVE, {"do": "accept", "row": ["customs"]}) == "Nothing of what you ticked is submitted."
    assert said_after(client, MOVE, {"do": "accept"}) == "Tick at least one institution or part first."
    assert said_after(client, MOVE, {"do": "accept", "part": ["no-id"]}) == "Choose at least one part."
    assert said_after(client, MOVE, {"do": "burn", "row": ["health"]}) == "Choose what to do."
    assert statuses(world) == "aiasss"


def test_single_parts_are_returned_with_a_reason_and_the_way_back_keeps_the_filter(world: World) -> None:
    client = client_of(world)
    (part,) = parts(world, institution__code="health", capability__code=FIRST)
    given = {"do": "return", "part": [part.pk], "in_institution": "health", "in_state": "submitted"}
    assert said_after(client, MOVE, given) == "Say why it is returned, so that the institution knows what to change."
    response = client.post(MOVE, given | {"reason": "Which order?"}, follow=True)
    assert response.redirect_chain == [(f"{MATRIX}?institution=health&state=submitted", 302)]
    assert "1 part was returned." in response.content.decode()
    assert statuses(world) == "ssrsss"
    wrong = said_after(client, MOVE, {"do": "accept", "part": [part.pk]})
    assert wrong == f"{FIRST} of Health of Tarsovia is returned and cannot become accepted."


def test_days_are_set_for_what_is_ticked_and_for_all_that_is_open(world: World) -> None:
    client = client_of(world)
    assert said_after(client, MOVE, {"do": "due", "row": ["customs"], "due": "2027-03-31"}) == "2 parts have a new day."
    assert {part.due for part in parts(world, institution__code="customs")} == {dt.date(2027, 3, 31)}
    assert "Give the day as year, month and day" in said_after(
        client, MOVE, {"do": "due", "row": ["customs"], "due": "31.3."}
    )
    take_back_assignments(actor=world.actor, assignments=parts(world, institution__code="health"))
    assert said_after(client, f"{ASSIGN}due/", {"due": "2027-04-30"}) == "2 parts have a new day."
    assert {part.due for part in parts(world, institution__code="health")} == {dt.date(2027, 4, 30)}
    assert {part.due for part in parts(world, institution__code="interior")} == {None}


def test_contributors_of_what_is_ticked_are_reminded_once_a_day(world: World) -> None:
    client = client_of(world)
    nobody = "Nobody was reminded: nothing is open, or no contributor is known there."
    assert said_after(client, MOVE, {"do": "remind", "row": ["health", "customs"]}) == nobody
    take_back_assignments(actor=world.actor, assignments=parts(world))
    assert said_after(client, MOVE, {"do": "remind", "row": ["health", "customs"]}) == "1 person was reminded."
    assert mail.outbox[0].to == ["contributor@qt.example"]
    assert "http://testserver/QT/assessment/mine/" in mail.outbox[0].body
    again = said_after(client, MOVE, {"do": "remind", "row": ["health"]})
    assert again == "0 persons were reminded. 1 was reminded within the last day and was left alone."


def test_what_was_answered_stays_asked(world: World) -> None:
    client = client_of(world)
    given = {"do": "unassign", "part": [part.pk for part in parts(world, institution__code="customs")]}
    assert "Customs of Tarsovia has answered MINI1-01 already" in said_after(client, MOVE, given)
    assert len(parts(world)) == 6


# --- opening a round and saying who is asked ---------------------------------------------------


def test_a_country_opens_its_first_round_in_the_browser(db: None) -> None:
    country = make_country()
    client = signed_in(make_people(country)[Role.FOCAL_POINT])
    assert "No framework here yet" in text_of(client, f"{BOARD}open/")
    framework = make_framework()
    make_institution(country)
    assert f'href="{BOARD}open/"' in text_of(client, BOARD)
    page = client.post(f"{BOARD}open/", {"title": "Round one", "target": "4"})
    assert "Choose a framework, a title and a target." in page.content.decode()
    assert 'value="Round one"' in page.content.decode()
    given = {"framework": framework.pk, "title": " Round one ", "target": "3"}
    assert client.post(f"{BOARD}open/", given).headers["Location"] == ASSIGN
    assessment = Assessment.objects.for_country(country.pk).get()
    assert (assessment.title, assessment.target, assessment.framework) == ("Round one", 3, framework)
    assert client.get(f"{BOARD}open/").headers["Location"] == BOARD
    assert "Nobody is asked yet" in text_of(client, BOARD)
    assert "1 institution is asked what the framework suggests for it." in said_after(client, f"{ASSIGN}suggested/", {})
    assert Assignment.objects.for_country(country.pk).count() == 2


def test_ticks_of_one_area_become_what_is_asked_there(world: World) -> None:
    client = client_of(world)
    harbour = make_institution(world.country, "customs", code="harbour", name="Harbour Office")
    first = Capability.objects.get(code=FIRST)
    ticks = [f"{i.pk}/{first.pk}" for i in world.institutions]
    page = text_of(client, ASSIGN)
    assert page.count(" checked") == 3
    assert f"{FIRST} Harbour Office" in words(page)
    assert said_after(client, ASSIGN, {"area": "MINI1", "ask": ticks}) == "Nothing was changed."
    given = {"area": "MINI1", "ask": ticks, "whole": harbour.pk, "due": "2027-03-31"}
    assert said_after(client, ASSIGN, given) == "MINI1: 1 added, 0 taken away."
    assert [p.due for p in parts(world, institution=harbour)] == [dt.date(2027, 3, 31)]
    refused = said_after(client, ASSIGN, {"area": "MINI1", "ask": []})
    assert "has answered MINI1-01 already, so it stays asked; nothing was changed." in refused
    assert said_after(client, ASSIGN, {"area": "MINI1", "ask": ["x"]}) == "Choose at least one part."
    assert len(parts(world)) == 7


# --- disagreement ------------------------------------------------------------------------------


def test_disagreements_show_answers_documents_median_and_level(world: World) -> None:
    statement, customs = Statement.objects.get(code=f"{FIRST}.3a"), world.institutions[2]
    file = EvidenceFile.objects.create(
        country_id=world.country.pk, assessment=world.assessment, institution=customs, statement=statement,
        name="order.pdf", media_type="application/pdf", size=1, sha256="0" * 64, uploaded_by="x",
        uploaded_at=clock.now(),
    )  # fmt: skip
    page = text_of(client_of(world, Role.REVIEWER), DISPUTES)
    said = words(page)
    assert "2 statements in dispute" in said
    assert f"0.08 Agreement {FIRST}.3a Statement {FIRST}.3a holds. Level 3 of Capability {FIRST}" in said
    assert f"Customs of Tarsovia Yes Confidence: high Comment of customs on {FIRST}.3a order.pdf" in said
    (part,) = parts(world, institution=customs, capability__code=FIRST)
    assert f'href="/QT/assessment/parts/{part.pk}/evidence/{file.pk}/"' in page
    assert "1 statement in dispute" in words(text_of(client_of(world), f"{DISPUTES}?area=MINI2"))
    assert "No disagreement" in text_of(client_of(world), f"{DISPUTES}?hazard=R&area=MINI2")


def test_disagreements_come_in_pages_of_25(db: None) -> None:
    client = client_of(make_world(capabilities=30, agreed=False, planned=False))
    first, second = (text_of(client, f"{DISPUTES}?page={number}") for number in (1, 2))
    assert (first.count('class="card dispute"'), second.count('class="card dispute"')) == (25, 5)
    assert '<ol class="disputes" start="26">' in second
    assert "Page 2 of 2" in words(second)


# --- remarks -----------------------------------------------------------------------------------


def test_a_reviewer_asks_the_institution_replies_and_the_focal_point_settles(world: World) -> None:
    reviewer, health = client_of(world, Role.REVIEWER), client_of(world, Role.CONTRIBUTOR)
    given = {"capability": FIRST, "statement": f"{FIRST}.2a", "institution": "health", "text": "Which <order>?"}
    response = reviewer.post(f"{REMARKS}open/", given)
    thread = Thread.objects.for_actor(world.actor).get()
    assert response.headers["Location"] == f"{FINDING}#thread-{thread.pk}"
    assert "To Health of Tarsovia Reviewer of Tarsovia" in words(text_of(health, REMARKS))
    assert "Which &lt;order&gt;?" in text_of(health, FINDING)
    answer = f"{REMARKS}{thread.pk}/"
    assert said_after(health, answer, {"do": "reply", "text": "No. 12", "back": "remarks"}) == "Your reply was added."
    assert health.post(answer, {"do": "settle"}).status_code == 404
    assert 'value="settle"' not in text_of(health, REMARKS)
    client_of(world).post(answer, {"do": "settle"})
    assert "No remarks here" in text_of(health, REMARKS)
    assert "Settled by Focal point of Tarsovia" in words(text_of(health, f"{REMARKS}?show=settled"))
    reviewer.post(answer, {"do": "reopen"})
    assert "No. 12" in text_of(health, REMARKS)
    observer = client_of(world, Role.OBSERVER)
    assert observer.get(REMARKS).status_code == 404
    assert "No. 12" not in text_of(observer, FINDING)


def test_a_remark_about_nothing_known_is_refused(world: World) -> None:
    client = client_of(world)
    given = {"capability": FIRST, "text": "Why?"}
    assert (
        said_after(client, f"{REMARKS}open/", given | {"statement": f"{SECOND}.2a"})
        == "Choose what the remark is about."
    )
    assert said_after(client, f"{REMARKS}open/", given | {"text": " "}) == "Write something first."
    assert client.post(f"{REMARKS}open/", given | {"capability": "NONE-01"}).status_code == 404
    assert client.post(f"{REMARKS}{uuid4()}/", {"text": "Why?"}).status_code == 404
    assert not Thread.objects.for_actor(world.actor).exists()


def test_another_institutions_exchange_does_not_exist_for_a_contributor(world: World) -> None:
    thread = open_thread(
        actor=as_role(world, Role.REVIEWER), assessment=world.assessment, capability=Capability.objects.get(code=FIRST),
        institution=world.institutions[2], text="Which order?",
    )  # fmt: skip
    client = client_of(world, Role.CONTRIBUTOR)
    assert "Which order?" not in text_of(client, FINDING) + text_of(client, REMARKS)
    assert client.post(f"{REMARKS}{thread.pk}/", {"text": "We know"}).status_code == 404


# --- how much it costs -------------------------------------------------------------------------

# Session, user and roles are three of each.
QUERIES = {
    BOARD: 10,
    f"{BOARD}?state=silent&area=MINI1": 10,
    MATRIX: 11,
    f"{MATRIX}?institution=health": 11,
    ASSIGN: 9,
    DISPUTES: 13,
    REMARKS: 7,
    AGREEING: 9,
    SIGNATURE: 7,
}


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("address", QUERIES)
def test_query_counts_are_fixed(
    rows: int, address: str, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world = make_world(capabilities=rows, agreed=False, planned=False)
    reviewer = as_role(world, Role.REVIEWER)
    for capability in Capability.objects.filter(framework=world.framework):
        open_thread(actor=reviewer, assessment=world.assessment, capability=capability, text="Which order?")
    client = client_of(world)
    with django_assert_num_queries(QUERIES[address]):
        response = client.get(address)
    assert response.status_code == 200
    assert len(gzip.compress(response.content)) < 60_000
