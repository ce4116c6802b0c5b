"""Small plans to schedule, and the best schedule of each by trying all."""

from __future__ import annotations

from itertools import product

from hypothesis import strategies as st

from concord.methods.roadmap.checking import faults
from concord.methods.roadmap.problem import After, Mode, RoadmapProblem, Schedule, Task, length, value


def one_office(*tasks: Task, months: int = 12, hands: int = 1) -> RoadmapProblem:
    """Tasks that all need the one institution there is."""
    return RoadmapProblem(months, tasks, ((hands,) * months,))


def led(months: int, hands: int = 1) -> Mode:
    """A mode that takes hands of the one institution and no money."""
    return Mode(months, ((0, hands),))


def best_by_trying(problem: RoadmapProblem, grid: int = 1) -> tuple[int, int] | None:
    """The smallest value, and the smallest length with it, over all schedules; None where there is none."""
    places = [
        [(start, mode) for mode in range(len(task.modes)) for start in range(0, problem.months, grid)]
        for task in problem.tasks
    ]
    found = []
    for chosen in product(*places):
        schedule = Schedule(tuple(s for s, _ in chosen), tuple(m for _, m in chosen))
        if not faults(problem, schedule):
            found.append((value(problem, schedule), length(problem, schedule)))
    return min(found, default=None)


@st.composite
def small_plans(draw: st.DrawFn) -> RoadmapProblem:
    """Three tasks of one or two modes over nine months, with an institution, a source of money and dates."""
    tasks = []
    for number in range(3):
        modes = tuple(
            Mode(
                draw(st.integers(1, 4)), ((0, draw(st.integers(0, 2))),), ((0, draw(st.integers(0, 9))),),
                draw(st.sampled_from([None, None, (1, 7)])),
            )
            for _ in range(draw(st.integers(1, 2)))
        )  # fmt: skip
        before = draw(st.sets(st.integers(0, number - 1), max_size=1)) if number else set()
        tasks.append(
            Task(
                modes, draw(st.integers(1, 5)), tuple(After(b, draw(st.integers(0, 2))) for b in before),
                earliest=draw(st.sampled_from([0, 0, 2])), due=draw(st.sampled_from([None, None, 8])),
            )
        )  # fmt: skip
    hands = tuple(draw(st.sampled_from([2, 2, 1])) for _ in range(9))
    money = (draw(st.sampled_from([None, 6, 12])), draw(st.sampled_from([None, 9])))
    return RoadmapProblem(9, tuple(tasks), (hands,), (money,), offset=8)
