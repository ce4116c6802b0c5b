"""Scenarios and estimates for tests: a flood and a crash, and what three institutions think of them."""

from __future__ import annotations

from collections.abc import Sequence

from tests.factories import KINDS, World

from concord.domains.people.models import Institution
from concord.domains.risks.models import RiskPicture
from concord.domains.risks.queries import find_scenario
from concord.domains.risks.services import Bands, ScenarioText, estimate_risk, open_risk_picture, take_scenarios

FLOOD = ScenarioText(
    "N-01", "A flood", "natural", ("C",), "Water reaches stored chemicals.", "People near the river", "possible",
    "The river flows on.", ("Heavy rain",), ("Good dams",), "pack 1.0",
)  # fmt: skip
CRASH = ScenarioText("A-01", "A transport accident", "accidental", ("C", "R"), "A lorry overturns.", source="pack 1.0")
FIRST, SECOND = "MINI1-01", "MINI2-02"

Pair = tuple[int, int]  # likelihood, and impact on health; the other dimensions are rated 1


def with_scenarios(world: World) -> World:
    """The first capability leans on the crash alone, the second strongly on the flood and partly on the crash."""
    take_scenarios(
        actor=world.actor,
        framework=world.framework,
        texts=[FLOOD, CRASH],
        relies={"N-01": {SECOND: 2}, "A-01": {FIRST: 2, SECOND: 1}},
        unlinked={},
    )
    return world


def rate(world: World, picture: RiskPicture, code: str, given: Sequence[Pair]) -> None:
    """One pair for each institution in the order of KINDS."""
    scenario = find_scenario(world.actor, code)
    for kind, (likelihood, health) in zip(KINDS, given, strict=True):
        estimate_risk(
            actor=world.actor,
            picture=picture,
            scenario=scenario,
            institution=Institution.objects.for_actor(world.actor).get(kind=kind),
            bands=Bands(likelihood, health, 1, 1, 1),
            confidence="high",
            reason=f"Reason of {kind}",
        )


def rated(world: World) -> RiskPicture:
    """Medians 2 and 2 of the flood (risk 25), 3 and 2 of the crash (risk 125), in the first round."""
    picture = open_risk_picture(actor=world.actor, assessment=world.assessment)
    rate(world, picture, "N-01", [(1, 2), (2, 2), (2, 3)])
    rate(world, picture, "A-01", [(3, 2), (3, 2), (4, 5)])
    return picture
