"""Scenarios, the picture they belong to, who estimated them, and what they lean on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from concord.domains.assessments.models import Assessment
from concord.domains.frameworks.models import Capability
from concord.domains.risks.models import Estimate, Reliance, RiskPicture, Scenario, Unlinked
from concord.domains.risks.ratings import latest_round
from concord.domains.risks.rules import can_see_picture, can_see_scenarios
from concord.kernel.actor import Actor, require
from concord.kernel.errors import NotFound


def scenarios(actor: Actor, *, counted: bool = False) -> QuerySet[Scenario]:
    """The country's scenarios in their order; ``counted`` without those it leaves out."""
    require(can_see_scenarios, actor)
    rows = Scenario.objects.for_actor(actor)
    return rows.filter(left_out="") if counted else rows


def find_scenario(actor: Actor, code: str) -> Scenario:
    """One scenario by its code."""
    found = scenarios(actor).filter(code=code).first()
    if found is None:
        raise NotFound("There is no such scenario.")
    return found


def picture_of(actor: Actor, assessment: Assessment) -> RiskPicture | None:
    """The risk picture that goes with an assessment, once estimates were asked for."""
    require(can_see_scenarios, actor)
    return RiskPicture.objects.for_actor(actor).filter(assessment=assessment).first()


def own_estimates(actor: Actor, picture: RiskPicture, institution_id: UUID) -> dict[UUID, Estimate]:
    """By scenario, the estimate of an institution that holds."""
    rows = Estimate.objects.for_actor(actor).filter(picture=picture, institution_id=institution_id)
    return {estimate.scenario_id: estimate for estimate in latest_round(rows)}


def estimates(actor: Actor, picture: RiskPicture) -> QuerySet[Estimate]:
    """All estimates with who made them, for medians and spread; show names only to who may see them."""
    require(can_see_picture, actor, picture)
    rows = Estimate.objects.for_actor(actor).filter(picture=picture)
    return rows.select_related("institution").order_by("institution__name", "round")


@dataclass(frozen=True)
class MatrixRow:
    """A capability with how far each scenario leans on it (by scenario id), and why none does where none does."""

    capability: Capability
    strengths: dict[UUID, int]
    reason: str

    @property
    def linked(self) -> bool:
        """Whether a scenario leans on it."""
        return any(self.strengths.values())

    @property
    def explained(self) -> bool:
        """Whether a scenario leans on it or a reason stands there."""
        return bool(self.reason) or self.linked


def reliance_matrix(actor: Actor, assessment: Assessment) -> list[MatrixRow]:
    """Every capability of the assessment's framework with the scenarios that count and lean on it."""
    require(can_see_scenarios, actor)
    capabilities = assessment.framework.capabilities.select_related("area").order_by("order")
    found: dict[UUID, dict[UUID, int]] = {}
    rows = Reliance.objects.for_actor(actor).filter(scenario__left_out="")
    for capability_id, scenario_id, strength in rows.values_list("capability_id", "scenario_id", "strength"):
        found.setdefault(capability_id, {})[scenario_id] = strength
    reasons = dict(Unlinked.objects.for_actor(actor).values_list("capability_id", "reason"))
    return [MatrixRow(c, found.get(c.pk, {}), reasons.get(c.pk, "")) for c in capabilities]


def unexplained(rows: Iterable[MatrixRow]) -> list[Capability]:
    """The capabilities on which nothing leans and of which nobody has said why."""
    return [row.capability for row in rows if not row.explained]


def strengths_of(actor: Actor, scenario: Scenario) -> dict[UUID, int]:
    """By capability id, how far one scenario leans on it; what it does not lean on is not there."""
    require(can_see_scenarios, actor)
    rows = Reliance.objects.for_actor(actor).filter(scenario=scenario, strength__gt=0)
    return dict(rows.values_list("capability_id", "strength"))
