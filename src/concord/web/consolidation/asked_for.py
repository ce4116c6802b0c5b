"""What pages of consolidation have in common: the round they are about, and reading what somebody sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from concord.domains.assessments.models import Assessment
from concord.domains.assessments.queries import latest_assessment
from concord.kernel.errors import InvalidInput, NotFound, WrongState
from concord.ui.access import CountryRequest

NO_PART = UUID(int=0)


def round_of(request: CountryRequest) -> Assessment:
    """The newest round of the country; without one there is no such page."""
    found = latest_assessment(request.actor)
    if found is None:
        raise NotFound("There is no such page.")
    return found


def page_of(assessment: Assessment, tab: str, **more: Any) -> dict[str, Any]:
    """What every page of consolidation tells its template; ``tab`` is the name of its address."""
    return {"section": "assessment", "tab": tab, "label": assessment.label, "assessment": assessment, **more}


def part_page(request: CountryRequest) -> str:
    """Where the pages of parts stand; an id and a slash follow. One look-up serves the links of a whole matrix."""
    return reverse("part", args=[request.country.code, NO_PART]).removesuffix(f"{NO_PART}/")


def day_of(text: str) -> dt.date | None:
    """A day as a date field sends it; ``None`` where it is empty."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInput(_("Give the day as year, month and day, for instance 2027-03-31.")) from None


@contextmanager
def told(request: CountryRequest) -> Iterator[None]:
    """Within the block, what a service refuses becomes a message on the next page; what one may not see stays a 404."""
    try:
        yield
    except (InvalidInput, WrongState) as error:
        messages.error(request, str(error))
