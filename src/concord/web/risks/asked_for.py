"""What the risk pages have in common: the round and the picture they are about, and for whom one rates."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages

from concord.domains.assessments.models import Assessment
from concord.domains.assessments.queries import latest_assessment
from concord.domains.people.models import Institution
from concord.domains.people.queries import institutions
from concord.domains.risks.models import RiskPicture
from concord.domains.risks.queries import picture_of
from concord.domains.risks.rules import can_run_risks, can_see_spread, may_see_all_estimates
from concord.kernel.errors import InvalidInput, NotFound, WrongState
from concord.ui.access import CountryRequest


def round_of(request: CountryRequest) -> Assessment:
    """The newest round of the country; without one there is no such page."""
    found = latest_assessment(request.actor)
    if found is None:
        raise NotFound("There is no such page.")
    return found


def picture_for(request: CountryRequest) -> RiskPicture:
    """The risk picture of the newest round; before estimates are asked for there is no such page."""
    assessment = round_of(request)
    found = picture_of(request.actor, assessment)
    if found is None:
        raise NotFound("There is no such page.")
    found.assessment = assessment
    return found


def page_of(
    request: CountryRequest, tab: str, assessment: Assessment, picture: RiskPicture | None, **more: Any
) -> dict[str, Any]:
    """What every risk page tells its template; ``tab`` is the name of its address."""
    actor = request.actor
    return {
        "section": "risks",
        "tab": tab,
        "label": assessment.label,
        "assessment": assessment,
        "picture": picture,
        "runs": can_run_risks(actor),
        "rates": picture is not None and (can_run_risks(actor) or actor.institution_id is not None),
        "sees_all": may_see_all_estimates(actor),
        "sees_spread": picture is not None and can_see_spread(actor, picture),
        **more,
    }


def rater(request: CountryRequest) -> Institution | None:
    """For whom one rates: the institution that a focal point names, else one's own; ``None`` where there is none."""
    rows = institutions(request.actor)
    wanted = (request.GET.get("institution") or request.POST.get("institution") or "")[:60]
    if wanted and can_run_risks(request.actor):
        found = rows.filter(code=wanted).first()
        if found is None:
            raise NotFound("There is no such page.")
        return found
    return rows.filter(pk=request.actor.institution_id).first() if request.actor.institution_id else None


@contextmanager
def told(request: CountryRequest) -> Iterator[None]:
    """Within the block, what a service refuses becomes a message on the next page; what one may not see stays a 404."""
    try:
        yield
    except (InvalidInput, WrongState) as error:
        messages.error(request, str(error))
