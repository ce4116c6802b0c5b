"""What a search for a roadmap hands back: the schedule, how good it is at least, and whether it ran to its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from concord.methods.roadmap.problem import RoadmapProblem, Schedule, length, mean_completion, value

# Asked between two pieces of work: whether a clock or a person wants the best so far instead of more.
Stop = Callable[[], bool]


def never() -> bool:
    """Nobody stops the search."""
    return False


@dataclass(frozen=True)
class Found:
    """A schedule and its proof.

    - ``value``: the weighted sum of ends; ``bound``: no schedule of this model has a smaller one.
    - ``cut_short``: a clock or a person ended the search; the same input may then give another schedule.
    """

    problem: RoadmapProblem
    schedule: Schedule
    bound: float
    cut_short: bool = False

    @property
    def value(self) -> int:
        """The weighted sum of ends."""
        return value(self.problem, self.schedule)

    @property
    def gap(self) -> float:
        """By what share of itself the schedule's value could at most be smaller."""
        return max(0.0, 1 - self.bound / self.value)

    @property
    def mean_month(self) -> float:
        """The month in which value arrives on average."""
        return mean_completion(self.problem, self.value)

    @property
    def mean_month_bound(self) -> float:
        """No schedule of this model brings value earlier on average than in this month."""
        return mean_completion(self.problem, self.bound)

    @property
    def months(self) -> int:
        """The month in which the last task has ended."""
        return length(self.problem, self.schedule)
