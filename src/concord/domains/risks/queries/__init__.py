"""Reads of the risks domain: scenarios, spread of estimates, and exposure of capabilities."""

from concord.domains.risks.queries.exposed import Exposure, Leaning, followed_exposure
from concord.domains.risks.queries.rating import (
    RatingProgress,
    ToRate,
    raters_by_scenario,
    rating_list,
    rating_progress,
)
from concord.domains.risks.queries.scenarios import (
    MatrixRow,
    estimates,
    find_scenario,
    own_estimates,
    picture_of,
    reliance_matrix,
    scenarios,
    strengths_of,
    unexplained,
)
from concord.domains.risks.queries.view import RatedScenario, RiskView, ScenarioSpread, Spread, spread, spread_of

__all__ = [
    "Exposure",
    "Leaning",
    "MatrixRow",
    "RatedScenario",
    "RatingProgress",
    "RiskView",
    "ScenarioSpread",
    "Spread",
    "ToRate",
    "estimates",
    "find_scenario",
    "followed_exposure",
    "own_estimates",
    "picture_of",
    "raters_by_scenario",
    "rating_list",
    "rating_progress",
    "reliance_matrix",
    "scenarios",
    "spread",
    "spread_of",
    "strengths_of",
    "unexplained",
]
