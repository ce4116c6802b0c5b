"""Pages of rounds: who sees which, what they say, and starting, comparing, asking again."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.editions import first_edition, second_edition
from tests.factories import (
    actor_of,
    give_answers,
    make_assessment,
    make_country,
    make_framework,
    make_institution,
    make_people,
    make_person,
    make_world,
)
from tests.web.worlds import signed_in, text_of

from concord.domains.assessments.models import Assessment, Finding
from concord.domains.assessments.services import agree_findings, derive_findings, reopen_finding, start_round
from concord.domains.frameworks.models import Framework
from concord.domains.people.enums import COUNTRY_ROLES, Role
from concord.domains.people.models import Country, Institution, User
from concord.domains.recommendations.models import Recommendation
from concord.domains.recommendations.services import add_recommendation
from concord.kernel import clock

ROUNDS = "/QT/assessment/rounds/"
COMPARE = f"{ROUNDS}compare/"
STALE = f"{ROUNDS}stale/"
PAGES = (ROUNDS, COMPARE, f"{ROUNDS}compare.svg", STALE)
OPENED = dt.datetime(2023, 3, 1, 9, tzinfo=dt.UTC)


@dataclass
class Story:
    """A first round three years ago, and a second one by the second edition, half answered the same way."""

    country: Country
    institutions: list[Institution]
    people: dict[Role, User]
    first: Assessment
    second: Assessment
    newer: Framework

    def client(self, role: Role = Role.FOCAL_POINT) -> Client:
        return signed_in(self.people[role])


@pytest.fixture
def old(db: None) -> Story:
    """The country before its second round: the newest is the first."""
    with clock.standing_still(OPENED):
        country = make_country()
        framework = make_framework(first_edition())
        institutions = [make_institution(country, kind) for kind in ("health", "customs")]
        first = make_assessment(country, framework, institutions)
        answered(first, institutions, 2)
    newer = make_framework(second_edition())
    return Story(country, institutions, make_people(country, institutions[0]), first, first, newer)


@pytest.fixture
def story(old: Story) -> Story:
    begun = start_round(actor=actor_of(old.country), previous=old.first, framework=old.newer, title="Second round")
    answered(begun.assessment, old.institutions, 3)
    return replace(old, second=begun.assessment)


def answered(assessment: Assessment, institutions: list[Any], reached: int) -> None:
    actor = actor_of(assessment.country)
    for institution in institutions:
        give_answers(assessment, institution, reached=reached)
    found = [f for f in derive_findings(actor=actor, assessment=assessment) if f.level]
    agree_findings(actor=actor, assessment=assessment, findings=found)


def words(page: str) -> str:
    """A page without its tags, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


# --- who sees what -----------------------------------------------------------------------------


@pytest.mark.parametrize("role", COUNTRY_ROLES)
def test_every_country_role_sees_the_rounds_of_its_country_and_of_no_other(role: Role, story: Story) -> None:
    make_country("QU", "Orvania")
    client = story.client(role)
    pages = (*PAGES, f"{ROUNDS}{story.second.pk}/")
    assert {address: client.get(address).status_code for address in pages} == dict.fromkeys(pages, 200)
    assert {client.get(address.replace("QT", "QU")).status_code for address in pages} == {404}


def test_rounds_of_another_country_cannot_be_reached_through_ones_own(story: Story) -> None:
    other = make_world("QU", "Orvania", planned=False)
    client = story.client()
    pages = (
        f"{ROUNDS}{other.assessment.pk}/",
        f"{COMPARE}?from={other.assessment.pk}&to={story.second.pk}",
        f"{ROUNDS}compare.svg?from={story.first.pk}&to={other.assessment.pk}",
        f"{COMPARE}?from=nothing",
        f"{ROUNDS}{uuid4()}/",
    )
    assert {client.get(address).status_code for address in pages} == {404}
    given = form(story, previous=other.assessment.pk)
    assert client.post(f"{ROUNDS}start/", given).status_code == 400
    assert Assessment.objects.for_country(story.country.pk).count() == 2


