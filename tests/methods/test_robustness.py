import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from concord.methods.additive import additive_values
from concord.methods.errors import MethodError
from concord.methods.orders import top_of
from concord.methods.robustness import second_opinions, top_under_change, weight_ranges

TABLE = np.array([[0.9, 0.2], [0.3, 0.7], [0.1, 0.2]])
EVEN = np.array([0.5, 0.5])
tables = arrays.arrays(float, (7, 3), elements=st.integers(0, 10).map(lambda k: k / 10))
shares = arrays.arrays(float, 3, elements=st.integers(1, 9)).map(lambda points: points / points.sum())


def test_how_far_weights_may_change_as_worked_out_by_hand():
    # A 0.55, B 0.5: a lead of 0.05, and 0.5 * (0.6 + 0.5) = 0.55 that a change of weights works on. 0.05 / 0.55 = 1/11.
    found = top_under_change(TABLE, EVEN, top=1, share=0.05, seed=1)
    assert found.safe_up_to == pytest.approx(1 / 11)
    assert found.rivals == (0, 1)
    assert (found.holds, found.leave, found.enter) == (1.0, (), ())
    assert found.stays.tolist() == [1, 0, 0]


def test_who_leaves_and_who_enters_when_the_change_is_larger():
    found = top_under_change(TABLE, EVEN, top=1, share=0.2, draws=40_000, seed=1)
    # B passes where 0.6 u < 0.5 v for u, v even on 0.8..1.2: v > 1.2 u, the triangle with u from 0.8 to 1.
    assert 1 - found.holds == pytest.approx(0.5 * 0.2 * 0.24 / 0.16, abs=0.005)
    assert (found.leave, found.enter) == ((0,), (1,))
    assert found.stays == pytest.approx([found.holds, 1 - found.holds, 0])


def test_a_top_that_leads_on_every_criterion_is_safe_from_any_change():
    found = top_under_change(np.array([[0.9, 0.9], [0.1, 0.2]]), EVEN, top=1, share=1, seed=1)
    assert (found.holds, found.safe_up_to, found.rivals) == (1.0, 1.0, None)


def test_a_top_with_room_for_all_never_changes():
    found = top_under_change(TABLE, EVEN, top=10, seed=1)
    assert (found.holds, found.safe_up_to, found.rivals) == (1.0, 1.0, None)
    assert found.stays.tolist() == [1, 1, 1]


def test_from_where_to_where_one_weight_may_go_as_worked_out_by_hand():
    # A leads while 0.9 t + 0.2 (1 - t) >= 0.3 t + 0.7 (1 - t), that is t >= 5/11.
    assert weight_ranges(TABLE, EVEN, top=1) == pytest.approx(np.array([[5 / 11, 1], [0, 6 / 11]]))
    assert weight_ranges(TABLE, EVEN, top=3).tolist() == [[0, 1], [0, 1]]
    assert weight_ranges(TABLE[:, :1], np.ones(1), top=1).tolist() == [[1, 1]]


def test_other_weights_that_are_all_zero_move_alike():
    ranges = weight_ranges(np.array([[0.5, 0.4, 0.4], [0.4, 0.9, 0.1]]), np.array([1.0, 0, 0]), top=1)
    # A 0.5 t + 0.4 (1 - t), B 0.4 t + 0.5 (1 - t).
    assert ranges[0] == pytest.approx([0.5, 1])


def test_second_opinions_name_who_leaves():
    found = second_opinions(TABLE, EVEN, top=1, other_weights={"best_worst": np.array([0.2, 0.8])})
    assert list(found) == ["topsis", "promethee_usual", "promethee_linear", "best_worst"]
    assert (found["best_worst"].leave, found["best_worst"].enter) == ((0,), (1,))
    assert found["best_worst"].overlap == 0
    assert found["best_worst"].tau_b == pytest.approx(1 / 3)
    # Linear preference: A is ahead of C by 0.5 and level with B; B is ahead of C by 0.5 * 0.75 + 0.5, and so is first.
    assert (found["promethee_linear"].leave, found["promethee_linear"].enter) == ((0,), (1,))


@pytest.mark.parametrize("change", [{"share": 1.5}, {"share": -0.1}, {"draws": 0}, {"top": 0}])
def test_impossible_requests_are_refused(change):
    with pytest.raises(MethodError):
        top_under_change(TABLE, EVEN, **{"seed": 1, **change})


@settings(deadline=None)
@given(tables, shares, st.integers(1, 6), st.floats(0, 1))
def test_below_the_safe_change_the_top_holds_and_above_it_the_rivals_swap(table, weights, top, share):
    found = top_under_change(table, weights, top=top, share=share, draws=100, seed=1)
    if share < found.safe_up_to - 1e-9:
        assert found.holds == 1
        assert found.enter == ()
    if found.rivals is not None:
        inside, outside = found.rivals
        change = min(found.safe_up_to + 1e-6, 1)
        turned = weights * (1 + change * np.sign(table[outside] - table[inside]))
        assert table[outside] @ turned >= table[inside] @ turned - 1e-12
    assert found.stays.sum() >= min(top, len(table)) - 1e-9


@settings(deadline=None)
@given(tables, shares, st.integers(1, 6))
def test_inside_its_range_a_weight_changes_nothing_and_outside_it_does(table, weights, top):
    here = set(top_of(additive_values(table, weights), top).tolist())
    for criterion, (low, high) in enumerate(weight_ranges(table, weights, top=top)):
        for to, stays in (
            (low + 1e-6, True), (high - 1e-6, True), (low - 1e-3, False), (high + 1e-3, False)
        ):  # fmt: skip
            if not (0 <= to <= 1 and (stays is False or low + 1e-5 < to < high + 1e-5)):
                continue
            other = weights * (1 - to) / (1 - weights[criterion])
            other[criterion] = to
            values = additive_values(table, other)
            passed = max(values[k] for k in range(7) if k not in here) if len(here) < 7 else -1
            last = min(values[k] for k in here)
            assert bool(passed <= last + 1e-9) == stays


@settings(deadline=None)
@given(tables, shares)
def test_adding_a_dominated_option_leaves_a_smaller_top_as_it_was(table, weights):
    more = np.vstack([table, np.zeros(3)])
    before = top_under_change(table, weights, top=3, draws=200, seed=1)
    after = top_under_change(more, weights, top=3, draws=200, seed=1)
    assert after.holds == before.holds
    assert after.safe_up_to <= before.safe_up_to + 1e-12
