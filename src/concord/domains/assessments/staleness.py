"""When a finding no longer says how things stand: pure rules on dates, told in docs/methods/stale-findings.md."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MONTHS = 24  # after which the newest answer behind a finding is too old


class Cause(StrEnum):
    """Why a finding has gone stale."""

    AGE = "age"
    CHANGED = "changed"  # a newer edition of the framework asks something else
    RECOMMENDED = "recommended"


@dataclass(frozen=True)
class Facts:
    """What staleness is worked out from.

    ``newest`` is the day of the newest answer behind the finding (of levels assessed elsewhere, the day they were
    taken over; none where nobody answered), ``settled`` the day it was agreed, or derived where it is not agreed.
    ``changed`` counts its statements that a newer edition no longer asks as they are; ``recommended`` are the days of
    recommendations about its capability.
    """

    newest: dt.date | None
    settled: dt.date
    changed: int = 0
    recommended: Sequence[dt.date] = ()


def causes(facts: Facts, today: dt.date, months: int = MONTHS) -> tuple[Cause, ...]:
    """Why the finding has gone stale, in the order of ``Cause``; nothing where it has not."""
    found = []
    if facts.newest is not None and today > after_months(facts.newest, months):
        found.append(Cause.AGE)
    if facts.changed:
        found.append(Cause.CHANGED)
    if any(day > facts.settled for day in facts.recommended):
        found.append(Cause.RECOMMENDED)
    return tuple(found)


def after_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; the month's last day where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
