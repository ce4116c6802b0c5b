"""The operational plan: what of a plan falls into a window of months, and what that costs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from concord.domains.plans.drafting import month_after


@dataclass(frozen=True)
class Window:
    """Months from a first day (the first of a month) to the last day of the last of them."""

    first: dt.date
    months: int

    @property
    def last(self) -> dt.date:
        """The last day."""
        return month_after(self.first, self.months) - dt.timedelta(days=1)

    def holds(self, day: dt.date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last


def months_between(first: dt.date, last: dt.date) -> set[tuple[int, int]]:
    """Every month that two days and all between them touch."""
    number = (last.year - first.year) * 12 + last.month - first.month
    days = (month_after(first, at) for at in range(number + 1))
    return {(day.year, day.month) for day in days}


def share_in(window: Window, year: int, starts_on: dt.date, ends_on: dt.date) -> Decimal:
    """How much of what an action costs in a year falls into the window, by the months in which it runs.

    Where the action does not run in that year at all, by the months of the year.
    """
    running = {month for month in months_between(starts_on, max(ends_on, starts_on)) if month[0] == year}
    running = running or {(year, number) for number in range(1, 13)}
    inside = running & months_between(window.first, window.last)
    return Decimal(len(inside)) / Decimal(len(running))
