import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.methods import weight_space
from concord.methods.errors import MethodError
from concord.methods.weight_space import (
    WeightSpace,
    any_weights,
    draw_mixture,
    draw_weights,
    weights_around,
    weights_between,
)
from concord.methods.weights import rank_order_centroid

NOTHING, ALL = np.zeros(4), np.ones(4)


def chain(criteria):
    return tuple((k, k + 1) for k in range(criteria - 1))


def test_unknown_weights_are_even_over_the_simplex():
    drawn = draw_weights(any_weights(4), draws=40_000, seed=1)
    assert drawn.sum(axis=1) == pytest.approx(np.ones(40_000))
    # Moments of the flat Dirichlet distribution: mean 1/4, variance (1/4)(3/4)/5.
    assert drawn.mean(axis=0) == pytest.approx(np.full(4, 0.25), abs=0.003)
    assert drawn.var(axis=0) == pytest.approx(np.full(4, 0.0375), abs=0.001)


def test_a_whole_order_is_kept_and_its_mean_is_the_rank_order_centroid():
    drawn = draw_weights(WeightSpace(NOTHING, ALL, ((2, 0), (0, 3), (3, 1))), draws=40_000, seed=1)
    assert (np.diff(drawn[:, [2, 0, 3, 1]], axis=1) <= 0).all()
    assert drawn.mean(axis=0) == pytest.approx(rank_order_centroid(np.array([2, 4, 1, 3])), abs=0.003)


def test_ranges_around_weights_are_kept():
    centre = np.array([0.4, 0.3, 0.2, 0.06, 0.04])
    drawn = draw_weights(weights_around(centre, 0.2), draws=5_000, seed=3)
    assert drawn.shape == (5_000, 5)
    assert (np.abs(drawn / centre - 1) <= 0.2 + 1e-6).all()
    assert drawn.sum(axis=1) == pytest.approx(np.ones(5_000))


def test_ranges_between_people_hold_each_of_them():
    people = np.array([[0.5, 0.3, 0.2], [0.2, 0.3, 0.5]])
    space = weights_between(people)
    assert space.low.tolist() == [0.2, 0.3, 0.2]
    drawn = draw_weights(space, draws=1_000, seed=3)
    assert drawn[:, 1] == pytest.approx(np.full(1_000, 0.3))
    assert 0.2 <= drawn[:, 0].min() <= drawn[:, 0].max() <= 0.5


def test_weights_that_are_all_known_are_drawn_as_they_are():
    assert draw_weights(weights_around(np.array([0.7, 0.3]), 0), draws=3, seed=1).tolist() == [[0.7, 0.3]] * 3


def test_the_walk_agrees_with_drawing_what_fits(monkeypatch):
    space = WeightSpace(np.array([0.1, 0, 0, 0.05]), np.array([0.6, 0.5, 0.5, 0.4]), ((0, 1), (2, 3)))
    fitting = draw_weights(space, draws=20_000, seed=4)
    monkeypatch.setattr(weight_space, "WORTH_TRYING", 1.1)
    walked = draw_weights(space, draws=20_000, seed=4)
    assert weight_space._fits(space, walked).all()
    assert walked.mean(axis=0) == pytest.approx(fitting.mean(axis=0), abs=0.006)
    assert walked.std(axis=0) == pytest.approx(fitting.std(axis=0), abs=0.006)


def test_narrow_wedges_are_walked_and_kept():
    # Seven criteria in order and an eighth anywhere: one in 5,040 proposals would fit.
    space = WeightSpace(np.zeros(8), np.ones(8), chain(7))
    drawn = draw_weights(space, draws=2_000, seed=5)
    assert (np.diff(drawn[:, :7], axis=1) <= 1e-9).all()
    assert drawn[:, 7].mean() == pytest.approx(1 / 8, abs=0.01)
    assert drawn[:, :7].mean(axis=0) == pytest.approx(rank_order_centroid(np.arange(1, 8)) * 7 / 8, abs=0.02)


