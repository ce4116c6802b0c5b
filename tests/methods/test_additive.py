import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from concord.methods.additive import additive_values, dominated, linear_scores
from concord.methods.errors import MethodError
from concord.methods.orders import value_places

UP = np.array([True, False])
tables = st.integers(1, 8).flatmap(
    lambda options: arrays.arrays(float, (options, 3), elements=st.integers(0, 20).map(lambda k: k / 20))
)
weights = arrays.arrays(float, 3, elements=st.integers(1, 9)).map(lambda points: points / points.sum())


def test_scores_run_from_one_end_of_the_range_to_the_other():
    measures = np.array([[20.0, 300.0], [35.0, 100.0], [99.0, 700.0]])
    scores = linear_scores(measures, np.array([20.0, 100.0]), np.array([50.0, 500.0]), UP)
    assert scores.tolist() == [[0.0, 0.5], [0.5, 1.0], [1.0, 0.0]]


def test_value_is_the_weighted_sum():
    scores = np.array([[0.0, 0.5], [0.5, 1.0], [1.0, 0.0]])
    assert additive_values(scores, np.array([0.6, 0.4])) == pytest.approx([0.2, 0.7, 0.6])


def test_the_same_values_as_pymcdm_and_scikit_criteria():
    from pymcdm.methods import WSM

    rng = np.random.default_rng(5)
    scores, shares = rng.random((30, 6)), rng.dirichlet(np.ones(6))
    ours = additive_values(scores, shares)
    assert WSM(lambda measures, cost=False: measures)(scores, shares, np.ones(6)) == pytest.approx(ours)
    simple = pytest.importorskip("skcriteria.agg.simple", reason="scikit-criteria is not installed on this Python")
    assert simple.wsm(scores, shares)[1] == pytest.approx(ours)


def test_an_option_that_is_never_better_and_once_worse_is_dominated():
    scores = np.array([[0.5, 0.5], [0.5, 0.4], [0.9, 0.1], [0.5, 0.5]])
    assert dominated(scores).tolist() == [False, True, False, False]


@pytest.mark.parametrize(
    ("low", "high", "up"),
    [([1, 1], [1, 2], UP), ([0], [1, 1], UP), ([0, 0], [1, 1], np.array([True]))],
)
def test_ranges_that_cannot_be_are_refused(low, high, up):
    with pytest.raises(MethodError):
        linear_scores(np.ones((2, 2)), np.array(low, float), np.array(high, float), up)


@pytest.mark.parametrize(
    ("scores", "shares"), [([[1.2, 0]], [0.5, 0.5]), ([[1, 0]], [0.5, 0.6]), ([[1, 0]], [1.5, -0.5]), ([[1, 0]], [1])]
)
def test_scores_and_weights_that_cannot_be_are_refused(scores, shares):
    with pytest.raises(MethodError):
        additive_values(np.array(scores, float), np.array(shares, float))


@settings(deadline=None)
@given(tables, weights, st.floats(0.01, 100), st.floats(-50, 50))
def test_the_order_does_not_depend_on_units(table, shares, factor, shift):
    low, high, up = np.zeros(3), np.ones(3), np.array([True, False, True])
    here = additive_values(linear_scores(table, low, high, up), shares)
    there = linear_scores(table * factor + shift, low * factor + shift, high * factor + shift, up)
    assert value_places(additive_values(there, shares)).tolist() == value_places(here).tolist()


@settings(deadline=None)
@given(tables, weights, st.integers(0, 7))
def test_a_dominated_newcomer_changes_nobody_elses_order_and_is_not_first(table, shares, which):
    worse = (table[which % len(table)] - 0.1).clip(0)
    before = value_places(additive_values(table, shares))
    after = value_places(additive_values(np.vstack([table, worse]), shares))
    assert value_places(-after[:-1].astype(float)).tolist() == before.tolist()
    if worse.sum() < table[which % len(table)].sum():
        assert dominated(np.vstack([table, worse]))[-1]
        assert after[-1] > 1
