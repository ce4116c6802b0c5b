import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from concord.methods.additive import additive_values, dominated
from concord.methods.errors import MethodError
from concord.methods.orders import value_places
from concord.methods.smaa import Scores, certain, smaa
from concord.methods.weight_space import any_weights, draw_weights, weights_around

tables = st.tuples(st.integers(2, 9), st.integers(1, 4)).flatmap(
    lambda shape: arrays.arrays(float, shape, elements=st.integers(0, 10).map(lambda k: k / 10))
)


def unknown(criteria, draws=200, seed=1):
    return draw_weights(any_weights(criteria), draws=draws, seed=seed)


def test_two_criteria_as_worked_out_by_hand():
    # With weights (w, 1 - w): A = w, B = 1 - w, C = 0.6. A leads above 0.6, B below 0.4, C between.
    found = smaa(certain(np.array([[1, 0], [0, 1], [0.6, 0.6]])), unknown(2, 100_000), seed=1)
    assert found.ranks == pytest.approx(np.array([[0.4, 0.1, 0.5], [0.4, 0.1, 0.5], [0.2, 0.8, 0]]), abs=0.006)
    assert found.pairwise == pytest.approx(np.array([[0, 0.5, 0.4], [0.5, 0, 0.4], [0.6, 0.6, 0]]), abs=0.006)
    assert found.central_weights == pytest.approx(np.array([[0.8, 0.2], [0.2, 0.8], [0.5, 0.5]]), abs=0.006)
    assert found.confidence.tolist() == [1, 1, 1]
    assert found.top(2) == pytest.approx([0.5, 0.5, 1], abs=0.006)
    assert found.expected_ranks() == pytest.approx([2.1, 2.1, 1.8], abs=0.02)


def test_the_exact_volumes_of_pysensmcda_are_met():
    from pysensmcda.smaa import exact_acceptability

    table = np.random.default_rng(8).random((7, 4))
    exact = exact_acceptability(table, np.ones(4), scaling="none")
    found = smaa(certain(table), unknown(4, 50_000), seed=1)
    assert found.ranks[:, 0] == pytest.approx(exact.acceptability, abs=0.008)
    often = exact.acceptability > 0.05
    assert often.sum() >= 3
    assert found.central_weights[often] == pytest.approx(exact.central_weights[often], abs=0.015)


@pytest.mark.parametrize("unsure", [False, True])
def test_pysensmcda_counts_the_same_from_the_same_draws(unsure):
    from pysensmcda.robustness import pairwise_winning_indices
    from pysensmcda.smaa import central_weights, rank_acceptability, simulate

    rng = np.random.default_rng(9)
    table, weights = rng.random((12, 5)) * 0.8, unknown(5, 3_000)
    span = rng.random((12, 5)) * 0.2 if unsure else np.zeros((12, 5))
    theirs = simulate(
        lambda matrix, weights, types: matrix @ weights,
        table,
        np.ones(5),
        weights=weights,
        matrix_samples=table + span * rng.random((3_000, 12, 5)),
    )
    ours = smaa(Scores(table, table + span), weights, seed=1)
    close = 0.035 if unsure else 1e-12  # the weights are the same, the scores drawn anew
    assert ours.ranks == pytest.approx(rank_acceptability(theirs), abs=close)
    assert ours.pairwise == pytest.approx(pairwise_winning_indices(theirs.rankings), abs=close)
    often = ours.ranks[:, 0] > 0.1
    assert ours.central_weights[often] == pytest.approx(central_weights(theirs)[often], abs=close)


def test_confidence_of_uncertain_scores_as_worked_out_by_hand():
    # One criterion. A is even on 0..1, B is even on 0.5..1: A is above B with probability 1/4.
    found = smaa(Scores(np.array([[0.0], [0.5]]), np.ones((2, 1))), unknown(1, 40_000), seed=2)
    assert found.ranks[:, 0] == pytest.approx([0.25, 0.75], abs=0.01)
    assert found.confidence == pytest.approx([0.25, 0.75], abs=0.01)


def test_a_likely_score_draws_to_its_side():
    # Triangular on 0..1 with its top at 0.25 against a certain 0.5: above it with 0.5 * 0.5 / 0.75 = 1/3.
    low, high, likely = np.array([[0.0], [0.5]]), np.array([[1.0], [0.5]]), np.array([[0.25], [0.5]])
    found = smaa(Scores(low, high, likely), unknown(1, 40_000), seed=2)
    assert found.pairwise[0, 1] == pytest.approx(1 / 3, abs=0.01)


def test_options_alike_share_places_evenly_and_exactly():
    found = smaa(certain(np.array([[0.2, 0.9], [0.2, 0.9], [0.5, 0.1]])), unknown(2), seed=1)
    assert np.array_equal(found.ranks[0], found.ranks[1])
    assert np.array_equal(found.central_weights[0], found.central_weights[1])
    assert found.pairwise[:2, :2].tolist() == [[0, 0.5], [0.5, 0]]


