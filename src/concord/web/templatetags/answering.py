"""Words and addresses of the answering pages."""

from __future__ import annotations

from uuid import UUID

from django import template

from concord.domains.assessments.enums import Confidence
from concord.web.answering.doors import Door

register = template.Library()


@register.simple_tag
def to(door: Door, name: str, *args: UUID | str) -> str:
    """The address of a view for whoever came in by this door."""
    return door.to(name, *args)


@register.filter
def confidence(value: str) -> str:
    """How sure somebody is, in a word."""
    return str(Confidence(value).label) if value in Confidence.values else value
