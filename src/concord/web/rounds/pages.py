"""What pages of rounds have in common."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from concord.domains.assessments.models import Assessment
from concord.domains.assessments.queries.rounds import Round
from concord.domains.assessments.rules import can_run_assessment, may_see_all_answers
from concord.kernel.errors import NotFound
from concord.ui.access import CountryRequest


def page_of(request: CountryRequest, about: Assessment | None, **more: Any) -> dict[str, Any]:
    """What every page of rounds tells its template."""
    return {
        "section": "assessment" if may_see_all_answers(request.actor) else "findings",
        "tab": "rounds",
        "label": about.label if about else "",
        "runs": can_run_assessment(request.actor),
        **more,
    }


def chosen(rounds: list[Round], name: str, otherwise: UUID | None) -> Assessment:
    """The round that a page's address names, or the one it shows of itself; a wrong name is no such page."""
    wanted = name or str(otherwise)
    found = next((each.assessment for each in rounds if str(each.assessment.pk) == wanted), None)
    if found is None:
        raise NotFound("There is no such page.")
    return found
