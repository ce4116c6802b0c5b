"""A second round in a real browser: started on a newer edition, answered with the last answers at hand, compared."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.editions import first_edition, second_edition
from tests.factories import (
    PASSWORD,
    actor_of,
    give_answers,
    make_assessment,
    make_country,
    make_framework,
    make_institution,
    make_people,
)

from concord.domains.assessments.models import Assessment, Assignment
from concord.domains.assessments.queries.rounds import last_answers
from concord.domains.assessments.services import agree_findings, carry_forward, derive_findings
from concord.domains.people.enums import Role
from concord.domains.people.models import Country
from concord.kernel import clock
from concord.kernel.actor import Actor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OPENED = dt.datetime(2023, 3, 1, 9, tzinfo=dt.UTC)


@pytest.fixture
def country(transactional_db: None) -> Country:
    """A country whose first round, by the first edition, is agreed; the second edition has come since."""
    with clock.standing_still(OPENED):
        found = make_country()
        institution = make_institution(found, "health")
        assessment = make_assessment(found, make_framework(first_edition()), [institution])
        settle(assessment, reached=2)
    make_framework(second_edition())
    make_people(found, institution)
    return found


def settle(assessment: Assessment, *, reached: int) -> None:
    """Answer everything up to a level, and agree what follows."""
    actor = actor_of(assessment.country)
    for assignment in Assignment.objects.for_actor(actor).filter(assessment=assessment)[:1]:
        give_answers(assessment, assignment.institution, reached=reached)
    found = [f for f in derive_findings(actor=actor, assessment=assessment) if f.level]
    agree_findings(actor=actor, assessment=assessment, findings=found)


def sign_in(page: Page, address: str, who: str = "focal_point") -> None:
    page.goto(address)
    page.get_by_label("Email").fill(f"{who}@qt.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/QT/")


def carried(country: Country, assessment: Assessment) -> int:
    """The contributor takes over what can be taken over in every part."""
    rows = Assignment.objects.for_country(country.pk).select_related("assessment", "institution", "capability")
    parts = list(rows.filter(assessment=assessment))
    contributor = Actor("contributor", country.pk, frozenset({Role.CONTRIBUTOR}), parts[0].institution_id)
    return sum(
        carry_forward(actor=contributor, assignment=part, statements=list(part.capability.statements.all()))
        for part in parts
        if last_answers(contributor, part)
    )


def test_a_second_round_takes_over_what_is_unchanged_and_is_compared_with_the_first(
    live_server: Any, page: Page, country: Country
) -> None:
    sign_in(page, live_server.url)
    rounds = f"{live_server.url}/QT/assessment/rounds/"
    page.goto(rounds)
    newest = page.get_by_label("Framework", exact=True).locator("option:checked")
    expect(newest).to_have_text("editions 2 · A framework in editions")
    page.get_by_label("Title").fill("Second round")
    page.get_by_label("Answers due by").fill("2027-03-31")
    page.get_by_role("button", name="Start the round").click()
    expect(page.get_by_role("heading", name="Second round")).to_be_visible()
    expect(page.get_by_text("statements unchanged: the last answer can be carried over")).to_be_visible()
    expect(page.get_by_text("Then: E-02.2 E-02.2 holds.")).to_be_visible()

    second = Assessment.objects.for_country(country.pk).get(title="Second round")
    assert carried(country, second) == 6
    settle(second, reached=4)

    page.goto(f"{rounds}compare/")
    picture = page.get_by_role("img", name="Levels of two rounds on a line from 1 to 5. Up: 1")
    expect(picture).to_be_visible()
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 740
    row = page.get_by_role("row", name="E-01 Capability E-01")
    expect(row).to_contain_text("Up")
    page.get_by_label("Area").select_option("E2 Second area")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("row", name="E-03A Capability E-03A")).to_contain_text("E-03 was split.")
    expect(page.get_by_role("row", name="E-01 Capability E-01")).to_have_count(0)


def test_what_has_gone_stale_is_asked_again(live_server: Any, page: Page, country: Country) -> None:
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/QT/assessment/rounds/stale/")
    expect(page.get_by_text("6 of 6 findings of “Needs assessment 2026” may no longer hold.")).to_be_visible()
    page.locator("summary", has_text="Note a recommendation").click()
    page.get_by_label("Capability").last.select_option("E-01 Capability E-01")
    page.get_by_label("What is recommended").fill("Name one lead authority.")
    page.get_by_label("Report, exercise or law").fill("Exercise of May")
    page.get_by_label("Made on").fill("2025-05-02")
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_text("The recommendation is noted.")).to_be_visible()
    expect(page.get_by_role("row", name="E-01 Capability E-01").get_by_text("Recommended since")).to_be_visible()
    for code in ("E-02", "E-03", "E-04", "E-05"):
        page.locator(f"input[name=capability][value='{code}']").uncheck()
    page.get_by_label("Framework", exact=True).select_option("editions 1 · A framework in editions")
    page.get_by_label("Title").fill("Only the first")
    page.get_by_role("button", name="Ask again").click()
    expect(page.get_by_text("The round is open. Institutions asked: 1. Parts to answer: 1.")).to_be_visible()


@pytest.mark.parametrize("viewport", [(360, 740)])
def test_no_page_of_rounds_is_wider_than_a_phone(
    live_server: Any, page: Page, country: Country, viewport: tuple[int, int]
) -> None:
    sign_in(page, live_server.url)
    for address in ("", "stale/", "compare/"):
        page.goto(f"{live_server.url}/QT/assessment/rounds/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport[0], address
