import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.domains.plans.drafting import month_after, next_quarter, share_by_year


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [("2026-11-22", 0, "2026-11-01"), ("2026-11-22", 2, "2027-01-01"), ("2026-12-31", 25, "2029-01-01")],
)
def test_months_are_counted_by_calendar(day, months, expected):
    assert month_after(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("day", "expected"), [("2026-11-22", "2027-01-01"), ("2026-01-01", "2026-04-01"), ("2026-09-30", "2026-10-01")]
)
def test_a_plan_starts_with_the_next_quarter(day, expected):
    assert next_quarter(dt.date.fromisoformat(day)) == dt.date.fromisoformat(expected)


def test_months_fall_into_calendar_years():
    assert share_by_year(dt.date(2026, 10, 1), 12) == pytest.approx({2026: 0.25, 2027: 0.75})


@given(st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1)), st.integers(1, 120))
def test_shares_of_years_sum_to_one(start, months):
    assert sum(share_by_year(start, months).values()) == pytest.approx(1)
