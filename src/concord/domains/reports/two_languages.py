"""A plan's document in two languages side by side: the active one first."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language, override

from concord.domains.reports.compose import compose
from concord.domains.reports.material import Material
from concord.domains.reports.picture_scale import Job
from concord.domains.reports.pictures import picture_jobs
from concord.formats.plan_document import Picture, PlanDocument
from concord.formats.side_by_side import side_by_side
from concord.kernel.errors import InvalidInput

_SUMMARY = {"areas": "second_areas", "funding": "second_funding"}
_PLACES = {"standing": "areas", "paying": "funding"}


def known_language(code: str) -> str:
    """A language that documents can be made in; empty for none."""
    if code and code not in dict(settings.LANGUAGES):
        known = ", ".join(dict(settings.LANGUAGES))
        raise InvalidInput(f"There is no language {code[:20]!r} here; choose one of {known}.")
    return code


def second_jobs(material: Material, second: str) -> dict[str, Job]:
    """The pictures of the executive summary in the second language, still to be drawn; none without one."""
    if not second or second == get_language():
        return {}
    with override(second):
        jobs = picture_jobs(material, only=tuple(_SUMMARY))
    return {_SUMMARY[name]: job for name, job in jobs.items()}


def compose_in(material: Material, pictures: dict[str, Picture], second: str = "") -> PlanDocument:
    """The document in the active language, and in ``second`` where that is another one."""
    first = compose(material, pictures)
    if not second or second == get_language():
        return first
    shown = {place: _SUMMARY[name] for place, name in _PLACES.items() if _SUMMARY[name] in pictures}
    with override(second):
        return side_by_side(first, compose(material, {}, shown))
