"""Which actions to take when money is short, so that most exposure is closed.

A maximal covering problem with a budget: maximise sum of E_c * y_ck over the steps k of capabilities c, where a step is
taken only with all actions that it needs (y_ck <= x_a) and after the step below it (y_c,k+1 <= y_ck). Khuller, Moss &
Naor 1999, "The budgeted maximum coverage problem", Information Processing Letters 70(1); solved exactly by HiGHS.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack

from concord.methods.errors import MethodError

TIE = 1e-7
NODES = 2000
FACTORS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.75, 2.0)


@dataclass(frozen=True)
class Candidate:
    """An action: the ways in which it may be paid, its dependencies, and whether it has to be taken.

    - ``ways``: for each way, what it takes of each budget; shape (ways, budgets). A way is say a mode and a first year.
    - ``needs``: actions without which it cannot be taken.
    """

    ways: tuple[tuple[float, ...], ...]
    needs: tuple[int, ...] = ()
    obligatory: bool = False


@dataclass(frozen=True)
class Step:
    """A step up of a capability: the exposure it closes, the actions it needs, the step below, and its hazards."""

    exposure: float
    needs: tuple[int, ...]
    after: int | None = None
    hazards: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ChoiceProblem:
    """``budgets`` are the amounts that the candidates' ways draw on, say one for each year and source.

    ``shares``: by hazard, the least share of all its steps' exposure that must be closed.
    """

    candidates: tuple[Candidate, ...]
    steps: tuple[Step, ...]
    budgets: tuple[float, ...]
    shares: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        for number, candidate in enumerate(self.candidates):
            if not candidate.ways or any(len(way) != len(self.budgets) or min(way) < 0 for way in candidate.ways):
                raise MethodError(
                    f"action {number} needs a way, and for each way {len(self.budgets)} costs of 0 or more"
                )
            if any(not 0 <= other < len(self.candidates) for other in candidate.needs):
                raise MethodError(f"action {number} needs an action that is not there")
        for number, step in enumerate(self.steps):
            if not step.exposure >= 0 or any(not 0 <= a < len(self.candidates) for a in step.needs):
                raise MethodError(f"step {number} must have exposure of 0 or more and need actions that are there")
            if step.after is not None and not 0 <= step.after < len(self.steps):
                raise MethodError(f"step {number} follows a step that is not there")
        if any(not 0 <= share <= 1 for _, share in self.shares):
            raise MethodError("a hazard's share must lie between 0 and 1")

    @property
    def whole(self) -> float:
        """The exposure of all steps together."""
        return sum(step.exposure for step in self.steps)


@dataclass(frozen=True)
class Choice:
    """The actions that are taken (with the way), the steps they close, the exposure closed and a bound of it."""

    ways: tuple[int | None, ...]
    steps: tuple[bool, ...]
    closed: float
    bound: float

    @property
    def taken(self) -> tuple[int, ...]:
        """The numbers of the actions that are taken."""
        return tuple(number for number, way in enumerate(self.ways) if way is not None)


@dataclass(frozen=True)
class _Model:
    """Columns: the ways of all actions, then all steps. Rows: ``low`` <= ``matrix`` @ x <= ``high``."""

    owner: NDArray[np.int64]  # action by way's column
    cost: NDArray[np.float64]  # (ways, budgets)
    matrix: csr_array
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def choose(problem: ChoiceProblem, *, forced: Sequence[int] = (), barred: Sequence[int] = ()) -> Choice | None:
    """The choice that closes most exposure, the cheapest among equals; None where nothing keeps all demands.

    ``forced`` actions are taken and ``barred`` ones are not, whatever they are worth.

    >>> cheap, dear = Candidate(((2.0,),)), Candidate(((3.0,),))
    >>> steps = (Step(0.4, (0,)), Step(0.5, (1,)))
    >>> choose(ChoiceProblem((cheap, dear), steps, (4.0,))).taken
    (1,)
    """
    model = _model(problem, set(forced), set(barred))
    worth = np.array([step.exposure for step in problem.steps])
    top = problem.whole or 1.0
    goal = np.concatenate([np.zeros(len(model.owner)), -worth / top])
    first = _minimise(model, goal, [], [])
    if first is None:
        return None
    x, bound = first
    closed = float(-goal @ x)
    # Among choices that close as much, the cheapest: what closes nothing is not bought.
    spending = np.concatenate([model.cost.sum(axis=1) + 1e-6 * max(1.0, float(model.cost.max(initial=0))), 0 * worth])
    scale = max(1.0, float(spending.max(initial=0.0)))
    second = _minimise(model, spending / scale, [-goal], [closed - TIE])
    x = x if second is None else second[0]
    taken = x[: len(model.owner)] > 0.5
    ways: list[int | None] = [None] * len(problem.candidates)
    first_way = np.searchsorted(model.owner, np.arange(len(problem.candidates)))
    for column in np.flatnonzero(taken).tolist():
        ways[model.owner[column]] = int(column - first_way[model.owner[column]])
    steps = tuple(bool(value > 0.5) for value in x[len(model.owner) :])
    total = sum(step.exposure for step, there in zip(problem.steps, steps, strict=True) if there)
    return Choice(tuple(ways), steps, total, max(total, min(-bound * top, problem.whole)))


def _model(problem: ChoiceProblem, forced: set[int], barred: set[int]) -> _Model:
    owner = np.array([n for n, c in enumerate(problem.candidates) for _ in c.ways], dtype=np.int64)
    cost = np.array([way for c in problem.candidates for way in c.ways], dtype=np.float64).reshape(len(owner), -1)
    columns = len(owner) + len(problem.steps)
    rows: list[tuple[dict[int, float], float, float]] = []
    own = [np.flatnonzero(owner == number).tolist() for number in range(len(problem.candidates))]
    for number, candidate in enumerate(problem.candidates):
        must, may = candidate.obligatory or number in forced, number not in barred
        rows.append((dict.fromkeys(own[number], 1.0), 1.0 if must else 0.0, 1.0 if may else 0.0))
        for other in candidate.needs:
            rows.append((dict.fromkeys(own[number], 1.0) | dict.fromkeys(own[other], -1.0), -np.inf, 0.0))
    for number, step in enumerate(problem.steps):
        column = len(owner) + number
        for action in step.needs:
            rows.append(({column: 1.0} | dict.fromkeys(own[action], -1.0), -np.inf, 0.0))
        if step.after is not None:
            rows.append(({column: 1.0, len(owner) + step.after: -1.0}, -np.inf, 0.0))
    for budget, amount in enumerate(problem.budgets):
        scale = max(amount, 1.0)
        drawn = {int(c): float(cost[c, budget]) / scale for c in np.flatnonzero(cost[:, budget])}
        rows.append((drawn, -np.inf, amount / scale))
    for hazard, share in problem.shares:
        there = {len(owner) + n: s.exposure for n, s in enumerate(problem.steps) if hazard in s.hazards}
        rows.append((there, share * sum(there.values()) - TIE, np.inf))
    matrix = csr_array(
        (
            [value for row, _, _ in rows for value in row.values()],
            (
                [number for number, (row, _, _) in enumerate(rows) for _ in row],
                [column for row, _, _ in rows for column in row],
            ),
        ),
        shape=(len(rows), columns),
    )
    return _Model(owner, cost, matrix, np.array([low for _, low, _ in rows]), np.array([high for _, _, high in rows]))


def _minimise(
    model: _Model, goal: NDArray[np.float64], extra: list[NDArray[np.float64]], least: list[float]
) -> tuple[NDArray[np.float64], float] | None:
    rules = [LinearConstraint(model.matrix, model.low, model.high)]
    rules += [LinearConstraint(row[None, :], low, np.inf) for row, low in zip(extra, least, strict=True)]
    result = milp(
        goal, integrality=np.ones(len(goal)), bounds=Bounds(0, 1), constraints=rules,
        options={"mip_rel_gap": 0.0, "node_limit": NODES},
    )  # fmt: skip
    return None if result.x is None else (np.round(result.x), float(result.mip_dual_bound))


@dataclass(frozen=True)
class Point:
    """One point of the frontier: the budgets times ``factor``, and the choice; None where demands cannot be kept."""

    factor: float
    budget: float
    choice: Choice | None


def frontier(problem: ChoiceProblem, factors: Sequence[float] = FACTORS) -> list[Point]:
    """Exposure closed against budget: every budget grown or shrunk alike."""
    points = []
    for factor in factors:
        scaled = replace(problem, budgets=tuple(amount * factor for amount in problem.budgets))
        points.append(Point(factor, sum(scaled.budgets), choose(scaled)))
    return points


@dataclass(frozen=True)
class Gain:
    """What more money buys: the exposure closed on top, and the actions that come in and go out."""

    closed: float
    enter: tuple[int, ...]
    leave: tuple[int, ...]


def next_money(problem: ChoiceProblem, now: Choice, more: Sequence[float]) -> Gain:
    """What ``more``, an amount on top of each budget, would buy beyond the choice of now."""
    if len(more) != len(problem.budgets) or min(more, default=0.0) < 0:
        raise MethodError(f"more must hold {len(problem.budgets)} amounts of 0 or more")
    then = choose(replace(problem, budgets=tuple(b + m for b, m in zip(problem.budgets, more, strict=True))))
    if then is None or then.closed <= now.closed + TIE:
        return Gain(0.0, (), ())
    before, after = set(now.taken), set(then.taken)
    return Gain(then.closed - now.closed, tuple(sorted(after - before)), tuple(sorted(before - after)))


@dataclass(frozen=True)
class Absence:
    """Why an action is not taken.

    - ``closes``: whether any step that counts needs it, or an action that is needed does.
    - ``possible``: whether it could be taken at all with the demands and the money there is.
    - ``loss``: how much less exposure would be closed with it; ``push_out``: the actions that would have to go.
    - ``missing``: the least money on top, spent where it is needed, with which it is taken and no less is closed in
      all; None if no money helps.
    """

    closes: bool
    possible: bool
    loss: float
    push_out: tuple[int, ...]
    missing: float | None


def why_left_out(problem: ChoiceProblem, now: Choice, action: int) -> Absence:
    """Take the action by force and see what it costs."""
    needed = {a for step in problem.steps if step.exposure > 0 for a in step.needs}
    waiting = list(needed)
    while waiting:
        more = set(problem.candidates[waiting.pop()].needs) - needed
        needed |= more
        waiting += more
    then = choose(problem, forced=[action])
    missing = _missing(problem, now, action)
    if then is None:
        return Absence(action in needed, False, 0.0, (), missing)
    out = tuple(sorted(set(now.taken) - set(then.taken)))
    return Absence(action in needed, True, max(0.0, now.closed - then.closed), out, missing)


def _missing(problem: ChoiceProblem, now: Choice, action: int) -> float | None:
    """The least money on top with which the action is taken and no less exposure is closed in all."""
    model = _model(problem, {action}, set())
    count, budgets = model.matrix.shape[1], len(problem.budgets)
    first = len(model.low) - budgets - len(problem.shares)
    scales = np.array([max(amount, 1.0) for amount in problem.budgets])
    slack = csr_array(
        (-1.0 / scales, (np.arange(first, first + budgets), np.arange(budgets))), shape=(len(model.low), budgets)
    )
    worth = np.concatenate([np.zeros(len(model.owner)), [s.exposure for s in problem.steps], np.zeros(budgets)])
    result = milp(
        np.concatenate([np.zeros(count), np.ones(budgets)]),
        integrality=np.concatenate([np.ones(count), np.zeros(budgets)]),
        bounds=Bounds(0, np.concatenate([np.ones(count), np.full(budgets, np.inf)])),
        constraints=[
            LinearConstraint(hstack([model.matrix, slack], format="csr"), model.low, model.high),
            LinearConstraint(worth[None, :], now.closed - TIE, np.inf),
        ],
        options={"mip_rel_gap": 1e-4, "node_limit": NODES},
    )
    return None if result.x is None else float(result.fun)
