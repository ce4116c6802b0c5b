"""Marks of the pages of consolidation."""

from __future__ import annotations

from functools import cache

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from concord.domains.assessments.queries.board import Lot, Part
from concord.domains.assessments.queries.disagreements import SaidBy
from concord.ui.templatetags.concord import answer as said_word

register = template.Library()


@register.simple_tag
def digest(value: str) -> SafeString:
    """A SHA-256 in full, in groups of eight, so that people can compare it with what stands on paper."""
    groups = ((value[at : at + 8],) for at in range(0, len(value), 8))
    return format_html('<code class="digest">{}</code>', format_html_join(" ", "<span>{}</span>", groups))


@register.simple_tag
def lot_mark(lot: Lot) -> SafeString:
    """Parts as a bar in the colours of their states, and statements answered of asked; in words for a screen reader."""
    pieces = format_html_join(
        "", '<rect class="st-{}" x="{}" width="{}" height="10"></rect>', ((s, str(x), str(w)) for s, x, w in lot.bar)
    )
    counts = [(word, str(n)) for _status, word, n in lot.counts]
    if lot.late:
        counts.append((_("Overdue"), str(lot.late)))
    return format_html(
        '<svg class="st-bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">{}</svg>'
        '<span class="lot-figures"><bdi class="num">{}/{}</bdi><span class="visually-hidden"> {}: {}</span></span>',
        pieces, str(lot.answered), str(lot.asked), _("answered"), format_html_join(", ", "{} {}", counts),
    )  # fmt: skip


@register.simple_tag
def part_mark(part: Part, parts: str, page: str = "") -> SafeString:
    """A part as a square in the colour of its state, with the statements answered; leads to it, or to ``page``."""
    address = page or f"{parts}{part.pk}/"
    state = "silent" if part.silent else part.status
    word = ", ".join([part.status_word, *([_("Overdue")] if part.late else [])])
    return format_html(
        '<a class="part st-{}{}" href="{}" title="{}">{}<span class="visually-hidden"> {} {}, {}, {}</span></a>',
        state, " part-late" if part.late else "", address, word, str(part.answered), _("of"), str(part.asked), word,
        part.institution.name,
    )  # fmt: skip


@register.simple_tag
def given_answer(given: SaidBy, country_code: str) -> SafeString:
    """What one institution said: answer, confidence, comment, what proves it. A tag, since pages show hundreds."""
    answer = given.answer
    parts = [format_html('<span class="who"><bdi>{}</bdi></span> {}', answer.institution.name, said_word(answer.value))]
    if answer.confidence:
        sure = answer.get_confidence_display().lower()
        parts.append(format_html(' <span class="dim">{}: {}</span>', _("Confidence"), sure))
    if answer.comment:
        parts.append(format_html('<span class="said"><bdi><q>{}</q></bdi></span>', answer.comment))
    if answer.evidence:
        paper = icon("paper")
        parts.append(format_html('<span class="evidence">{}<bdi>{}</bdi></span>', paper, answer.evidence))
    for proof in given.proofs:
        address = reverse("evidence", args=[country_code, proof.part, proof.file.pk])
        words = (address, icon("download"), proof.file.name)
        parts.append(format_html('<a class="evidence" href="{}">{}<bdi>{}</bdi></a>', *words))
    inside = format_html_join("", "{}", ((part,) for part in parts))
    return format_html('<li class="differs">{}</li>' if given.differs else "<li>{}</li>", inside)


@cache
def icon(name: str) -> SafeString:
    """A picture of the icon sheet, as the component of that name draws it."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("concord/icons.svg"), name
    )
