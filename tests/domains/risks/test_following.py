"""What an agreed picture makes of gaps: what was agreed counts, and nothing else."""

from __future__ import annotations

import pytest
from tests.factories import World, make_world
from tests.risk_worlds import FIRST, SECOND, rated, with_scenarios

from concord.domains.people.enums import Role
from concord.domains.risks.queries import RiskView, find_scenario, followed_exposure, spread_of
from concord.domains.risks.services import Bands, agree_risks, estimate_risk, leave_out_scenario, take_back_scenario
from concord.kernel.actor import Actor
from concord.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return with_scenarios(make_world())


def ids(world: World) -> dict[str, object]:
    return {c.code: c.pk for c in world.framework.capabilities.all()}


def test_the_followed_exposure_is_that_of_the_agreed_picture_in_two_queries(
    world: World, django_assert_num_queries: object
) -> None:
    picture, known = rated(world), ids(world)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert followed_exposure(world.actor, world.assessment) is None
    agree_risks(actor=world.actor, picture=picture)
    picture.refresh_from_db()
    with django_assert_num_queries(2):  # type: ignore[operator]
        found = followed_exposure(world.actor, world.assessment)
    assert found is not None
    assert found.values == pytest.approx({known[FIRST]: 125 / 150, known[SECOND]: (25 + 62.5) / 150})
    whole = RiskView(world.actor, picture).exposure(list(known.values()))
    assert found.values == pytest.approx(whole.values)
    assert found.leanings == whole.leanings


def test_what_comes_back_after_agreeing_waits_until_risks_are_agreed_anew(world: World) -> None:
    picture, known = rated(world), ids(world)
    leave_out_scenario(actor=world.actor, scenario=find_scenario(world.actor, "A-01"), reason="Not here")
    agree_risks(actor=world.actor, picture=picture)
    picture.refresh_from_db()
    take_back_scenario(actor=world.actor, scenario=find_scenario(world.actor, "A-01"))
    found = followed_exposure(world.actor, world.assessment)
    assert found is not None
    assert found.values == {known[SECOND]: 1.0}
    assert [(r.scenario.code, r.share) for r in RiskView(world.actor, picture).rated()] == [
        ("N-01", 1.0),
        ("A-01", None),
    ]


def test_when_every_agreed_scenario_is_left_out_the_weights_stand_in_again(world: World) -> None:
    agree_risks(actor=world.actor, picture=rated(world))
    for code in ("N-01", "A-01"):
        leave_out_scenario(actor=world.actor, scenario=find_scenario(world.actor, code), reason="Not here")
    assert followed_exposure(world.actor, world.assessment) is None


def test_who_cannot_say_is_not_counted_among_those_who_rated(world: World) -> None:
    picture = rated(world)
    crash = find_scenario(world.actor, "A-01")
    estimate_risk(
        actor=world.actor, picture=picture, scenario=crash, institution=world.institutions[0], bands=Bands(None)
    )
    seen = spread_of(world.actor, picture, crash)
    assert (seen.raters, len(seen.estimates), sum(seen.likelihood.counts)) == (2, 3, 2)
    assert RiskView(world.actor, picture).rated()[1].raters == 2


def test_the_spread_is_refused_before_it_is_shown(world: World) -> None:
    picture = rated(world)
    contributor = Actor("c", world.country.pk, frozenset({Role.CONTRIBUTOR}), world.institutions[0].pk)
    with pytest.raises(NotAllowed):
        spread_of(contributor, picture, find_scenario(world.actor, "A-01"))
