import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.methods.errors import MethodError
from concord.methods.levels import (
    CapabilityLevel,
    StatementAnswers,
    agreement,
    capability_level,
    confidence,
    lower_median,
)

values = st.lists(st.sampled_from([0.0, 0.5, 1.0]), max_size=9).map(tuple)
statements = st.lists(
    st.builds(
        StatementAnswers,
        level=st.integers(2, 5),
        values=values,
        not_applicable=st.integers(0, 2),
        missing=st.integers(0, 3),
    ),
    min_size=1,
    max_size=12,
)


def at(level, *answers, na=0, missing=0):
    return StatementAnswers(level, tuple(float(a) for a in answers), na, missing)


def test_lower_median_of_an_even_number_takes_the_lower_middle():
    assert lower_median([1, 0]) == 0
    assert lower_median([1, 1, 0.5, 0]) == 0.5
    assert lower_median([1, 1, 0]) == 1


def test_level_is_the_highest_rung_below_which_nothing_is_missing():
    found = capability_level([at(2, 1, 1, 0), at(3, 1, 1), at(3, 1), at(4, 1, 0), at(4, 0.5), at(5, 1)])
    assert found == CapabilityLevel(level=3, progress=0.25, low=3, high=3, ahead=(5,))


def test_level_is_one_where_the_first_rung_fails():
    assert capability_level([at(2, 0.5), at(3, 1)]) == CapabilityLevel(1, 0.5, 1, 1, (1,))


def test_top_level_has_no_next_one():
    found = capability_level([at(2, 1), at(3, 1), at(4, 1), at(5, 1)])
    assert found == CapabilityLevel(5, None, 5, 5, ())


def test_a_rung_that_applies_to_nobody_is_stepped_over_but_never_reached():
    assert capability_level([at(2, 1), at(3, na=2), at(4, 1), at(5, 0)]).level == 4
    assert capability_level([at(2, 1), at(3, na=2), at(4, 0), at(5, 0)]).level == 2


def test_an_unanswered_statement_stops_the_ladder_and_widens_the_range():
    found = capability_level([at(2, 1), at(3, missing=2), at(4, 1, missing=1), at(5, 0)])
    assert (found.level, found.low, found.high) == (2, 2, 4)


def test_missing_answers_can_take_a_level_away_as_well_as_give_one():
    found = capability_level([at(2, 1, missing=2), at(3, 0)])
    assert (found.level, found.low, found.high) == (2, 1, 2)


def test_all_missing_has_no_level_but_a_range():
    assert capability_level([at(k, missing=3) for k in (2, 3, 4, 5)]) == CapabilityLevel(None, None, 1, 5, ())


def test_all_not_applicable_leaves_the_capability_out():
    assert capability_level([at(2, na=1), at(3, na=4)]) is None


def test_agreement_reproduces_the_published_extremes_and_a_hand_computed_mix():
    # Tastle & Wierman 2007: unanimity gives 1, an even split between the extremes gives 0.
    assert agreement([1, 1, 1]) == 1
    assert agreement([1, 0]) == 0
    # yes, yes, partly: mu = 5/6; 1 + (2*log2(5/6) + log2(2/3)) / 3
    assert agreement([1, 1, 0.5]) == pytest.approx(1 + (2 * math.log2(5 / 6) + math.log2(2 / 3)) / 3)
    assert agreement([1, 1, 0.5]) == pytest.approx(0.629656, abs=1e-6)
    assert agreement([]) is None


@pytest.mark.parametrize(
    ("evidence", "agreed", "word"),
    [(0, 0, "very low"), (0.5, 0.3, "low"), (0.5, 0.6, "medium"), (0.9, 0.6, "high"), (1, 1, "very high")],
)
def test_confidence_follows_the_matrix(evidence, agreed, word):
    assert confidence(evidence, agreed) == word


@pytest.mark.parametrize(
    "bad", [{"level": 1}, {"level": 6}, {"level": 2, "values": (0.7,)}, {"level": 2, "missing": -1}]
)
def test_numbers_that_cannot_be_are_refused(bad):
    with pytest.raises(MethodError):
        StatementAnswers(**bad)


@given(statements)
def test_the_level_lies_in_its_range(given_statements):
    found = capability_level(given_statements)
    if found is not None:
        assert 1 <= found.low <= found.high <= 5
        if found.level is not None:
            assert found.low <= found.level <= found.high


@given(statements)
def test_the_order_of_people_and_statements_changes_nothing(given_statements):
    turned = [
        StatementAnswers(s.level, s.values[::-1], s.not_applicable, s.missing) for s in reversed(given_statements)
    ]
    one, other = capability_level(given_statements), capability_level(turned)
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert (one.level, one.low, one.high) == (other.level, other.low, other.high)
        assert one.progress == pytest.approx(other.progress)


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=1, max_size=40))
def test_agreement_lies_between_zero_and_one_and_is_symmetric(answers):
    found = agreement(answers)
    assert 0 <= found <= 1
    assert agreement([1 - a for a in answers]) == pytest.approx(found, abs=1e-9)
