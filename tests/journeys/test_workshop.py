"""A room in real browsers: a leader, a wall, three phones of which one loses the network, and a paper ballot."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.factories import PASSWORD, World, make_world
from tests.support.browser import REPORT_VIOLATIONS, Watch
from tests.workshops import a_workshop, an_item

from concord.domains.assessments.models import Finding
from concord.domains.priorities.models import Vote
from concord.domains.workshops.live import forget_rooms
from concord.domains.workshops.models import Workshop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WAIT = 12_000  # milliseconds: several polls on a busy machine
PEOPLE = (("Amina", "Health of Tarsovia"), ("Boris", "Interior of Tarsovia"), ("Clara", "Customs of Tarsovia"))
LOST = "No connection: your vote is kept on this phone and will be sent by itself."


@pytest.fixture
def world(transactional_db: None) -> World:
    forget_rooms()
    return make_world(agreed=False, planned=False)


@pytest.fixture
def workshop(world: World) -> Workshop:
    found = a_workshop(world, title="First national workshop")
    an_item(world, found, "findings", title="Agree the findings")
    return found


@dataclass
class Browsers:
    """More browsers beside the leader's own, each with cookies of its own and watched as that one."""

    browser: Browser
    watch: Watch
    opened: list[BrowserContext]

    def another(self, width: int, height: int, **more: Any) -> Page:
        """A fresh page in a window of this size."""
        context = self.browser.new_context(viewport={"width": width, "height": height}, locale="en", **more)
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("page", self.watch.follow)
        self.opened.append(context)
        return context.new_page()


@pytest.fixture
def browsers(browser: Browser, watch: Watch) -> Iterator[Browsers]:
    found = Browsers(browser, watch, [])
    yield found
    for context in found.opened:
        context.close()


