"""What actions cost: cost lines, unit costs, rates, growth, and the totals that follow."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from tests.factories import World, make_world

from concord.domains.people.enums import Role
from concord.domains.people.queries import actor_in
from concord.domains.plans.costing import country_prices
from concord.domains.plans.enums import ActionStatus, PlanStatus
from concord.domains.plans.models import Action, CostLine, Plan
from concord.domains.plans.pricing import Basis, Rates, UnitCost, amounts
from concord.domains.plans.queries import plan_cost
from concord.domains.plans.queries.money import cost_percentiles, cost_totals, exchange_rates, lines_seen
from concord.domains.plans.queries.reading import shipped_book
from concord.domains.plans.services.costing import (
    GivenIngredient,
    GivenLine,
    drop_ingredient,
    drop_rate,
    keep_ingredient,
    keep_rate,
    set_cost_lines,
    set_prices,
)
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput, NotAllowed, WrongState

D = Decimal


def unit(likely: str, currency: str = "", year: int | None = None) -> UnitCost:
    """A unit cost with a range of 80 to 150 per cent."""
    return UnitCost(D(likely) * D("0.8"), D(likely), D(likely) * D("1.5"), currency, year)


def test_amounts_are_quantity_times_unit_cost_growth_and_rate() -> None:
    rates = Rates.of([("USD", "EUR", dt.date(2026, 1, 1), D("0.9")), ("USD", "EUR", dt.date(2027, 6, 1), D("0.8"))])
    basis = Basis("EUR", growth=D("0.05"), decimals=2, rates=rates)
    assert amounts(D(10), unit("100", "USD", 2025), 2026, basis) == (D("756.00"), D("945.00"), D("1417.50"))
    assert amounts(D(10), unit("100", "USD", 2025), 2027, basis)[1] == D("882.00")  # 1000 * 1.1025 * 0.8
    assert amounts(D(1), unit("100", "USD", 2020), 2020, basis)[1] == D("90.00")  # before the first rate: that one
    assert amounts(D(1), unit("3", ""), 2030, basis)[1] == D("3.00")  # prices of no year do not grow


def test_a_rate_the_other_way_round_is_turned_over_and_a_missing_one_is_told() -> None:
    basis = Basis("EUR", decimals=2, rates=Rates.of([("EUR", "XOF", dt.date(2020, 1, 1), D("655.957"))]))
    assert amounts(D(1), unit("655957", "XOF"), 2026, basis)[1] == D("1000.00")
    with pytest.raises(InvalidInput, match="no exchange rate from USD to EUR"):
        amounts(D(1), unit("1", "USD"), 2026, basis)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def action_of(world: World) -> Action:
    assert world.plan is not None
    return Action.objects.for_actor(world.actor).select_related("plan").order_by("order")[0]


def seen(world: World, action: Action) -> str:
    return lines_seen(CostLine.objects.for_actor(world.actor).filter(action=action))


def give(world: World, *lines: GivenLine, actor: Actor | None = None) -> list[CostLine]:
    action = action_of(world)
    set_cost_lines(actor=actor or world.actor, action=action, lines=lines, seen=seen(world, action))
    return list(CostLine.objects.for_actor(world.actor).filter(action=action))


def line(year: int = 2027, cost: UnitCost | None = None, **more: object) -> GivenLine:
    fields: dict[str, object] = {"title": "Hire", "category": "staff", "quantity": D(2)} | more
    return GivenLine(year=year, cost=cost or unit("100"), **fields)  # type: ignore[arg-type]


def test_an_actions_lines_are_set_whole_and_the_skeleton_becomes_a_draft(world: World) -> None:
    lines = give(world, line(2027), line(2028, recurrent=True))
    assert [(x.year, x.low, x.likely, x.high, x.recurrent) for x in lines] == [
        (2027, D(160), D(200), D(300), False), (2028, D(160), D(200), D(300), True),
    ]  # fmt: skip
    action = action_of(world)
    assert (action.revision, action.plan.status) == (1, PlanStatus.DRAFT)
    assert [x.pk for x in give(world, line(2029, id=lines[0].pk))] == [lines[0].pk]


def test_lines_that_somebody_else_changed_meanwhile_are_not_written_over(world: World) -> None:
    action = action_of(world)
    before = seen(world, action)
    give(world, line())
    with pytest.raises(WrongState, match="Somebody has changed these cost lines"):
        set_cost_lines(actor=world.actor, action=action, lines=[], seen=before)
    assert CostLine.objects.for_actor(world.actor).filter(action=action).count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "needs a title"),
        ({"year": 1899}, "the year must be"),
        ({"quantity": D(-1)}, "the quantity must be"),
        ({"cost": UnitCost(D(5), D(4), D(6))}, "low, likely and high must rise"),
        ({"cost": UnitCost(D(1), D(1), D(1), "USD")}, "no exchange rate from USD"),
    ],
)
def test_lines_that_cannot_be_are_refused_whole(world: World, wrong: dict[str, object], words: str) -> None:
    action = action_of(world)
    before = seen(world, action)
    with pytest.raises(InvalidInput, match=words):
        give(world, line(), line(**wrong))  # type: ignore[arg-type]
    assert seen(world, action) == before


def test_who_leads_an_action_changes_its_cost_and_nobody_else_but_the_focal_point(world: World) -> None:
    contributor, _country = actor_in(world.people[Role.CONTRIBUTOR], "QT")
    assert give(world, line(), actor=contributor)[0].likely == D(200)
    Action.objects.for_actor(world.actor).update(lead=world.institutions[2])
    for role in (Role.CONTRIBUTOR, Role.REVIEWER, Role.APPROVER, Role.OBSERVER):
        with pytest.raises(NotAllowed):
            give(world, line(), actor=actor_in(world.people[role], "QT")[0])


def test_the_cost_of_an_adopted_plan_cannot_be_changed(world: World) -> None:
    Plan.objects.for_actor(world.actor).update(status=PlanStatus.ADOPTED)
    plan = action_of(world).plan
    with pytest.raises(WrongState, match="adopted"):
        give(world, line())
    with pytest.raises(WrongState, match="adopted"):
        set_prices(actor=world.actor, plan=plan, growth=D("0.02"), correlation=D("0.5"))


def test_growth_works_out_every_line_anew_and_lump_sums_stay(world: World) -> None:
    lump = UnitCost(D(50), D(50), D(50))
    give(world, line(2029, unit("100", "EUR", 2027)), line(2029, lump, title="Lump sum"))
    CostLine.objects.for_actor(world.actor).filter(title="Lump sum").update(
        unit_low=None, unit_likely=None, unit_high=None, likely=77
    )
    plan = action_of(world).plan
    assert set_prices(actor=world.actor, plan=plan, growth=D("0.10"), correlation=D("0.3")) > 0
    rows = CostLine.objects.for_actor(world.actor).filter(action=action_of(world))
    assert {x.title: x.likely for x in rows} == {"Hire": D(242), "Lump sum": D(77)}


def own(likely: str, **more: object) -> GivenIngredient:
    fields: dict[str, object] = {
        "code": "national_expert_days", "title": "Expert", "unit": "day", "category": "staff", "currency": "EUR",
        "price_year": 2025, "low": D(10), "likely": D(likely), "high": D(900),
    }  # fmt: skip
    return GivenIngredient(**{**fields, **more})  # type: ignore[arg-type]


def test_a_countrys_unit_cost_replaces_the_shipped_one_and_the_plans_lines_follow(world: World) -> None:
    plan = action_of(world).plan
    before = plan_cost(world.actor, plan).likely  # two actions of 100 expert days at 100 each
    assert keep_ingredient(actor=world.actor, ingredient=own("150"), plan=plan) > 0
    assert plan_cost(world.actor, plan).likely == before * D("1.5")
    price = country_prices(world.actor, shipped_book())["national_expert_days"]
    assert (price.title, price.own, price.shipped) == ("Expert", True, True)
    drop_ingredient(actor=world.actor, code="national_expert_days", plan=plan)
    assert plan_cost(world.actor, plan).likely == before
    with pytest.raises(InvalidInput, match="no unit cost of its own"):
        drop_ingredient(actor=world.actor, code="national_expert_days")


def test_a_unit_cost_in_another_currency_needs_a_rate_and_follows_it(world: World) -> None:
    plan = action_of(world).plan
    before = plan_cost(world.actor, plan).likely
    with pytest.raises(InvalidInput, match="no exchange rate from USD to EUR"):
        keep_ingredient(actor=world.actor, ingredient=own("100", currency="USD"), plan=plan)
    assert not country_prices(world.actor, shipped_book())["national_expert_days"].own
    rate = {"actor": world.actor, "currency": "USD", "into": "EUR", "on": dt.date(2026, 1, 1)}
    keep_rate(**rate, value=D("0.5"), plan=plan)  # type: ignore[arg-type]
    keep_ingredient(actor=world.actor, ingredient=own("100", currency="USD"), plan=plan)
    assert plan_cost(world.actor, plan).likely == before / 2
    keep_rate(**rate, value=D("2"), plan=plan)  # type: ignore[arg-type]
    assert plan_cost(world.actor, plan).likely == before * 2
    with pytest.raises(InvalidInput, match="no exchange rate"):
        drop_rate(actor=world.actor, rate=exchange_rates(world.actor)[0], plan=plan)
    assert exchange_rates(world.actor).count() == 1


def test_totals_from_every_side_sum_to_the_whole_and_dropped_actions_cost_nothing(world: World) -> None:
    give(world, line(2027, title="A", category="staff"), line(2028, title="B", category="travel", recurrent=True))
    plan = action_of(world).plan
    totals = cost_totals(world.actor, plan)
    for side in (totals.areas, totals.hazards, totals.institutions, totals.categories, totals.kinds):
        assert sum(share.cost.likely for share in side) == totals.whole.likely
    assert (
        sum(cost.likely for _year, cost in totals.years) == totals.whole.likely == plan_cost(world.actor, plan).likely
    )
    assert {share.name: share.cost.likely for share in totals.kinds}["Recurrent"] == D(200)
    action = action_of(world)
    action.status = ActionStatus.DROPPED
    action.save()
    assert cost_totals(world.actor, plan).whole.likely == totals.whole.likely - D(400)
    assert plan_cost(world.actor, plan).likely == totals.whole.likely - D(400)


def test_p50_and_p80_are_the_same_for_everybody_and_none_where_all_is_certain(world: World) -> None:
    plan = action_of(world).plan
    first = cost_percentiles(world.actor, plan)
    assert first is not None
    assert first == cost_percentiles(world.actor, plan)
    assert plan_cost(world.actor, plan).low < first.p50 < first.p80 < plan_cost(world.actor, plan).high
    CostLine.objects.for_actor(world.actor).update(low=5, likely=5, high=5)
    assert cost_percentiles(world.actor, plan) is None
