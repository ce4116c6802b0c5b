import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from concord.methods.errors import MethodError
from concord.methods.exposure import exposure, places, rate_scenarios, without_each

NOT = np.nan


def test_median_bands_and_risk_as_worked_out_by_hand():
    likelihood = np.array([[1, 2, 4], [3, NOT, 4], [NOT, NOT, NOT]], float)
    impact = np.array(
        [
            [[2, 1], [3, 1], [5, NOT]],  # medians 3 and 1
            [[1, 4], [1, 4], [2, 5]],  # medians 1 and 4
            [[5, 5], [5, 5], [5, 5]],
        ],
        float,
    )
    rated = rate_scenarios(likelihood, impact)
    assert rated.likelihood.tolist()[:2] == [2, 3.5]
    assert rated.impact.tolist() == [3, 4, 5]
    assert rated.risk[:2] == pytest.approx([5**3, 5**5.5])
    assert np.isnan(rated.risk[2])
    assert rate_scenarios(likelihood, impact, factor=2).risk[:2] == pytest.approx([2**3, 2**5.5])


def test_exposure_is_the_share_of_rated_risk_that_leans_on_a_capability():
    risk = np.array([125.0, 25.0, 100.0, NOT])
    reliance = np.array([[1, 0, 0.5, 1], [0, 1, 0, 0], [1, 1, 1, 0.5], [0, 0, 0, 1]])
    assert exposure(risk, reliance).tolist() == pytest.approx([0.7, 0.1, 1.0, 0.0])
    assert exposure(np.array([NOT]), np.array([[1.0]])).tolist() == [0.0]


def test_each_institution_is_left_out_in_turn():
    likelihood = np.array([[1, 5], [3, 3]], float)
    impact = np.array([[[1], [1]], [[1], [1]]], float)
    reliance = np.eye(2)
    # Without the first, the scenarios have bands 5 and 3: 25 to 1; without the second 1 and 3.
    assert without_each(likelihood, impact, reliance, factor=5) == pytest.approx(
        np.array([[25 / 26, 1 / 26], [1 / 26, 25 / 26]])
    )
    alone = without_each(likelihood[:, :1], impact[:, :1], reliance)
    assert alone.tolist() == [[0.0, 0.0]]


def test_equal_values_share_a_place():
    assert places(np.array([0.2, 0.5, 0.5, 0.1])).tolist() == [3, 1, 1, 4]


@pytest.mark.parametrize(
    ("likelihood", "impact", "factor"),
    [
        (np.array([[6.0]]), np.ones((1, 1, 1)), 5),
        (np.array([[1.5]]), np.ones((1, 1, 1)), 5),
        (np.array([[1.0]]), np.zeros((1, 1, 1)), 5),
        (np.array([[1.0]]), np.ones((2, 1, 1)), 5),
        (np.array([[1.0]]), np.ones((1, 1, 1)), 1),
    ],
)
def test_impossible_ratings_are_refused(likelihood, impact, factor):
    with pytest.raises(MethodError):
        rate_scenarios(likelihood, impact, factor=factor)


@pytest.mark.parametrize("reliance", [np.array([[0.3]]), np.ones((1, 2)), np.ones(1)])
def test_impossible_reliance_is_refused(reliance):
    with pytest.raises(MethodError):
        exposure(np.ones(1), reliance)


bands = st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0, NOT])
sizes = st.tuples(st.integers(1, 6), st.integers(1, 5))


@st.composite
def rated_countries(draw):
    scenarios, institutions = draw(sizes)
    likelihood = draw(arrays.arrays(float, (scenarios, institutions), elements=bands))
    impact = draw(arrays.arrays(float, (scenarios, institutions, 4), elements=bands))
    reliance = draw(arrays.arrays(float, (4, scenarios), elements=st.sampled_from([0.0, 0.5, 1.0])))
    return likelihood, impact, reliance


@given(rated_countries(), st.sampled_from([2.0, 3.0, 5.0]))
def test_exposure_lies_between_none_and_all_of_the_risk(country, factor):
    likelihood, impact, reliance = country
    exposed = exposure(rate_scenarios(likelihood, impact, factor=factor).risk, reliance)
    assert ((exposed >= 0) & (exposed <= 1)).all()


@given(rated_countries(), st.data())
def test_raising_a_band_never_lowers_a_capability_that_leans_relative_to_one_that_does_not(country, data):
    likelihood, impact, reliance = country
    scenario = data.draw(st.integers(0, likelihood.shape[0] - 1))
    reliance[0, scenario], reliance[1, scenario] = 1.0, 0.0
    # Nobody is counted in or out by the raise: who rated rates higher.
    raised = likelihood.copy()
    raised[scenario] = np.minimum(raised[scenario] + 1, 5)
    before = exposure(rate_scenarios(likelihood, impact).risk, reliance)
    after = exposure(rate_scenarios(raised, impact).risk, reliance)
    assert after[0] >= before[0] - 1e-12
    assert after[1] <= before[1] + 1e-12


@given(rated_countries())
def test_dropping_a_scenario_nobody_leans_on_changes_no_order(country):
    likelihood, impact, reliance = country
    reliance[:, -1] = 0
    whole = exposure(rate_scenarios(likelihood, impact).risk, reliance)
    less = exposure(rate_scenarios(likelihood[:-1], impact[:-1]).risk, reliance[:, :-1])
    for one in range(len(whole)):
        for other in range(len(whole)):
            if less[one] > less[other] + 1e-9:
                # A scenario of enormous risk may bring both so near to nothing that only rounding is left between them.
                assert whole[one] > whole[other] - 1e-15


@given(rated_countries(), st.randoms())
def test_the_order_of_institutions_does_not_matter(country, random):
    likelihood, impact, _reliance = country
    order = list(range(likelihood.shape[1]))
    random.shuffle(order)
    one = rate_scenarios(likelihood, impact).risk
    other = rate_scenarios(likelihood[:, order], impact[:, order]).risk
    assert np.array_equal(one, other, equal_nan=True)