def sign_in(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Email").fill("focal_point@qt.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/QT/")


def joins(phone: Page, address: str, code: str, name: str, institution: str) -> Page:
    """Type the code and one's name; then wait at the door."""
    phone.goto(f"{address}/join/")
    phone.locator("input[name=code]").fill(code.lower())
    phone.keyboard.press("Enter")
    phone.get_by_label("Your name").fill(name)
    phone.get_by_label("Your institution").select_option(institution)
    phone.get_by_role("button", name="Ask to be let in").click()
    expect(phone.get_by_role("heading", name="You asked to be let in")).to_be_visible()
    return phone


def fill(paper: Page, level: int, target: int) -> None:
    """Tick a level and a target on a ballot."""
    for code, step in (("level", level), ("target", target)):
        paper.locator(f'label:has(input[name="vote:{code}"][value="{step}"])').click()


def votes(phone: Page, level: int, target: int, *, round: int) -> None:
    expect(phone.locator(f'form[data-round="{round}"]')).to_be_visible(timeout=WAIT)
    fill(phone, level, target)
    phone.get_by_role("button", name="Vote", exact=True).click()


def taken(phone: Page, round: int) -> None:
    expect(phone.get_by_text(f"Your vote is in (round {round}).")).to_be_visible(timeout=WAIT)


def press(page: Page, *names: str) -> None:
    for name in names:
        page.get_by_role("button", name=name, exact=True).click()


def on_paper(desk: Page, code: str, level: int, target: int) -> None:
    desk.reload()
    desk.get_by_label("Code on the ballot").fill(code)
    fill(desk, level, target)
    press(desk, "Count this ballot")
    expect(desk.get_by_text(f"The ballot {code} is counted.")).to_be_visible()


@dataclass
class Room:
    """All browsers of one room: the leader's, the wall, the desk for paper, and three phones."""

    leader: Page
    wall: Page
    desk: Page
    phones: list[Page]

    def shows(self, *words: str) -> None:
        """Close the vote and show what it came to; soon the wall says so."""
        press(self.leader, "Close the vote", "Show the results")
        for said in words:
            expect(self.wall.get_by_text(said)).to_be_visible(timeout=WAIT)


@pytest.fixture
def room(live_server: Any, page: Page, browsers: Browsers, world: World, workshop: Workshop) -> Room:
    """Begun by the leader; three phones asked to come in and were let in together."""
    home = f"{live_server.url}/QT/workshops/{workshop.pk}/"
    sign_in(page, live_server.url)
    page.goto(home)
    press(page, "Begin the workshop")
    wall, desk = (
        browsers.another(*size, storage_state=page.context.storage_state()) for size in ((1920, 1080), (1280, 900))
    )
    wall.goto(f"{home}screen/")
    desk.goto(f"{home}paper/")
    phones = [joins(browsers.another(390, 844), live_server.url, workshop.code, *person) for person in PEOPLE]
    expect(page.get_by_text("3 people wait")).to_be_visible(timeout=WAIT)
    press(page, "Let everybody in")
    return Room(page, wall, desk, phones)


def test_a_room_votes_twice_decides_and_takes_its_minutes_home(room: Room, watch: Watch, world: World) -> None:
    watch.allow("ERR_INTERNET_DISCONNECTED")  # the phone that loses the network
    amina, boris, clara = room.phones
    expect(room.wall.get_by_text("3 people in the room, 3 institutions")).to_be_visible(timeout=WAIT)
    code = takes_a_paper_ballot(room.desk, "Dawit", "Customs of Tarsovia")

    # The first round: the wall counts, and shows nothing of what was voted.
    press(room.leader, "Go", "Open the vote")
    clara_votes_without_network(clara)
    votes(amina, 2, 4, round=1)
    votes(boris, 2, 4, round=1)
    on_paper(room.desk, code, 4, 5)
    expect(room.wall.locator(".ws-tally")).to_have_text("3 / 4", timeout=WAIT)
    expect(room.wall.get_by_text("What each institution said")).to_have_count(0)
    clara.context.set_offline(False)
    taken(clara, 1)
    room.shows("4 votes, 1 of them on paper")

    # The second round: Clara and the paper ballot come closer; the others keep their votes.
    press(room.leader, "Vote again")
    votes(clara, 3, 4, round=2)
    on_paper(room.desk, code, 3, 4)
    room.shows("round 2 · 2 changed since the first round")
    expect(room.wall.get_by_role("row", name="Customs of Tarsovia")).to_contain_text("4 → 3")
    rounds = Vote.objects.for_actor(world.actor).values_list("round", "paper")
    assert sorted(rounds) == [(1, False), (1, False), (1, False), (1, True), (2, False), (2, True)]

    decides(room, "Level 2 stands; customs is ahead.")
    expect(amina.get_by_text("Decided")).to_be_visible(timeout=WAIT)
    finding = Finding.objects.for_actor(world.actor).get(rationale="Level 2 stands; customs is ahead.")
    assert (finding.level, finding.target, finding.status) == (2, 4, "agreed")
    takes_minutes_home(room, "First national workshop", "Level 2 stands; customs is ahead.", "Dawit")
    expect(boris.get_by_role("heading", name="The workshop is over")).to_be_visible(timeout=WAIT)


def takes_a_paper_ballot(desk: Page, name: str, institution: str) -> str:
    """Somebody votes on paper; returns the code on their ballots."""
    desk.get_by_label("Name", exact=True).fill(name)
    desk.get_by_label("Institution", exact=True).last.select_option(institution)
    press(desk, "Add this person")
    return desk.locator(".code").first.inner_text()


def decides(room: Room, words: str) -> None:
    """The room reads the wording on the wall before it is confirmed."""
    room.leader.get_by_label("In words, as they stand in the minutes").fill(words)
    press(room.leader, "Show it to the room")
    expect(room.wall.get_by_text("Proposed decision")).to_be_visible(timeout=WAIT)
    press(room.leader, "Confirm the decision")
    expect(room.wall.get_by_text("Decision 1")).to_be_visible(timeout=WAIT)


def takes_minutes_home(room: Room, *words: str) -> None:
    """The minutes are there at once; then the workshop is closed."""
    with room.leader.expect_download() as download:
        room.leader.get_by_role("link", name="Minutes").click()
    text = minutes_text(download.value.path().read_bytes())
    assert [said for said in words if said not in text] == []
    room.leader.locator("summary", has_text="Close the workshop").click()
    press(room.leader, "Close now")


def clara_votes_without_network(clara: Page) -> None:
    """The ballot is open before the network goes; the vote is kept on the phone and said to be."""
    expect(clara.locator('form[data-round="1"]')).to_be_visible(timeout=WAIT)
    clara.context.set_offline(True)
    fill(clara, 4, 5)
    clara.get_by_role("button", name="Vote", exact=True).click()
    expect(clara.get_by_text(LOST)).to_be_visible(timeout=WAIT)


def minutes_text(content: bytes) -> str:
    """All words of a document, those in tables too."""
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("viewport", [(390, 844)])
def test_a_room_is_led_without_script(live_server: Any, page: Page, browser: Browser, workshop: Workshop) -> None:
    sign_in(page, live_server.url)
    plain = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state(), locale="en")
    leader = plain.new_page()
    leader.goto(f"{live_server.url}/QT/workshops/{workshop.pk}/")
    press(leader, "Begin the workshop", "Go", "Open the vote", "Close the vote", "Show the results")
    leader.get_by_label("Level today").select_option("2")
    leader.get_by_label("Level to reach").select_option("4")
    leader.get_by_label("In words, as they stand in the minutes").fill("Level 2.")
    press(leader, "Show it to the room", "Confirm the decision")
    leader.goto(f"{live_server.url}/QT/workshops/{workshop.pk}/screen/")
    expect(leader.get_by_text("Load this page again to see what is new.")).to_be_visible()
    expect(leader.get_by_text("Level 2.")).to_be_visible()
    plain.close()
