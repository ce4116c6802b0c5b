"""A plan is consulted: one objects and is answered, versions are compared, an approver adopts, and nothing moves it."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document
from playwright.sync_api import Browser, Page, expect
from tests.factories import PASSWORD, World, make_world
from tests.web.worlds import signed_in

from concord.domains.people.enums import COUNTRY_ROLES, Role
from concord.domains.people.queries import command_actor
from concord.domains.plans.models import Plan
from concord.domains.plans.queries.workbooks import read_returned
from concord.domains.plans.services.workbooks import apply_plan_workbook, take_plan_workbook
from concord.domains.plans.snapshot import snapshot
from concord.kernel.canonical import canonical_json
from concord.kernel.errors import WrongState

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "Do what lifts MINI1-01 from level 2."
BODY = "By 2031 Tarsovia answers as one country.\n\n- every ministry knows its part"


def visit(browser: Browser, address: str, role: Role, watch: Any) -> Page:
    """Somebody with a browser of their own, signed in, on the plan's road."""
    context = browser.new_context(locale="en", viewport={"width": 1280, "height": 900})
    context.on("page", watch.follow)
    page = context.new_page()
    page.goto(address)
    page.get_by_label("Email").fill(f"{role}@qt.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(f"{address}/QT/plan/road/")
    return page


def download(page: Page, name: str) -> bytes:
    """What a link of the page gives."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile(name)).first.click()
    return Path(waiting.value.path()).read_bytes()


def write_vision(page: Page, address: str, text: str) -> None:
    """Write the section in the browser."""
    page.goto(f"{address}/QT/plan/sections/vision/")
    page.get_by_label("Text").fill(text)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The section is saved.")).to_be_visible()


def test_a_plan_goes_the_whole_road_and_then_nobody_can_change_it(
    live_server: Any, browser: Browser, watch: Any
) -> None:
    world, address = make_world(), live_server.url
    focal = visit(browser, address, Role.FOCAL_POINT, watch)
    focal.get_by_role("button", name="Begin to work on the draft").click()
    write_vision(focal, address, BODY)
    consult(focal, address)
    object_to_it(visit(browser, address, Role.CONTRIBUTOR, watch), address)
    focal.goto(f"{address}/QT/plan/consultation/")
    answer_the_objection(focal, address)
    write_vision(focal, address, BODY.replace("2031", "2032"))
    compare(focal, address)
    focal.goto(f"{address}/QT/plan/road/")
    late = [open_form(browser, address, role, watch) for role in (Role.FOCAL_POINT, Role.CONTRIBUTOR)]
    workbook = changed_workbook(signed_in(world.people[Role.FOCAL_POINT]))
    focal.get_by_role("button", name="Make the plan final").click()
    expect(focal.get_by_text("waits for the approver")).to_be_visible()
    adopt(visit(browser, address, Role.APPROVER, watch), world)
    before = as_kept(world)
    watch.allow("status of 409")
    for page in late:
        page.get_by_role("button", name="Save").first.click()
        expect(page.get_by_text("cannot be changed")).to_be_visible()
    nobody_can_change_it(world, workbook)
    the_command_cannot_either(world, workbook)
    assert as_kept(world) == before


def consult(page: Page, address: str) -> None:
    """The focal point puts the draft before all institutions."""
    page.goto(f"{address}/QT/plan/consultation/")
    page.get_by_label("Interior of Tarsovia").check()
    page.get_by_role("button", name="Open the consultation").click()
    expect(page.get_by_text("3 of 3 institutions have not replied")).to_be_visible()


def object_to_it(page: Page, address: str) -> None:
    """A contributor objects for the ministry, and comments on one action."""
    page.get_by_role("link", name="To the consultation").click()
    page.get_by_label("Objects").check()
    page.get_by_role("button", name="Reply").click()
    expect(page.get_by_text("Say what your institution comments on or objects to.")).to_be_visible()
    page.get_by_label("Objects").check()
    page.get_by_label("In words").fill("We cannot lead all of it.")
    page.get_by_role("button", name="Reply").click()
    page.get_by_label("On what").select_option("action:MINI1-01-L3")
    page.get_by_label("Comment", exact=True).fill("The date is too early.")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator("#comment-2")).to_contain_text("MINI1-01-L3")


def answer_the_objection(page: Page, address: str) -> None:
    """Until both comments are answered, the plan does not become final."""
    page.get_by_role("button", name="Close the consultation").click()
    expect(page.get_by_text("2 objections wait for an answer")).to_be_visible()
    page.goto(f"{address}/QT/plan/road/")
    expect(page.get_by_role("button", name="Make the plan final")).to_have_count(0)
    page.goto(f"{address}/QT/plan/consultation/")
    for number, outcome, words in (
        (1, "accepted", "Customs lead the second."),
        (2, "not_accepted", "A treaty falls due."),
    ):
        comment = page.locator(f"#comment-{number}")
        comment.get_by_label("What became of it").select_option(outcome)
        comment.get_by_label("In words").fill(words)
        comment.get_by_role("button", name="Answer").click()
        expect(page.locator(f"#comment-{number}")).to_contain_text(words)
    word = Document(io.BytesIO(download(page, "Comment matrix")))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert {"We cannot lead all of it.", "Customs lead the second.", "A treaty falls due."} <= set(cells)


def compare(page: Page, address: str) -> None:
    """The kept version beside the plan as it stands."""
    page.goto(f"{address}/QT/plan/versions/")
    page.get_by_role("row", name="0.2").get_by_role("link", name="with the plan as it stands").click()
    expect(page.locator("del")).to_have_text(["2031"])
    expect(page.locator("ins")).to_have_text(["2032"])
    word = Document(io.BytesIO(download(page, "As a text document")))
    runs = [run for table in word.tables for cell in table._cells for p in cell.paragraphs for run in p.runs]
    assert [(run.text, run.style.name) for run in runs if run.style.name in ("Gone", "Added")] == [
        ("2031", "Gone"), ("2032", "Added"),
    ]  # fmt: skip


def adopt(page: Page, world: World) -> None:
    """The approver reads, adopts, and keeps the sign-off page with its hash."""
    page.get_by_role("link", name="Read version 0.3").click()
    expect(page.get_by_text("By 2032 Tarsovia answers as one country.")).to_be_visible()
    page.go_back()
    page.get_by_label("I have read the final version.").check()
    page.get_by_label("What you want to add").fill("Adopted by the Council.")
    page.get_by_role("button", name="Adopt the plan").click()
    expect(page.get_by_text("Version 1.0 is adopted.")).to_be_visible()
    page.get_by_role("link", name="Sign-off page").click()
    expect(page.get_by_text("Adopted by the Council.")).to_be_visible()
    shown = re.sub(r"\s", "", page.locator(".digest").first.inner_text())
    assert hashlib.sha256(download(page, "JSON")).hexdigest() == shown


def open_form(browser: Browser, address: str, role: Role, watch: Any) -> Page:
    """Somebody opens the form of an action while they may, changes it, and has not saved yet."""
    page = visit(browser, address, role, watch)
    page.goto(f"{address}/QT/plan/actions/MINI1-01-L3/edit/")
    page.get_by_label("Action", exact=True).fill(f"Changed too late by the {role}.")
    return page


def changed_workbook(client: Client) -> bytes:
    """The plan's workbook as it went out, with the text of one action changed."""
    issued = client.post("/QT/plan/workbook/download/").content
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(issued)) as source, zipfile.ZipFile(target, "w") as out:
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename == "xl/sharedStrings.xml":
                assert TEXT.encode() in part
                part = part.replace(TEXT.encode(), b"Changed elsewhere.")
            out.writestr(entry, part)
    return target.getvalue()


