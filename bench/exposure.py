"""How long the exposure of capabilities takes to work out, with all that says how firm it is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from bench.rows import Row, seconds

from concord.methods.exposure import exposure, places, rate_scenarios, without_each

CAPABILITIES, SCENARIOS, INSTITUTIONS, DIMENSIONS = 60, 40, 30, 4
LIMIT_MS = 20


def exposing() -> Iterator[Row]:
    """60 capabilities from 40 scenarios that 30 institutions rated; under 20 ms, alone and with its firmness."""
    draw = np.random.default_rng(2026)
    likelihood = draw.integers(1, 6, (SCENARIOS, INSTITUTIONS)).astype(float)
    impact = draw.integers(1, 6, (SCENARIOS, INSTITUTIONS, DIMENSIONS)).astype(float)
    likelihood[draw.random(likelihood.shape) < 0.1] = np.nan
    reliance = draw.choice([0.0, 0.5, 1.0], (CAPABILITIES, SCENARIOS), p=[0.6, 0.2, 0.2])

    def once() -> None:
        exposure(rate_scenarios(likelihood, impact).risk, reliance)

    def with_firmness() -> None:
        for factor in (2.0, 3.0, 5.0):
            places(exposure(rate_scenarios(likelihood, impact, factor=factor).risk, reliance))
        without_each(likelihood, impact, reliance)

    yield Row("exposure_60_capabilities_ms", seconds(once, repeat=25) * 1000, "ms", f"limit {LIMIT_MS} ms")
    yield Row("exposure_with_firmness_ms", seconds(with_firmness, repeat=15) * 1000, "ms", f"limit {LIMIT_MS} ms")
