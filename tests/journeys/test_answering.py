"""Answering in a real browser: saved as one types, through lost connections, beside colleagues, and as a guest."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests.factories import (
    PASSWORD,
    actor_of,
    make_assessment,
    make_country,
    make_framework,
    make_institution,
    make_pack,
    make_person,
)

from concord.domains.assessments.merging import Said
from concord.domains.assessments.models import Answer, AnswerRevision, Assignment, EvidenceFile, GuestLink
from concord.domains.assessments.services import make_guest_link, save_answer
from concord.domains.frameworks.queries import statements_of
from concord.domains.people.enums import Role
from concord.kernel import clock
from concord.kernel.actor import Actor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DISCONNECTED = "ERR_INTERNET_DISCONNECTED"


class Room:
    """Health and customs are asked about two capabilities; Anna and Ben answer for health."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.country = make_country()
        framework = make_framework(make_pack(2))
        self.health, self.customs = make_institution(self.country), make_institution(self.country, "customs")
        self.assessment = make_assessment(self.country, framework, [self.health, self.customs])
        for name in ("anna", "ben"):
            make_person(self.country, Role.CONTRIBUTOR, institution=self.health, email=f"{name}@qt.example")
        self.ben = Actor("Ben", self.country.pk, frozenset({Role.CONTRIBUTOR}), self.health.pk)
        self.part = self.part_of("MINI1-01")

    def part_of(self, code: str) -> Assignment:
        parts = Assignment.objects.for_country(self.country.pk).select_related(
            "institution", "capability", "assessment"
        )
        return parts.get(institution=self.health, capability__code=code)

    @property
    def page_address(self) -> str:
        return f"{self.address}/QT/assessment/parts/{self.part.pk}/"

    def sign_in(self, page: Page, who: str = "anna") -> None:
        page.goto(f"{self.address}/account/sign-in/")
        page.get_by_label("Email").fill(f"{who}@qt.example")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.goto(self.page_address)

    def answer(self, code: str = "2a") -> Answer | None:
        return Answer.objects.for_country(self.country.pk).filter(statement__code=f"MINI1-01.{code}").first()

    def earlier(self) -> int:
        return AnswerRevision.objects.for_country(self.country.pk).count()

    def ben_says(self, said: Said, base: int = 0) -> None:
        statement = statements_of(self.part.capability_id)[0]
        save_answer(actor=self.ben, assignment=self.part, statement=statement, said=said, base=base)


@pytest.fixture
def room(live_server: Any) -> Room:
    return Room(live_server.url)


def ask(page: Page, code: str = "2a") -> Any:
    return page.locator(f'[id="s-MINI1-01.{code}"]')


def choose(page: Page, word: str, code: str = "2a") -> None:
    ask(page, code).get_by_role("radio", name=word, exact=True).check(force=True)


def state(page: Page) -> Any:
    return page.locator("#state")


def test_what_is_typed_is_saved_and_there_after_loading_again(room: Room, page: Page) -> None:
    room.sign_in(page)
    expect(state(page)).to_have_text("Every change is saved as you make it.")
    choose(page, "Partly")
    ask(page).get_by_label("Comment").fill("Two regions of eight")
    expect(ask(page).locator(".ask-state")).to_contain_text("Saved ")
    expect(state(page)).to_contain_text("Saved ")
    expect(page.locator("#count")).to_have_text("1 of 5 answered")
    expect(page.locator("#status")).to_have_text("In progress")
    page.reload()
    expect(ask(page).get_by_role("radio", name="Partly")).to_be_checked()
    expect(ask(page).get_by_label("Comment")).to_have_value("Two regions of eight")
    answer = room.answer()
    assert answer is not None
    assert (answer.value, answer.comment, answer.answered_by) == (
        "partly",
        "Two regions of eight",
        "Contributor of Tarsovia",
    )


def test_not_applicable_waits_for_its_reason(room: Room, page: Page) -> None:
    room.sign_in(page)
    choose(page, "Not applicable")
    expect(ask(page).locator(".ask-state")).to_have_text(
        "Say in the comment why it is not applicable; then it is saved."
    )
    assert room.answer() is None
    ask(page).get_by_label("Comment").fill("No such sources here")
    expect(ask(page).locator(".ask-state")).to_contain_text("Saved ")


