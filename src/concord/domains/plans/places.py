"""What of a kept version can be commented on: the plan, its sections and its actions, by their codes."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from concord.domains.plans.enums import Place
from concord.domains.plans.models import PlanVersion
from concord.domains.plans.prose import usual_sections
from concord.domains.plans.reading_versions import content_of
from concord.kernel.errors import InvalidInput


@dataclass(frozen=True)
class Spot:
    """One thing that a comment can hang on, with the words it is known by."""

    place: Place
    code: str
    title: str

    @property
    def key(self) -> str:
        """Place and code as a form sends them."""
        return f"{self.place}:{self.code}"


def spots(version: PlanVersion) -> list[Spot]:
    """Everything in a version that can be commented on: the plan first, then sections, then actions."""
    content, usual = content_of(version), usual_sections()
    sections = [row for row in content["sections"] if row["shown"] and row["text"].strip()]
    return [
        Spot(Place.PLAN, "", str(Place.PLAN.label)),
        *(Spot(Place.SECTION, row["code"], row["title"] or usual.get(row["code"], row["code"])) for row in sections),
        *(Spot(Place.ACTION, row["code"], row["text"]) for row in content["actions"]),
    ]


def refuse_unknown_place(version: PlanVersion, place: Place, code: str) -> None:
    """Refuse a comment on what the version does not hold."""
    if not any((spot.place, spot.code) == (place, code) for spot in spots(version)):
        raise InvalidInput(_("This version of the plan has no “%(code)s” to comment on.") % {"code": code})
