"""Calendar files: whole days, ends as calendars count them, and entries that keep their identity."""

from __future__ import annotations

import datetime as dt

from icalendar import Calendar

from concord.formats.icalendar_file import Entry, icalendar_file

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def test_entries_are_whole_days_and_keep_their_identity():
    entry = Entry(
        "a-1@concord", "DET-01-L3 Train; test, drill", dt.date(2027, 1, 1), dt.date(2027, 3, 31), "Health", "Plan"
    )
    read = Calendar.from_ical(icalendar_file([entry], title="Roadmap", made_at=NOW))
    (event,) = read.walk("VEVENT")
    assert event.decoded("dtstart") == dt.date(2027, 1, 1)
    assert event.decoded("dtend") == dt.date(2027, 4, 1)
    assert (str(event["uid"]), str(event["summary"])) == ("a-1@concord", "DET-01-L3 Train; test, drill")
    assert (str(event["description"]), str(event["transp"])) == ("Health", "TRANSPARENT")
    assert (str(read["version"]), str(read["x-wr-calname"])) == ("2.0", "Roadmap")


def test_the_same_entries_give_the_same_file():
    entry = Entry("a-1@concord", "Train", dt.date(2027, 1, 1), dt.date(2027, 1, 1))
    assert icalendar_file([entry], title="R", made_at=NOW) == icalendar_file([entry], title="R", made_at=NOW)


def test_lines_are_folded_as_the_standard_asks():
    made = icalendar_file([Entry("u", "Обучение " * 20, NOW.date(), NOW.date())], title="R", made_at=NOW)
    assert max(len(line) for line in made.split(b"\r\n")) <= 75
