"""What somebody asks of a roadmap, and all that a search is given, both as plain JSON that stays readable."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Way:
    """A mode of one action; amounts in whole units of the plan's currency, months from the roadmap's start."""

    name: str  # own, partner, regional, later
    months: int
    cost: int = 0
    source: str = ""  # empty: the common budget
    window: tuple[int, int] | None = None


@dataclass(frozen=True)
class Wishes:
    """What is asked for beyond the plan itself.

    - ``until``: the last year of the roadmap; 0 is the year in which the plan's last action ends.
    - ``hands``: how many actions each institution can carry at once; those not named carry as many as the plan says.
    - ``budgets``: money by source and year; a year not named has no limit. The empty source is the common budget.
    - ``fixed``, ``due``: by action, the month in which it starts, or has ended by, as 2027-03.
    - ``ways``: by action, other ways to carry it out than the plan's own.
    """

    until: int = 0
    hands: dict[str, int] = field(default_factory=dict)
    budgets: dict[str, dict[str, int]] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)
    due: dict[str, str] = field(default_factory=dict)
    ways: dict[str, list[Way]] = field(default_factory=dict)


@dataclass(frozen=True)
class Job:
    """One action to be placed. ``waits`` holds codes; ``was`` is the month in which the plan has it, before the roadmap
    negative."""

    id: str
    code: str
    title: str
    lead: str  # key into ``Inputs.leads``
    weight: int
    ways: tuple[Way, ...]
    was: int
    waits: tuple[str, ...] = ()
    fixed: int | None = None
    due: int | None = None
    under_way: bool = False


@dataclass(frozen=True)
class Inputs:
    """Everything a search is given. ``first`` is the (year, month) of month 0; ``leads`` are names by key."""

    first: tuple[int, int]
    months: int
    currency: str
    jobs: tuple[Job, ...]
    leads: dict[str, str]
    hands: dict[str, int]
    budgets: dict[str, dict[str, int]]

    @property
    def offset(self) -> int:
        """Months of the first year that had passed."""
        return self.first[1] - 1

    @property
    def years(self) -> range:
        """The years that the roadmap touches."""
        return range(self.first[0], self.first[0] + (self.offset + self.months - 1) // 12 + 1)


def as_json(what: Wishes | Inputs) -> dict[str, Any]:
    """As it is stored."""
    return asdict(what)


def wishes_from(data: dict[str, Any]) -> Wishes:
    """What was asked, as it was stored."""
    ways = {code: [_way(way) for way in rows] for code, rows in data["ways"].items()}
    return Wishes(**{**data, "ways": ways})


def inputs_from(data: dict[str, Any]) -> Inputs:
    """What a search was given, as it was stored."""
    jobs = tuple(
        Job(**{**job, "ways": tuple(_way(way) for way in job["ways"]), "waits": tuple(job["waits"])})
        for job in data["jobs"]
    )
    year, month = data["first"]
    return Inputs(**{**data, "first": (year, month), "jobs": jobs})


def _way(data: dict[str, Any]) -> Way:
    window = data["window"]
    return Way(**{**data, "window": (window[0], window[1]) if window else None})
