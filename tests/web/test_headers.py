"""Headers of every answer, and what stands in its markup."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.factories import World
from tests.web.worlds import DOCUMENTS, PAGES, signed_in

from concord.domains.people.enums import Role

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


@pytest.mark.parametrize("address", [*PAGES, DOCUMENTS[0], DOCUMENTS[3], "/", "/account/password/", "/nothing/"])
def test_every_answer_carries_the_strict_headers(address: str, world: World) -> None:
    response = signed_in(world.people[Role.OBSERVER]).get(address.format(code="QT"))
    assert {part.strip() for part in response.headers["Content-Security-Policy"].split(";")} == POLICY
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("address", PAGES)
def test_pages_hold_no_inline_script_or_style_and_nothing_from_elsewhere(address: str, world: World) -> None:
    page = signed_in(world.people[Role.FOCAL_POINT]).get(address.format(code="QT")).content.decode()
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    assert re.findall(r"<script(?! src=\"/static/)", page) == []
    assert re.findall(r"(?:src|href|action)=\"(?:https?:)?//", page) == []
    assert '"allowEval":false' in page


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_kept_by_no_cache(address: str, world: World) -> None:
    response = signed_in(world.people[Role.OBSERVER]).get(address.format(code="QT"))
    assert response.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


@pytest.mark.parametrize("address", PAGES)
def test_pages_name_their_parts(address: str, world: World) -> None:
    page = signed_in(world.people[Role.OBSERVER]).get(address.format(code="QT")).content.decode()
    assert page.count("<h1") == 1
    assert page.count("<main") == 1
    assert page.count('aria-current="page"') == 1
    assert '<a class="skip" href="#content">' in page
    ids = re.findall(r"\sid=\"([^\"]+)\"", page)
    assert len(ids) == len(set(ids))
    assert page.count("<table") == page.count("<caption")
    assert "Tarsovia" in page
    assert "TLP:AMBER+STRICT" in page


def test_a_form_without_its_token_gets_our_page(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/account/sign-in/", {"login": "a@b.example", "password": "x"})
    assert response.status_code == 403
    assert "This form had been open too long" in response.content.decode()
