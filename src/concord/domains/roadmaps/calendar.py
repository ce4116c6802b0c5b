"""From a roadmap's months to days."""

from __future__ import annotations

import datetime as dt

from concord.domains.roadmaps.asking import inputs_from
from concord.domains.roadmaps.models import RoadmapRun


def first_day(first: tuple[int, int], month: int) -> dt.date:
    """The first day of a month of the roadmap."""
    year, rest = divmod(first[0] * 12 + first[1] - 1 + month, 12)
    return dt.date(year, rest + 1, 1)


def span(first: tuple[int, int], start: int, months: int) -> tuple[dt.date, dt.date]:
    """First and last day of an action."""
    return first_day(first, start), first_day(first, start + months) - dt.timedelta(days=1)


def dates_of(run: RoadmapRun) -> dict[str, tuple[dt.date, dt.date]]:
    """The days of each action that the roadmap places, by code; actions under way keep theirs and are not named."""
    inputs = inputs_from(run.inputs)
    under_way = {job.code for job in inputs.jobs if job.under_way}
    return {
        row["code"]: span(inputs.first, row["start"], row["months"]) for row in run.rows if row["code"] not in under_way
    }
