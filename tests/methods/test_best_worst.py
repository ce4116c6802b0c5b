import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.methods.best_worst import best_worst_weights
from concord.methods.errors import MethodError


def test_buying_a_car_reproduces_the_published_weights():
    # Rezaei 2016, example 1: quality, price (best), comfort, safety, style (worst). Fully consistent: price = 8 styles.
    found = best_worst_weights(np.array([2, 1, 4, 2, 8]), np.array([4, 8, 2, 4, 1]), best=1, worst=4)
    assert found.weights.round(4).tolist() == [0.2105, 0.4211, 0.1053, 0.2105, 0.0526]
    assert found.xi == pytest.approx(0, abs=1e-9)
    assert found.ratio == 0


def test_three_criteria_that_contradict_agree_with_the_optimum_worked_out_by_hand():
    # Best is twice middle, middle twice worst, yet best eight times worst. At the optimum all three deviate alike:
    # b - 2m = m - 2w = 8w - b = xi, hence w = xi, m = 3 xi, b = 7 xi, and xi = 1/11.
    found = best_worst_weights(np.array([1, 2, 8]), np.array([8, 2, 1]), best=0, worst=2)
    assert found.weights == pytest.approx([7 / 11, 3 / 11, 1 / 11])
    assert found.xi == pytest.approx(1 / 11)
    assert found.ratio == pytest.approx((8 - 4) / (64 - 8))


def test_equal_criteria_have_equal_weights():
    found = best_worst_weights(np.ones(4), np.ones(4), best=0, worst=3)
    assert found.weights == pytest.approx(np.full(4, 0.25))
    assert (found.xi, found.ratio) == (pytest.approx(0, abs=1e-9), 0)


@pytest.mark.parametrize(
    ("to_others", "to_worst", "best", "worst"),
    [
        ([1, 2], [2, 1, 1], 0, 1),
        ([1, 2], [2, 1], 0, 0),
        ([1, 2], [2, 1], 0, 2),
        ([1, 2], [3, 1], 0, 1),
        ([2, 2], [2, 1], 0, 1),
        ([1, 2], [2, 2], 0, 1),
        ([1, 10], [10, 1], 0, 1),
        ([1, 0.5, 2], [2, 1, 1], 0, 2),
        ([1, 3, 2], [2, 1, 1], 0, 2),
    ],
)
def test_comparisons_that_cannot_be_are_refused(to_others, to_worst, best, worst):
    with pytest.raises(MethodError):
        best_worst_weights(np.array(to_others), np.array(to_worst), best=best, worst=worst)


@st.composite
def comparisons(draw):
    top = draw(st.integers(2, 9))
    return top, draw(st.lists(st.tuples(st.integers(1, top), st.integers(1, top)), max_size=5))


@settings(deadline=None)
@given(comparisons())
def test_no_weights_deviate_less_and_the_stated_deviation_is_the_largest(case):
    top, between = case
    to_others = np.array([1, *(a for a, _ in between), top], float)
    to_worst = np.array([top, *(b for _, b in between), 1], float)
    found = best_worst_weights(to_others, to_worst, best=0, worst=len(to_others) - 1)

    def deviation(weights):
        return max(
            np.abs(weights[0] - to_others * weights).max(), np.abs(weights - to_worst * weights[-1]).max()
        )  # fmt: skip

    assert found.weights.sum() == pytest.approx(1)
    assert deviation(found.weights) == pytest.approx(found.xi, abs=1e-7)
    rng = np.random.default_rng(7)
    assert all(deviation(other) >= found.xi - 1e-7 for other in rng.dirichlet(np.ones(len(to_others)), 50))
    assert 0 <= found.ratio <= 1