def as_kept(world: World) -> str:
    """All that the plan says now."""
    return canonical_json(snapshot(world.actor, Plan.objects.for_actor(world.actor).select_related("country").get()))


def nobody_can_change_it(world: World, workbook: bytes) -> None:
    """Every role tries every way in."""
    for role in COUNTRY_ROLES:
        client = signed_in(world.people[role])
        for address, sent in WAYS_IN:
            answered = client.post(f"/QT/plan/{address}", sent).status_code
            assert answered in (302, 400, 404, 405, 409, 422), (role, address, answered)
        file = SimpleUploadedFile("plan.xlsx", workbook)
        assert client.post("/QT/plan/workbook/", {"file": file}).status_code in (404, 409), role


def the_command_cannot_either(world: World, workbook: bytes) -> None:
    """What ``concord plan merge`` does, by whoever sits at the machine."""
    actor = command_actor(world.country, "concord plan merge")
    issued, asked = read_returned(actor, workbook, "plan.xlsx")
    with pytest.raises(WrongState, match="cannot be changed"):
        kept = take_plan_workbook(actor=actor, issued=issued, name="plan.xlsx", asked=asked)
        apply_plan_workbook(actor=actor, returned=kept)


# Addresses that write a plan's content or move it, with what they would be sent.
WAYS_IN: list[tuple[str, dict[str, str]]] = [
    ("draft/", {}),
    ("sections/", {"do": "add", "title": "Late"}),
    ("sections/", {"do": "off", "code": "vision"}),
    ("sections/vision/", {"text": "Late", "base": "2"}),
    ("road/move/", {"do": "finish"}),
    ("road/move/", {"do": "take_back", "reason": "Late"}),
    ("road/move/", {"do": "return", "reason": "Late"}),
    ("versions/", {"number": "1.1"}),
    ("consultation/", {"do": "open", "closes_on": "2099-01-01"}),
    ("new-action/", {"text": "Late", "objective": "MINI1", "starts_on": "2027-01-01", "ends_on": "2027-02-01"}),
    ("actions/MINI1-01-L3/delete/", {}),
    ("actions/MINI1-01-L3/costs/", {}),
    ("grid/save/", {}),
    ("undo/", {}),
    ("objectives/", {"new|title": "Late"}),
    ("money/prices/", {"growth": "50"}),
]
