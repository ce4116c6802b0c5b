"""What pages of priorities have in common: the prioritisation they are about, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from concord.domains.assessments.models import Assessment
from concord.domains.priorities.enums import Stage
from concord.domains.priorities.models import Decision, Prioritisation
from concord.domains.priorities.queries import (
    decided_result,
    holding_decision,
    live_result,
    prioritisation_of,
    stage_of,
)
from concord.domains.priorities.results import Result
from concord.domains.priorities.rules import (
    can_approve_order,
    can_run_priorities,
    can_see_ballots,
    can_see_open_result,
    can_vote,
)
from concord.kernel.errors import NotFound
from concord.ui.access import CountryRequest
from concord.web.consolidation.asked_for import round_of


@dataclass(frozen=True)
class Place:
    """Where a page stands: the round, its prioritisation, and the decision that holds."""

    assessment: Assessment
    prioritisation: Prioritisation
    decision: Decision | None

    @property
    def stage(self) -> Stage:
        """How far it has come."""
        return stage_of(self.decision)


def place_of(request: CountryRequest) -> Place:
    """The prioritisation of the newest round; before it was opened there is no such page."""
    assessment = round_of(request)
    found = prioritisation_of(request.actor, assessment)
    if found is None:
        raise NotFound("There is no such page.")
    return Place(assessment, found, holding_decision(request.actor, found))


def result_at(request: CountryRequest, place: Place) -> Result | None:
    """The result as it was decided, else as it stands now for who may see it; None where there is nothing to order."""
    if place.decision is not None:
        return decided_result(request.actor, place.prioritisation, place.decision)
    return live_result(request.actor, place.prioritisation)


def page_of(request: CountryRequest, tab: str, place: Place, **more: Any) -> dict[str, Any]:
    """What every page of priorities tells its template; ``tab`` is the name of its address."""
    actor = request.actor
    return {
        "section": "priorities",
        "tab": tab,
        "label": place.prioritisation.label,
        "assessment": place.assessment,
        "prioritisation": place.prioritisation,
        "decision": place.decision,
        "stage": place.stage,
        "runs": can_run_priorities(actor),
        "approves": can_approve_order(actor),
        "votes": can_vote(actor),
        "sees_open": can_see_open_result(actor),
        "sees_ballots": can_see_ballots(actor),
        "sees_result": place.decision is not None or can_see_open_result(actor),
        **more,
    }
