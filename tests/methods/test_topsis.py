import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from concord.methods.errors import MethodError
from concord.methods.topsis import topsis

# Hwang & Yoon 1981, fighter aircraft: speed, range, payload, cost, reliability, manoeuvrability.
AIRCRAFT = np.array(
    [
        [2.0, 1500, 20000, 5.5, 5, 9],
        [2.5, 2700, 18000, 6.5, 3, 5],
        [1.8, 2000, 21000, 4.5, 7, 7],
        [2.2, 1800, 20000, 5.0, 5, 5],
    ]
)
WEIGHTS = np.array([0.2, 0.1, 0.1, 0.1, 0.2, 0.3])
UP = np.array([True, True, True, False, True, True])


def test_the_choice_of_an_aircraft_reproduces_the_published_closeness():
    assert topsis(AIRCRAFT, WEIGHTS, UP) == pytest.approx([0.643, 0.268, 0.613, 0.312], abs=0.001)


def test_pymcdm_and_scikit_criteria_find_the_same():
    from pymcdm.methods import TOPSIS
    from pymcdm.normalizations import vector_normalization

    rng = np.random.default_rng(3)
    measures, weights, up = rng.random((25, 5)) + 0.1, rng.dirichlet(np.ones(5)), np.array([1, 1, -1, 1, -1]) > 0
    ours = topsis(measures, weights, up)
    theirs = pytest.importorskip("skcriteria.agg.topsis", reason="scikit-criteria is not installed on this Python")
    scaled = measures / np.sqrt((measures**2).sum(axis=0))
    *_, closeness = theirs.topsis(scaled, objectives=np.where(up, 1, -1), weights=weights)
    assert closeness == pytest.approx(ours)
    # pymcdm turns costs round in its normalisation, so it is compared where nothing is a cost.
    theirs = TOPSIS(vector_normalization)(measures, weights, np.ones(5))
    assert theirs == pytest.approx(topsis(measures, weights, np.ones(5, bool)))


def test_options_that_do_not_differ_are_all_in_the_middle():
    assert topsis(np.zeros((3, 2)), np.array([0.5, 0.5]), np.ones(2, bool)).tolist() == [0.5, 0.5, 0.5]


def test_impossible_directions_are_refused():
    with pytest.raises(MethodError):
        topsis(AIRCRAFT, WEIGHTS, UP[:3])


@settings(deadline=None)
@given(arrays.arrays(float, (4, 3), elements=st.integers(0, 9).map(float)), st.floats(0.1, 1000))
def test_the_unit_of_a_criterion_does_not_matter(measures, factor):
    weights, up = np.array([0.5, 0.3, 0.2]), np.array([True, False, True])
    other = topsis(measures * [factor, 1, 1], weights, up)
    assert other == pytest.approx(topsis(measures, weights, up))
    assert ((other >= 0) & (other <= 1)).all()
