"""Pages of roadmaps: asking, watching, comparing, choosing, and files to keep."""

from __future__ import annotations

import html
import re

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from tests.factories import make_world
from tests.web.worlds import signed_in

from concord.domains.people.enums import Role
from concord.domains.plans.models import Action
from concord.domains.roadmaps.asking import Wishes
from concord.domains.roadmaps.models import RoadmapRun
from concord.domains.roadmaps.services import ask_for_roadmap
from concord.jobs.roadmaps import work_out_roadmap

pytestmark = pytest.mark.django_db
HERE = "/QT/plan/roadmaps/"
CODE = "MINI1-01-L3"
AT_ONCE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def said(response) -> str:
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]*>", " ", html.unescape(response.content.decode())).split())


@pytest.fixture
def world():
    return make_world(capabilities=2)


@pytest.fixture
def focal(world):
    return signed_in(world.people[Role.FOCAL_POINT])


def asked(world, title, **wishes):
    return ask_for_roadmap(actor=world.actor, plan=world.plan, title=title, wishes=Wishes(**wishes))


def worked_out(world, title="As planned", **wishes):
    run = asked(world, title, **wishes)
    work_out_roadmap.func(str(world.country.pk), str(run.pk))
    return run


def last_year(world):
    return max(row.ends_on.year for row in Action.objects.for_actor(world.actor)) + 2


@override_settings(TASKS=AT_ONCE)
def test_what_is_asked_in_the_form_is_worked_out_and_compared_and_chosen(world, focal):
    year = last_year(world)
    first = focal.post(HERE, {"title": "As planned"}, follow=True)
    assert "months until everything has ended" in said(first)
    sent = {"title": "Later", "until": str(year), "code-0": CODE, "month-0": f"{year}-01", "kind-0": "fixed"}
    answer = focal.post(HERE, sent)
    later, before = RoadmapRun.objects.for_actor(world.actor).order_by("-asked_at")
    assert answer.url == f"{HERE}{later.pk}/"
    page = said(focal.get(answer.url, {"with": str(before.pk)}))
    assert f"Starts in {CODE} : – → {year}-01" in page.replace(f"{CODE}:", f"{CODE} :")
    assert "1 action moved, 1 stayed" in page
    chosen = focal.post(f"{answer.url}choose/", follow=True)
    assert "1 action was moved" in said(chosen)
    assert Action.objects.for_actor(world.actor).get(code=CODE).starts_on.isoformat() == f"{year}-01-01"


def test_the_form_begins_with_what_was_asked_earlier(world, focal):
    key = asked(world, "One", hands={"health": 1}, budgets={"": {"2027": 500}}, fixed={CODE: "2028-03"})
    page = focal.get(HERE, {"from": str(key.pk)}).content.decode()
    assert 'value="500"' in page
    assert 'value="2028-03"' in page


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"title": ""}, "Give the roadmap a name"),
        ({"title": "A", "hands-0": "two"}, "type a whole number"),
        ({"title": "A", "until": "²"}, "type a whole number"),
        ({"title": "A", "code-0": CODE}, "give both the action’s code and the month"),
        ({"title": "A", "code-0": "X", "month-0": "2030-01"}, "no action X"),
    ],
)
def test_what_cannot_be_used_is_said_and_what_was_typed_stays(world, focal, sent, words):
    answer = focal.post(HERE, sent)
    assert answer.status_code == 422
    assert words in said(answer)
    assert RoadmapRun.objects.for_actor(world.actor).count() == 0


def test_a_search_under_way_shows_how_far_it_is_and_can_be_stopped(world, focal):
    run = asked(world, "Long")
    page = focal.get(f"{HERE}{run.pk}/").content.decode()
    assert '<meta http-equiv="refresh" content="3">' in page
    assert '<progress class="roadmap-progress" max="100" value="0"' in page
    focal.post(f"{HERE}{run.pk}/stop/")
    run.refresh_from_db()
    assert run.to_stop


def test_a_contradiction_is_shown_in_words(world, focal):
    day = Action.objects.for_actor(world.actor).get(code=CODE).starts_on
    run = worked_out(world, due={CODE: f"{day:%Y-%m}"}, fixed={CODE: f"{day:%Y-%m}"})
    assert "Give up any one of them:" in said(focal.get(f"{HERE}{run.pk}/"))


@pytest.mark.parametrize(
    ("kind", "media_type", "begins"),
    [
        ("roadmap.pdf", "application/pdf", b"%PDF"),
        ("roadmap.ics", "text/calendar; charset=utf-8", b"BEGIN:VCALENDAR"),
        ("roadmap.xml", "application/xml", b"<?xml"),
    ],
)
def test_a_roadmap_can_be_kept(world, focal, kind, media_type, begins):
    run = worked_out(world)
    answer = focal.get(f"{HERE}{run.pk}/files/{kind}")
    assert (answer.status_code, answer["Content-Type"]) == (200, media_type)
    assert answer.content.startswith(begins)


def test_the_picture_turns_with_the_script_and_frames_the_other_roadmap(world, focal):
    first, year = worked_out(world), last_year(world)
    second = worked_out(world, "Later", until=year, fixed={CODE: f"{year}-01"})
    plain = focal.get(f"{HERE}{second.pk}/picture.svg").content.decode()
    framed = focal.get(f"{HERE}{second.pk}/picture.svg", {"with": str(first.pk)}).content.decode()
    assert (plain.count("In the other roadmap"), framed.count("In the other roadmap")) == (0, 1)
    turned = focal.get(f"{HERE}{second.pk}/picture.svg", headers={"accept-language": "ar"}).content.decode()
    assert ("\u202b" in turned, "\u202b" in plain) == (True, False)


def test_there_is_no_picture_of_what_is_not_worked_out(world, focal):
    run = asked(world, "Waiting")
    assert focal.get(f"{HERE}{run.pk}/picture.svg").status_code == 404
    assert focal.get(f"{HERE}{run.pk}/files/roadmap.zip").status_code == 404


def test_everybody_of_the_country_reads_and_only_the_focal_point_asks(world):
    run = worked_out(world)
    observer = signed_in(world.people[Role.OBSERVER])
    page = said(observer.get(f"{HERE}{run.pk}/"))
    assert "months until everything has ended" in page
    assert "Choose this roadmap" not in page
    assert "Ask for a roadmap" not in said(observer.get(HERE))
    assert observer.post(HERE, {"title": "Mine"}).status_code == 404
    assert observer.post(f"{HERE}{run.pk}/choose/").status_code == 404


@pytest.mark.parametrize("rows", [1, 12])
def test_pages_of_roadmaps_ask_a_fixed_number_of_questions(rows):
    world = make_world(capabilities=rows)
    run = worked_out(world)
    visitor = signed_in(world.people[Role.OBSERVER])
    asked_for = {}
    for address in ("", f"{run.pk}/"):
        with CaptureQueriesContext(connection) as captured:
            assert visitor.get(HERE + address).status_code == 200
        asked_for[address and "one"] = len(captured)
    assert asked_for == {"": 5, "one": 7}
