"""Pages of the road: what they show to whom, what forms refuse, and what a download holds."""

from __future__ import annotations

import datetime as dt
import hashlib
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from tests.domains.plans.roads import Journey, set_out
from tests.factories import make_world
from tests.web.worlds import signed_in, text_of

from concord.domains.people.enums import Role
from concord.domains.plans.enums import PlanStatus, Stance
from concord.domains.plans.models import Consultation, PlanComment, Section
from concord.domains.plans.services.consulting import comment_on_plan, reply_to_plan
from concord.domains.plans.services.narrative import write_section
from concord.domains.plans.services.road import set_road_step
from concord.kernel import clock

pytestmark = pytest.mark.django_db

# Session, user and roles are three of each.
QUERIES = {
    "road/": 12, "sections/": 5, "next/": 8, "consultation/": 9, "versions/": 5, "versions/0.2/": 6,
    "versions/difference/": 17,
}  # fmt: skip
ADDRESSES = ("road/", "sections/", "next/", "consultation/", "versions/", "versions/0.2/", "versions/0.2/sign-off/")


def client(way: Journey, role: Role):
    return signed_in(way.world.people[role])


def said(response) -> str:
    """What the next page says at its top."""
    return "; ".join(str(message) for message in response.context["messages"])


@pytest.mark.parametrize("rows", [1, 20])
def test_pages_of_the_road_ask_a_fixed_number_of_questions(rows):
    way = Journey(make_world(capabilities=rows)).to_consultation()
    visitor = client(way, Role.FOCAL_POINT)
    asked = {}
    for address in QUERIES:
        with CaptureQueriesContext(connection) as captured:
            assert visitor.get(f"/QT/plan/{address}").status_code == 200
        asked[address] = len(captured)
    assert asked == QUERIES


def test_the_road_offers_each_what_is_theirs_to_do():
    way = set_out().to_final()
    offers = {
        role: [deed for deed in ("adopt", "return", "take_back") if f'value="{deed}"' in page]
        for role in (Role.FOCAL_POINT, Role.APPROVER, Role.CONTRIBUTOR, Role.OBSERVER)
        for page in [text_of(client(way, role), "/QT/plan/road/")]
    }
    assert offers == {
        Role.FOCAL_POINT: ["take_back"], Role.APPROVER: ["adopt", "return"], Role.CONTRIBUTOR: [], Role.OBSERVER: [],
    }  # fmt: skip


def test_the_first_page_says_what_comes_next_and_what_is_late():
    way = set_out().to_draft()
    due = clock.today() - dt.timedelta(days=2)
    person = way.world.people[Role.FOCAL_POINT]
    set_road_step(actor=way.focal, plan=way.plan, step=PlanStatus.CONSULTATION, owner_id=person.pk, due=due)
    page = text_of(client(way, Role.APPROVER), "/QT/")
    assert "Next: Put the draft into consultation. Focal point of Tarsovia sees to it. It was due on" in page
    assert "Late" in text_of(client(way, Role.APPROVER), "/QT/plan/road/")


def test_adopting_asks_for_a_tick_and_returning_for_a_reason():
    way = set_out().to_final()
    approver = client(way, Role.APPROVER)
    sent = {"do": "adopt", "seen": way.last.sha256}
    assert "Tick that you have read" in said(approver.post("/QT/plan/road/move/", sent, follow=True))
    assert "Say why the plan is returned" in said(approver.post("/QT/plan/road/move/", {"do": "return"}, follow=True))
    assert way.plan.status == PlanStatus.FINAL
    approver.post("/QT/plan/road/move/", sent | {"read": "yes", "words": "Good."})
    assert (way.plan.status, way.last.note) == (PlanStatus.ADOPTED, "Good.")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"do": "open", "closes_on": ""}, "Choose the last day"),
        ({"do": "open", "closes_on": "soon"}, "year, month and day"),
        ({"do": "open", "closes_on": "2000-01-01", "institution": "x"}, "Choose one of the list"),
    ],
)
def test_what_opens_no_consultation_is_said_in_a_sentence(sent, words):
    way = set_out().to_draft()
    response = client(way, Role.FOCAL_POINT).post("/QT/plan/consultation/", sent, follow=True)
    assert words in said(response)
    assert Consultation.objects.for_actor(way.focal).count() == 0


def test_a_reviewer_comments_and_does_not_reply():
    way = set_out().to_consultation()
    reviewer = client(way, Role.REVIEWER)
    page = text_of(reviewer, "/QT/plan/consultation/")
    assert "Comment on one part" in page
    assert "Reply for your institution" not in page
    reviewer.post("/QT/plan/consultation/comment/", {"place": "action:MINI1-01-L3", "text": "<b>Why?</b>"})
    comment = PlanComment.objects.for_actor(way.focal).get()
    assert (comment.code, comment.institution) == ("MINI1-01-L3", None)
    assert "&lt;b&gt;Why?&lt;/b&gt;" in text_of(reviewer, "/QT/plan/consultation/")
    health = str(way.world.institutions[0].pk)
    sent = {"institution": health, "stance": "concurs"}
    assert reviewer.post("/QT/plan/consultation/reply/", sent).status_code == 404