@pytest.mark.parametrize("role", [role for role in COUNTRY_ROLES if role != Role.FOCAL_POINT])
def test_only_the_focal_point_is_offered_and_may_write(role: Role, story: Story) -> None:
    client = story.client(role)
    assert 'name="framework"' not in text_of(client, ROUNDS)
    stale = text_of(client, STALE)
    assert "<form" not in stale[stale.index("<main") :]
    posts = ("start/", "stale/again/", "stale/recommendations/", f"stale/recommendations/{uuid4()}/withdraw/")
    assert {client.post(f"{ROUNDS}{address}").status_code for address in posts} == {404}
    assert Assessment.objects.for_country(story.country.pk).count() == 2


def test_addresses_that_write_are_not_read(story: Story) -> None:
    client = story.client()
    assert {client.get(f"{ROUNDS}{a}").status_code for a in ("start/", "stale/again/", "stale/recommendations/")} == {
        405
    }
    assert {client.post(address).status_code for address in PAGES} == {405}


# --- the list and starting ---------------------------------------------------------------------


def form(story: Story, **other: Any) -> dict[str, Any]:
    given = {"previous": story.first.pk, "framework": story.newer.pk, "title": "Third round", "target": 3, "due": ""}
    return {**given, **other}


def test_rounds_stand_newest_first_with_how_far_they_have_come(story: Story) -> None:
    said = words(text_of(story.client(Role.OBSERVER), ROUNDS))
    assert "Second round follows Needs assessment 2026" in said
    assert "A framework in editions editions 2 5 of 5 not signed Compare with the round before" in said
    assert said.index("Second round") < said.index("A framework in editions editions 1 6 of 6 not signed")


