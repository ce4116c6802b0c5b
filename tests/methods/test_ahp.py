from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from concord.methods.ahp import comparison_matrices, priorities, second_look
from concord.methods.errors import MethodError

SAATY = [Fraction(1, k) for k in range(9, 1, -1)] + [Fraction(k) for k in range(1, 10)]


def judged(text):
    """One person's matrix from the judgements above the diagonal, written as in the publications."""
    values = [float(Fraction(word)) for word in text.split()]
    criteria = int((1 + (1 + 8 * len(values)) ** 0.5) / 2)
    return comparison_matrices(np.array([values]), criteria)


# Saaty 2008, "Decision making with the analytic hierarchy process", table 2: consumption of drinks in the US; coffee,
# wine, tea, beer, sodas, milk, water.
DRINKS = judged("9 5 2 1 1 1/2  1/3 1/9 1/9 1/9 1/9  1/3 1/4 1/3 1/9  1/2 1 1/3  2 1/2  1/3")
# Saaty 1990, "How to make a decision", table 2: buying a house; size, transport, neighbourhood, age, yard, facilities,
# condition, financing.
HOUSE = judged("5 3 7 6 6 1/3 1/4  1/3 5 3 3 1/5 1/7  6 3 4 6 1/5  1/3 1/4 1/7 1/8  1/2 1/5 1/6  1/5 1/6  1/2")


def test_consumption_of_drinks_reproduces_the_published_table():
    found = priorities(DRINKS)
    assert found.weights[0].round(3).tolist() == [0.177, 0.019, 0.042, 0.116, 0.19, 0.129, 0.327]
    assert found.ratio[0].round(3) == 0.022


def test_buying_a_house_reproduces_the_published_table():
    found = priorities(HOUSE)
    assert found.weights[0].round(3).tolist() == [0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333]
    assert found.ratio[0].round(3) == 0.169


def test_the_judgement_to_look_at_again_is_the_one_published_for_the_house():
    # Saaty 2003 finds neighbourhood over condition, 6, as the most inconsistent; with 1/2 the ratio falls to 0.083.
    again = second_look(HOUSE)
    assert (again.more[0], again.less[0], again.given[0]) == (2, 6, 6.0)
    assert round(1 / again.fitting[0]) == 2
    mended = HOUSE.copy()
    mended[0, 2, 6], mended[0, 6, 2] = 1 / 2, 2
    assert priorities(mended).ratio[0] == pytest.approx(0.083, abs=0.001)
    assert again.ratio_then[0] <= priorities(mended).ratio[0]


def test_one_contradiction_is_mended_by_what_the_other_judgements_imply():
    again = second_look(judged("2 4 1/4  2 4  2"))  # each is twice the next, yet the last is four times the first
    assert (again.more[0], again.less[0], again.given[0]) == (3, 0, 4.0)
    assert again.fitting[0] == pytest.approx(1 / 8)
    assert again.ratio_then[0] == pytest.approx(0, abs=1e-9)


def test_among_three_criteria_all_judgements_fit_equally_badly_and_the_first_is_named():
    again = second_look(judged("2 1/8 2"))
    assert (again.more[0], again.less[0], again.given[0]) == (0, 1, 2.0)
    assert again.fitting[0] == pytest.approx(1 / 9)  # 1/16 is off the scale, which ends at 1/9


def test_what_would_fit_stays_on_the_scale():
    assert second_look(judged("1 9 1/9")).fitting[0] == pytest.approx(9)


def test_two_criteria_cannot_contradict():
    found = priorities(judged("4"))
    assert found.weights[0] == pytest.approx([0.8, 0.2])
    assert found.ratio.tolist() == [0.0]
    with pytest.raises(MethodError, match="three criteria"):
        second_look(judged("4"))


def test_pymcdm_finds_the_same_weights():
    from pymcdm.weights.subjective import AHP

    for matrix in (DRINKS[0], HOUSE[0]):
        assert AHP(matrix=matrix)() == pytest.approx(priorities(matrix[None]).weights[0], abs=1e-6)


@pytest.mark.parametrize(
    "matrices",
    [
        np.ones((3, 3)),
        np.ones((1, 3, 2)),
        np.ones((1, 1, 1)),
        np.ones((1, 16, 16)),
        np.full((1, 2, 2), 2.0),
        -np.ones((1, 2, 2)),
    ],
)
def test_matrices_that_are_no_comparisons_are_refused(matrices):
    with pytest.raises(MethodError):
        priorities(matrices)


@pytest.mark.parametrize(("judgements", "criteria"), [([[1.0, 2.0]], 3), ([[10.0]], 2), ([[0.1]], 2)])
def test_judgements_off_the_scale_or_missing_are_refused(judgements, criteria):
    with pytest.raises(MethodError):
        comparison_matrices(np.array(judgements), criteria)


people = arrays.arrays(float, (4, 10), elements=st.sampled_from([float(value) for value in SAATY]))


@settings(deadline=None)
@given(people, st.permutations(range(4)), st.permutations(range(5)))
def test_the_order_of_people_and_of_criteria_changes_nothing(judgements, persons, criteria):
    matrices = comparison_matrices(judgements, 5)
    turned = matrices[persons][:, criteria][:, :, criteria]
    assert priorities(turned).weights == pytest.approx(priorities(matrices).weights[persons][:, criteria], abs=1e-9)
    assert priorities(turned).ratio == pytest.approx(priorities(matrices).ratio[persons], abs=1e-9)


@settings(deadline=None)
@given(arrays.arrays(float, 5, elements=st.floats(1, 3)))
def test_consistent_judgements_give_back_the_weights_behind_them(behind):
    matrix = (behind[:, None] / behind)[None]
    found = priorities(matrix)
    assert found.weights[0] == pytest.approx(behind / behind.sum())
    assert found.ratio[0] == pytest.approx(0, abs=1e-9)
    again = second_look(matrix)
    assert again.fitting == pytest.approx(again.given)
