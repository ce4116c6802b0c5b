"""A plan brought along its road: what tests of consultation, versions and adoption share."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tests.factories import World, make_world

from concord.domains.people.enums import Role
from concord.domains.people.queries import actor_in
from concord.domains.plans.enums import PlanStatus
from concord.domains.plans.models import Action, Consultation, Plan, PlanVersion
from concord.domains.plans.services.adopting import adopt_plan
from concord.domains.plans.services.consulting import close_consultation, open_consultation
from concord.domains.plans.services.road import begin_draft, finish_plan
from concord.kernel import clock
from concord.kernel.actor import Actor


@dataclass
class Journey:
    """A country's plan and the people who take it along."""

    world: World

    @property
    def plan(self) -> Plan:
        """The plan as it stands."""
        return Plan.objects.for_country(self.world.country.pk).get(pk=self.world.plan.pk)

    def who(self, role: Role) -> Actor:
        """Somebody of the country."""
        return actor_in(self.world.people[role], self.world.country.code)[0]

    @property
    def focal(self) -> Actor:
        return self.who(Role.FOCAL_POINT)

    @property
    def approver(self) -> Actor:
        return self.who(Role.APPROVER)

    @property
    def action(self) -> Action:
        """The first action."""
        return Action.objects.for_actor(self.focal).filter(plan=self.plan).first()

    @property
    def consultation(self) -> Consultation:
        return Consultation.objects.for_actor(self.focal).first()

    @property
    def last(self) -> PlanVersion:
        """The newest version."""
        return PlanVersion.objects.for_actor(self.focal).filter(plan=self.plan).first()

    def to_draft(self) -> Journey:
        begin_draft(actor=self.focal, plan=self.plan)
        return self

    def to_consultation(self, days: int = 14) -> Journey:
        if self.plan.status == PlanStatus.SKELETON:
            self.to_draft()
        open_consultation(
            actor=self.focal,
            plan=self.plan,
            closes_on=clock.today() + dt.timedelta(days=days),
            institutions=[one.pk for one in self.world.institutions],
            message="Please read it.",
        )
        return self

    def to_final(self) -> Journey:
        self.to_consultation()
        close_consultation(actor=self.focal, consultation=self.consultation)
        finish_plan(actor=self.focal, plan=self.plan)
        return self

    def to_adoption(self) -> Journey:
        self.to_final()
        adopt_plan(actor=self.approver, plan=self.plan, seen=self.last.sha256, words="So be it.")
        return self


def set_out(capabilities: int = 2) -> Journey:
    """A world whose plan is a skeleton."""
    return Journey(make_world(capabilities=capabilities))
