"""Reads of the roadmaps domain: searches, the picture's bars, and two roadmaps side by side."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from concord.domains.plans.models import Milestone, Plan
from concord.domains.roadmaps.asking import Inputs, Job, Wishes, inputs_from
from concord.domains.roadmaps.calendar import span
from concord.domains.roadmaps.gathering import gather
from concord.domains.roadmaps.models import RoadmapRun
from concord.domains.roadmaps.rules import can_run_roadmaps, can_see_roadmaps
from concord.kernel.actor import Actor, require
from concord.kernel.errors import NotFound


def roadmaps(actor: Actor, plan: Plan) -> QuerySet[RoadmapRun]:
    """The searches of a plan, newest first."""
    require(can_see_roadmaps, actor)
    return RoadmapRun.objects.for_actor(actor).filter(plan=plan).defer("inputs", "rows")


def find_roadmap(actor: Actor, plan: Plan, pk: UUID) -> RoadmapRun:
    """One search of the plan."""
    require(can_see_roadmaps, actor)
    found = RoadmapRun.objects.for_actor(actor).filter(plan=plan, pk=pk).first()
    if found is None:
        raise NotFound("There is no such roadmap.")
    return found


@dataclass(frozen=True)
class Usual:
    """What a roadmap would be worked out from if nothing else were asked: for the form."""

    inputs: Inputs
    costs: dict[int, int]  # by year, as the plan's dates lie now


def usual(actor: Actor, plan: Plan) -> Usual:
    """The plan's own hands, years and costs."""
    require(can_run_roadmaps, actor)
    inputs = gather(actor, plan, Wishes())
    costs: Counter[int] = Counter()
    for job in inputs.jobs:
        year = inputs.first[0] + (inputs.offset + max(0, job.was)) // 12
        costs[year] += job.ways[0].cost
    return Usual(inputs, {year: costs[year] for year in inputs.years})


@dataclass(frozen=True)
class Placed:
    """An action with its place in a roadmap."""

    job: Job
    lead: str
    start: int
    months: int
    way: str
    slack: int
    starts_on: dt.date
    ends_on: dt.date
    milestones: tuple[int, ...] = ()

    @property
    def critical(self) -> bool:
        """Whether it cannot move by a month without the whole taking longer."""
        return self.slack == 0


@dataclass(frozen=True)
class View:
    """A roadmap to be shown: its actions by start, and each institution's load by month."""

    run: RoadmapRun
    inputs: Inputs
    rows: tuple[Placed, ...]
    loads: dict[str, tuple[tuple[int, ...], tuple[int, ...]]]

    @property
    def by_code(self) -> dict[str, Placed]:
        """Its actions by code."""
        return {row.job.code: row for row in self.rows}


def view_of(actor: Actor, run: RoadmapRun) -> View:
    """A roadmap that is worked out, with its milestones where they would lie."""
    require(can_see_roadmaps, actor)
    inputs = inputs_from(run.inputs)
    jobs = {job.code: job for job in inputs.jobs}
    due = _milestones(actor, run, inputs, jobs)
    rows = [_placed(inputs, jobs[row["code"]], row, due.get(row["code"], [])) for row in run.rows]
    taken: dict[str, Counter[int]] = defaultdict(Counter)
    for row in rows:
        taken[row.job.lead].update(range(row.start, row.start + row.months))
    months = range(inputs.months)
    loads = {
        name: (tuple(taken[key][month] for month in months), (inputs.hands[key],) * inputs.months)
        for key, name in inputs.leads.items()
    }
    return View(run, inputs, tuple(sorted(rows, key=lambda row: (row.start, row.job.code))), loads)


def _placed(inputs: Inputs, job: Job, row: dict[str, int], late: list[int]) -> Placed:
    starts_on, ends_on = span(inputs.first, row["start"], row["months"])
    end = row["start"] + row["months"]
    milestones = tuple(sorted({min(inputs.months, max(0, end + months)) for months in late}))
    return Placed(
        job, inputs.leads[job.lead], row["start"], row["months"], str(row["way"]), row["slack"], starts_on, ends_on,
        milestones,
    )  # fmt: skip


def _milestones(actor: Actor, run: RoadmapRun, inputs: Inputs, jobs: dict[str, Job]) -> dict[str, list[int]]:
    """How many months after its action's end each milestone lies, by action; before it, negative."""
    rows = Milestone.objects.for_actor(actor).filter(action__plan=run.plan_id).select_related("action")
    found: dict[str, list[int]] = defaultdict(list)
    for milestone in rows:
        due, end = milestone.due, milestone.action.ends_on
        found[milestone.action.code].append((due.year - end.year) * 12 + due.month - end.month)
    return {code: months for code, months in found.items() if code in jobs}


@dataclass(frozen=True)
class Moved:
    """An action that stands elsewhere in the second roadmap; ``later`` in months, ``because`` names what changed."""

    here: Placed
    there: Placed

    @property
    def later(self) -> int:
        """By how many months it starts later in the second."""
        days = self.there.starts_on, self.here.starts_on
        return (days[0].year - days[1].year) * 12 + days[0].month - days[1].month


@dataclass(frozen=True)
class Change:
    """One thing asked for differently: of what kind, about what, and what it was and became."""

    kind: str  # hands, money, fixed, due, length
    about: str
    was: str
    now: str


@dataclass(frozen=True)
class Comparison:
    """Two roadmaps side by side."""

    first: View
    second: View
    changes: tuple[Change, ...]
    moved: tuple[Moved, ...]

    @property
    def same(self) -> int:
        """How many actions stand in the same place in both."""
        return len(self.first.by_code.keys() & self.second.by_code.keys()) - len(self.moved)


def compare(actor: Actor, first: RoadmapRun, second: RoadmapRun) -> Comparison:
    """What was asked differently of two roadmaps, and what moved."""
    here, there = view_of(actor, first), view_of(actor, second)
    both = [(row, there.by_code[row.job.code]) for row in here.rows if row.job.code in there.by_code]
    moved = [Moved(a, b) for a, b in both if (a.starts_on, a.ends_on) != (b.starts_on, b.ends_on)]
    moved.sort(key=lambda one: (-abs(one.later), one.here.job.code))
    return Comparison(here, there, tuple(_changes(here.inputs, there.inputs)), tuple(moved))


def _changes(first: Inputs, second: Inputs) -> list[Change]:
    found = [
        Change("hands", name, str(first.hands[key]), str(second.hands[key]))
        for key, name in first.leads.items()
        if key in second.hands and first.hands[key] != second.hands[key]
    ]
    for source in sorted(first.budgets.keys() | second.budgets.keys()):
        was, now = first.budgets.get(source, {}), second.budgets.get(source, {})
        for year in sorted(was.keys() | now.keys()):
            if was.get(year) != now.get(year):
                about = f"{source} {year}".strip()
                found.append(Change("money", about, str(was.get(year, "")), str(now.get(year, ""))))
    jobs = {job.code: job for job in second.jobs}
    for job in first.jobs:
        other = jobs.get(job.code)
        if other and not job.under_way:
            found += [
                Change(kind, job.code, _month(first, a), _month(second, b))
                for kind, a, b in (
                    ("fixed", job.fixed, other.fixed),
                    ("due", job.due and job.due - 1, other.due and other.due - 1),
                )
                if _month(first, a) != _month(second, b)
            ]
    if first.years[-1] != second.years[-1]:
        found.append(Change("length", "", str(first.years[-1]), str(second.years[-1])))
    return found


def _month(inputs: Inputs, month: int | None) -> str:
    if month is None:
        return ""
    return f"{span(inputs.first, month, 1)[0]:%Y-%m}"
