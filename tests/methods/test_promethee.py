import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from concord.methods.errors import MethodError
from concord.methods.promethee import promethee

tables = arrays.arrays(float, (5, 3), elements=st.integers(0, 8).map(lambda k: k / 8))
SHARES = np.array([0.5, 0.3, 0.2])


def test_the_example_of_pymcdms_manual_is_reproduced():
    matrix = np.array([[4.0, 3, 2], [3, 2, 4], [5, 1, 3]])
    assert promethee(matrix, SHARES).round(2).tolist() == [0.1, -0.3, 0.2]


def test_linear_preference_as_worked_out_by_hand():
    # Ahead by 0.3: nothing up to 0.1, fully from 0.5, so half; by 0.6 fully; by 0.9 fully.
    flows = promethee(np.array([[0.9], [0.6], [0.0]]), np.ones(1), indifference=0.1, preference=0.5)
    assert flows == pytest.approx([(0.5 + 1) / 2, (1 - 0.5) / 2, -1])


@pytest.mark.parametrize(("indifference", "preference"), [(0.0, 0.0), (0.1, 0.4), (0.0, 0.3)])
def test_pymcdm_finds_the_same_flows(indifference, preference):
    from pymcdm.methods import PROMETHEE_II

    rng = np.random.default_rng(11)
    scores, weights = rng.random((20, 4)), rng.dirichlet(np.ones(4))
    shape = "usual" if preference == 0 else "vshape_2"
    theirs = PROMETHEE_II(shape, p=np.full(4, preference), q=np.full(4, indifference))(scores, weights, np.ones(4))
    ours = promethee(scores, weights, indifference=indifference, preference=preference)
    assert theirs == pytest.approx(ours)


def test_one_option_alone_flows_nowhere():
    assert promethee(np.ones((1, 2)), np.array([0.5, 0.5])).tolist() == [0.0]


@pytest.mark.parametrize(("indifference", "preference"), [(-0.1, 0.2), (0.3, 0.2)])
def test_impossible_thresholds_are_refused(indifference, preference):
    with pytest.raises(MethodError):
        promethee(np.ones((2, 1)), np.ones(1), indifference=indifference, preference=preference)


@settings(deadline=None)
@given(tables, st.sampled_from([(0.0, 0.0), (0.05, 0.25), (0.2, 0.2)]))
def test_flows_sum_to_zero_and_who_is_nowhere_behind_flows_no_less(table, thresholds):
    flows = promethee(table, SHARES, indifference=thresholds[0], preference=thresholds[1])
    assert flows.sum() == pytest.approx(0, abs=1e-12)
    assert (np.abs(flows) <= 1 + 1e-12).all()
    for one in range(5):
        for other in range(5):
            if (table[one] >= table[other]).all():
                assert flows[one] >= flows[other] - 1e-12
