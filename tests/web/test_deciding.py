"""Pages on which a country puts its gaps in order."""

from __future__ import annotations

import io
import re
from uuid import UUID

import pytest
from django.test import Client
from docx import Document
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries
from tests.domains.priorities.voters import CODES, approver, begun, person, points
from tests.factories import World, make_person, make_world
from tests.web.test_pages import words
from tests.web.worlds import signed_in, text_of

from concord.domains.people.enums import Role
from concord.domains.priorities.enums import BallotKind, Shown
from concord.domains.priorities.models import Ballot, Criterion, Decision, Move, OwnScore, Prioritisation, Vote
from concord.domains.priorities.services import (
    Asked,
    approve_order,
    ask_for_weights,
    cast_vote,
    close_ballot,
    decide_order,
    move_gap,
)

HOME = "/QT/priorities/"


def asked(world: World, **how: object) -> Ballot:
    """A prioritisation with an open ballot on the weights."""
    return ask_for_weights(actor=world.actor, prioritisation=begun(world), asked=Asked(**how))  # type: ignore[arg-type]


def weighed(world: World, *given: dict[str, float]) -> Prioritisation:
    """Each institution in turn gave these points, and the ballot is closed."""
    ballot = asked(world)
    for institution, content in zip(world.institutions, given, strict=False):
        cast_vote(actor=person(institution), ballot=ballot, content=content)
    close_ballot(actor=world.actor, ballot=ballot)
    return Prioritisation.objects.for_actor(world.actor).get()


def client_of(world: World, role: Role) -> Client:
    return signed_in(world.people[role])


def test_before_it_begins_the_page_says_what_it_is_for_and_the_focal_point_begins(world: World) -> None:
    focal = client_of(world, Role.FOCAL_POINT)
    assert "The gaps are not being put in order yet" in text_of(focal, HOME)
    assert "Begin to order the gaps" not in text_of(client_of(world, Role.OBSERVER), HOME)
    assert focal.post(f"{HOME}open/").headers["Location"] == HOME
    said = words(text_of(focal, HOME))
    assert "8 criteria count." in said
    assert "8 of 16 scores are known." in said  # urgency, feasibility, sustainability and borders are not
    assert Criterion.objects.for_actor(world.actor).count() == 8


def test_scores_say_where_they_come_from_and_are_challenged_on_their_own_page(world: World) -> None:
    begun(world)
    focal = client_of(world, Role.FOCAL_POINT)
    table = text_of(focal, f"{HOME}scores/")
    assert table.count('class="score filled"') == 8
    assert table.count('class="score unknown"') == 8
    cost = Criterion.objects.for_actor(world.actor).get(code="cost")
    page = f"{HOME}scores/{cost.pk}/MINI1-01/"
    assert "10,000" in words(text_of(focal, page)).replace("10 k", "10,000")
    focal.post(page, {"do": "set", "value": "80", "low": "70", "high": "90", "reason": "An offer"})
    said = words(text_of(focal, page))
    assert "80 between 70 and 90" in said
    assert "“An offer”" in said.replace("<q>", "") or "An offer" in said
    focal.post(page, {"do": "take_back"})
    assert OwnScore.objects.for_actor(world.actor).get().ended_at is not None
    assert "Earlier scores of your own" in text_of(focal, page)


def test_a_refused_score_says_why_and_changes_nothing(world: World) -> None:
    begun(world)
    cost = Criterion.objects.for_actor(world.actor).get(code="cost")
    page = f"{HOME}scores/{cost.pk}/MINI1-01/"
    focal = client_of(world, Role.FOCAL_POINT)
    response = focal.post(page, {"do": "set", "value": "80", "low": "85", "high": "90", "reason": "x"}, follow=True)
    assert "The score must lie within its range" in response.content.decode()
    response = focal.post(page, {"do": "set", "value": "much", "low": "1", "high": "2", "reason": "x"}, follow=True)
    assert "A score is a number from 0 to 100." in response.content.decode()
    assert not OwnScore.objects.for_actor(world.actor).exists()


