import time

import numpy as np
import pytest

from concord.domains.priorities.working import Case, work_out

SURE = ((90.0, 10.0), (60.0, 60.0), (20.0, 80.0), (10.0, 10.0))


def case(scores=SURE, weights=((0.7, 0.3), (0.5, 0.5)), influence=None, low=None, high=None, seed=7):
    return Case(low or scores, scores, high or scores, weights, influence or (1.0,) * len(weights), seed)


def test_gaps_stand_by_their_weighted_scores():
    outcome = work_out(case())
    assert outcome.weights == (0.6, 0.4)
    assert outcome.values == (58.0, 60.0, 44.0, 10.0)
    assert outcome.places == (2, 1, 3, 4)
    assert outcome.order == [1, 0, 2, 3]


def test_equal_gaps_stand_in_the_frameworks_order_whatever_the_seed():
    level = ((50.0, 50.0), (50.0, 50.0), (60.0, 40.0))
    assert {work_out(case(scores=level, weights=((0.5, 0.5),), seed=seed)).places for seed in range(8)} == {(1, 2, 3)}


def test_influence_moves_the_weights_and_so_the_order():
    outcome = work_out(case(influence=(3.0, 1.0)))
    assert outcome.weights == (0.65, 0.35)
    assert outcome.places == (1, 2, 3, 4)  # 62 and 60
    assert work_out(case(influence=(0.0, 1.0))).weights == (0.5, 0.5)


def test_weights_lie_between_what_institutions_said_and_are_never_known_closer_than_a_tenth():
    outcome = work_out(case())
    assert (outcome.weights_low, outcome.weights_high) == ((0.5, 0.3), (0.7, 0.5))
    agreed = work_out(case(weights=((0.6, 0.4), (0.6, 0.4))))
    assert agreed.weights_low == pytest.approx((0.56, 0.36))  # narrowed by the sum: 1 - 0.44
    assert agreed.weights_high == pytest.approx((0.64, 0.44))


def test_without_votes_all_weights_are_possible():
    outcome = work_out(case(weights=()))
    assert (outcome.weights, outcome.weights_low, outcome.weights_high) == ((0.5, 0.5), (0.0, 0.0), (1.0, 1.0))
    assert outcome.by_institution == ()
    assert outcome.agreement is None


def test_shares_of_places_add_up_and_a_dominated_gap_is_never_first():
    outcome = work_out(case(weights=()))
    ranks = np.array(outcome.ranks)
    assert ranks.sum(axis=0) == pytest.approx(1, abs=1e-5)
    assert ranks.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert ranks[3, 0] == 0
    assert outcome.top == 2
    assert outcome.top_shares == pytest.approx(ranks[:, :2].sum(axis=1), abs=1e-5)


def test_the_same_case_gives_the_same_outcome():
    wide = case(low=((0.0, 0.0),) * 4, high=((100.0, 100.0),) * 4)
    first = work_out(wide)
    work_out.cache_clear()
    assert work_out(wide) == first


def test_institutions_own_orders_show_how_far_they_agree():
    outcome = work_out(case(weights=((1.0, 0.0), (0.0, 1.0))))
    assert outcome.by_institution == ((1, 2, 3, 4), (3, 2, 1, 3))
    assert outcome.likeness[0] == pytest.approx(2 / 3, abs=1e-6)
    assert outcome.borda == (3, 1, 1, 4)
    assert 0 < outcome.agreement < 1
    assert work_out(case(weights=((0.6, 0.4), (0.6, 0.4)))).agreement == 1.0


def test_what_would_change_the_first_place_is_said():
    first = next(change for change in work_out(case()).changes if change.what == "first")
    # 90 w + 10 (1 - w) = 60 at w = 5/8: there the second comes first
    assert (first.criterion, first.now, first.leave, first.enter) == (0, 0.6, (1,), (0,))
    assert first.then == pytest.approx(0.625)


def test_another_method_says_what_it_would_swap():
    names = {one.name: one for one in work_out(case()).others}
    assert set(names) == {"TOPSIS", "PROMETHEE II"}
    assert names["PROMETHEE II"].overlap == 1.0


def test_a_top_that_nothing_near_can_change_holds():
    clear = ((90.0, 90.0), (80.0, 80.0), (20.0, 20.0), (10.0, 10.0))
    outcome = work_out(case(scores=clear))
    assert (outcome.holds, outcome.safe_up_to, outcome.steady) == (1.0, 1.0, (1.0, 1.0, 0.0, 0.0))
    assert outcome.changes == ()


@pytest.mark.parametrize(("gaps", "top"), [(1, 1), (2, 1), (6, 3), (19, 10), (60, 10)])
def test_the_top_is_ten_or_half(gaps, top):
    scores = tuple((float(n), 50.0) for n in range(gaps))
    assert work_out(case(scores=scores)).top == top


def test_sixty_gaps_by_eight_criteria_take_less_than_a_second_of_work():
    rng = np.random.default_rng(1)
    likely = rng.random((60, 8)) * 100
    table = [
        tuple(map(tuple, one.tolist())) for one in (np.maximum(likely - 20, 0), likely, np.minimum(likely + 20, 100))
    ]
    weights = tuple(map(tuple, rng.dirichlet(np.ones(8) * 4, 12).tolist()))
    work_out(case())  # what is loaded at the first use
    begun = time.process_time()
    outcome = work_out(Case(*table, weights, (1.0,) * 12, 7))
    assert time.process_time() - begun < 1.5  # 0.5 s alone on this machine's core
    assert len(outcome.ranks) == 60
