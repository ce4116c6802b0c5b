"""Writing IATI activities: what was read comes back, and nothing invalid is handed out."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.iati_files import a_file

from concord.formats.errors import FormatError
from concord.formats.iati_activity import Activity, Amount, Budget, Organisation, Share
from concord.formats.iati_reader import read_activities
from concord.formats.iati_writer import write_activities

NOW = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)


def read(content: bytes) -> list[Activity]:
    found = read_activities(io.BytesIO(content), "donor.xml")
    return [replace(one, source=b"") for one in found if isinstance(one, Activity)]


def test_what_was_read_comes_back():
    before = read(a_file())
    assert read(write_activities(before, made_at=NOW)) == before


def test_the_file_says_its_version_and_when_it_was_made():
    head = write_activities(read(a_file()), made_at=NOW).decode().splitlines()[1]
    assert head == '<iati-activities version="2.03" generated-datetime="2026-01-02T03:04:05Z">'


def test_nothing_invalid_is_handed_out():
    [activity] = read(a_file())
    with pytest.raises(FormatError, match="Missing child element"):
        write_activities([replace(activity, dates=(), title=())], made_at=NOW)


def test_a_file_without_activities_is_refused():
    with pytest.raises(FormatError, match="at least one"):
        write_activities([], made_at=NOW)


# What XML carries and blank space does not swallow: letters of any script, digits and signs.
words = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20)
days = st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1))
money = st.decimals(Decimal(0), Decimal("1e12"), places=2, allow_nan=False)


@given(words, words, days, days, money, st.sampled_from(["", "EUR", "USD"]))
def test_any_words_dates_and_amounts_come_back(title, name, starts, ends, amount, currency):
    activity = Activity(
        identifier="XM-TEST-1-7",
        reporter=Organisation("XM-TEST-1", "10", (("", name),)),
        title=(("en", title), ("ar", name)),
        descriptions=(("1", (("", title),)),),
        organisations=(Organisation("", "", (("", name),), "1"),),
        status="2",
        dates=(("1", starts), ("3", ends)),
        sectors=(Share("12250", Decimal("33.3")),),
        budgets=(Budget(starts, ends, Amount(amount, currency, starts), "1", "2"),),
        language="",
    )
    assert read(write_activities([activity], made_at=NOW)) == [activity]
