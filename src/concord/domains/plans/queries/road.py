"""Reads of a plan's road: what comes next, who sees to it, and what is late."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from concord.domains.plans.enums import PlanStatus
from concord.domains.plans.models import Plan, RoadStep
from concord.domains.plans.rules import can_see_plan
from concord.domains.plans.state import ROAD
from concord.kernel import clock
from concord.kernel.actor import Actor, require

DONE, NOW, LATER = "done", "now", "later"


@dataclass(frozen=True)
class RoadLine:
    """One step: when it should be reached and by whom, when it was, and how it stands."""

    step: PlanStatus
    row: RoadStep
    state: str

    @property
    def title(self) -> str:
        """The step as something to do."""
        return {
            PlanStatus.SKELETON: _("Draft the skeleton"),
            PlanStatus.DRAFT: _("Begin to work on the draft"),
            PlanStatus.CONSULTATION: _("Put the draft into consultation"),
            PlanStatus.FINAL: _("Answer what was said and make the plan final"),
            PlanStatus.ADOPTED: _("Adopt the plan"),
        }[self.step]

    @property
    def late(self) -> bool:
        """Whether its day has passed without its being reached."""
        return self.state != DONE and self.row.due is not None and self.row.due < clock.today()

    @property
    def owner_name(self) -> str:
        """Who sees to it, or nothing."""
        return str(self.row.owner) if self.row.owner else ""


@dataclass(frozen=True)
class Road:
    """The steps of a plan's way to its next adoption."""

    lines: tuple[RoadLine, ...]

    @property
    def now(self) -> RoadLine | None:
        """The step that comes next; none once the plan is adopted."""
        return next((line for line in self.lines if line.state == NOW), None)

    @property
    def late(self) -> tuple[RoadLine, ...]:
        """The steps that are late."""
        return tuple(line for line in self.lines if line.late)


def road(actor: Actor, plan: Plan) -> Road:
    """The road of a plan as it stands, in one query."""
    require(can_see_plan, actor)
    steps = ROAD if plan.lap == 1 else ROAD[1:]
    rows = RoadStep.objects.for_actor(actor).filter(plan=plan, lap=plan.lap).select_related("owner")
    by_step = {row.step: row for row in rows}
    reached = steps.index(PlanStatus(plan.status)) if plan.status in steps else -1
    lines = []
    for at, step in enumerate(steps):
        row = by_step.get(step) or RoadStep(plan=plan, lap=plan.lap, step=step)
        if step == PlanStatus.SKELETON and row.reached_at is None:
            row.reached_at = plan.drafted_at
        lines.append(RoadLine(step, row, DONE if at <= reached else NOW if at == reached + 1 else LATER))
    return Road(tuple(lines))