def test_a_round_is_started_and_says_what_it_takes_over(story: Story) -> None:
    client = story.client()
    response = client.post(f"{ROUNDS}start/", form(story, due="2027-03-31"), follow=True)
    made = Assessment.objects.for_country(story.country.pk).get(title="Third round")
    assert response.redirect_chain == [(f"{ROUNDS}{made.pk}/", 302)]
    assert (made.previous, made.target) == (story.first, 3)
    said = words(response.content.decode())
    assert "The round is open. Institutions asked: 2. Parts to answer: 10." in said
    assert "6 statements unchanged: the last answer can be carried over 2 reworded 8 split 4 merged 4 new" in said
    assert "E-02.2 Other words than before. Then: E-02.2 E-02.2 holds." in said
    assert "E-45.2 E-45.2 holds. Then: E-04.2 E-04.2 holds. Then: E-05.2 E-05.2 holds." in said
    assert "Nobody is asked yet" in said
    assert "E-07 Capability E-07" in said


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"title": ""}, "This field is required."),
        ({"target": "1"}, "Select a valid choice."),
        ({"due": "31.3.2027"}, "Enter a valid date."),
        ({"framework": str(uuid4())}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_started(
    other: dict[str, Any], said: str, story: Story
) -> None:
    response = story.client().post(f"{ROUNDS}start/", form(story, **other))
    assert response.status_code == 400
    assert said in response.content.decode()
    assert Assessment.objects.for_country(story.country.pk).count() == 2


def test_the_form_offers_the_newest_edition(story: Story) -> None:
    page = text_of(story.client(), ROUNDS)
    assert f'<option value="{story.newer.pk}" selected>editions 2 · A framework in editions</option>' in page


def test_a_round_that_follows_none_and_one_by_another_framework_say_so(story: Story) -> None:
    client = story.client()
    assert "asked for the first time" in text_of(client, f"{ROUNDS}{story.first.pk}/")
    other = make_framework()
    client.post(f"{ROUNDS}start/", form(story, framework=other.pk))
    made = Assessment.objects.for_country(story.country.pk).get(title="Third round")
    assert "Nothing can be taken over from it" in text_of(client, f"{ROUNDS}{made.pk}/")


def test_a_country_without_rounds_is_told_so(db: None) -> None:
    country = make_country()
    client = signed_in(make_person(country, Role.FOCAL_POINT))
    assert "No round yet" in text_of(client, ROUNDS)
    assert "Nothing to compare yet" in text_of(client, COMPARE)
    assert "No findings yet" in text_of(client, STALE)
    assert client.get(f"{ROUNDS}compare.svg").status_code == 404
    assert client.post(f"{ROUNDS}start/").status_code == 400


# --- comparing ---------------------------------------------------------------------------------


def test_two_rounds_are_compared_with_counts_reasons_and_a_picture(story: Story) -> None:
    page = text_of(story.client(Role.OBSERVER), COMPARE)
    said = words(page)
    assert "1 up 0 down 0 same 6 not comparable" in said
    assert "E-01 Capability E-01 Level 2 Level 3 4 ▲ Up" in said
    assert "E-03A Capability E-03A Level 2 Level 3 4 – Not comparable E-03 was split." in said
    assert "E-45 Capability E-45 Level 2 E-04 Level 2 E-05 Level 3 4 – Not comparable Puts together E-04, E-05." in said
    assert "E-06 Capability E-06 Level 2 – 4 – Not comparable No longer asked about." in said
    assert f"compare.svg?from={story.first.pk}&amp;to={story.second.pk}" in page
    assert "Up: 1, down: 0, the same: 0, not comparable: 6." in page


def test_comparing_can_be_narrowed_to_an_area_and_to_what_changed(story: Story) -> None:
    client = story.client()
    area = words(text_of(client, f"{COMPARE}?area=E1"))
    assert "2 capabilities" in area
    assert "1 up 0 down 0 same 1 not comparable" in area
    assert "E-03A" not in area
    turned = f"{COMPARE}?from={story.second.pk}&to={story.first.pk}&changed=1"
    assert "▼ Down" in words(text_of(client, turned))
    assert "No capability matches" in text_of(client, f"{COMPARE}?area=none")


def test_who_sees_only_what_is_agreed_does_not_see_it_in_the_picture_either(story: Story) -> None:
    finding = Finding.objects.for_country(story.country.pk).get(assessment=story.second, capability__code="E-01")
    reopen_finding(actor=actor_of(story.country), finding=finding, reason="Look again")
    address = f"{ROUNDS}compare.svg"
    all_levels, agreed = story.client(Role.REVIEWER).get(address), story.client(Role.OBSERVER).get(address)
    assert b"Up: 1," in all_levels.content
    assert b"Up: 0," in agreed.content
    assert all_levels.headers["ETag"] != agreed.headers["ETag"]


def test_the_picture_is_drawn_again_only_after_something_was_written(story: Story) -> None:
    client, address = story.client(), f"{ROUNDS}compare.svg"
    first = client.get(address)
    assert (first.headers["Content-Type"], first.headers["Cache-Control"]) == ("image/svg+xml", "private, no-cache")
    assert first.content.startswith(b"<svg")
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make_institution(story.country, "interior")
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    assert client.get(f"{address}?area=none").status_code == 404


def test_the_pages_ask_the_database_equally_often_however_much_there_is(story: Story) -> None:
    client = story.client(Role.OBSERVER)
    pages = (ROUNDS, f"{COMPARE}?from={story.first.pk}&to={story.second.pk}", STALE, f"{ROUNDS}{story.second.pk}/")
    before = {page: queries_of(client, page) for page in pages}
    actor = actor_of(story.country)
    for number in range(5):
        start_round(actor=actor, previous=story.first, framework=story.newer, title=f"More {number}")
        add_recommendation(
            actor=actor, capability_code=f"E-0{number + 1}", text=f"Number {number}", origin="lesson",
            source="Report", made_on=clock.today(),
        )  # fmt: skip
    assert {page: queries_of(client, page) for page in pages} == before


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


# --- what has gone stale -----------------------------------------------------------------------


def test_stale_findings_say_why_and_what_to_ask_whom(old: Story) -> None:
    actor = actor_of(old.country)
    add_recommendation(
        actor=actor, capability_code="E-02", text="Name a lead", origin="exercise", source="Exercise of May",
        made_on=dt.date(2023, 5, 1),
    )  # fmt: skip
    said = words(text_of(old.client(), f"{STALE}?months=36"))
    assert "6 of 6 findings of “Needs assessment 2026” may no longer hold." in said
    assert "Edition 2 of the framework is here" in said
    assert "Too old The newest answer is of March 1, 2023. Asked otherwise reworded: E-02.2 , E-02.3" in said
    assert "Recommended since Name a lead ( Exercise of May , May 1, 2023)" in said
    assert "4 statements" in said
    assert "Customs of Tarsovia ; Health of Tarsovia" in said
    assert "Nothing: it is no longer asked." in said
    assert "Customs of Tarsovia" not in text_of(old.client(Role.OBSERVER), STALE)


def test_what_is_ticked_is_asked_again_and_the_rest_kept(old: Story) -> None:
    client = old.client()
    page = text_of(client, STALE)
    assert re.findall(r'name="capability" value="([^"]+)"', page) == ["E-01", "E-02", "E-03", "E-04", "E-05"]
    given = {**form(old, title="Again"), "capability": ["E-02", "E-03"]}
    response = client.post(f"{STALE}again/", given)
    made = Assessment.objects.for_country(old.country.pk).get(title="Again")
    assert response.headers["Location"] == f"{ROUNDS}{made.pk}/"
    assert made.previous == old.first
    kept = Finding.objects.for_country(old.country.pk).filter(assessment=made)
    assert list(kept.values_list("capability__code", "level")) == [("E-01", 2)]


def test_asking_nothing_again_is_refused(old: Story) -> None:
    response = old.client().post(f"{STALE}again/", form(old, title="Again"))
    assert response.status_code == 400
    assert "Choose at least one capability" in response.content.decode()


def test_a_round_under_way_is_named(old: Story) -> None:
    begun = start_round(actor=actor_of(old.country), previous=old.first, framework=old.newer, title="Under way")
    page = text_of(old.client(), STALE)
    assert "The round “Under way” is under way and has no findings yet." in page
    assert f"{ROUNDS}{begun.assessment.pk}/" in page


def test_recommendations_are_noted_and_withdrawn(old: Story) -> None:
    client = old.client()
    given = {"capability_code": "E-01", "text": "Name a lead", "origin": "law_review", "source": "Review of 2025"}
    wrong = client.post(f"{STALE}recommendations/", {**given, "made_on": "2999-01-01"})
    assert wrong.status_code == 400
    assert "cannot be made in the future" in wrong.content.decode()
    response = client.post(f"{STALE}recommendations/", {**given, "made_on": "2025-06-30"}, follow=True)
    said = words(response.content.decode())
    assert "The recommendation is noted." in said
    assert "Name a lead E-01 Review of the law Review of 2025 June 30, 2025" in said
    found = Recommendation.objects.for_country(old.country.pk).get()
    address = f"{STALE}recommendations/{found.pk}/withdraw/"
    assert "Say why" in words(client.post(address, {"reason": ""}, follow=True).content.decode())
    client.post(address, {"reason": "Done"})
    found.refresh_from_db()
    assert found.withdrawn_reason == "Done"
    assert "None is noted." in text_of(client, STALE)


# --- markup ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.OBSERVER])
def test_pages_of_rounds_name_their_parts_and_hold_nothing_inline(role: Role, story: Story) -> None:
    client = story.client(role)
    for address in (ROUNDS, COMPARE, STALE, f"{ROUNDS}{story.second.pk}/"):
        page = text_of(client, address)
        assert page.count("<h1") == 1, address
        assert page.count("<table") == page.count("<caption"), address
        ids = re.findall(r"\sid=\"([^\"]+)\"", page)
        assert len(ids) == len(set(ids)), address
        named = set(re.findall(r"aria-(?:describedby|labelledby)=\"([^\"]+)\"", page))
        assert named | set(re.findall(r"<label[^>]* for=\"([^\"]+)\"", page)) <= set(ids), address
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page), address