def test_pysensmcda_sees_the_same_centre_of_a_narrow_wedge():
    from pysensmcda.smaa import exact_acceptability

    space = WeightSpace(np.array([0.3, 0.0, 0.0]), np.array([0.5, 0.3, 1.0]), ((1, 2),))
    # w <= high, -w <= -low, w_c <= w_b; one option is best with any weights, so its centre is that of the space.
    limits, bounds = weight_space._limits(space)
    table = np.array([[1.0, 1, 1], [0, 0, 0]])
    exact = exact_acceptability(table, np.ones(3), constraints=(limits, bounds), scaling="none")
    drawn = draw_weights(space, draws=40_000, seed=6)
    assert drawn.mean(axis=0) == pytest.approx(exact.central_weights[0], abs=0.002)


def test_a_mixture_gives_each_institution_its_share():
    points = [weights_around(np.array(weights), 0) for weights in ([1.0, 0], [0, 1.0], [0.5, 0.5])]
    drawn = draw_mixture(points, np.array([2, 1, 1]), draws=10, seed=1)
    assert drawn.mean(axis=0) == pytest.approx([(5 + 0 + 1.0) / 10, (0 + 3 + 1.0) / 10], abs=0.051)
    assert sorted({tuple(row) for row in drawn.tolist()}) == [(0.0, 1.0), (0.5, 0.5), (1.0, 0.0)]
    assert (drawn[:, 0] == 1).sum() == 5


def test_the_same_seed_draws_the_same_weights_and_another_others():
    space = WeightSpace(NOTHING, np.full(4, 0.5), ((0, 1),))
    one, same, other = (draw_weights(space, draws=100, seed=seed) for seed in (7, 7, 8))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize(
    ("low", "high", "order"),
    [
        ([0.6, 0.6], [1, 1], ()),
        ([0, 0], [0.4, 0.4], ()),
        ([0.5, 0], [0.4, 1], ()),
        ([-0.1, 0], [1, 1], ()),
        ([0, 0], [1.1, 1], ()),
        ([0, 0, 0], [1, 1], ()),
        ([0, 0], [1, 1], ((0, 0),)),
        ([0, 0], [1, 1], ((0, 2),)),
    ],
)
def test_ranges_that_cannot_be_are_refused(low, high, order):
    with pytest.raises(MethodError):
        WeightSpace(np.array(low, float), np.array(high, float), order)


@pytest.mark.parametrize(
    ("low", "high", "order", "says"),
    [
        ([0.5, 0, 0], [1, 0.3, 1], ((1, 0),), "contradict"),
        ([0.7, 0.3], [0.7, 0.3], ((1, 0),), "contradict"),
        ([0, 0, 0], [1, 1, 1], ((0, 1), (1, 2), (2, 0)), "no room"),
    ],
)
def test_an_order_against_the_ranges_is_told(low, high, order, says):
    space = WeightSpace(np.array(low, float), np.array(high, float), order)
    with pytest.raises(MethodError, match=says):
        draw_weights(space, draws=10, seed=1)


def test_other_impossible_requests_are_refused():
    with pytest.raises(MethodError):
        draw_weights(any_weights(2), draws=0, seed=1)
    with pytest.raises(MethodError):
        weights_around(np.array([0.5, 0.5]), 1.5)
    with pytest.raises(MethodError):
        draw_mixture([], np.array([]), draws=1, seed=1)
    with pytest.raises(MethodError):
        draw_mixture([any_weights(2)], np.array([0.0]), draws=1, seed=1)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 20), min_size=2, max_size=8), st.floats(0, 1), st.integers(0, 99))
def test_whatever_is_drawn_fits(points, share, seed):
    space = weights_around(np.array(points) / sum(points), share)
    drawn = draw_weights(space, draws=50, seed=seed)
    assert drawn.shape == (50, len(points))
    assert weight_space._fits(space, drawn).all()
    assert drawn.sum(axis=1) == pytest.approx(np.ones(50))