def test_without_a_connection_nothing_is_lost_and_each_answer_arrives_once(room: Room, page: Page, watch: Any) -> None:
    watch.allow(DISCONNECTED)
    room.sign_in(page)
    page.context.set_offline(True)
    choose(page, "Yes")
    choose(page, "No", "2b")
    expect(state(page)).to_have_text("Not sent yet: kept on this device, will be sent when the connection is back (2)")
    assert room.answer() is None
    page.context.set_offline(False)
    expect(state(page)).to_contain_text("Saved ")
    first, second = room.answer(), room.answer("2b")
    assert first is not None
    assert second is not None
    assert (first.value, first.revision, second.value, second.revision) == ("yes", 1, "no", 1)
    assert room.earlier() == 0


def test_what_was_never_sent_outlasts_closing_the_page(room: Room, page: Page, watch: Any) -> None:
    watch.allow("ERR_FAILED")
    room.sign_in(page)
    page.route("**/answers/**", lambda route: route.abort())
    ask(page).get_by_label("Comment").fill("Typed in the lift")
    expect(state(page)).to_contain_text("Not sent yet")
    page.goto("about:blank")
    assert room.answer() is None
    page.unroute("**/answers/**")
    page.goto(room.page_address)
    expect(ask(page).get_by_label("Comment")).to_have_value("Typed in the lift")
    expect(state(page)).to_contain_text("Saved ")
    answer = room.answer()
    assert answer is not None
    assert (answer.comment, answer.revision) == ("Typed in the lift", 1)


def test_leaving_the_page_while_typing_sends_what_was_typed(room: Room, page: Page) -> None:
    room.sign_in(page)
    ask(page).get_by_label("Comment").press_sequentially("Half a sen")
    page.get_by_role("link", name="MINI2-02").click()
    expect(page.get_by_role("heading", name="MINI2-02")).to_be_visible()
    expect(state(page)).to_have_text("Every change is saved as you make it.")
    answer = room.answer()
    assert answer is not None
    assert (answer.comment, answer.revision) == ("Half a sen", 1)


def test_a_reply_that_is_lost_on_its_way_makes_no_second_revision(room: Room, page: Page, watch: Any) -> None:
    watch.allow("ERR_FAILED")
    room.sign_in(page)
    lost: list[int] = []

    def lose_the_first(route: Route) -> None:
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)  # the server has written it
        return route.abort()

    page.route("**/answers/**", lose_the_first)
    choose(page, "Yes")
    expect(ask(page).locator(".ask-state")).to_contain_text("Not sent yet")
    choose(page, "Partly")  # changed before it is known that the first one arrived
    expect(ask(page).locator(".ask-state")).to_contain_text("Saved ")
    answer = room.answer()
    assert lost == [200]
    assert answer is not None
    assert (answer.value, answer.revision, room.earlier()) == ("partly", 2, 1)


def test_two_colleagues_on_one_answer_see_both_and_one_decides(room: Room, page: Page, watch: Any) -> None:
    watch.allow("status of 409")
    room.sign_in(page)
    room.ben_says(Said("no", "", "The law was never signed"))
    choose(page, "Yes")
    clash = ask(page).locator(".clash")
    expect(clash).to_contain_text("Somebody else answered this meanwhile; nothing was written over.")
    expect(clash).to_contain_text("Ben")
    expect(clash.locator("[data-theirs]")).to_have_text("No")
    expect(clash.locator("[data-their-comment]")).to_have_text("The law was never signed")
    expect(clash.locator("[data-mine]")).to_have_text("Yes")
    expect(state(page)).to_have_text("An answer waits for your decision: MINI1-01.2a")
    clash.get_by_role("button", name="Keep mine").click()
    expect(ask(page).locator(".ask-state")).to_contain_text("Saved ")
    answer = room.answer()
    assert answer is not None
    assert (answer.value, answer.revision, room.earlier()) == ("yes", 2, 1)

    room.ben_says(Said("partly"), base=2)
    choose(page, "Don't know")
    ask(page).get_by_role("button", name="Take theirs").click()
    expect(ask(page).get_by_role("radio", name="Partly")).to_be_checked()
    expect(ask(page).locator(".clash")).to_have_count(0)
    page.reload()
    expect(ask(page).get_by_role("radio", name="Partly")).to_be_checked()


