"""Small words of the risk pages: bands, shares of rated risk, and how far a scenario leans on a capability."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from concord.domains.reports import words
from concord.domains.risks.enums import Strength

register = template.Library()
MARKS = {Strength.PARTLY: "½", Strength.STRONGLY: "1"}


@register.filter
def units(share: float | None) -> str:
    """A share of 1 as units of 100; a dash where there is none."""
    return "–" if share is None else words.units(share)


@register.filter
def likelihood(band: float | None) -> str:
    """A band of likelihood as its word and number."""
    return words.band(band, words.likelihood_words())


@register.filter
def impact(band: float | None) -> str:
    """A band of impact as its word and number."""
    return words.band(band, words.impact_words())


@register.filter
def reliance(strength: int) -> SafeString | str:
    """How far a scenario leans on a capability: a mark for the eye, a word for who listens."""
    if strength not in MARKS:
        return ""
    return format_html(
        '<span class="rel rel-{}" aria-hidden="true">{}</span><span class="visually-hidden">{}</span>',
        strength, MARKS[Strength(strength)], Strength(strength).label,
    )  # fmt: skip


@register.filter
def at(listed: dict[object, object], key: object) -> object:
    """What stands in a mapping under a key; nothing where there is none."""
    return listed.get(key, "")
