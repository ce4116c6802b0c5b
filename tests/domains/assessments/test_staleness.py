"""When a finding goes stale, to the day."""

from __future__ import annotations

import datetime as dt

import pytest

from concord.domains.assessments.staleness import Cause, Facts, after_months, causes

DAY = dt.date(2024, 1, 15)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (dt.date(2024, 1, 15), 24, dt.date(2026, 1, 15)),
        (dt.date(2024, 2, 29), 24, dt.date(2026, 2, 28)),
        (dt.date(2024, 2, 29), 48, dt.date(2028, 2, 29)),
        (dt.date(2025, 12, 31), 2, dt.date(2026, 2, 28)),
        (dt.date(2025, 12, 1), 1, dt.date(2026, 1, 1)),
    ],
)
def test_months_are_counted_on_the_calendar(day: dt.date, months: int, later: dt.date) -> None:
    assert after_months(day, months) == later


@pytest.mark.parametrize(
    ("today", "found"), [(dt.date(2026, 1, 15), ()), (dt.date(2026, 1, 16), (Cause.AGE,))]
)  # fmt: skip
def test_a_finding_is_too_old_the_day_after_its_time_is_over(today: dt.date, found: tuple[Cause, ...]) -> None:
    assert causes(Facts(DAY, DAY), today, 24) == found


def test_where_nobody_answered_nothing_grows_old() -> None:
    assert causes(Facts(None, DAY), dt.date(2040, 1, 1)) == ()


def test_only_a_recommendation_made_after_the_finding_was_settled_counts() -> None:
    today = dt.date(2024, 6, 1)
    assert causes(Facts(DAY, DAY, recommended=[DAY]), today) == ()
    assert causes(Facts(DAY, DAY, recommended=[DAY, dt.date(2024, 1, 16)]), today) == (Cause.RECOMMENDED,)


def test_all_causes_are_named() -> None:
    facts = Facts(DAY, DAY, changed=1, recommended=[dt.date(2026, 5, 1)])
    assert causes(facts, dt.date(2026, 6, 1)) == (Cause.AGE, Cause.CHANGED, Cause.RECOMMENDED)
