"""Small words and marks of Concord's pages: levels, labels, hazards, amounts and dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from concord.domains.assessments.enums import NUMBER, AnswerValue
from concord.domains.reports import words
from concord.kernel.sharing import SharingLabel

register = template.Library()

AGREEMENT = (0.5, 0.8)  # the bounds of ``methods.levels.confidence``: below the first low, from the second high
NOT_SO_SURE = "–"


@register.simple_tag
def level(value: int | None, size: str = "") -> SafeString:
    """A level as its number on its colour; a dash on grey where there is none."""
    return format_html(
        '<span class="lv lv-{} {}"><span class="visually-hidden">{} </span>{}</span>',
        value or 0, size, _("Level"), value or NOT_SO_SURE,
    )  # fmt: skip


@register.filter
def level_word(value: int | None) -> str:
    """What a level means, in words."""
    return words.level_words()[value or 0]


@register.simple_tag
def sharing(label: str = "") -> SafeString:
    """The sharing label, in the colours that TLP 2.0 prescribes."""
    chosen = SharingLabel(label or SharingLabel.AMBER_STRICT)
    return format_html('<span class="tlp tlp-{}">{}</span>', chosen.name.lower(), chosen.label)


@register.filter
def hazards(letters: Sequence[str]) -> SafeString:
    """The hazards of CBRN that something is about, always in this order, the others left blank."""
    names = hazard_names()
    return format_html(
        '<span class="hazards">{}</span>',
        format_html_join("", '<abbr title="{}">{}</abbr>', ((names[x], x) for x in names if x in letters)),
    )


def hazard_names() -> dict[str, str]:
    """The words behind the letters."""
    return {
        "C": pgettext("hazard", "Chemical"),
        "B": pgettext("hazard", "Biological"),
        "R": pgettext("hazard", "Radiological"),
        "N": pgettext("hazard", "Nuclear"),
    }


@register.filter
def answer(value: str) -> SafeString:
    """An institution's answer as a coloured word."""
    return format_html('<span class="ans ans-{}">{}</span>', value, AnswerValue(value).label)


@register.filter
def median(value: float | None) -> SafeString:
    """The median answer of all institutions, as the word it stands for."""
    named = next((word for word, number in NUMBER.items() if number == value), None)
    return answer(named) if named else format_html('<span class="ans ans-none">{}</span>', _("No answer"))


@register.filter
def agreement(value: float | None) -> str:
    """How far answers agree, in a word."""
    if value is None:
        return NOT_SO_SURE
    if value == 1:
        return pgettext("agreement", "full")
    low, high = AGREEMENT
    if value < low:
        return pgettext("agreement", "low")
    return pgettext("agreement", "medium") if value < high else pgettext("agreement", "high")


@register.filter
def number(value: float | Decimal | int | None, pattern: str = "#,##0") -> str:
    """A number as the page's language writes it."""
    return NOT_SO_SURE if value is None else words.number(value, pattern)


@register.filter
def compact(value: Decimal | int) -> str:
    """An amount short enough for a card or a table: 1.24 million becomes 1.2 M, 310,400 becomes 310 k."""
    if value >= 1_000_000_000:
        return pgettext("thousand millions", "%s bn") % words.number(value / 1_000_000_000, "#,##0.0")
    if value >= 1_000_000:
        return pgettext("millions", "%s M") % words.number(value / 1_000_000, "#,##0.0")
    if value >= 10_000:
        return pgettext("thousands", "%s k") % words.number(value / 1000, "#,##0")
    return words.number(value)


@register.filter
def percent(value: float | None) -> int:
    """A share between 0 and 1 in whole percent, as the width of a bar takes it."""
    return round(100 * (value or 0))


@register.filter
def month(value: dt.date) -> str:
    """Month and year in figures."""
    return words.month(value)


@register.filter
def day(value: dt.date) -> str:
    """A full date."""
    return words.day(value)


@register.filter
def phase(code: str) -> str:
    """The word for a phase."""
    return words.phase(code)


@register.filter
def delivery(code: str) -> str:
    """The word for a way of delivering an action."""
    return {
        "own": pgettext("delivery", "by the country itself"),
        "partner": pgettext("delivery", "with a partner"),
        "regional": pgettext("delivery", "with the region"),
    }.get(code, code)