def test_criteria_are_added_changed_and_left_out_on_their_page(world: World) -> None:
    begun(world)
    focal, page = client_of(world, Role.FOCAL_POINT), f"{HOME}criteria/"
    focal.post(page, {"do": "add", "title": "Public trust", "aim": "more"})
    own = Criterion.objects.for_actor(world.actor).get(code="public-trust")
    focal.post(page, {"do": "change", "criterion": str(own.pk), "title": "Trust", "aim": "less", "bottom": "10"})
    focal.post(page, {"do": "leave_out", "criterion": str(own.pk)})
    own.refresh_from_db()
    assert (own.title, own.aim, own.bottom, own.left_out) == ("Trust", "less", 10.0, True)
    assert "left out" in words(text_of(focal, page))
    focal.post(page, {"do": "take_back", "criterion": str(own.pk)})
    own.refresh_from_db()
    assert not own.left_out


def test_a_contributor_votes_in_points_and_may_change_the_vote(world: World) -> None:
    ballot = asked(world)
    voter = client_of(world, Role.CONTRIBUTOR)
    assert "You are asked to vote:" in text_of(voter, HOME)
    page = f"{HOME}ballots/{ballot.pk}/"
    form = {f"vote:{code}": "10" for code in CODES}
    assert "Give each line a number" in voter.post(page, {"vote:size": "3"}, follow=True).content.decode()
    assert "Your vote was taken." in voter.post(page, form, follow=True).content.decode()
    voter.post(page, form | {"vote:size": "90"})
    (vote,) = Vote.objects.for_actor(world.actor)
    assert vote.content == points(**dict.fromkeys(CODES, 10)) | {"size": 90.0}
    said = text_of(voter, page)
    assert re.search(r'name="vote:size" value="90"', said)
    assert "You are asked to vote:" not in text_of(voter, HOME)
    assert "Votes are hidden until the ballot is closed." in said


def test_comparisons_are_kept_half_way_and_contradictions_are_pointed_at(world: World) -> None:
    ballot = asked(world, kind=BallotKind.PAIRWISE)
    voter, page = client_of(world, Role.CONTRIBUTOR), f"{HOME}ballots/{ballot.pk}/"
    said = voter.post(page, {"vote:exposure~size": "3"}, follow=True).content.decode()
    assert "Your vote counts once every pair is compared." in said
    assert "<span data-done>1</span> / 28" in said
    every = {f"vote:{a}~{b}": "1" for n, a in enumerate(CODES) for b in CODES[n + 1 :]}
    said = voter.post(page, every, follow=True).content.decode()
    assert "<span data-done>28</span> / 28" in said
    assert "Look again at" not in said
    wild = every | {"vote:exposure~size": "9", "vote:size~urgency": "9", "vote:exposure~urgency": "-9"}
    said = voter.post(page, wild, follow=True).content.decode()
    assert "Your answers contradict each other somewhat" in said
    assert 'id="look-again"' in said


def test_an_order_is_voted_on_by_places(world: World) -> None:
    ballot = asked(world, kind=BallotKind.ORDER, shown=Shown.LIVE)
    voter, page = client_of(world, Role.CONTRIBUTOR), f"{HOME}ballots/{ballot.pk}/"
    form = {f"vote:{code}": str(place) for place, code in enumerate(CODES, start=1)}
    assert "a place of its own" in voter.post(page, form | {"vote:size": "1"}, follow=True).content.decode()
    said = words(voter.post(page, form, follow=True).content.decode())
    assert "Risk leaning on it 34 % 34–34 34" in said  # shown as they come; rank order centroid of eight


def test_the_focal_point_asks_with_influence_and_runs_both_rounds(world: World) -> None:
    begun(world)
    focal = client_of(world, Role.FOCAL_POINT)
    response = focal.post(f"{HOME}ballots/ask/", {"kind": "points", "unit": "person"})
    assert "Say how the ballot asks" in response.content.decode()
    form = {"kind": "points", "unit": "institution", "shown": "closed", "closes_at": "2999-01-01T12:00"}
    response = focal.post(f"{HOME}ballots/ask/", form | {"influence-health": "2,5"})
    ballot = Ballot.objects.for_actor(world.actor).get()
    assert response.headers["Location"] == f"{HOME}ballots/{ballot.pk}/"
    assert ballot.influence == {str(world.institutions[0].pk): 2.5}
    assert ballot.closes_at is not None
    run = f"{HOME}ballots/{ballot.pk}/run/"
    assert "Nobody has voted yet." in focal.post(run, {"do": "second"}, follow=True).content.decode()
    cast_vote(actor=person(world.institutions[0]), ballot=ballot, content=points(size=3, cost=1))
    said = words(focal.post(run, {"do": "second"}, follow=True).content.decode())
    assert "Size of the gap 75 % 75–75 75" in said
    assert "Health of Tarsovia × 2.5" in said
    focal.post(run, {"do": "close"})
    ballot.refresh_from_db()
    assert ballot.closed_at is not None


