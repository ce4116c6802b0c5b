"""Three institutions rate, see the spread and rate again; the plan's order changes and the trace says why."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.factories import PASSWORD, World, make_person, make_world
from tests.risk_worlds import with_scenarios

from concord.domains.people.enums import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RATERS = ("health@qt.example", "interior@qt.example", "customs@qt.example")
FOCAL, OBSERVER = "focal_point@qt.example", "observer@qt.example"
IMPACTS = ("health", "environment", "economy", "public_order")


class Room:
    """People at browsers of their own."""

    def __init__(self, browser: Browser, address: str, watch: Any) -> None:
        self.browser, self.address, self.watch = browser, address, watch
        self.pages: dict[str, Page] = {}

    def at(self, who: str) -> Page:
        """Somebody's page, signed in."""
        if who not in self.pages:
            context = self.browser.new_context(viewport={"width": 1280, "height": 900}, locale="en")
            context.on("page", self.watch.follow)
            page = self.pages[who] = context.new_page()
            page.goto(self.address)
            page.get_by_label("Email").fill(who)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
        return self.pages[who]

    def go(self, who: str, path: str) -> Page:
        """Somebody opens a page of the country."""
        page = self.at(who)
        page.goto(f"{self.address}/QT/{path}")
        return page

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()


@pytest.fixture
def room(live_server: Any, browser: Browser, watch: Any) -> Any:
    found = Room(browser, live_server.url, watch)
    yield found
    found.close()
    assert watch.left() == []


def people(world: World) -> None:
    for kind, institution in zip(("interior", "customs"), world.institutions[1:], strict=True):
        make_person(world.country, Role.CONTRIBUTOR, institution=institution, email=f"{kind}@qt.example")
    make_person(world.country, Role.CONTRIBUTOR, institution=world.institutions[0], email="health@qt.example")


def rate(page: Page, likelihood: str, impact: str) -> None:
    """Fill in the form: one band for likelihood, one for every impact."""
    page.locator(f'input[name="likelihood"][value="{likelihood}"]').check()
    for name in IMPACTS:
        page.locator(f'input[name="{name}"][value="{impact}"]').check()
    page.get_by_label("Reason", exact=True).fill("Talked over in the department")
    page.get_by_role("button", name="Save and go on").click()


def test_three_institutions_rate_twice_and_the_plan_follows(room: Room) -> None:
    world = with_scenarios(make_world())
    people(world)

    focal = room.go(FOCAL, "risks/picture/")
    focal.get_by_role("button", name="Ask the institutions for their estimates").click()
    expect(focal.get_by_text("The institutions are asked for their estimates.")).to_be_visible()

    # First round: the flood is rated low by all, the crash low too; nobody sees what others think.
    for who in RATERS:
        page = room.go(who, "risks/rating/")
        expect(page.get_by_role("heading", name="0 of 2 scenarios rated")).to_be_visible()
        page.get_by_role("link", name="Begin: N-01").click()
        rate(page, "2", "2")
        expect(page.get_by_role("heading", name="A-01 A transport accident")).to_be_visible()
        expect(page.get_by_role("heading", name="What the institutions think")).to_have_count(0)
        rate(page, "3", "2")
        expect(page.get_by_text("Your estimate is saved; nothing is left to rate.")).to_be_visible()

    focal = room.go(FOCAL, "risks/picture/")
    focal.get_by_role("button", name="Start the second round").click()

    # Second round: they see the spread, and rate the flood far higher.
    for who in RATERS:
        page = room.go(who, "risks/scenarios/N-01/")
        spread = page.get_by_role("region", name="Likelihood", exact=True)
        expect(spread).to_contain_text("Unlikely")
        expect(page.get_by_role("heading", name="What the institutions think")).to_be_visible()
        expect(page.get_by_role("heading", name="Who thinks what")).to_have_count(0)
        rate(page, "5", "4")
    seen = room.go(RATERS[0], "risks/scenarios/N-01/").get_by_role("region", name="Likelihood", exact=True)
    expect(seen).to_contain_text("Median: Very likely (5)")

    before = room.go(OBSERVER, "plan/actions/MINI1-01-L3/")
    expect(before.locator(".chain")).to_contain_text("Rank 1 by importance (0.25)")
    expect(before.locator(".chain")).not_to_contain_text("on which risk leans")

    focal = room.go(FOCAL, "risks/picture/")
    focal.get_by_role("link", name="Agree the risks").click()
    focal.get_by_role("button", name="Agree these risks").click()
    expect(focal.get_by_text("The order of gaps follows them from now on.")).to_be_visible()
    expect(focal.get_by_role("img", name="Scenarios by likelihood and impact")).to_be_visible()

    focal = room.go(FOCAL, "plan/")
    expect(focal.get_by_text("The order of the gaps has changed since this draft.")).to_be_visible()
    focal.get_by_role("button", name="Let the plan follow the findings").click()
    expect(focal.get_by_text("The order of the gaps has changed since this draft.")).to_have_count(0)

    gaps = room.go(OBSERVER, "gaps/")
    expect(gaps.locator("tbody tr").first).to_contain_text("MINI2-02")
    # 5^7 of the flood, 5^3 of the crash: of 78,250 units 78,187.5 lean on the second capability.
    trace = room.go(OBSERVER, "plan/actions/MINI2-02-L3/").locator(".chain")
    expect(trace).to_contain_text("on which risk leans")
    expect(trace).to_contain_text("99.9 of 100 units of rated risk lean on it")
    expect(trace).to_contain_text("A flood")
    expect(trace).to_contain_text("leans on it strongly")
    expect(room.go(OBSERVER, "plan/actions/MINI1-01-L3/").locator(".chain")).to_contain_text("Rank 2 by importance")


@pytest.mark.parametrize("viewport", [(360, 740)])
def test_no_risk_page_is_wider_than_a_phone(live_server: Any, page: Page, viewport: tuple[int, int]) -> None:
    from tests.risk_worlds import rated

    rated(with_scenarios(make_world()))
    page.goto(live_server.url)
    page.get_by_label("Email").fill(FOCAL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    for address in ("", "scenarios/A-01/", "scenarios/A-01/?institution=health", "scenarios/A-01/reliance/", "add/",
                    "rating/?institution=health", "reliance/", "picture/", "picture/agree/", "files/"):  # fmt: skip
        page.goto(f"{live_server.url}/QT/risks/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport[0], address
