"""A risk picture as a whole: estimates, their spread, the risk of each scenario and what leans on what."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from concord.domains.risks.enums import FOLLOWED, Strength
from concord.domains.risks.models import AgreedRisk, Estimate, Reliance, RiskPicture, Scenario
from concord.domains.risks.queries.exposed import Exposure, leanings, reliance_array
from concord.domains.risks.queries.scenarios import scenarios
from concord.domains.risks.ratings import DIMENSIONS, Ratings, bands, latest_round, ratings
from concord.domains.risks.rules import can_see_scenarios, can_see_spread, may_see_all_estimates
from concord.kernel.actor import Actor, require
from concord.methods.exposure import FACTOR, Floats, exposure, places, rate_scenarios, without_each
from concord.methods.levels import agreement

OTHER_FACTORS = (2.0, 3.0)


@dataclass(frozen=True)
class Spread:
    """Ratings of one thing over institutions: median band, lowest, highest, agreement, how many in each band."""

    median: float | None
    low: int | None
    high: int | None
    agreement: float | None
    counts: tuple[int, int, int, int, int]


def spread(given: Sequence[int]) -> Spread:
    """The spread of bands that were given."""
    if not given:
        return Spread(None, None, None, None, (0, 0, 0, 0, 0))
    counts = tuple(given.count(band) for band in range(1, 6))
    agreed = agreement([float(band) for band in given], width=4.0)
    return Spread(float(np.median(given)), min(given), max(given), agreed, counts)  # type: ignore[arg-type]


@dataclass(frozen=True)
class RatedScenario:
    """A scenario with what the institutions think of it, and its share of all rated risk (0 to 1)."""

    scenario: Scenario
    likelihood: Spread
    impacts: tuple[Spread, ...]  # in the order of DIMENSIONS
    raters: int
    likelihood_band: float | None  # agreed, else the median
    impact_band: float | None
    risk: float | None
    share: float | None
    agreed: AgreedRisk | None
    estimates: tuple[Estimate, ...] = ()  # as far as the actor may see them


@dataclass(frozen=True)
class ScenarioSpread:
    """What the institutions think of one scenario; ``estimates`` only for who may see who said what."""

    likelihood: Spread
    impacts: tuple[Spread, ...]  # in the order of DIMENSIONS
    raters: int
    estimates: tuple[Estimate, ...]


def spread_of(actor: Actor, picture: RiskPicture, scenario: Scenario) -> ScenarioSpread:
    """The spread of the estimates of one scenario that hold, in one query."""
    require(can_see_spread, actor, picture)
    rows = Estimate.objects.for_actor(actor).filter(picture=picture, scenario=scenario).select_related("institution")
    held = sorted(latest_round(rows), key=lambda e: e.institution.name)
    likelihood, impacts = _spreads(held)
    return ScenarioSpread(
        likelihood, impacts, _said_something(held), tuple(held) if may_see_all_estimates(actor) else ()
    )


def _said_something(held: Sequence[Estimate]) -> int:
    """How many of them are no mere "cannot say"."""
    return sum(any(band is not None for band in (e.likelihood, *bands(e))) for e in held)


def _spreads(held: Sequence[Estimate]) -> tuple[Spread, tuple[Spread, ...]]:
    impacts = [[band for e in held if (band := bands(e)[d]) is not None] for d in range(len(DIMENSIONS))]
    likelihood = spread([e.likelihood for e in held if e.likelihood is not None])
    return likelihood, tuple(spread(given) for given in impacts)


class RiskView:
    """Everything that follows from the estimates of one picture, read once and worked out when asked for."""

    def __init__(self, actor: Actor, picture: RiskPicture) -> None:
        require(can_see_scenarios, actor)
        self.actor, self.picture = actor, picture
        self.scenarios = list(scenarios(actor, counted=True))
        self.estimates = list(Estimate.objects.for_actor(actor).filter(picture=picture).select_related("institution"))
        self.agreed = {row.scenario_id: row for row in AgreedRisk.objects.for_actor(actor).filter(picture=picture)}
        self.reliances = list(
            Reliance.objects.for_actor(actor).filter(scenario__in=self.scenarios, strength__gt=Strength.NONE)
        )
        self.ratings: Ratings = ratings([scenario.pk for scenario in self.scenarios], self.estimates)

    def _bands(self) -> tuple[Floats, Floats]:
        """Likelihood and impact by scenario: the medians; once agreed, what was agreed and nothing else."""
        if self.picture.stage not in FOLLOWED:
            rated = rate_scenarios(self.ratings.likelihood, self.ratings.impact)
            return rated.likelihood, rated.impact
        rows = [self.agreed.get(scenario.pk) for scenario in self.scenarios]
        likelihood = [math.nan if row is None else row.likelihood for row in rows]
        impact = [math.nan if row is None else row.impact for row in rows]
        return np.array(likelihood, float), np.array(impact, float)

    def _risk(self, factor: float = FACTOR) -> Floats:
        likelihood, impact = self._bands()
        risk: Floats = factor ** (likelihood + impact - 2)
        return risk

    def rated(self) -> list[RatedScenario]:
        """Every scenario that counts, in the country's order."""
        by_scenario: dict[UUID, list[Estimate]] = defaultdict(list)
        for estimate in latest_round(self.estimates):
            by_scenario[estimate.scenario_id].append(estimate)
        likelihood, impact = self._bands()
        risk = self._risk()
        return [
            self._rated(scenario, by_scenario[scenario.pk], likelihood[n], impact[n], risk[n], float(np.nansum(risk)))
            for n, scenario in enumerate(self.scenarios)
        ]

    def _rated(
        self, scenario: Scenario, held: list[Estimate], likelihood: float, impact: float, risk: float, total: float
    ) -> RatedScenario:
        likelihoods, impacts = _spreads(held)
        known = not math.isnan(risk)
        named = may_see_all_estimates(self.actor)
        return RatedScenario(
            scenario=scenario,
            likelihood=likelihoods,
            impacts=impacts,
            raters=_said_something(held),
            likelihood_band=_number(likelihood),
            impact_band=_number(impact),
            risk=_number(risk),
            share=float(risk) / total if known and total else None,
            agreed=self.agreed.get(scenario.pk),
            estimates=tuple(sorted(held, key=lambda e: e.institution.name)) if named else (),
        )

    def exposure(self, capabilities: Sequence[UUID]) -> Exposure:
        """Exposure of the given capabilities, with the order under other factors and without each institution."""
        rows = {pk: number for number, pk in enumerate(capabilities)}
        matrix = reliance_array(capabilities, self.scenarios, self.reliances)
        risk = self._risk()
        values = exposure(risk, matrix)
        others = {factor: places(exposure(self._risk(factor), matrix)) for factor in OTHER_FACTORS}
        left_out = without_each(self.ratings.likelihood, self.ratings.impact, matrix)
        either = np.vstack((left_out, values))
        order = places(values)
        return Exposure(
            values={pk: float(values[n]) for pk, n in rows.items()},
            places={pk: int(order[n]) for pk, n in rows.items()},
            others={factor: {pk: int(place[n]) for pk, n in rows.items()} for factor, place in others.items()},
            ranges={pk: (float(either[:, n].min()), float(either[:, n].max())) for pk, n in rows.items()},
            leanings={pk: leanings(matrix[n], self.scenarios, risk) for pk, n in rows.items()},
        )


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
