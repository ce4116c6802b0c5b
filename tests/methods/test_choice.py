"""Choosing under budgets: exact on small cases worked out by hand, and never worse than any other choice."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.methods.choice import (
    Absence,
    Candidate,
    ChoiceProblem,
    Gain,
    Step,
    choose,
    frontier,
    next_money,
    why_left_out,
)
from concord.methods.errors import MethodError


def paid(*costs: float, **more: object) -> Candidate:
    return Candidate((tuple(costs),), **more)


def three() -> ChoiceProblem:
    """The worked example of the method's page: three actions for 60, 50 and 50, and a budget of 100."""
    return ChoiceProblem((paid(60), paid(50), paid(50)), (Step(0.5, (0,)), Step(0.4, (1,)), Step(0.3, (2,))), (100,))


def test_two_lesser_actions_beat_the_greatest():
    choice = choose(three())
    assert choice.taken == (1, 2)
    assert (choice.closed, choice.bound) == (pytest.approx(0.7), pytest.approx(0.7))


def test_a_step_needs_all_its_actions_and_the_step_below():
    steps = (Step(0.2, (0, 1)), Step(0.9, (2,), after=0))
    assert choose(ChoiceProblem((paid(5), paid(5), paid(5)), steps, (14,))).steps == (True, False)
    assert choose(ChoiceProblem((paid(5), paid(5), paid(5)), steps, (15,))).steps == (True, True)


def test_an_action_brings_what_it_depends_on():
    choice = choose(ChoiceProblem((paid(5), paid(5, needs=(0,))), (Step(0.3, (1,)),), (10,)))
    assert choice.taken == (0, 1)


def test_what_closes_nothing_is_not_bought():
    assert choose(ChoiceProblem((paid(1), paid(1)), (Step(0.3, (0,)),), (10,))).taken == (0,)


def test_an_obligatory_action_is_taken_first():
    problem = ChoiceProblem((paid(60, obligatory=True), paid(50)), (Step(0.1, (0,)), Step(0.9, (1,))), (100,))
    assert choose(problem).taken == (0,)


def test_each_year_has_its_own_money_and_an_action_its_ways():
    # Both start in the first year or the second; only one can be paid in each.
    either = Candidate(((8, 0), (0, 8)))
    choice = choose(ChoiceProblem((either, either), (Step(0.5, (0,)), Step(0.5, (1,))), (8, 8)))
    assert choice.taken == (0, 1)
    assert sorted(choice.ways) == [0, 1]


def test_a_hazard_gets_its_least_share():
    steps = (Step(0.6, (0,), hazards=frozenset("C")), Step(0.2, (1,), hazards=frozenset("B")))
    free = ChoiceProblem((paid(10), paid(10)), steps, (10,))
    bound = ChoiceProblem((paid(10), paid(10)), steps, (10,), shares=(("B", 0.5),))
    assert (choose(free).taken, choose(bound).taken) == ((0,), (1,))


def test_demands_that_cannot_be_paid_leave_no_choice():
    assert choose(ChoiceProblem((paid(11, obligatory=True),), (Step(0.6, (0,)),), (10,))) is None


def test_the_frontier_rises_with_the_budget():
    points = frontier(three(), (0.0, 0.5, 0.6, 1.0, 1.1, 1.6))
    assert [point.budget for point in points] == pytest.approx([0, 50, 60, 100, 110, 160])
    assert [point.choice.closed for point in points] == pytest.approx([0, 0.4, 0.5, 0.7, 0.9, 1.2])


def test_the_next_money_says_what_it_buys():
    problem = three()
    now = choose(problem)
    assert next_money(problem, now, (9,)) == Gain(0.0, (), ())
    assert next_money(problem, now, (10,)) == Gain(pytest.approx(0.2), (0,), (2,))
    with pytest.raises(MethodError, match="1 amounts"):
        next_money(problem, now, (1, 2))


def test_an_action_that_fell_out_is_told_why():
    problem = three()
    now = choose(problem)
    # With it there is money for itself alone; with 10 more, one of the others stays, and no less is closed in all.
    assert why_left_out(problem, now, 0) == Absence(True, True, pytest.approx(0.2), (1, 2), pytest.approx(10))


def test_an_action_that_closes_nothing_or_is_too_dear_is_told_so():
    problem = ChoiceProblem((paid(5), paid(1), paid(30)), (Step(0.5, (0,)), Step(0.3, (2,))), (8,))
    now = choose(problem)
    assert why_left_out(problem, now, 1) == Absence(False, True, 0.0, (), 0.0)
    assert why_left_out(problem, now, 2) == Absence(True, False, 0.0, (), pytest.approx(27))


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (lambda: ChoiceProblem((Candidate(()),), (), (1,)), "action 0 needs a way"),
        (lambda: ChoiceProblem((paid(1, 2),), (), (1,)), "1 costs"),
        (lambda: ChoiceProblem((paid(1, needs=(4,)),), (), (1,)), "not there"),
        (lambda: ChoiceProblem((paid(1),), (Step(-1, (0,)),), (1,)), "step 0 must have exposure"),
        (lambda: ChoiceProblem((paid(1),), (Step(1, (0,), after=7),), (1,)), "follows a step"),
        (lambda: ChoiceProblem((paid(1),), (), (1,), shares=(("C", 2),)), "between 0 and 1"),
    ],
)
def test_a_broken_problem_is_refused(problem, words):
    with pytest.raises(MethodError, match=words):
        problem()


@st.composite
def problems(draw: st.DrawFn) -> ChoiceProblem:
    count = draw(st.integers(1, 5))
    one = st.integers(0, count - 1)
    candidates = tuple(
        paid(draw(st.integers(0, 9)), draw(st.integers(0, 9)), needs=tuple(draw(st.sets(one, max_size=1)) - {n}))
        for n in range(count)
    )
    steps = tuple(
        Step(draw(st.integers(0, 5)) / 10, tuple(draw(st.sets(one, min_size=1, max_size=2))), n - 1 if n else None)
        for n in range(3)
    )
    return ChoiceProblem(candidates, steps, (draw(st.integers(0, 20)), draw(st.integers(0, 20))))


def closed_by(problem: ChoiceProblem, taken: tuple[int, ...]) -> float | None:
    """What a set of actions closes, or None where money or dependencies forbid it."""
    chosen = [problem.candidates[n] for n in taken]
    if any(not set(c.needs) <= set(taken) for c in chosen):
        return None
    if any(sum(c.ways[0][b] for c in chosen) > problem.budgets[b] for b in range(2)):
        return None
    there: list[bool] = []
    for step in problem.steps:
        there.append(set(step.needs) <= set(taken) and (step.after is None or there[step.after]))
    return sum(step.exposure for step, yes in zip(problem.steps, there, strict=True) if yes)


@settings(max_examples=40, deadline=None)
@given(problems())
def test_no_other_choice_closes_more(problem):
    every = [s for size in range(6) for s in combinations(range(len(problem.candidates)), size)]
    best = max(closed for s in every if (closed := closed_by(problem, s)) is not None)
    choice = choose(problem)
    assert choice.closed == pytest.approx(best, abs=1e-6)
    assert closed_by(problem, choice.taken) == pytest.approx(choice.closed)