def test_a_contributor_speaks_for_no_other_institution_whatever_is_sent():
    way = set_out().to_consultation()
    interior = str(way.world.institutions[1].pk)
    sent = {"institution": interior, "stance": "objects", "words": "No."}
    client(way, Role.CONTRIBUTOR).post("/QT/plan/consultation/reply/", sent)
    (reply,) = way.consultation.replies.all()
    assert reply.institution == way.world.institutions[0]


def test_the_comment_matrix_is_downloaded_with_everything_in_it():
    way = set_out().to_consultation()
    health, _interior, customs = way.world.institutions
    reply_to_plan(
        actor=way.focal, consultation=way.consultation, institution_id=health.pk, stance=Stance.OBJECTS, words="No."
    )
    reply_to_plan(actor=way.focal, consultation=way.consultation, institution_id=customs.pk, stance=Stance.CONCURS)
    comment_on_plan(actor=way.who(Role.REVIEWER), consultation=way.consultation, text="Why?")
    response = client(way, Role.REVIEWER).get("/QT/plan/consultation/matrix.docx")
    assert response.headers["Content-Disposition"] == 'attachment; filename="qt-comments-0.2.docx"'
    word = Document(io.BytesIO(response.content))
    assert "Of 3 institutions 1 concur, 0 concur with comments, 1 object and 1 have not replied." in [
        paragraph.text for paragraph in word.paragraphs
    ]
    cells = [[cell.text for cell in row.cells] for row in word.tables[-1].rows[1:]]
    assert cells == [
        ["1", "Health of Tarsovia\nobjects to the plan", "The whole plan", "No.", "Not answered yet", ""],
        ["2", "Reviewer of Tarsovia", "The whole plan", "Why?", "Not answered yet", ""],
    ]


def test_the_canonical_json_that_is_downloaded_has_the_hash_on_the_sign_off_page():
    way = set_out().to_adoption()
    observer = client(way, Role.OBSERVER)
    digest = hashlib.sha256(observer.get("/QT/plan/versions/1.0/plan.json").content).hexdigest()
    page = text_of(observer, "/QT/plan/versions/1.0/sign-off/")
    assert digest == way.last.sha256
    assert all(f"<span>{digest[at : at + 8]}</span>" in page for at in range(0, 64, 8))
    assert "Approver of Tarsovia adopted version 1.0 of this plan on" in page
    assert f"concord audit verify --country QT --head {way.last.audit_head}" in page


@pytest.mark.parametrize("number", ["9.9", "now", "..", "0.1%00"])
def test_versions_that_are_not_there_are_not_found(number):
    way = set_out().to_draft()
    visitor = client(way, Role.OBSERVER)
    for address in (f"versions/{number}/", f"versions/{number}/plan.json", f"versions/difference/?before={number}x"):
        assert visitor.get(f"/QT/plan/{address}").status_code == 404, address


def test_two_people_writing_one_section_see_both_texts():
    way = set_out()
    write_section(actor=way.focal, plan=way.plan, code="vision", text="Theirs.")
    focal = client(way, Role.FOCAL_POINT)
    response = focal.post("/QT/plan/sections/vision/", {"text": "Mine.", "base": "0"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Theirs." in page
    assert "Mine.</textarea>" in page
    assert 'name="base" value="1"' in page
    focal.post("/QT/plan/sections/vision/", {"text": "Theirs and mine.", "base": "1"})
    assert Section.objects.for_actor(way.focal).get().text == "Theirs and mine."


def test_sections_stand_on_their_page_escaped_and_in_the_plans_documents():
    way = set_out()
    write_section(actor=way.focal, plan=way.plan, code="vision", text="A <i>safer</i> country:\n\n- one\n- two")
    page = text_of(client(way, Role.OBSERVER), "/QT/plan/sections/")
    assert "A &lt;i&gt;safer&lt;/i&gt; country:" in page
    assert "<li><bdi>one</bdi></li>" in page
    content = client(way, Role.OBSERVER).get("/QT/documents/plan.docx").content
    texts = [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]
    at = texts.index("Vision and goals")
    assert texts[at + 1 : at + 4] == ["A <i>safer</i> country:", "– one", "– two"]


def test_every_page_of_the_road_is_there_for_everybody_but_the_consultation():
    way = set_out().to_consultation()
    for role in (Role.CONTRIBUTOR, Role.OBSERVER):
        visitor = client(way, role)
        statuses = {address: visitor.get(f"/QT/plan/{address}").status_code for address in ADDRESSES}
        hidden = {"consultation/"} if role == Role.OBSERVER else set()
        assert statuses == {address: 404 if address in hidden else 200 for address in ADDRESSES}
