"""A plan is edited in the grid: a cell, a block pasted from a spreadsheet, a wrong cell, somebody else, taking back."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect
from tests.factories import World, make_world
from tests.journeys.test_first_view import sign_in

from concord.domains.plans.merging import Cell, Edit
from concord.domains.plans.models import Action
from concord.domains.plans.row_fields import ACTIONS
from concord.domains.plans.row_store import load_store
from concord.domains.plans.services.editing import change_plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIRST = "MINI1-01-L3"
SLOW = 20_000  # milliseconds for one answer of a server that shares its cores
PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
}"""
COPY = """() => {
  const data = new DataTransfer();
  document.activeElement.dispatchEvent(new ClipboardEvent("copy", { clipboardData: data, bubbles: true }));
  return data.getData("text/plain");
}"""


def settle() -> World:
    """Six actions under two objectives."""
    return make_world(capabilities=6)


def rows(world: World) -> list[Action]:
    """The actions in the order of the grid."""
    return list(Action.objects.for_actor(world.actor).order_by("objective__order", "order"))


def open_grid(page: Page, address: str) -> Any:
    """Sign in and go to the grid; a function that finds a cell by row and heading."""
    sign_in(page, address)
    page.goto(f"{address}/QT/plan/")
    page.get_by_role("link", name="Edit", exact=True).click()
    expect(page.get_by_role("grid")).to_be_visible()
    heads = page.locator("#grid thead th").all_inner_texts()
    return lambda row, head: page.locator("#grid tbody tr").nth(row).locator("td").nth(heads.index(head) - 1)


def write_elsewhere(world: World, action: Action, text: str) -> None:
    """Somebody else changes an action's text."""
    row = load_store(world.actor, world.plan, [ACTIONS]).rows[ACTIONS][str(action.pk)]  # type: ignore[arg-type]
    edit = Edit((Cell(ACTIONS, str(action.pk), "text", row["text"], text),))
    change_plan(actor=world.actor, plan=world.plan, edit=edit)  # type: ignore[arg-type]


def test_actions_are_edited_in_the_grid_by_keyboard_and_by_pasting(live_server: Any, page: Page, watch: Any) -> None:
    world = settle()
    watch.allow("status of 422")
    cell = open_grid(page, live_server.url)
    status = page.locator("#grid-status")

    # by keyboard: into the first cell, edited, on with Tab and arrows
    cell(0, "Action").click()
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.type(" Soon.")
    page.keyboard.press("Tab")
    expect(status).to_have_text("Saved.", timeout=SLOW)
    expect(cell(0, "Objective")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("Typed over")
    page.keyboard.press("Escape")
    expect(cell(1, "Action")).to_have_text(rows(world)[1].text)
    assert rows(world)[0].text.endswith(" Soon.")

    # a block of a spreadsheet: quotes, line breaks, a German date
    cell(1, "Action").click()
    page.evaluate(PASTE, '"Two\nlines, and ""quotes"""\tMINI2\tCustoms of Tarsovia\nPlain\tMINI2\tThe army\n')
    expect(status).to_have_text("Saved.", timeout=SLOW)
    expect(cell(2, "Lead")).to_have_text("The army")
    found = rows(world)
    changed = {one.code: one for one in found if one.text in ('Two\nlines, and "quotes"', "Plain")}
    assert sorted(str(one.objective.code) for one in changed.values()) == ["MINI2", "MINI2"]
    page.keyboard.press("Shift+ArrowRight")
    assert page.evaluate(COPY) == '"Two\nlines, and ""quotes"""\tMINI2'

    start, lead = cell(3, "Start").inner_text(), "Health of Tarsovia"
    # one wrong cell: nothing is saved, what was pasted stays to be mended
    cell(3, "Start").click()
    page.evaluate(PASTE, "1.2.2028\t31.12.2028\nsoon\t31.12.2028")
    expect(page.get_by_text("write the date as 2027-03-31")).to_be_visible()
    expect(cell(4, "Start")).to_have_attribute("aria-invalid", "true")
    assert not any(str(one.starts_on) == "2028-02-01" for one in rows(world))
    cell(4, "Start").click()
    page.evaluate(PASTE, "2028-03-01")
    expect(status).to_have_text("Saved.", timeout=SLOW)
    expect(cell(3, "Start")).to_have_text("2028-02-01")
    assert {str(one.starts_on) for one in rows(world)} >= {"2028-02-01", "2028-03-01"}

    # and taken back, block by block
    page.get_by_role("button", name=re.compile("Take back [2-4] changes")).click()
    expect(status).to_have_text("Taken back.", timeout=SLOW)
    expect(cell(3, "Start")).to_have_text(start)
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Take back 6 changes").click()
    expect(cell(2, "Lead")).to_have_text(lead)
    assert not any(one.text == "Plain" for one in rows(world))


def test_what_somebody_else_wrote_meanwhile_is_shown_and_chosen(live_server: Any, page: Page, watch: Any) -> None:
    world = settle()
    watch.allow("status of 422")
    cell = open_grid(page, live_server.url)
    first = rows(world)[0]
    write_elsewhere(world, first, "Hers")
    cell(0, "Action").click()
    page.keyboard.type("Mine")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Somebody else has written here meanwhile: Hers")).to_be_visible()
    page.get_by_role("button", name="Take mine").click()
    expect(page.locator("#grid-status")).to_have_text("Saved.", timeout=SLOW)
    assert rows(world)[0].text == "Mine"


def test_a_workbook_goes_out_is_changed_and_comes_back(live_server: Any, page: Page, tmp_path: Path) -> None:
    world = settle()
    open_grid(page, live_server.url)
    page.get_by_role("link", name="Edit in a workbook").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the workbook").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    sheet = book["Actions"]
    columns = {str(cell.value).rpartition(".")[2]: cell.column for cell in sheet[1]}
    sheet.cell(3, columns["text"]).value = "From the workbook"
    last = sheet.max_row + 1
    for key, value in {"objective": "MINI1", "text": "New", "starts_on": "2027-01-01", "ends_on": "2027-12-31"}.items():
        sheet.cell(last, columns[key]).value = value
    file = tmp_path / "plan.xlsx"
    book.save(file)
    page.get_by_label("The changed workbook").set_input_files(file)
    page.get_by_role("button", name="Show what it changes").click()
    expect(page.get_by_text("From the workbook")).to_be_visible()
    expect(page.get_by_role("heading", name="New rows")).to_be_visible()
    page.get_by_role("button", name="Apply all of this").click()
    expect(page.get_by_text("2 changes from the workbook were saved.")).to_be_visible()
    assert {"From the workbook", "New"} <= {one.text for one in rows(world)}


@pytest.mark.parametrize("viewport", [(390, 844)])
def test_on_a_phone_each_action_leads_to_its_form(live_server: Any, page: Page) -> None:
    world = settle()
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/QT/plan/grid/")
    expect(page.get_by_role("grid")).to_have_count(0)
    page.get_by_role("link", name=FIRST).click()
    page.get_by_label("Action", exact=True).fill("From a phone")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1 change was saved.")).to_be_visible()
    assert next(one for one in rows(world) if one.code == FIRST).text == "From a phone"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
