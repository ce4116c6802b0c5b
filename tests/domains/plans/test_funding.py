"""Money for actions: noted, changed, taken back, and what is missing by year."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.factories import World, make_world

from concord.domains.people.enums import Role
from concord.domains.people.queries import actor_in
from concord.domains.plans.enums import ActionStatus, FundingStatus, PlanStatus
from concord.domains.plans.models import Action, CostLine, Funding, Plan
from concord.domains.plans.queries.funding import plan_money
from concord.domains.plans.services.funding import remove_funding, set_funding
from concord.kernel.errors import InvalidInput, NotAllowed

D = Decimal
pytestmark = pytest.mark.django_db


def costed(*amounts: int) -> tuple[World, list[Action]]:
    """A plan whose actions cost these amounts in 2027 and nothing else."""
    world = make_world(capabilities=len(amounts))
    actions = list(Action.objects.for_actor(world.actor).select_related("plan").order_by("order"))
    CostLine.objects.for_actor(world.actor).delete()
    for action, amount in zip(actions, amounts, strict=True):
        CostLine.objects.create(
            country=world.country, action=action, year=2027, title="All", category="x", quantity=1, low=amount,
            likely=amount, high=amount,
        )  # fmt: skip
    return world, actions


def money(world: World, action: Action, amount: str, status: str, year: int = 2027, **more: object) -> Funding:
    return set_funding(
        actor=world.actor, action=action, year=year, amount=D(amount), source=" The   Fund ", status=status, **more
    )  # type: ignore[arg-type]


def test_what_is_missing_is_the_cost_that_nothing_secured_covers() -> None:
    world, (first, second) = costed(1000, 500)
    money(world, first, "400", FundingStatus.SECURED)
    money(world, second, "300.50", FundingStatus.PLEDGED)
    money(world, second, "50", FundingStatus.ASKED, 2028)
    found = plan_money(world.actor, first.plan)
    assert [(y.year, y.cost, y.secured, y.pledged, y.asked, y.missing) for y in found.years] == [
        (2027, D(1500), D(400), D("300.50"), D(0), D(1100)), (2028, D(0), D(0), D(0), D(50), D(0)),
    ]  # fmt: skip
    assert (found.whole.missing, found.whole.open) == (D(1100), D("799.50"))
    assert found.whole.share == pytest.approx(400 / 1500)


def test_money_beyond_one_actions_need_pays_no_other() -> None:
    world, (first, second) = costed(1000, 500)
    money(world, first, "1600", FundingStatus.SECURED)
    whole = plan_money(world.actor, first.plan).whole
    assert (whole.missing, whole.beyond) == (D(500), D(600))
    assert whole.missing == whole.cost - whole.secured + whole.beyond
    second.status = ActionStatus.DROPPED
    second.save()
    assert plan_money(world.actor, first.plan).whole.missing == D(0)


def test_money_is_changed_and_taken_back() -> None:
    world, (first,) = costed(1000)
    row = money(world, first, "400", FundingStatus.ASKED)
    assert row.source == "The Fund"
    money(world, first, "450", FundingStatus.SECURED, funding=row)
    assert [(x.amount, x.status) for x in Funding.objects.for_actor(world.actor)] == [(D(450), "secured")]
    remove_funding(actor=world.actor, funding=row)
    assert not Funding.objects.for_actor(world.actor).exists()


def test_money_is_noted_also_after_the_plan_is_adopted() -> None:
    world, (first,) = costed(1000)
    Plan.objects.for_actor(world.actor).update(status=PlanStatus.ADOPTED)
    row = money(world, first, "400", FundingStatus.SECURED)
    remove_funding(actor=world.actor, funding=row)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"year": 1}, "The year"), ({"amount": D(-1)}, "The amount"), ({"source": " "}, "where the money comes from"),
     ({"status": "sure"}, "asked for, pledged or secured")],
)  # fmt: skip
def test_money_that_cannot_be_is_refused(wrong: dict[str, object], words: str) -> None:
    world, (first,) = costed(1000)
    given = {"year": 2027, "amount": D(1), "source": "Fund", "status": "asked"} | wrong
    with pytest.raises(InvalidInput, match=words):
        set_funding(actor=world.actor, action=first, **given)  # type: ignore[arg-type]


def test_only_the_focal_point_notes_money() -> None:
    world, (first,) = costed(1000)
    for role in (Role.CONTRIBUTOR, Role.REVIEWER, Role.APPROVER, Role.OBSERVER):
        with pytest.raises(NotAllowed):
            set_funding(actor=actor_in(world.people[role], "QT")[0], action=first, year=2027, amount=D(1),
                        source="Fund", status="asked")  # fmt: skip
