import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from concord.methods.ahp import comparison_matrices, priorities
from concord.methods.errors import MethodError
from concord.methods.groups import aggregate_judgements, aggregate_priorities, borda_points, concordance

ratings = st.tuples(st.integers(2, 6), st.integers(2, 7)).flatmap(
    lambda shape: arrays.arrays(float, shape, elements=st.integers(0, 5).map(float))
)


def test_judgements_meet_at_their_geometric_mean():
    matrices = comparison_matrices(np.array([[2.0], [8.0]]), 2)
    assert aggregate_judgements(matrices)[0] == pytest.approx([1, 4])
    assert aggregate_judgements(matrices, np.array([3, 1]))[0, 1] == pytest.approx(2 ** (3 / 4) * 8 ** (1 / 4))


def test_priorities_meet_at_the_weighted_mean():
    weights = np.array([[0.6, 0.4], [0.2, 0.8]])
    assert aggregate_priorities(weights) == pytest.approx([0.4, 0.6])
    assert aggregate_priorities(weights, np.array([3, 1])) == pytest.approx([0.5, 0.5])
    means = np.array([0.12**0.5, 0.32**0.5])
    assert aggregate_priorities(weights, geometric=True) == pytest.approx(means / means.sum())


def test_borda_reproduces_the_textbook_election_of_a_capital():
    # Four towns in Tennessee, 42, 26, 15 and 17 of a hundred voters: Memphis 126, Nashville 194, Chattanooga 173,
    # Knoxville 107 (the standard example of textbooks on voting).
    ballots = np.array([[4, 3, 2, 1], [1, 4, 3, 2], [1, 2, 4, 3], [1, 2, 3, 4]])
    assert borda_points(ballots, np.array([42, 26, 15, 17])).tolist() == [126, 194, 173, 107]


def test_ties_share_borda_points():
    assert borda_points(np.array([[3, 1, 1], [2, 2, 2]])).tolist() == [3.0, 1.5, 1.5]


def test_concordance_reproduces_the_published_example():
    # Siegel 1956, "Nonparametric Statistics", p. 230: three executives rank six applicants; W = 0.16.
    ranks = np.array([[1, 6, 3, 2, 5, 4], [1, 5, 6, 4, 2, 3], [6, 3, 2, 5, 4, 1]])
    found = concordance(-ranks)
    assert round(found.w, 2) == 0.16
    assert found.w == pytest.approx(25.5 / 157.5)
    assert found.chi_square == pytest.approx(15 * 25.5 / 157.5)
    assert found.p_value == pytest.approx(scipy.stats.chi2.sf(found.chi_square, 5))


def test_concordance_of_people_who_tie_everything_does_not_exist():
    assert concordance(np.ones((3, 4))).w is None


@pytest.mark.parametrize("influence", [[1, 1, 1], [1, -1], [0, 0], [[1, 1]]])
def test_impossible_influence_is_refused(influence):
    for method in (aggregate_priorities, borda_points):
        with pytest.raises(MethodError):
            method(np.array([[0.5, 0.5], [0.4, 0.6]]), np.array(influence))


def test_other_impossible_numbers_are_refused():
    with pytest.raises(MethodError):
        aggregate_judgements(np.zeros((1, 2, 2)))
    with pytest.raises(MethodError):
        aggregate_priorities(np.array([[0.5, 0.6]]))
    with pytest.raises(MethodError):
        aggregate_priorities(np.array([[0.0, 1.0]]), geometric=True)
    with pytest.raises(MethodError):
        concordance(np.ones((1, 3)))


@settings(deadline=None)
@given(ratings)
def test_concordance_follows_from_friedmans_statistic_as_scipy_has_it(given):
    found = concordance(given)
    if len(given[0]) < 3 or found.w is None:
        assert found.w is None or 0 <= found.w <= 1
    else:
        assert found.chi_square == pytest.approx(scipy.stats.friedmanchisquare(*given.T).statistic, abs=1e-9)


@settings(deadline=None)
@given(ratings, st.randoms())
def test_the_order_of_people_changes_nothing(given, random):
    order = list(range(len(given)))
    random.shuffle(order)
    assert borda_points(given[order]).tolist() == borda_points(given).tolist()
    assert concordance(given[order]).w == pytest.approx(concordance(given).w)
    weights = (given + 1) / (given + 1).sum(axis=1, keepdims=True)
    assert aggregate_priorities(weights[order]) == pytest.approx(aggregate_priorities(weights))


@settings(deadline=None)
@given(ratings, st.integers(1, 4))
def test_influence_counts_like_so_many_people(given, times):
    influence = np.ones(len(given))
    influence[0] = times
    repeated = np.vstack([given, *[given[:1]] * (times - 1)])
    assert borda_points(given, influence) == pytest.approx(borda_points(repeated))


@settings(deadline=None)
@given(arrays.arrays(float, (5, 6), elements=st.sampled_from([1 / 9, 1 / 5, 1 / 3, 1.0, 2.0, 4.0, 9.0])))
def test_the_mean_of_judgements_is_still_a_comparison_no_less_consistent_than_the_worst(judgements):
    matrices = comparison_matrices(judgements, 4)
    together = aggregate_judgements(matrices)
    assert together * together.T == pytest.approx(np.ones((4, 4)))
    # Known for the geometric mean (Xu 2000): the group's ratio is at most the highest of its members'.
    assert priorities(together[None]).ratio[0] <= priorities(matrices).ratio.max() + 1e-9