def test_when_the_session_has_ended_the_answer_waits_for_signing_in_again(room: Room, page: Page, watch: Any) -> None:
    watch.allow("status of 40")
    room.sign_in(page)
    page.context.clear_cookies(name="sessionid")
    choose(page, "Yes")
    page.get_by_role("link", name="Sign in again, nothing is lost").click()
    page.get_by_label("Email").fill("anna@qt.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(ask(page).get_by_role("radio", name="Yes")).to_be_checked()
    expect(ask(page).locator(".ask-state")).to_contain_text("Saved ")
    assert room.answer() is not None


def test_what_one_person_left_behind_is_neither_shown_nor_sent_for_another(room: Room, page: Page, watch: Any) -> None:
    watch.allow("ERR_FAILED")
    room.sign_in(page)
    page.route("**/answers/**", lambda route: route.abort())
    choose(page, "Yes")
    expect(state(page)).to_contain_text("Not sent yet")
    page.goto("about:blank")
    page.context.clear_cookies(name="sessionid")
    page.unroute("**/answers/**")
    room.sign_in(page, "ben")
    expect(state(page)).to_have_text("Every change is saved as you make it.")
    expect(ask(page).get_by_role("radio", name="Yes")).not_to_be_checked()
    assert room.answer() is None


def test_a_page_that_another_person_left_open_sends_nothing_in_my_name(room: Room, page: Page, watch: Any) -> None:
    watch.allow("status of 403")
    room.sign_in(page)
    other = page.context.new_page()
    page.context.clear_cookies(name="sessionid")
    room.sign_in(other, "ben")
    choose(page, "Yes")
    expect(state(page)).to_contain_text("Somebody else has signed in on this device.")
    assert room.answer() is None


def test_signing_out_warns_of_what_was_never_sent_and_leaves_nothing_behind(room: Room, page: Page, watch: Any) -> None:
    watch.allow("ERR_FAILED")
    room.sign_in(page)
    page.route("**/answers/**", lambda route: route.abort())
    choose(page, "Yes")
    expect(state(page)).to_contain_text("Not sent yet")
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.accept()))
    page.locator("summary", has_text="Contributor of Tarsovia").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Email")).to_be_visible()
    assert said == [
        "Answers that were not sent yet wait on this device. Signing out discards them. Sign out all the same?"
    ]
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('concord:'))") == []


def test_a_file_is_attached_and_a_wrong_one_refused_in_one_sentence(
    room: Room, page: Page, watch: Any, tmp_path: Path
) -> None:
    watch.allow("status of 422")
    room.sign_in(page)
    good, bad = tmp_path / "order 17.txt", tmp_path / "order.pdf"
    good.write_text("Order no. 17", "utf-8")
    bad.write_text("<script>alert(1)</script>", "utf-8")
    ask(page).locator("input[type=file]").set_input_files(bad)
    expect(ask(page).locator(".file-state")).to_have_text(
        "Web pages, drawings and scripts can act by themselves and are not taken; save it as PDF."
    )
    assert EvidenceFile.objects.for_country(room.country.pk).count() == 0
    ask(page).locator("input[type=file]").set_input_files(good)
    expect(ask(page).get_by_role("link", name="order 17.txt")).to_be_visible()
    with page.expect_download() as download:
        ask(page).get_by_role("link", name="order 17.txt").click()
    assert Path(download.value.path()).read_text("utf-8") == "Order no. 17"
    ask(page).get_by_role("button", name="Remove").click()
    expect(ask(page).get_by_role("link", name="order 17.txt")).to_have_count(0)


