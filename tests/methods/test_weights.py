import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.methods.errors import MethodError
from concord.methods.weights import direct_weights, rank_order_centroid, swing_weights

points = st.lists(st.integers(1, 1000), min_size=1, max_size=9)


def test_points_become_shares_for_one_person_and_for_many():
    assert direct_weights(np.array([30, 50, 20])).tolist() == [0.3, 0.5, 0.2]
    assert direct_weights(np.array([[1, 3], [2, 2]])).tolist() == [[0.25, 0.75], [0.5, 0.5]]


def test_swings_are_measured_against_the_dearest():
    assert swing_weights(np.array([100, 60, 40])).tolist() == [0.5, 0.3, 0.2]
    with pytest.raises(MethodError, match="dearest must be 100"):
        swing_weights(np.array([[100, 60], [90, 60]]))


def test_rank_order_centroid_reproduces_the_published_weights():
    # Edwards & Barron 1994, table for three and four attributes (rounded to four places).
    assert rank_order_centroid(np.array([1, 2, 3])) == pytest.approx([0.6111, 0.2778, 0.1111], abs=5e-5)
    assert rank_order_centroid(np.array([1, 2, 3, 4])) == pytest.approx([0.5208, 0.2708, 0.1458, 0.0625], abs=5e-5)


def test_criteria_that_share_a_place_share_their_weights():
    assert rank_order_centroid(np.array([1, 2, 2, 4])) == pytest.approx([25 / 48, 10 / 48, 10 / 48, 3 / 48])
    assert rank_order_centroid(np.array([1, 1])).tolist() == [0.5, 0.5]


@pytest.mark.parametrize(
    ("method", "given"),
    [
        (direct_weights, [1, -1]),
        (direct_weights, [0, 0]),
        (direct_weights, [[1, 2], [0, 0]]),
        (direct_weights, [np.nan, 1]),
        (direct_weights, []),
        (swing_weights, [120, 100]),
        (rank_order_centroid, [0, 1]),
        (rank_order_centroid, [1, 2, 2, 3]),
        (rank_order_centroid, [2, 3]),
        (rank_order_centroid, []),
    ],
)
def test_impossible_numbers_are_refused(method, given):
    with pytest.raises(MethodError):
        method(np.array(given))


@settings(deadline=None)
@given(points, st.integers(2, 50))
def test_the_unit_of_points_does_not_matter(given, factor):
    assert direct_weights(np.array(given) * factor) == pytest.approx(direct_weights(np.array(given)))


@settings(deadline=None)
@given(st.permutations(range(1, 8)))
def test_an_order_alone_gives_weights_in_that_order_that_sum_to_one(places):
    weights = rank_order_centroid(np.array(places))
    assert weights.sum() == pytest.approx(1)
    assert np.argsort(-weights).tolist() == np.argsort(places).tolist()
