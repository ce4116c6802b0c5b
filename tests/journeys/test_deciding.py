"""Six people of three institutions vote in two rounds; the result is read, one gap moved, the record downloaded."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from tests.factories import PASSWORD, World, make_person, make_world
from tests.journeys.test_first_view import sign_in

from concord.domains.people.enums import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Points for size, cost and legal obligation; everything else gets 10.
FIRST = {
    "ana@health.example": (100, 20, 10),
    "ben@health.example": (100, 40, 10),
    "cleo@interior.example": (60, 100, 30),
    "dan@interior.example": (50, 100, 20),
    "eva@customs.example": (20, 30, 100),
    "fay@customs.example": (10, 30, 100),
}
AGAIN = {"eva@customs.example": (80, 30, 60)}


def settle() -> World:
    """Twelve gaps, and two contributors for each of three institutions."""
    world = make_world(capabilities=12, planned=True)
    by_kind = {one.kind: one for one in world.institutions}
    for email in FIRST:
        kind = email.partition("@")[2].partition(".")[0]
        make_person(world.country, Role.CONTRIBUTOR, institution=by_kind[kind], email=email)
    return world


def come_in(page: Page, address: str, email: str) -> None:
    """Sign in as somebody."""
    page.goto(address)
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def vote(browser: Browser, address: str, email: str, given: tuple[int, int, int], watch: Any) -> str:
    """Somebody votes in a browser of their own; returns what the page says afterwards."""
    context = browser.new_context(locale="en", viewport={"width": 390, "height": 844})
    context.on("page", watch.follow)
    page = context.new_page()
    come_in(page, address, email)
    page.goto(f"{address}/QT/priorities/")
    page.get_by_role("link", name=re.compile("^Vote$|How much does each")).first.click()
    for box in page.locator("input.points").all():
        box.fill("10")
    for title, value in zip(("Size of the gap", "Cost", "Legal obligation"), given, strict=True):
        page.get_by_label(title, exact=True).fill(str(value))
    page.get_by_role("button", name=re.compile("^Vote$|Save the changed vote")).click()
    said = page.get_by_role("status").first.inner_text()
    context.close()
    return said


def download(page: Page, name: str) -> bytes:
    """What a link of the page gives."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).click()
    return Path(waiting.value.path()).read_bytes()


def test_six_people_of_three_institutions_decide_an_order_in_two_rounds(
    live_server: Any, page: Page, browser: Browser, watch: Any
) -> None:
    settle()
    address = live_server.url
    sign_in(page, address)
    page.get_by_role("link", name="Priorities").click()
    page.get_by_role("button", name="Begin to order the gaps").click()
    page.get_by_role("link", name="Criteria").first.click()
    page.get_by_role("link", name="Ask how much each counts").click()
    page.get_by_role("button", name="Open the ballot").click()
    expect(page.get_by_text("Votes are hidden until the ballot is closed.")).to_be_visible()

    for email, given in FIRST.items():
        assert "Your vote was taken" in vote(browser, address, email, given, watch)
    page.reload()
    expect(page.get_by_role("row", name="Customs of Tarsovia")).to_contain_text("2 / 2")
    expect(page.get_by_role("heading", name="Weights")).to_have_count(0)
    page.get_by_role("button", name="Begin the second round").click()
    expect(page.get_by_role("heading", name="Weights")).to_be_visible()  # those of the first round
    for email, given in AGAIN.items():
        assert "Your vote was taken" in vote(browser, address, email, given, watch)
    page.get_by_role("button", name="Close the ballot").click()
    legal = page.get_by_role("row", name="Legal obligation")
    expect(legal).to_contain_text("4051")  # what customs gives now, and in small what it gave first

    page.get_by_role("link", name="Result").click()
    expect(page.get_by_role("heading", name="The order of the gaps")).to_be_visible()
    expect(page.get_by_text("With each weight up to a fifth larger or smaller")).to_be_visible()
    for picture in page.locator(".drawn img").all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True, timeout=60_000)  # drawn at the first look
        assert picture.evaluate("one => one.naturalWidth") > 0
    page.get_by_text("Move a gap").click()
    page.get_by_label("Gap", exact=True).select_option("MINI2-12")
    page.get_by_label("To place").fill("1")
    page.get_by_label("Why?").first.fill("The treaty asks for it by the end of the year.")
    page.get_by_role("button", name="Move it").click()
    first = page.locator("table.order tbody tr").first
    expect(first).to_contain_text("MINI2-12")
    expect(first).to_contain_text("The treaty asks for it by the end of the year.")
    page.get_by_label("I have read the order on this page.").check()
    page.get_by_role("button", name="Decide the order").click()
    expect(page.get_by_text("The order is decided. Plans take it from now on.")).to_be_visible()

    word = Document(io.BytesIO(download(page, "Decision record")))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert "The treaty asks for it by the end of the year." in cells
    assert "Health of Tarsovia" in cells
    pdf = PdfReader(io.BytesIO(download(page, "PDF")))
    assert "Priorities: decision record" in pdf.pages[0].extract_text()
    assert len(pdf.pages) > 5

    page.goto(f"{address}/QT/plan/")
    expect(page.get_by_role("button", name="Let the plan follow the findings")).to_be_visible()
    page.get_by_role("button", name="Let the plan follow the findings").click()
    page.goto(f"{address}/QT/plan/actions/MINI2-12-L3/")
    expect(page.get_by_text("first of 12 by decision")).to_be_visible()
