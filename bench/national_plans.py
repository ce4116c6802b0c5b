"""Made-up national plans of full size, feasible by construction, to measure the roadmap's methods on.

A hidden schedule is laid first and everything else is fitted to it. Each institution has three lanes for work that it
leads and one for work that it supports. A lane holds five actions back to back, 17 of 20 quarters long together, with
three idle quarters strewn between them. The hidden schedule gives every action one of three modes; the other two are
made from it (with a partner: shorter, and the partner pays; own resources: longer and dearer). Dependencies, fixed
starts, due dates and partners' windows are drawn from what the hidden schedule keeps. The state's budgets of the first
three years are what the hidden schedule spends; those of the last two leave half as much again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from concord.methods.roadmap.problem import After, Mode, RoadmapProblem, Schedule, Task, load, spent

INSTITUTIONS, QUARTERS = 20, 20
LANES, IN_LANE, BUSY = 3, 5, 17
ACTIONS_OF_ONE = LANES * IN_LANE
LINKS_OF_ONE, FIXED, DUE = 8, 1 / 30, 1 / 10
STATE, PARTNERS = 0, 1
SLACK = (1.0, 1.0, 1.0, 1.5, 1.5)


@dataclass
class _Hidden:
    """The hidden schedule while it is laid: by action its lead, quarter, length, supporter and mode."""

    lead: list[int] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    quarters: list[int] = field(default_factory=list)
    months: list[int] = field(default_factory=list)
    support: list[int | None] = field(default_factory=list)
    mode: list[int] = field(default_factory=list)


def national_plan(seed: int, institutions: int = INSTITUTIONS) -> tuple[RoadmapProblem, Schedule]:
    """A plan of 15 actions for each institution and five yearly budgets, and a schedule that keeps all of it."""
    draw = np.random.default_rng(seed)
    hidden = _lay(draw, institutions)
    actions = len(hidden.lead)
    _support(draw, hidden, institutions)
    modes = [_modes(draw, hidden, action) for action in range(actions)]
    links = _links(draw, hidden, institutions * LINKS_OF_ONE)
    dated = draw.permutation(actions)
    fixed, due = round(FIXED * actions), round(DUE * actions)
    held, pressed = set(dated[:fixed].tolist()), set(dated[fixed : fixed + due].tolist())
    # A few scenarios carry most of the rated risk, so exposure is spread unevenly.
    worth = draw.lognormal(0.0, 1.0, actions)
    weights = np.maximum(1, np.round(1000 * worth / worth.max())).astype(int).tolist()
    tasks = tuple(
        Task(
            modes[action], weights[action], links[action],
            fixed=3 * hidden.start[action] if action in held else None,
            due=3 * (hidden.start[action] + hidden.quarters[action]) + 3 if action in pressed else None,
        )
        for action in range(actions)
    )  # fmt: skip
    schedule = Schedule(tuple(3 * quarter for quarter in hidden.start), tuple(hidden.mode))
    hands = tuple((LANES + 1,) * (3 * QUARTERS) for _ in range(institutions))
    free = RoadmapProblem(3 * QUARTERS, tasks, hands, ((None,) * 5, (None,) * 5))
    spending = spent(free, schedule)[STATE]
    limits = tuple(round(money * slack) for money, slack in zip(spending, SLACK, strict=True))
    return RoadmapProblem(free.months, tasks, hands, (limits, (None,) * 5)), schedule


def utilisation(problem: RoadmapProblem, schedule: Schedule) -> float:
    """The share of all institutions' hands, over the whole plan, that the schedule takes."""
    return float(np.sum(load(problem, schedule)) / np.sum(problem.capacity))


def _lay(draw: np.random.Generator, institutions: int) -> _Hidden:
    hidden = _Hidden()
    for institution in range(institutions):
        for _ in range(LANES):
            cuts = np.sort(draw.choice(np.arange(1, BUSY), IN_LANE - 1, replace=False))
            lengths = [int(b - a) for a, b in pairwise([0, *cuts, BUSY])]
            idle = np.bincount(draw.integers(0, IN_LANE + 1, QUARTERS - BUSY), minlength=IN_LANE + 1)
            quarter = 0
            for length, pause in zip(lengths, idle, strict=False):
                quarter += int(pause)
                hidden.lead.append(institution)
                hidden.start.append(quarter)
                hidden.quarters.append(length)
                hidden.months.append(3 * length - int(draw.integers(0, 4) == 0))
                hidden.mode.append(int(draw.choice(3, p=[0.5, 0.3, 0.2])))
                quarter += length
    return hidden


def _support(draw: np.random.Generator, hidden: _Hidden, institutions: int) -> None:
    """Fill each institution's lane of support with actions of others, as far as they go."""
    actions = len(hidden.lead)
    hidden.support = [None] * actions
    busy = np.zeros((institutions, QUARTERS), dtype=bool)
    for action in draw.permutation(actions).tolist():
        span = slice(hidden.start[action], hidden.start[action] + hidden.quarters[action])
        for other in draw.permutation(institutions).tolist():
            if other != hidden.lead[action] and not busy[other, span].any():
                busy[other, span] = True
                hidden.support[action] = other
                break


def _modes(draw: np.random.Generator, hidden: _Hidden, action: int) -> tuple[Mode, ...]:
    """Three modes: with a partner, own resources, regional; the hidden one has the hidden length."""
    supporter, chosen, months = hidden.support[action], hidden.mode[action], hidden.months[action]
    hands = ((hidden.lead[action], 1), *(((supporter, 1),) if supporter is not None else ()))
    base = months / (0.8, 1.0, 1.2)[chosen]
    # Late work is dearer, so that whoever pulls it forward meets the early budgets.
    price = int(draw.integers(20, 200)) * (500 + 100 * hidden.start[action]) * months // 6
    first = 3 * hidden.start[action]
    window = (max(0, first - 6), min(3 * QUARTERS, first + months + 9))
    lengths = [months if mode == chosen else max(1, round(base * (0.8, 1.0, 1.2)[mode])) for mode in range(3)]
    return (
        Mode(lengths[0], hands, ((STATE, price // 3), (PARTNERS, price)), window),
        Mode(lengths[1], hands, ((STATE, price),)),
        Mode(lengths[2], hands, ((STATE, price * 6 // 10),)),
    )


def _links(draw: np.random.Generator, hidden: _Hidden, count: int) -> list[tuple[After, ...]]:
    """Dependencies that the hidden schedule keeps, some with a lag of a quarter; nobody waits for more than three."""
    links: list[list[After]] = [[] for _ in hidden.lead]
    placed = 0
    while placed < count:
        before, after = (int(n) for n in draw.integers(0, len(links), 2))
        pause = hidden.start[after] - hidden.start[before] - hidden.quarters[before]
        known = {link.task for link in links[after]}
        if 0 <= pause <= 6 and before not in known and len(known) < 3:
            links[after].append(After(before, 3 if pause and draw.integers(0, 4) == 0 else 0))
            placed += 1
    return [tuple(row) for row in links]
