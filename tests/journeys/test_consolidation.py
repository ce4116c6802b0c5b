"""From two ministries' answers to a signed finding, in real browsers: they disagree, the country agrees and signs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.factories import (
    World,
    actor_of,
    make_assessment,
    make_country,
    make_framework,
    make_institution,
    make_pack,
    make_people,
    make_person,
    make_world,
)
from tests.journeys.test_first_view import sign_in
from tests.support.browser import REPORT_VIOLATIONS, Watch

from concord.domains.assessments.models import Assignment, SignOff
from concord.domains.people.enums import Role
from concord.domains.people.models import Country
from concord.kernel.audit import verify_chain

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODE = "MINI1-01"
Opener = Callable[[str], Page]


@pytest.fixture
def as_person(live_server: Any, browser: Browser, watch: Watch) -> Iterator[Opener]:
    """Opens a browser of one's own for each person who signs in; none may do what no page may do."""
    with ExitStack() as contexts:

        def opened(who: str) -> Page:
            context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en")
            contexts.callback(context.close)
            context.add_init_script(REPORT_VIOLATIONS)
            context.on("page", watch.follow)
            page = context.new_page()
            sign_in(page, live_server.url, who)
            expect(page.get_by_role("navigation", name="Main")).to_be_visible()
            return page

        yield opened
    assert watch.left() == []


def two_ministries() -> Country:
    """Health and customs are asked about one capability; each has a contributor."""
    country = make_country()
    health, customs = make_institution(country, "health"), make_institution(country, "customs")
    make_people(country, health)
    make_assessment(country, make_framework(make_pack(1)), [health, customs])
    make_person(country, Role.CONTRIBUTOR, institution=customs, email="customs@qt.example")
    return country


def open_part(page: Page) -> None:
    page.get_by_role("link", name="Assessment").click()
    page.get_by_role("link", name="Answer", exact=True).click()
    expect(page.locator("fieldset[data-code]")).to_have_count(5)


def answer_everything(page: Page, reached: int) -> None:
    """A contributor's answers on the open page of a part: yes up to a level, no above it; then it is handed in."""
    for level, letter in ((2, "a"), (2, "b"), (3, "a"), (4, "a"), (5, "a")):
        ask = page.locator(f'fieldset[data-code="{CODE}.{level}{letter}"]')
        ask.get_by_role("radio", name="Yes" if level <= reached else "No", exact=True).check()
        expect(ask.locator(".ask-state")).to_contain_text("Saved")
    page.get_by_role("button", name="Hand in this part").click()
    expect(page.get_by_text("Handed in by")).to_be_visible()


def choose(page: Page, group: str, level: int) -> None:
    page.get_by_role("group", name=group).locator(f'input[value="{level}"]').check()


def test_two_ministries_disagree_the_country_agrees_and_an_approver_signs(
    live_server: Any, as_person: Opener, watch: Watch
) -> None:
    watch.allow("status of 400")  # a finding that is not agreed without its reason
    country = two_ministries()
    focal = as_person("focal_point")
    focal.get_by_role("link", name="Assessment").click()
    expect(focal.get_by_text("No answer yet")).to_have_count(2)

    health, customs = as_person("contributor"), as_person("customs")
    for ministry in (health, customs):
        open_part(ministry)
    answer_everything(health, reached=2)
    answer_everything(customs, reached=3)

    focal.reload()
    expect(focal.get_by_text("10 of 10 statements answered")).to_be_visible()
    focal.get_by_label("All institutions").check()
    expect(focal.locator("[data-ticked]")).to_have_text("2")
    focal.get_by_role("button", name="Accept what is submitted").click()
    expect(focal.get_by_text("2 parts were accepted.")).to_be_visible()

    focal.get_by_role("link", name="Disagreement").click()
    dispute = focal.locator(".dispute")
    expect(dispute).to_have_count(1)
    expect(dispute).to_contain_text(f"{CODE}.3a")
    expect(dispute.locator("li")).to_have_count(2)
    expect(dispute).to_contain_text("Customs of Tarsovia Yes")
    expect(dispute).to_contain_text("Health of Tarsovia No")

    focal.get_by_role("link", name="Agreeing").click()
    focal.get_by_role("button", name="Work out the findings anew").click()
    expect(focal.get_by_text("1 finding was worked out anew.")).to_be_visible()
    focal.get_by_role("link", name=CODE).click()
    choose(focal, "Level", 3)
    focal.get_by_role("button", name="Agree", exact=True).click()
    expect(focal.get_by_role("alert")).to_have_text("The answers give level 2; say why level 3 was agreed.")
    expect(focal.get_by_role("group", name="Level").locator('input[value="3"]')).to_be_checked()
    focal.get_by_label("Reasons").fill("Customs showed the order in the room.")
    focal.get_by_role("button", name="Agree", exact=True).click()
    expect(focal.get_by_text("The finding is agreed.")).to_be_visible()
    expect(focal.get_by_text("The answers give level 2; level 3 was agreed.")).to_be_visible()

    approver = as_person("approver")
    approver.goto(f"{live_server.url}/QT/assessment/signature/")
    approver.get_by_label("I have read the findings above.").check()
    approver.get_by_role("button", name="Sign the findings").click()
    expect(approver.get_by_text("Approver of Tarsovia signed 1 finding on")).to_be_visible()
    head = approver.locator(".digest").nth(1).inner_text().replace(" ", "").replace("\n", "")
    assert head == SignOff.objects.for_country(country.pk).get().audit_head
    assert verify_chain(country.pk, kept_head=head).fault == ""

    focal.locator("summary", has_text="Open this finding again").click()
    focal.get_by_label("Why?").fill("A new law")
    focal.get_by_role("button", name="Open again").click()
    expect(focal.get_by_text("The finding is open again.")).to_be_visible()
    approver.reload()
    expect(approver.get_by_text("1 finding is not agreed yet")).to_be_visible()
    expect(approver.get_by_text("No longer holds: Focal point of Tarsovia opened a finding again")).to_be_visible()
    assert verify_chain(country.pk, kept_head=head).fault == ""


