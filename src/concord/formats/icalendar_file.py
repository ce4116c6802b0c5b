"""A roadmap's dates as an iCalendar file (RFC 5545) that calendars of any maker read: days, never hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from icalendar import Calendar, Event


@dataclass(frozen=True)
class Entry:
    """One entry: days from ``starts_on`` to ``ends_on``, both included. ``uid`` stays the same when dates move."""

    uid: str
    title: str
    starts_on: dt.date
    ends_on: dt.date
    description: str = ""
    category: str = ""


def icalendar_file(entries: Iterable[Entry], *, title: str, made_at: dt.datetime) -> bytes:
    """The entries as one calendar; an entry that was imported before is moved, because its ``uid`` is known."""
    calendar = Calendar()
    calendar.add("prodid", "-//Concord//Roadmap//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", title)
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", made_at)
        event.add("summary", entry.title)
        event.add("dtstart", entry.starts_on)
        # The end of a whole-day event is the first day after it.
        event.add("dtend", entry.ends_on + dt.timedelta(days=1))
        event.add("transp", "TRANSPARENT")  # months of an action do not make a person busy
        if entry.description:
            event.add("description", entry.description)
        if entry.category:
            event.add("categories", [entry.category])
        calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made
