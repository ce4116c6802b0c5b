"""A what-if halves a ministry's hands, two roadmaps are compared, one is chosen, and the plan's dates follow."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.factories import PASSWORD, make_world

from concord.domains.people.models import Institution
from concord.domains.plans.models import Action
from concord.kernel import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(live_server: Any, browser: Any, watch: Any) -> Any:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en")
    context.on("page", watch.follow)
    found = context.new_page()
    found.goto(live_server.url)
    yield found
    context.close()
    assert watch.left() == []


def test_halved_hands_are_compared_and_the_plan_follows_the_chosen_roadmap(page: Page, live_server: Any) -> None:
    world = make_world(capabilities=2)
    year = clock.today().year + 1
    health = Institution.objects.for_actor(world.actor).get(code="health")
    actions = Action.objects.for_actor(world.actor)
    actions.update(lead=health, starts_on=dt.date(year, 1, 1), ends_on=dt.date(year, 6, 30))
    page.get_by_label("Email").fill("focal_point@qt.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    page.goto(f"{live_server.url}/QT/plan/")
    page.get_by_role("link", name="Roadmaps").click()
    page.get_by_label("Name", exact=True).fill("As planned")
    page.get_by_role("button", name="Work it out").click()
    expect(page.get_by_text("months until everything has ended")).to_be_visible()

    page.get_by_role("link", name="What if: change and work out anew").click()
    expect(page.get_by_label(health.name)).to_have_attribute("placeholder", "2")
    page.get_by_label("Name", exact=True).fill("Half the hands")
    page.get_by_label(health.name).fill("1")
    page.get_by_role("button", name="Work it out").click()
    page.get_by_label("Compare with").select_option(label="As planned")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text(f"Actions at once {health.name}: 2 → 1")).to_be_visible()
    expect(page.get_by_role("heading", name="1 action moved, 1 stayed")).to_be_visible()

    page.get_by_role("button", name="Choose this roadmap").click()
    expect(page.get_by_text("The plan follows this roadmap: 1 action was moved.")).to_be_visible()
    starts = sorted(actions.values_list("starts_on", flat=True))
    assert (starts[1].year - starts[0].year) * 12 + starts[1].month - starts[0].month == 6
