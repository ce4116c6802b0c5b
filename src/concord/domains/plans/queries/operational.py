"""Reads of the operational plan: actions, milestones and cost of the next months."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from concord.domains.plans.enums import ActionStatus
from concord.domains.plans.models import Action, CostLine, Milestone, Plan
from concord.domains.plans.operational import Window, share_in
from concord.domains.plans.rules import can_see_plan
from concord.kernel import clock
from concord.kernel.actor import Actor, require

CHOICES = (12, 18, 24)


@dataclass(frozen=True)
class Undertaking:
    """An action that runs in the window: whether it begins or ends there, what is due, and what it costs there."""

    action: Action
    begins: bool
    ends: bool
    milestones: tuple[Milestone, ...]
    cost: Decimal


@dataclass(frozen=True)
class LeadLoad:
    """What one lead has in hand in the window."""

    lead: str
    rows: tuple[Undertaking, ...]

    @property
    def cost(self) -> Decimal:
        """The likely cost of all of it."""
        return sum((row.cost for row in self.rows), Decimal(0))


@dataclass(frozen=True)
class OperationalPlan:
    """The plan's next months."""

    window: Window
    rows: tuple[Undertaking, ...]  # in order of start, then of importance
    leads: tuple[LeadLoad, ...]
    by_year: dict[int, Decimal]
    overdue: int = 0  # actions that should have ended before the window and are not done

    @property
    def cost(self) -> Decimal:
        """The likely cost in the window."""
        return sum(self.by_year.values(), Decimal(0))

    @property
    def milestones(self) -> list[tuple[Milestone, Action]]:
        """What is due in the window, the earliest first."""
        found = [(milestone, row.action) for row in self.rows for milestone in row.milestones]
        return sorted(found, key=lambda pair: (pair[0].due, pair[1].order))


def operational_plan(actor: Actor, plan: Plan, months: int = 12, first: dt.date | None = None) -> OperationalPlan:
    """What of a plan falls into the next months; from today, or from the plan's start where that lies ahead.

    Done and dropped actions are left out. A fixed number of queries.
    """
    require(can_see_plan, actor)
    first = first or max(clock.today(), plan.starts_on)
    window = Window(first.replace(day=1), months)
    related: list[Any] = [
        Prefetch("milestones", Milestone.objects.for_actor(actor)),
        Prefetch("cost_lines", CostLine.objects.for_actor(actor)),
    ]
    unfinished = (
        Action.objects.for_actor(actor).filter(plan=plan).exclude(status__in=(ActionStatus.DONE, ActionStatus.DROPPED))
    )
    overdue = unfinished.filter(ends_on__lt=window.first).count()
    rows = (
        unfinished.filter(starts_on__lte=window.last, ends_on__gte=window.first)
        .select_related("lead", "objective", "carried_by")
        .prefetch_related(*related)
        .order_by("starts_on", "order")
    )
    by_year: dict[int, Decimal] = defaultdict(Decimal)
    found = [_undertaking(window, row, by_year) for row in rows]
    by_lead: dict[str, list[Undertaking]] = defaultdict(list)
    for one in found:
        by_lead[one.action.lead_name].append(one)
    leads = tuple(LeadLoad(lead, tuple(by_lead[lead])) for lead in sorted(by_lead))
    return OperationalPlan(window, tuple(found), leads, dict(sorted(by_year.items())), overdue)


def _undertaking(window: Window, action: Action, by_year: dict[int, Decimal]) -> Undertaking:
    cost = Decimal(0)
    for line in action.cost_lines.all():
        part = line.likely * share_in(window, line.year, action.starts_on, action.ends_on)
        if part:
            cost += part
            by_year[line.year] += part
    due = tuple(milestone for milestone in action.milestones.all() if window.holds(milestone.due))
    return Undertaking(action, window.holds(action.starts_on), window.holds(action.ends_on), due, cost)