def test_the_result_reads_order_robustness_and_what_would_change_it(world: World) -> None:
    weighed(world, points(exposure=1), points(cost=1), points(exposure=3, size=1))
    said = words(text_of(client_of(world, Role.APPROVER), f"{HOME}result/"))
    for sentence in (
        "As it stands now; nothing is decided yet.",
        "of 1 place at the top is firm",
        "With each weight up to a fifth larger or smaller, the top is the same in",
        "The agreement of the institutions’ orders is",
        "10,000 weightings",
        "TOPSIS",
        "PROMETHEE II",
    ):
        assert sentence in said
    assert re.search(r"1 MINI1-01 Capability MINI1-01 Level 2 → Level 3 Area 1", said)
    assert "Decide the order" not in said


def test_a_gap_is_moved_decided_approved_and_opened_again(world: World) -> None:
    weighed(world, points(exposure=1))
    focal, minister = client_of(world, Role.FOCAL_POINT), client_of(world, Role.APPROVER)
    page = f"{HOME}result/"
    focal.post(f"{page}move/", {"do": "move", "code": "MINI2-02", "place": "1", "reason": "A treaty falls due."})
    said = text_of(focal, page)
    assert "moved from place 2" in said
    assert "by decision" in said
    refused = focal.post(f"{page}move/", {"do": "move", "code": "MINI2-02", "place": "", "reason": "x"}, follow=True)
    assert "A place is a whole number from 1." in refused.content.decode()
    seen = re.search(r'name="seen" value="(\w{64})"', said)
    assert seen is not None
    refused = focal.post(f"{HOME}decision/", {"do": "decide", "seen": seen[1]}, follow=True)
    assert "Tick that you have read the order" in refused.content.decode()
    stale = {"do": "decide", "read": "yes", "seen": "0" * 64}
    assert "has changed since you looked" in focal.post(f"{HOME}decision/", stale, follow=True).content.decode()
    focal.post(f"{HOME}decision/", {"do": "decide", "read": "yes", "seen": seen[1]})
    assert Decision.objects.for_actor(world.actor).get().content_hash == seen[1]
    assert focal.post(f"{HOME}decision/", {"do": "approve", "read": "yes"}).status_code == 404
    minister.post(f"{HOME}decision/", {"do": "approve", "read": "yes"})
    assert "approved it on" in text_of(minister, page)
    response = minister.post(f"{HOME}decision/", {"do": "reopen", "reason": "A ministry was not asked."}, follow=True)
    assert "The order is open again" in response.content.decode()
    focal.post(f"{page}move/", {"do": "take_back", "code": "MINI2-02"})
    assert Move.objects.for_actor(world.actor).get().ended_at is not None


def decided(world: World) -> Prioritisation:
    """An order that was decided after a move."""
    prioritisation = weighed(world, points(exposure=1), points(cost=2, size=1))
    move_gap(
        actor=world.actor, prioritisation=prioritisation, place=1, reason="A treaty falls due.",
        capability=world.framework.capabilities.get(code="MINI2-02"),
    )  # fmt: skip
    decide_order(actor=world.actor, prioritisation=prioritisation)
    return prioritisation


def test_who_reads_what_is_agreed_reads_the_decided_order_without_institutions_votes(world: World) -> None:
    prioritisation = weighed(world, points(exposure=1), points(cost=2, size=1))
    observer, contributor = client_of(world, Role.OBSERVER), client_of(world, Role.CONTRIBUTOR)
    assert observer.get(f"{HOME}result/").status_code == contributor.get(f"{HOME}result/").status_code == 404
    assert "Not decided yet" in text_of(observer, HOME)
    decide_order(actor=world.actor, prioritisation=prioritisation)
    assert "first of 2" in text_of(observer, HOME)
    assert "Interior of Tarsovia" in text_of(contributor, f"{HOME}result/")
    assert "Interior of Tarsovia" not in text_of(observer, f"{HOME}result/")
    assert observer.get(f"{HOME}pictures/orders.svg").status_code == 404
    assert contributor.get(f"{HOME}pictures/orders.svg").status_code == 200


