"""What an institution has rated and has still to rate."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from concord.domains.people.models import Institution
from concord.domains.people.queries import institutions
from concord.domains.risks.enums import Stage
from concord.domains.risks.models import Estimate, RiskPicture, Scenario
from concord.domains.risks.queries.scenarios import own_estimates, scenarios
from concord.domains.risks.ratings import bands
from concord.domains.risks.rules import can_estimate_for, may_see_all_estimates
from concord.kernel.actor import Actor, require

OPEN, SAID, UNSURE, KEPT = "open", "said", "unsure", "kept"


@dataclass(frozen=True)
class ToRate:
    """A scenario with the estimate of one institution that holds.

    ``state``: ``open`` (nothing yet), ``said``, ``unsure`` (it cannot say anything), or in the second round ``kept``
    (the first round's estimate stands, and was not looked at again).
    """

    scenario: Scenario
    estimate: Estimate | None
    state: str


def rating_list(actor: Actor, picture: RiskPicture, institution: Institution) -> list[ToRate]:
    """Every scenario that counts, for one institution to rate."""
    require(can_estimate_for | may_see_all_estimates, actor, institution)
    held = own_estimates(actor, picture, institution.pk)
    return [ToRate(row, held.get(row.pk), _state(held.get(row.pk), picture)) for row in scenarios(actor, counted=True)]


def _state(estimate: Estimate | None, picture: RiskPicture) -> str:
    if estimate is None:
        return OPEN
    if picture.stage == Stage.SECOND and estimate.round == 1:
        return KEPT
    said = [estimate.likelihood, *bands(estimate)]
    return SAID if any(band is not None for band in said) else UNSURE


@dataclass(frozen=True)
class RatingProgress:
    """How many of the counted scenarios an institution has rated in the first round, and in the second."""

    institution: Institution
    rated: int
    again: int


def rating_progress(actor: Actor, picture: RiskPicture) -> list[RatingProgress]:
    """Every institution of the country with how far it is; for those who see all estimates."""
    require(may_see_all_estimates, actor)
    rated: dict[UUID, set[UUID]] = defaultdict(set)
    again: dict[UUID, set[UUID]] = defaultdict(set)
    rows = Estimate.objects.for_actor(actor).filter(picture=picture, scenario__left_out="")
    for institution_id, scenario_id, number in rows.values_list("institution_id", "scenario_id", "round"):
        rated[institution_id].add(scenario_id)
        if number > 1:
            again[institution_id].add(scenario_id)
    return [RatingProgress(one, len(rated[one.pk]), len(again[one.pk])) for one in institutions(actor)]


def raters_by_scenario(actor: Actor, picture: RiskPicture) -> dict[UUID, int]:
    """By scenario, how many institutions have rated it; for those who see all estimates."""
    require(may_see_all_estimates, actor)
    rows = Estimate.objects.for_actor(actor).filter(picture=picture).values_list("scenario_id")
    return dict(rows.annotate(n=Count("institution", distinct=True)).order_by())
