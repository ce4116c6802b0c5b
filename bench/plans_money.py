"""How long it takes to draw what a plan may cost."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from bench.rows import Row, seconds

from concord.methods.cost_risk import cost_spread

LINES, DRAWS, INGREDIENTS, YEARS = 1_000, 10_000, 18, 5


def drawing_costs() -> Iterator[Row]:
    """1,000 lines of 18 ingredients in 5 years, drawn 10,000 times; under half a second."""
    draw = np.random.default_rng(2026)
    low = draw.random(LINES) * 1e5
    likely = low + draw.random(LINES) * 1e5
    high = likely + draw.random(LINES) * 2e5
    group, period = draw.integers(0, INGREDIENTS, LINES), draw.integers(0, YEARS, LINES)

    def once() -> None:
        cost_spread(low, likely, high, group, correlation=0.5, period=period, draws=DRAWS)

    yield Row("cost_draws_1000_lines_10000_seconds", seconds(once), "s", "limit 0.5 s")