def test_a_reviewer_asks_and_the_ministry_replies(live_server: Any, as_person: Opener) -> None:
    make_world(agreed=False, planned=False)
    reviewer, health = as_person("reviewer"), as_person("contributor")
    reviewer.goto(f"{live_server.url}/QT/findings/{CODE}/")
    statement = reviewer.locator(".statement", has_text=f"{CODE}.3a")
    statement.locator("summary", has_text="Add a remark").click()
    statement.get_by_label("To", exact=False).select_option("Health of Tarsovia")
    statement.get_by_label("Your remark").fill("Which order do you mean?")
    statement.get_by_role("button", name="Send").click()
    expect(reviewer.locator(".thread", has_text="Which order do you mean?")).to_be_in_viewport()

    health.goto(f"{live_server.url}/QT/assessment/remarks/")
    health.locator("summary", has_text="Reply").click()
    health.get_by_label("Your reply").fill("No. 12 of 2026.")
    health.get_by_role("button", name="Send").click()
    expect(health.get_by_text("No. 12 of 2026.")).to_be_visible()
    reviewer.reload()
    reviewer.get_by_role("button", name="Settle").click()
    expect(reviewer.get_by_text("Settled by Reviewer of Tarsovia")).to_be_visible()


def test_ticks_say_who_is_asked_and_the_board_is_filtered_without_leaving_it(
    live_server: Any, as_person: Opener
) -> None:
    world: World = make_world(agreed=False, planned=False)
    make_institution(world.country, "customs", code="harbour", name="Harbour Office")
    focal = as_person("focal_point")
    focal.goto(f"{live_server.url}/QT/assessment/assign/")
    focal.get_by_label(f"{CODE} Harbour Office").check()
    focal.get_by_role("button", name="Save MINI1").click()
    expect(focal.get_by_text("MINI1: 1 added, 0 taken away.")).to_be_visible()
    focal.get_by_role("link", name="Board").click()
    focal.get_by_label("State").select_option("Nothing answered yet")  # htmx asks for the table
    expect(focal.locator(".board tbody tr")).to_have_count(1)
    expect(focal).to_have_url(f"{live_server.url}/QT/assessment/?area=&state=silent")
    focal.get_by_label("Harbour Office").check()
    focal.get_by_role("button", name="Remind now").click()
    expect(focal.get_by_text("Nobody was reminded")).to_be_visible()
    assert Assignment.objects.for_actor(actor_of(world.country)).count() == 7


ADDRESSES = (
    "",
    "matrix/",
    "matrix/?institution=health",
    "assign/",
    "disagreements/",
    "remarks/",
    "agreeing/",
    "signature/",
)


@pytest.mark.parametrize("viewport", [(360, 740)])
def test_no_page_of_consolidation_is_wider_than_a_phone(
    live_server: Any, page: Page, viewport: tuple[int, int]
) -> None:
    make_world(agreed=False, planned=False)
    sign_in(page, live_server.url)
    for address in ADDRESSES:
        page.goto(f"{live_server.url}/QT/assessment/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport[0], address
