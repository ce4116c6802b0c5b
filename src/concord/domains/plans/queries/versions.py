"""Reads of the versions of a plan."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from concord.domains.plans import reading_versions
from concord.domains.plans.comparing import Difference, compare
from concord.domains.plans.enums import PlanStatus
from concord.domains.plans.models import Plan, PlanVersion
from concord.domains.plans.rules import can_see_plan
from concord.domains.plans.snapshot import Content, snapshot
from concord.kernel.actor import Actor, require
from concord.kernel.errors import NotFound

NOW = "now"  # stands for the plan as it is, where a version is named


@dataclass(frozen=True)
class Kept:
    """A version with what it counts for today: an adopted one is superseded once a later one is adopted."""

    version: PlanVersion
    status: PlanStatus

    @property
    def holds(self) -> bool:
        """Whether it is the version in force."""
        return self.status == PlanStatus.ADOPTED


def versions(actor: Actor, plan: Plan) -> list[Kept]:
    """Every version of a plan, the newest first, without their content."""
    require(can_see_plan, actor)
    rows = PlanVersion.objects.for_actor(actor).filter(plan=plan).defer("content").order_by("-sequence")
    found, adopted = [], False
    for row in rows:
        status = PlanStatus(row.status)
        if status == PlanStatus.ADOPTED:
            status, adopted = (PlanStatus.SUPERSEDED if adopted else status), True
        found.append(Kept(row, status))
    return found


def find_version(actor: Actor, plan: Plan, number: str) -> Kept:
    """One version by its number, with its content."""
    found = next((one for one in versions(actor, plan) if one.version.number == number), None)
    if found is None:
        raise NotFound(f"There is no version {number} of this plan.")
    return found


def version_content(version: PlanVersion) -> Content:
    """What a version keeps; refused where it was altered."""
    return reading_versions.content_of(version)


def version_in_force(actor: Actor, plan: Plan) -> PlanVersion | None:
    """The adopted version that holds today."""
    return next((one.version for one in versions(actor, plan) if one.holds), None)


def difference(actor: Actor, plan: Plan, before: str, after: str) -> Difference:
    """What is different between two versions by their numbers; ``now`` stands for the plan as it is."""
    return compare(_content(actor, plan, before), _content(actor, plan, after))


def _content(actor: Actor, plan: Plan, number: str) -> Content:
    if number == NOW:
        require(can_see_plan, actor)
        return snapshot(actor, plan)
    return version_content(find_version(actor, plan, number).version)


def version_faults(country_id: UUID) -> list[str]:
    """What is wrong with the versions of a country's plans, for whoever keeps the server."""
    return reading_versions.faults(country_id)
