"""A plan from a spreadsheet is taken over, costed and funded, and what is missing stands on the first page."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.factories import PASSWORD, make_country, make_people
from tests.plan_files import costed_plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def page(live_server: Any, browser: Any, watch: Any) -> Any:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en")
    context.on("page", watch.follow)
    found = context.new_page()
    found.goto(live_server.url)
    yield found
    context.close()
    assert watch.left() == []


def test_a_plan_is_taken_over_costed_and_funded(page: Page, live_server: Any) -> None:
    make_people(make_country())
    page.get_by_label("Email").fill("focal_point@qt.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    # The file is chosen, looked at, read in another way, and taken over.
    page.goto(f"{live_server.url}/QT/plan/")
    page.get_by_role("link", name="Take over a plan that exists as a spreadsheet").click()
    page.get_by_label("Workbook with the plan (.xlsx)").set_input_files(
        {"name": "plan.xlsx", "mimeType": XLSX, "buffer": costed_plan()}
    )
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_text("48,000,000.75 XOF").first).to_be_visible()
    page.get_by_label("Objective", exact=True).select_option("core_capacity")
    page.get_by_label("Area", exact=True).select_option("pillar")
    page.get_by_role("button", name="Read it this way").click()
    expect(page.get_by_label("Objective", exact=True)).to_have_value("core_capacity")
    page.get_by_label("Title of the plan").fill("National plan")
    page.get_by_role("button", name="Take this plan over").click()
    expect(page.get_by_role("heading", name="To be clarified")).to_be_visible()
    row = page.get_by_role("listitem").filter(has_text="names no year")
    row.get_by_role("textbox").fill("2027, says the laboratory")
    row.get_by_role("button", name="Settled").click()
    expect(page.get_by_text("1 row is open.")).to_be_visible()

    # A vehicle with a range joins the cost of the first action, in euros at a rate of its own.
    page.goto(f"{live_server.url}/QT/plan/money/ingredients/")
    page.get_by_label("One unit of").fill("EUR")
    page.get_by_label("costs", exact=True).fill("655.957")
    page.get_by_label("in", exact=True).fill("XOF")
    page.get_by_label("from the day").fill("2026-01-01")
    page.get_by_role("button", name="Keep the rate").click()
    expect(page.get_by_role("rowheader", name="1 EUR = 655.957 XOF")).to_be_visible()
    page.goto(f"{live_server.url}/QT/plan/actions/1.1.1/")
    page.get_by_role("link", name="Change the cost lines").click()
    new = page.get_by_role("group", name="New line").first
    new.get_by_label("Year(s)").fill("2026")
    new.get_by_label("Ingredient").select_option(label="Specialised vehicle (vehicle)")
    new.get_by_label("Quantity").fill("1")
    page.get_by_role("button", name="Save the cost").click()
    expect(page.get_by_role("rowheader", name="Specialised vehicle")).to_be_visible()
    expect(page.get_by_role("cell", name="78,714,840").first).to_be_visible()

    # Money is noted; what is missing stands on the page of money and on the first page.
    page.get_by_label("Amount").fill("50 000 000")
    page.get_by_label("Source").fill("State budget")
    page.get_by_label("How sure it is").select_option("secured")
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_role("cell", name="State budget")).to_be_visible()
    page.goto(f"{live_server.url}/QT/plan/money/")
    expect(page.get_by_text("P80").first).to_be_visible()
    # 126,714,840.75 in all, less the 50,000,000 that are secured
    expect(page.get_by_role("cell", name="76,714,841").first).to_be_visible()
    page.goto(f"{live_server.url}/QT/")
    expect(page.get_by_role("cell", name="76,714,841").first).to_be_visible()
    page.wait_for_load_state("networkidle")
