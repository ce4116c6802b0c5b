"""The look: one palette everywhere, words for numbers, and error pages that need nothing."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

import concord.ui
from concord.formats.chart_drawing import LEVEL_COLOURS
from concord.kernel.sharing import SharingLabel
from concord.ui import errors
from concord.ui.templatetags import concord as tags

CSS = Path(concord.ui.__file__).parent / "static" / "concord" / "concord.css"


def test_levels_have_the_same_colours_on_pages_and_in_pictures() -> None:
    found = re.findall(r"^\.lv-(\d) \{ background-color: (#\w{6});", CSS.read_text(), re.MULTILINE)
    assert {int(level): colour for level, colour in found} == LEVEL_COLOURS


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 counts it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_numbers_on_levels_can_be_read() -> None:
    rules = re.findall(r"^\.lv-\d \{ background-color: (#\w{6}); color: (#\w{6});", CSS.read_text(), re.MULTILINE)
    assert len(rules) == 6
    # Level 4 carries white on a middle blue, as pictures do; its number is bold and larger than 14 pt where it counts.
    assert min(contrast(ground, ink) for ground, ink in rules) >= 4.5


@pytest.mark.parametrize("name", ["accent", "muted", "good", "warn", "bad"])
def test_coloured_words_can_be_read_on_white(name: str) -> None:
    colour = re.search(rf"--{name}: (#\w{{6}});", CSS.read_text())
    assert colour is not None
    assert contrast(colour[1], "#ffffff") >= 4.5


def test_every_sharing_label_has_its_colours() -> None:
    css = CSS.read_text()
    for label in SharingLabel:
        assert f"tlp-{label.name.lower()}" in tags.sharing(label)
        assert f".tlp-{label.name.lower()}" in css
    assert tags.sharing() == tags.sharing(SharingLabel.AMBER_STRICT)


@pytest.mark.parametrize(
    ("value", "written"), [(0, "0"), (8535, "8,535"), (24_525, "25 k"), (1_240_000, "1.2 M"), (32_937_203, "32.9 M")]
)
def test_amounts_are_written_short(value: int, written: str) -> None:
    assert tags.compact(Decimal(value)) == written


def test_numbers_follow_the_language() -> None:
    with translation.override("fr"):
        assert tags.number(1234567) == "1\u202f234\u202f567"


@pytest.mark.parametrize(
    ("value", "word"), [(None, "–"), (0.0, "low"), (0.49, "low"), (0.5, "medium"), (0.8, "high"), (1.0, "full")]
)
def test_agreement_has_a_word(value: float | None, word: str) -> None:
    assert tags.agreement(value) == word


def test_hazards_stand_in_their_order() -> None:
    assert re.findall(r">(\w)<", tags.hazards(["N", "C"])) == ["C", "N"]


def test_a_level_says_what_it_is_to_who_cannot_see_its_colour() -> None:
    assert '<span class="visually-hidden">Level </span>3' in tags.level(3)
    assert "lv-0" in tags.level(None)


def test_forbidden_looks_like_what_is_not_there(rf: RequestFactory, db: None) -> None:
    response = errors.hidden(_request(rf), PermissionError())
    assert response.status_code == 404
    assert b"There is no such page" in response.content


def _request(rf: RequestFactory) -> object:
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/")
    request.user = AnonymousUser()
    request._messages = []  # type: ignore[attr-defined]
    return request


def test_server_error_page_needs_no_context() -> None:
    page = render_to_string("500.html")
    assert "Something went wrong on this server" in page
    assert '<html lang="en" dir="ltr"' in page


def test_what_is_not_there_has_our_page(client: Client, db: None) -> None:
    response = client.get("/nothing/here/")
    assert response.status_code == 404
    assert "There is nothing at this address" in response.content.decode()