def test_the_decision_record_tells_votes_moves_and_who_decided(world: World) -> None:
    prioritisation = decided(world)
    approve_order(actor=approver(world), prioritisation=prioritisation)
    focal = client_of(world, Role.FOCAL_POINT)
    response = focal.get(f"{HOME}record.docx")
    assert 'filename="qt-priorities.docx"' in response.headers["Content-Disposition"]
    word = Document(io.BytesIO(response.content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert "A treaty falls due." in cells
    assert "Interior of Tarsovia" in cells
    assert "Cost 67%, Size of the gap 33%, Risk leaning on it 0%, Urgency 0%, Feasibility 0%, Legal obligation 0%" in (
        " ".join(cells)
    )
    assert any("Minister approved it on" in paragraph.text for paragraph in word.paragraphs)
    pdf = PdfReader(io.BytesIO(focal.get(f"{HOME}record.pdf").content))
    text = " ".join(page.extract_text() for page in pdf.pages)
    assert "Interior of Tarsovia" in text
    decision = Decision.objects.for_actor(world.actor).get()
    assert decision.content_hash in re.sub(r"\s", "", text)
    observers = PdfReader(io.BytesIO(client_of(world, Role.OBSERVER).get(f"{HOME}record.pdf").content))
    assert "Interior of Tarsovia" not in " ".join(page.extract_text() for page in observers.pages)
    assert focal.get(f"{HOME}record.exe").status_code == 404


def test_pictures_are_kept_until_something_is_written(world: World) -> None:
    prioritisation = weighed(world, points(exposure=1), points(cost=1))
    focal = client_of(world, Role.FOCAL_POINT)
    for name in ("places", "weights", "orders"):
        first = focal.get(f"{HOME}pictures/{name}.svg")
        assert first.headers["Content-Type"] == "image/svg+xml"
        again = focal.get(f"{HOME}pictures/{name}.svg", headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304
    decide_order(actor=world.actor, prioritisation=prioritisation)
    assert focal.get(f"{HOME}pictures/orders.svg").headers["ETag"] != first.headers["ETag"]
    assert focal.get(f"{HOME}pictures/none.svg").status_code == 404


def test_the_actions_page_says_where_the_decision_put_its_gap(world: World) -> None:
    page = "/QT/plan/actions/MINI2-02-L3/"
    observer = client_of(world, Role.OBSERVER)
    assert "Decided order" not in text_of(observer, page)
    decided(world)
    said = words(text_of(observer, page))
    assert "first of 2 by decision; the method put it second" in said
    assert "A treaty falls due." in said


QUERIES = {"": 14, "criteria/": 8, "scores/": 12, "result/": 13, "ballots/ask/": 7}


@pytest.mark.parametrize("rows", [2, 30])
@pytest.mark.parametrize("page", QUERIES)
def test_query_counts_are_fixed(
    rows: int, page: str, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world = make_world(capabilities=rows, planned=False)
    weighed(world, points(exposure=1), points(cost=1))
    client = client_of(world, Role.FOCAL_POINT)
    client.get(f"{HOME}{page}")  # what never changes about a framework is read once
    with django_assert_num_queries(QUERIES[page]):
        assert client.get(f"{HOME}{page}").status_code == 200


@pytest.mark.parametrize("rows", [2, 30])
def test_a_ballot_and_a_decided_order_take_a_fixed_number_of_queries(
    rows: int, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world = make_world(capabilities=rows, planned=False)
    for number in range(rows):
        make_person(world.country, Role.CONTRIBUTOR, institution=world.institutions[0], email=f"n{number}@qt.example")
    ballot = asked(world)
    voter = client_of(world, Role.CONTRIBUTOR)
    with django_assert_num_queries(10):
        assert voter.get(f"{HOME}ballots/{ballot.pk}/").status_code == 200
    cast_vote(actor=person(world.institutions[0]), ballot=ballot, content=points(exposure=1))
    close_ballot(actor=world.actor, ballot=ballot)
    decide_order(actor=world.actor, prioritisation=Prioritisation.objects.for_actor(world.actor).get())
    with django_assert_num_queries(8):
        assert voter.get(f"{HOME}result/").status_code == 200


def test_a_ballot_of_another_country_does_not_exist(world: World, other_world: World) -> None:
    there = asked(other_world)
    voter = client_of(world, Role.CONTRIBUTOR)
    assert voter.get(f"{HOME}ballots/{there.pk}/").status_code == 404
    assert voter.post(f"{HOME}ballots/{there.pk}/", {"vote:size": "1"}).status_code == 404
    assert voter.get(f"{HOME}ballots/{UUID(int=1)}/").status_code == 404
