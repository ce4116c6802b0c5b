"""What pages say: levels, gaps, the plan with its filters, and the trace down to an institution's answer."""

from __future__ import annotations

import re

import pytest
from tests.factories import (
    World,
    actor_of,
    make_assessment,
    make_country,
    make_framework,
    make_institution,
    make_people,
    make_world,
)
from tests.web.worlds import signed_in, text_of

from concord.domains.assessments.services import derive_findings
from concord.domains.people.enums import Role
from concord.domains.plans.models import Action

ACTION = "/QT/plan/actions/MINI1-01-L3/"
FINDING = "/QT/findings/MINI1-01/"


def words(page: str) -> str:
    """A page without its tags, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_trace_leads_from_the_action_to_each_institutions_answer(world: World) -> None:
    said = words(text_of(signed_in(world.people[Role.REVIEWER]), ACTION))
    chain = [
        "Do what lifts MINI1-01 from level 2.",
        "closes the gap Level 2 → Level 3 Capability MINI1-01",
        "Rank 1 by importance (0.25)",
        "of the finding Level 2 MINI1-01 Written basis",
        "because this is not so MINI1-01.3a Statement MINI1-01.3a holds.",
        "Customs of Tarsovia Yes Comment of customs on MINI1-01.3a",
        "Health of Tarsovia No Comment of health on MINI1-01.3a",
        "Benchmark MINI1-01.A2 of “A small framework”, edition 1.2",
        "JEE (3.0) P1.1",
    ]
    places = [said.index(link) for link in chain]
    assert places == sorted(places)


def test_action_page_shows_cost_by_year_indicators_and_milestones(world: World) -> None:
    said = words(text_of(signed_in(world.people[Role.OBSERVER]), ACTION))
    assert "Likely cost 10,000 EUR 6,000 – 18,000" in said
    assert "National expert or official 100 person-day 10,000 10,000" in said
    assert "Output 12/2027 Output of MINI1-01.A2" in said
    assert "Outcome 12/2027 Outcome of MINI1-01.A2" in said
    assert "Milestone 12/2027 MINI1-01 reaches level 3" in said


ANSWERS = {
    Role.FOCAL_POINT: {"health", "interior", "customs"},
    Role.REVIEWER: {"health", "interior", "customs"},
    Role.APPROVER: {"health", "interior", "customs"},
    Role.CONTRIBUTOR: {"health"},
    Role.OBSERVER: set(),
}


@pytest.mark.parametrize("role", ANSWERS)
@pytest.mark.parametrize("address", [ACTION, FINDING])
def test_answers_are_shown_as_far_as_the_role_reads(role: Role, address: str, world: World) -> None:
    page = text_of(signed_in(world.people[role]), address)
    assert set(re.findall(r"Comment of (\w+) on MINI1-01.3a", page)) == ANSWERS[role]
    assert ("not shown to your role" in page) == (role == Role.OBSERVER)


def test_dissent_is_shown_to_who_may_read_it_only(world: World) -> None:
    kept = "Disagreement kept with the finding"
    reviewer = words(text_of(signed_in(world.people[Role.REVIEWER]), FINDING))
    assert "MINI1-01.3a Customs of Tarsovia Yes" in reviewer[reviewer.index(kept) :]
    contributor = words(text_of(signed_in(world.people[Role.CONTRIBUTOR]), FINDING))
    assert "None from your institution." in contributor[contributor.index(kept) :]
    assert kept not in text_of(signed_in(world.people[Role.OBSERVER]), FINDING)


def test_who_has_not_answered_is_shown_to_who_runs_the_round_only(world: World) -> None:
    for role in (Role.FOCAL_POINT, Role.REVIEWER, Role.APPROVER):
        assert "10 / 10" in text_of(signed_in(world.people[role]), "/QT/")
    for role in (Role.CONTRIBUTOR, Role.OBSERVER):
        assert "Answers by institution" not in text_of(signed_in(world.people[role]), "/QT/")


def test_overview_says_what_comes_next(world: World) -> None:
    page = text_of(signed_in(world.people[Role.FOCAL_POINT]), "/QT/")
    said = words(page)
    assert "Collect the answers of institutions Answers are in from 3 of 3 institutions. Done" in said
    assert "Agree the findings 2 of 2 findings are agreed. Done" in said
    assert "Draft the plan 2 actions drafted, 0 of them still to be defined. Done" in said
    assert "Adopt the plan Version 0.1 is not adopted yet. Next: Begin to work on the draft. Later" in said
    assert page.count("task-now") == 1
    assert "TLP:AMBER+STRICT" in said


def test_heat_map_shows_level_range_and_target_and_filters_by_hazard(world: World) -> None:
    client = signed_in(world.people[Role.OBSERVER])
    said = words(text_of(client, "/QT/findings/"))
    assert "Level 2 MINI1-01 Capability MINI1-01" in said
    assert "Target → 3" in said
    nuclear = text_of(client, "/QT/findings/?hazard=N")
    assert FINDING in nuclear
    assert "/QT/findings/MINI2-02/" not in nuclear
    assert text_of(client, "/QT/findings/?hazard=Z").count('class="cell lv-') == 2


def test_gaps_stand_by_importance_and_name_what_is_missing(world: World) -> None:
    page = text_of(signed_in(world.people[Role.OBSERVER]), "/QT/gaps/")
    said = words(page)
    assert "the weight of the area stands in for risk" in said
    assert said.index("MINI1-01 Capability") < said.index("MINI2-02 Capability")
    assert "MINI1-01.3a Statement MINI1-01.3a holds." in said
    assert "MINI1-01.4a" not in said  # above the target
    assert ACTION in page


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", {"MINI1-01-L3", "MINI2-02-L3"}),
        ("text=mini2", {"MINI2-02-L3"}),
        ("objective=MINI1", {"MINI1-01-L3"}),
        ("lead=health", {"MINI1-01-L3", "MINI2-02-L3"}),
        ("lead=customs", set()),
        ("hazard=N", {"MINI1-01-L3"}),
        ("status=planned&hazard=B", {"MINI2-02-L3"}),
        ("status=done", set()),
        ("hazard=%22&status=nonsense", {"MINI1-01-L3", "MINI2-02-L3"}),
    ],
)
def test_filters_choose_actions(query: str, codes: set[str], world: World) -> None:
    page = text_of(signed_in(world.people[Role.OBSERVER]), f"/QT/plan/?{query}")
    assert set(re.findall(r'href="/QT/plan/actions/([^/]+)/"', page)) == codes
    assert ("No action matches" in page) == (not codes)


def test_htmx_gets_the_list_alone_and_history_the_whole_page(world: World) -> None:
    client = signed_in(world.people[Role.OBSERVER])
    part = client.get("/QT/plan/?hazard=N", headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith('<p class="result-line" role="status">')
    assert "HX-Request" in part.headers["Vary"]
    restored = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in client.get("/QT/plan/?hazard=N", headers=restored).content.decode()


def test_what_people_wrote_is_text_and_never_markup(world: World) -> None:
    Action.objects.for_country(world.country.pk).update(text="<script>alert(1)</script>")
    client = signed_in(world.people[Role.FOCAL_POINT])
    for address in (ACTION, "/QT/plan/", "/QT/gaps/", FINDING):
        page = text_of(client, address)
        assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in text_of(client, ACTION)


def test_pages_of_a_country_without_assessment_say_so(db: None) -> None:
    country = make_country()
    client = signed_in(make_people(country)[Role.FOCAL_POINT])
    for address in ("/QT/", "/QT/findings/", "/QT/gaps/"):
        assert "No assessment yet" in text_of(client, address)
    assert "No plan yet" in text_of(client, "/QT/plan/")
    for address in ("/QT/findings/MINI1-01/", ACTION, "/QT/documents/plan.json"):
        assert client.get(address).status_code == 404


def test_pages_of_a_round_without_answers_show_what_is_asked(db: None) -> None:
    country = make_country()
    client = signed_in(make_people(country)[Role.FOCAL_POINT])
    make_assessment(country, make_framework(), [make_institution(country)])
    said = words(text_of(client, "/QT/"))
    assert "Answers are in from 0 of 1 institutions. Now" in said
    assert "No answer yet" in said
    assert "no finding" in text_of(client, "/QT/findings/")
    assert "There is no finding" in text_of(client, FINDING)
    assert "No gaps" in text_of(client, "/QT/gaps/")


def test_a_capability_nobody_answered_has_no_level(db: None) -> None:
    country = make_country()
    client = signed_in(make_people(country)[Role.FOCAL_POINT])
    assessment = make_assessment(country, make_framework(), [make_institution(country)])
    derive_findings(actor=actor_of(country), assessment=assessment)
    assert 'class="cell lv-0"' in text_of(client, "/QT/findings/")
    assert "Not assessed" in text_of(client, FINDING)


def test_a_new_finding_page_before_the_plan_has_no_actions(db: None) -> None:
    world = make_world(planned=False)
    client = signed_in(world.people[Role.FOCAL_POINT])
    assert "None yet." in text_of(client, FINDING)
    assert "none yet" in text_of(client, "/QT/gaps/")
    assert "Draft the plan" in text_of(client, "/QT/")
