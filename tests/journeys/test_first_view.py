"""A focal point's first minutes in a real browser: signing in, the heat map, and one action back to an answer."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.factories import PASSWORD, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page: Page, address: str, who: str = "focal_point") -> None:
    page.goto(address)
    page.get_by_label("Email").fill(f"{who}@qt.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_an_action_is_followed_back_to_an_institutions_answer(live_server: Any, page: Page, watch: Any) -> None:
    make_world("QT", "Tarsovia")
    make_world("QU", "Orvania")
    sign_in(page, live_server.url)
    expect(page).to_have_url(f"{live_server.url}/QT/")
    expect(page.get_by_role("heading", name="What comes next")).to_be_visible()

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Findings").click()
    cell = page.get_by_role("link", name="MINI1-01")
    expect(cell).to_have_css("background-color", "rgb(194, 223, 198)")  # level 2
    page.get_by_role("link", name="Nuclear").click()
    expect(page.locator(".cell")).to_have_count(1)

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Plan").click()
    expect(page.get_by_role("img", name="Schedule of the plan")).to_be_visible()
    page.get_by_label("Hazard").select_option("Nuclear")  # htmx asks for the list
    expect(page).to_have_url(f"{live_server.url}/QT/plan/?text=&objective=&lead=&hazard=N&status=")
    expect(page.get_by_text("1 action", exact=True).first).to_be_visible()
    page.get_by_label("Text or code").press_sequentially("nothing like it")
    expect(page.get_by_role("heading", name="No action matches")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("1 action", exact=True).first).to_be_visible()
    page.get_by_role("link", name="Do what lifts MINI1-01 from level 2.").click()

    trace = page.locator(".chain")
    expect(trace.get_by_text("closes the gap")).to_be_visible()
    expect(trace.get_by_text("Customs of Tarsovia")).to_be_visible()
    expect(trace.get_by_text("Comment of customs on MINI1-01.3a")).to_be_visible()
    expect(trace.get_by_text("Benchmark MINI1-01.A2")).to_be_visible()

    watch.allow("status of 404")
    elsewhere = page.goto(f"{live_server.url}/QU/")
    assert elsewhere is not None
    assert elsewhere.status == 404
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()


def test_language_is_chosen_and_the_page_turns(live_server: Any, page: Page) -> None:
    make_world("QT", "Tarsovia")
    sign_in(page, live_server.url, "observer")
    wide = page.locator(".side").bounding_box()
    page.locator("summary", has_text="English").click()
    page.get_by_role("button", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    turned = page.locator(".side").bounding_box()
    assert wide is not None
    assert turned is not None
    assert wide["x"] == 0
    assert turned["x"] + turned["width"] == page.evaluate("document.documentElement.clientWidth")


@pytest.mark.parametrize("viewport", [(360, 740)])
def test_no_page_is_wider_than_a_phone(live_server: Any, page: Page, viewport: tuple[int, int]) -> None:
    make_world("QT", "Tarsovia")
    sign_in(page, live_server.url)
    for address in ("", "findings/", "findings/MINI1-01/", "gaps/", "plan/", "plan/actions/MINI1-01-L3/"):
        page.goto(f"{live_server.url}/QT/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport[0], address


def test_pages_work_without_script(live_server: Any, browser: Any) -> None:
    make_world("QT", "Tarsovia")
    context = browser.new_context(java_script_enabled=False, locale="en")
    page = context.new_page()
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/QT/plan/")
    page.get_by_label("Hazard").select_option("Nuclear")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator(".result-line strong")).to_have_text("1 action")
    page.locator("summary", has_text="Download").click()
    expect(page.get_by_role("link", name="Plan to print")).to_be_visible()
    context.close()
