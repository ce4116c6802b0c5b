"""The sum of uncertain cost lines: means, variances and percentiles against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, special, stats

from concord.methods.cost_risk import CostSpread, cost_spread
from concord.methods.errors import MethodError

LINES, DRAWS = 12, 40_000


def same_lines(correlation: float, *, groups: int = 1, draws: int = DRAWS) -> CostSpread:
    """Twelve lines from 80 over 100 to 150, in so many groups."""
    ones = np.ones(LINES)
    group = np.arange(LINES) % groups
    return cost_spread(80 * ones, 100 * ones, 150 * ones, group, correlation=correlation, draws=draws)


def triangle_variance(a: float, m: float, b: float) -> float:
    return (a * a + m * m + b * b - a * m - a * b - m * b) / 18


def pair_covariance(rho: float) -> float:
    """Covariance of two such lines under the copula, by Gauss-Hermite quadrature in two dimensions."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    weights = weights / weights.sum()
    line = stats.triang(c=20 / 70, loc=80, scale=70)
    first = line.ppf(special.ndtr(nodes))
    second = line.ppf(special.ndtr(rho * nodes[:, None] + np.sqrt(1 - rho * rho) * nodes[None, :]))
    return float((weights[:, None] * weights[None, :] * first[:, None] * second).sum() - 110.0**2)


def test_the_mean_of_the_sum_is_the_sum_of_the_triangles_means() -> None:
    for correlation in (0.0, 0.5, 1.0):
        assert same_lines(correlation).draws.mean() == pytest.approx(LINES * 110, rel=4e-3)


def test_independent_lines_have_the_sum_of_their_variances() -> None:
    wanted = LINES * triangle_variance(80, 100, 150)
    assert same_lines(0.0).draws.var() == pytest.approx(wanted, rel=0.03)


def test_lines_that_move_as_one_have_the_square_of_the_sum_of_their_deviations() -> None:
    wanted = LINES**2 * triangle_variance(80, 100, 150)
    assert same_lines(1.0).draws.var() == pytest.approx(wanted, rel=0.03)


def test_correlated_lines_have_the_variance_that_the_copula_gives() -> None:
    wanted = LINES * triangle_variance(80, 100, 150) + LINES * (LINES - 1) * pair_covariance(0.5)
    assert same_lines(0.5).draws.var() == pytest.approx(wanted, rel=0.03)


def test_lines_of_different_groups_are_independent() -> None:
    assert same_lines(1.0, groups=LINES).draws.var() == pytest.approx(same_lines(0.0).draws.var(), rel=0.05)


def test_one_line_has_the_quantiles_of_its_triangle() -> None:
    one = cost_spread(
        np.array([80.0]), np.array([100.0]), np.array([150.0]), np.array([0]), correlation=0.3, draws=DRAWS
    )
    line = stats.triang(c=20 / 70, loc=80, scale=70)
    assert one.percentile(50) == pytest.approx(line.ppf(0.5), abs=0.5)
    assert one.percentile(80) == pytest.approx(line.ppf(0.8), abs=0.5)
    assert one.draws.min() >= 80 and one.draws.max() <= 150
    mean, _error = integrate.quad(line.ppf, 0, 1)
    assert mean == pytest.approx(110)


def test_periods_sum_to_the_whole() -> None:
    low, likely, high = np.array([10.0, 20.0, 5.0]), np.array([12.0, 25.0, 5.0]), np.array([20.0, 40.0, 5.0])
    spread = cost_spread(low, likely, high, np.array([0, 0, 1]), correlation=0.5, period=np.array([0, 1, 1]))
    assert spread.by_period.shape == (2, 10_000)
    np.testing.assert_allclose(spread.by_period.sum(axis=0), spread.draws)
    assert spread.period_percentile(1, 50) == pytest.approx(float(np.percentile(spread.by_period[1], 50)), rel=1e-12)


def test_lines_that_are_certain_add_what_they_are() -> None:
    spread = cost_spread(np.array([7.25]), np.array([7.25]), np.array([7.25]), np.array([3]), correlation=0.5)
    assert set(spread.draws) == {7.25}


def test_the_same_seed_gives_the_same_draws_and_another_one_others() -> None:
    lines = (np.array([1.0]), np.array([2.0]), np.array([4.0]), np.array([0]))
    first, again = (cost_spread(*lines, correlation=0.5, seed=5).draws for _ in range(2))
    assert (first == again).all()
    assert (first != cost_spread(*lines, correlation=0.5, seed=6).draws).any()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(*(st.floats(0, 1e6) for _ in range(3)), st.integers(0, 3)), min_size=1, max_size=8),
    st.floats(0, 1),
)
def test_a_sum_lies_between_the_lows_and_the_highs_and_rises_with_the_percentile(
    rows: list[tuple[float, float, float, int]], correlation: float
) -> None:
    amounts = np.sort(np.array([row[:3] for row in rows]), axis=1)
    low, likely, high = amounts.T
    spread = cost_spread(low, likely, high, np.array([row[3] for row in rows]), correlation=correlation, draws=200)
    slack = 1e-3 + 1e-6 * high.sum()
    assert spread.draws.min() >= low.sum() - slack
    assert spread.draws.max() <= high.sum() + slack
    assert low.sum() - slack <= spread.percentile(50) <= spread.percentile(80) <= high.sum() + slack


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"likely": np.array([5.0])}, "low <= likely <= high"),
        ({"high": np.array([3.0, 4.0])}, "one amount for each line"),
        ({"group": np.array([-1])}, "group must number"),
        ({"group": np.array([0.5])}, "group must number"),
        ({"period": np.array([0, 1])}, "period must number"),
        ({"correlation": 1.5}, "between 0 and 1"),
        ({"draws": 10}, "100 or more"),
        ({"low": np.array([np.nan])}, "numbers throughout"),
    ],
)
def test_what_cannot_be_drawn_is_refused(change: dict[str, object], words: str) -> None:
    lines = {"low": np.array([1.0]), "likely": np.array([2.0]), "high": np.array([4.0]), "group": np.array([0])}
    with pytest.raises(MethodError, match=words):
        cost_spread(**{**lines, "correlation": 0.5, **change})  # type: ignore[arg-type]