def test_equal_values_from_unlike_scores_are_parted_by_lot():
    known = draw_weights(weights_around(np.array([0.5, 0.5]), 0), draws=20_000, seed=1)
    found = smaa(certain(np.array([[0.3, 0.1], [0.1, 0.3], [0.0, 0.0]])), known, seed=1)
    assert found.ranks[:, 0] == pytest.approx([0.5, 0.5, 0], abs=0.02)
    assert found.confidence[:2].tolist() == [1, 1]


def test_an_option_that_never_leads_has_no_central_weights_and_no_confidence():
    found = smaa(certain(np.array([[0.9, 0.9], [0.1, 0.1]])), unknown(2), seed=1)
    assert found.ranks.tolist() == [[1, 0], [0, 1]]
    assert np.isnan(found.central_weights[1]).all()
    assert np.isnan(found.confidence[1])


def test_many_options_and_odd_numbers_of_draws_are_counted_whole():
    table = np.random.default_rng(2).random((300, 3))
    found = smaa(certain(table), unknown(3, 1_337), seed=1)
    assert found.ranks.sum(axis=0) == pytest.approx(np.ones(300))
    above = found.pairwise.sum(axis=1)  # whom it beats on average, so what is left to its expected place
    assert above == pytest.approx(300 - found.expected_ranks())


@pytest.mark.parametrize(
    ("low", "high", "likely"),
    [([[0.5]], [[0.4]], None), ([[0.5]], [[1.4]], None), ([[0.5]], [[0.6]], [[0.7]]), ([[0.5]], [[0.6, 0.6]], None)],
)
def test_impossible_scores_are_refused(low, high, likely):
    with pytest.raises(MethodError):
        Scores(np.array(low), np.array(high), None if likely is None else np.array(likely))


def test_impossible_weights_and_too_many_options_are_refused():
    with pytest.raises(MethodError):
        smaa(certain(np.ones((2, 2))), np.array([[0.5, 0.6]]), seed=1)
    with pytest.raises(MethodError):
        smaa(certain(np.ones((2, 2))), np.array([[1.0]]), seed=1)
    with pytest.raises(MethodError):
        certain(np.ones((1_025, 1)))


@settings(deadline=None)
@given(tables, st.integers(0, 5))
def test_places_sum_to_one_both_ways_and_somebody_wins_each_pair(table, seed):
    found = smaa(certain(table), unknown(table.shape[1]), seed=seed)
    options = len(table)
    assert found.ranks.sum(axis=0) == pytest.approx(np.ones(options))
    assert found.ranks.sum(axis=1) == pytest.approx(np.ones(options))
    assert found.pairwise + found.pairwise.T + np.eye(options) == pytest.approx(np.ones((options, options)))
    assert found.pairwise.sum(axis=1) == pytest.approx(options - found.expected_ranks())


@settings(deadline=None)
@given(tables)
def test_a_dominated_option_never_leads(table):
    found = smaa(certain(table), unknown(table.shape[1]), seed=1)
    assert (found.ranks[dominated(table), 0] == 0).all()


@settings(deadline=None)
@given(tables, st.randoms())
def test_the_order_of_options_and_criteria_changes_no_counts(table, random):
    options, criteria = list(range(len(table))), list(range(table.shape[1]))
    random.shuffle(options)
    random.shuffle(criteria)
    weights = unknown(table.shape[1])
    one = smaa(certain(table), weights, seed=1)
    other = smaa(certain(table[options][:, criteria]), weights[:, criteria], seed=1)
    unlike = len(np.unique(table, axis=0)) == len(table)
    if unlike:  # what ties is parted by lot, and lots fall otherwise
        assert other.ranks == pytest.approx(one.ranks[options], abs=1e-12)
        assert other.pairwise == pytest.approx(one.pairwise[np.ix_(options, options)], abs=1e-12)
    assert (dominated(table[options]) == dominated(table)[options]).all()


@settings(deadline=None)
@given(tables, st.integers(0, 5))
def test_the_same_seed_gives_the_same_result(table, seed):
    scores = Scores((table - 0.1).clip(0), (table + 0.1).clip(0, 1))
    one, same = (smaa(scores, unknown(table.shape[1]), seed=seed) for _ in range(2))
    assert np.array_equal(one.ranks, same.ranks)
    assert np.array_equal(one.pairwise, same.pairwise)
    assert np.array_equal(one.confidence, same.confidence, equal_nan=True)


@settings(deadline=None)
@given(tables)
def test_known_weights_give_the_additive_order(table):
    weights = np.arange(1.0, table.shape[1] + 1)
    weights /= weights.sum()
    found = smaa(certain(table), np.tile(weights, (8, 1)), seed=1)
    places = value_places(additive_values(table, weights))
    alone = [np.count_nonzero(places == place) == 1 for place in places]
    assert (found.ranks.argmax(axis=1) + 1)[alone].tolist() == places[alone].tolist()