def test_a_guest_answers_its_part_and_nothing_else_until_the_link_ends(room: Room, page: Page, watch: Any) -> None:
    watch.allow("status of 4")
    _link, secret = make_guest_link(
        actor=actor_of(room.country), assessment=room.assessment, institution=room.health,
        capabilities=["MINI1-01"], guest="Dr Sarova",
    )  # fmt: skip
    page.goto(f"{room.address}/guest/{secret}/")
    expect(page.get_by_role("heading", name="Welcome, Dr Sarova")).to_be_visible()
    expect(page.locator(".part-row")).to_have_count(1)
    page.locator(".part-row a").click()
    choose(page, "Yes")
    expect(ask(page).locator(".ask-state")).to_contain_text("Saved ")
    expect(page.get_by_role("button", name="Hand in this part")).to_have_count(0)
    answer = room.answer()
    assert answer is not None
    assert answer.answered_by == "Dr Sarova (Health of Tarsovia)"

    other = page.goto(f"{room.address}/guest/{secret}/parts/{room.part_of('MINI2-02').pk}/")
    assert other is not None
    assert other.status == 404
    GuestLink.objects.for_country(room.country.pk).update(expires_at=clock.now() - dt.timedelta(minutes=1))
    ended = page.goto(f"{room.address}/guest/{secret}/")
    assert ended is not None
    assert ended.status == 410
    expect(page.get_by_text("This link has ended. Ask focal point for a new one")).to_be_visible()


def test_a_part_is_answered_and_handed_in_by_keyboard_alone(room: Room, page: Page) -> None:
    room.sign_in(page)
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Digit1")
    expect(ask(page).get_by_role("radio", name="Yes")).to_be_checked()
    page.keyboard.press("ArrowRight")
    expect(ask(page).get_by_role("radio", name="Partly")).to_be_checked()
    for code in ("2b", "3a", "4a", "5a"):
        page.keyboard.press("Alt+ArrowDown")
        expect(ask(page, code).get_by_role("radio", name="Yes")).to_be_focused()
        page.keyboard.press("Digit3")
    page.keyboard.press("Shift+?")
    expect(page.get_by_role("dialog", name="Keyboard help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#count")).to_have_text("5 of 5 answered")
    expect(state(page)).to_contain_text("Saved ")
    # Digits in a text are digits.
    page.keyboard.press("Tab")
    ask(page, "5a").get_by_label("Comment").focus()
    page.keyboard.type("12 offices")
    expect(ask(page, "5a").get_by_role("radio", name="No", exact=True)).to_be_checked()
    expect(state(page)).to_contain_text("Saved ")
    page.get_by_role("button", name="Hand in this part").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Take back")).to_be_visible()
    assert [answer.value for answer in Answer.objects.for_country(room.country.pk).order_by("statement__order")] == [
        "partly", "no", "no", "no", "no",
    ]  # fmt: skip


@pytest.mark.parametrize("viewport", [(360, 740)])
def test_no_page_of_answering_is_wider_than_a_phone(room: Room, page: Page, viewport: tuple[int, int]) -> None:
    room.ben_says(Said("yes", "high", "A-word-" * 30, "https://qt.example/" + "a" * 120))
    room.sign_in(page)
    for name in ("mine/", f"parts/{room.part.pk}/", "conflicts/", "guests/"):
        page.goto(f"{room.address}/QT/assessment/{name}")
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport[0], name


def test_a_part_is_answered_without_script(room: Room, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en")
    page = context.new_page()
    room.sign_in(page)
    choose(page, "Yes")
    choose(page, "Not applicable", "2b")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(ask(page, "2b").locator(".ask-state")).to_have_text("Say in the comment why MINI1-01.2b is not applicable.")
    ask(page, "2b").get_by_label("Comment").fill("No such sources here")
    room.ben_says(Said("no"), base=1)
    choose(page, "Partly")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(ask(page).locator(".clash")).to_contain_text("Ben")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    first, second = room.answer(), room.answer("2b")
    assert first is not None
    assert second is not None
    assert (first.value, first.revision, second.value) == ("partly", 3, "not_applicable")
    context.close()
