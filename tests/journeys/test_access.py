"""Coming in, in a real browser: an invitation, an app for codes, a passkey, and an official who leaves."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.factories import PASSWORD, make_country, make_institution, make_people
from tests.journeys.test_first_view import sign_in
from tests.web.codes import code_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEW = "three rivers meet below the mill"


def settle() -> None:
    """A country with one institution and its people, and no assessment yet."""
    country = make_country("QT", "Tarsovia")
    make_people(country, make_institution(country))


def invite(page: Page, address: str) -> str:
    """The focal point invites Ana and copies the link."""
    page.goto(f"{address}/QT/")
    page.get_by_role("link", name="People").click()
    page.get_by_role("link", name="Invite a person").click()
    page.get_by_label("Name").fill("Ana Marin")
    page.get_by_label("E-mail address").fill("ana@qt.example")
    page.get_by_label("Contributor").check()
    page.get_by_label("Institution", exact=True).select_option("Health of Tarsovia")
    page.get_by_role("button", name="Make the invitation").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    return page.get_by_label("The link, shown only now").input_value()


def test_an_invited_person_sets_up_an_app_and_signs_in_with_it(
    live_server: Any, page: Page, browser: Browser, watch: Any
) -> None:
    settle()
    sign_in(page, live_server.url)
    link = invite(page, live_server.url)

    context = browser.new_context(locale="en")
    context.on("page", watch.follow)
    theirs = context.new_page()
    theirs.goto(link)
    expect(theirs.get_by_text("Focal point of Tarsovia invites you")).to_be_visible()
    theirs.get_by_label("Password", exact=True).fill(NEW)
    theirs.get_by_label("The same password again").fill(NEW)
    theirs.get_by_role("button", name="Accept and sign in").click()
    expect(theirs).to_have_url(f"{live_server.url}/QT/")

    page.goto(f"{live_server.url}/QT/people/")
    page.get_by_label("Who must have a second factor").select_option("Everybody")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("asks its people for a second factor")).to_be_visible()  # the focal point, too

    theirs.reload()
    expect(theirs.get_by_text("Tarsovia asks its people for a second factor")).to_be_visible()
    theirs.get_by_role("link", name="Set up").click()
    theirs.get_by_label("Password").fill(NEW)
    theirs.get_by_role("button", name="Go on").click()
    picture = theirs.get_by_role("img", name="Picture to scan")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    theirs.get_by_text("It cannot be scanned?").click()
    theirs.get_by_label("Code").fill(code_of(theirs.locator(".secret").inner_text()))
    theirs.get_by_role("button", name="Switch on").click()
    expect(theirs.get_by_role("heading", name="Recovery codes")).to_be_visible()
    recovery = theirs.locator(".recovery li").first.inner_text()
    theirs.get_by_role("link", name="Kept safe: go on").click()
    expect(theirs).to_have_url(f"{live_server.url}/QT/")

    theirs.locator("summary", has_text="Your account").click()
    theirs.get_by_role("button", name="Sign out").click()
    theirs.goto(live_server.url)
    theirs.get_by_label("Email").fill("ana@qt.example")
    theirs.get_by_label("Password").fill(NEW)
    theirs.get_by_role("button", name="Sign in", exact=True).click()
    theirs.get_by_label("Code").fill(recovery)
    theirs.get_by_role("button", name="Sign in", exact=True).click()
    expect(theirs).to_have_url(f"{live_server.url}/QT/")
    watch.allow("status of 410")
    theirs.goto(link)
    expect(theirs.get_by_role("heading", name="This link works no more")).to_be_visible()
    context.close()


def test_a_passkey_signs_in_by_itself(live_server: Any, page: Page, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.web.passkey_urls"
    settings.MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
    settings.MFA_PASSKEY_LOGIN_ENABLED = True
    settle()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page, live_server.url, "observer")
    page.goto(f"{live_server.url}/account/second-factor/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("What to call it").fill("Laptop of the office")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto(f"{live_server.url}/account/second-factor/")
    expect(page.get_by_text("Laptop of the office")).to_be_visible()

    page.locator("summary", has_text="Your account").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto(live_server.url)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{live_server.url}/QT/")

    page.locator("summary", has_text="Your account").click()
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, live_server.url, "observer")  # a password asks for the passkey as the second factor
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{live_server.url}/QT/")
    page.goto(f"{live_server.url}/account/second-factor/")
    page.get_by_role("link", name="Take away").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_text("Laptop of the office")).to_have_count(0)


@pytest.mark.parametrize("viewport", [(360, 740)])
def test_no_page_about_people_is_wider_than_a_phone(live_server: Any, page: Page, viewport: tuple[int, int]) -> None:
    settle()
    sign_in(page, live_server.url)
    invite(page, live_server.url)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport[0]
    for address in ("/QT/people/", "/QT/people/invite/", "/account/", "/account/second-factor/"):
        page.goto(f"{live_server.url}{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport[0], address
    page.goto(f"{live_server.url}/QT/people/")
    page.get_by_role("link", name="Approver of Tarsovia").click()
    expect(page.get_by_role("heading", name="When this person leaves")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport[0]


def test_an_official_hands_over_and_is_signed_out(live_server: Any, page: Page, browser: Browser) -> None:
    settle()
    sign_in(page, live_server.url)
    context = browser.new_context(locale="en")
    leaver = context.new_page()
    sign_in(leaver, live_server.url, "approver")
    expect(leaver).to_have_url(f"{live_server.url}/QT/")
    page.goto(f"{live_server.url}/QT/people/")
    page.get_by_role("link", name="Approver of Tarsovia").click()
    page.get_by_label("Person").select_option("Observer of Tarsovia")
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_text("The roles passed to Observer of Tarsovia")).to_be_visible()
    row = page.get_by_role("row", name="Observer of Tarsovia")
    expect(row.get_by_text("Approver", exact=True)).to_be_visible()
    leaver.reload()
    expect(leaver.get_by_role("button", name="Sign in")).to_be_visible()
    context.close()
