import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.methods.errors import MethodError
from concord.methods.orders import likeness, mean_ranks, top_of, value_places

values = st.lists(st.integers(0, 6).map(float), min_size=2, max_size=12)


def test_equal_values_share_a_place_or_the_mean_of_their_places():
    assert value_places(np.array([0.2, 0.5, 0.5, 0.1])).tolist() == [3, 1, 1, 4]
    assert mean_ranks(np.array([[0.2, 0.5, 0.5, 0.1], [1, 2, 3, 4]])).tolist() == [[3, 1.5, 1.5, 4], [4, 3, 2, 1]]


def test_rounding_makes_no_order():
    assert value_places(np.array([0.1 + 0.2, 0.3])).tolist() == [1, 1]


def test_the_top_grows_where_its_last_place_is_shared():
    assert top_of(np.array([5.0, 4, 4, 1]), 2).tolist() == [0, 1, 2]
    assert top_of(np.array([5.0, 4, 4, 1]), 9).tolist() == [0, 1, 2, 3]


def test_who_leaves_the_top_and_who_enters():
    alike = likeness(np.array([4.0, 3, 2, 1]), np.array([4.0, 1, 2, 3]), top=2)
    assert (alike.leave, alike.enter, alike.overlap) == ((1,), (3,), 0.5)
    assert (alike.tau_b, alike.rho) == (pytest.approx(0.0), pytest.approx(0.2))


def test_an_order_that_ties_everything_is_like_none():
    alike = likeness(np.ones(3), np.array([1.0, 2, 3]), top=3)
    assert (alike.tau_b, alike.rho, alike.overlap) == (None, None, 1.0)


def test_impossible_comparisons_are_refused():
    with pytest.raises(MethodError):
        likeness(np.ones(2), np.ones(3), top=1)
    with pytest.raises(MethodError):
        top_of(np.ones(2), 0)


@settings(deadline=None)
@given(values, st.randoms())
def test_tau_b_and_rho_are_those_of_scipy(one, random):
    other = [float(random.randint(0, 4)) for _ in one]
    alike = likeness(np.array(one), np.array(other), top=1)
    if len(set(one)) > 1 and len(set(other)) > 1:
        assert alike.tau_b == pytest.approx(scipy.stats.kendalltau(one, other).statistic)
        assert alike.rho == pytest.approx(scipy.stats.spearmanr(one, other).statistic)
    else:
        assert (alike.tau_b, alike.rho) == (None, None)


@settings(deadline=None)
@given(values)
def test_an_order_is_wholly_like_itself(one):
    alike = likeness(np.array(one), np.array(one), top=3)
    assert (alike.leave, alike.enter, alike.overlap) == ((), (), 1.0)
    assert alike.tau_b == (pytest.approx(1) if len(set(one)) > 1 else None)
