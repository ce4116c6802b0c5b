"""A roadmap as MSPDI, the XML that MS Project and ProjectLibre open: tasks, links, institutions and who does what.

Element names and order follow Microsoft's schema of the Project XML data interchange (namespace below), which both
programs read strictly in sequence. Every task is pinned to its start, so that no program schedules it anew by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

NAMESPACE = "http://schemas.microsoft.com/project"
HOURS_A_DAY = 8
MINUTES_A_DAY = HOURS_A_DAY * 60
FINISH_TO_START = 1
START_NO_EARLIER_THAN = 4
DAYS_FORMAT = 7
TENTHS_A_MINUTE = 10


@dataclass(frozen=True)
class ProjectTask:
    """One task or milestone; ``after`` holds (index of the task before, lag in days)."""

    name: str
    starts_on: dt.date
    ends_on: dt.date
    after: tuple[tuple[int, int], ...] = ()
    resources: tuple[int, ...] = ()
    cost: int = 0
    notes: str = ""
    milestone: bool = False
    critical: bool = False


@dataclass(frozen=True)
class ProjectFile:
    """A whole project; ``resources`` are institutions' names and how many tasks each can carry at once."""

    title: str
    currency: str
    starts_on: dt.date
    tasks: tuple[ProjectTask, ...]
    resources: tuple[tuple[str, int], ...]


def mspdi_file(project: ProjectFile) -> bytes:
    """The project as an XML file."""
    root = etree.Element(f"{{{NAMESPACE}}}Project", nsmap={None: NAMESPACE})
    last = max((task.ends_on for task in project.tasks), default=project.starts_on)
    _add(root, SaveVersion=14, Name=project.title, Title=project.title, ScheduleFromStart=1)
    _add(root, StartDate=_morning(project.starts_on), FinishDate=_evening(last))
    _add(root, CurrencyCode=project.currency, CalendarUID=1, DefaultStartTime="08:00:00", DefaultFinishTime="17:00:00")
    _add(root, MinutesPerDay=MINUTES_A_DAY, MinutesPerWeek=5 * MINUTES_A_DAY, DaysPerMonth=20, NewTasksAreManual=1)
    _calendar(etree.SubElement(root, _tag("Calendars")))
    tasks = etree.SubElement(root, _tag("Tasks"))
    for number, task in enumerate(project.tasks, start=1):
        _task(tasks, number, task)
    resources = etree.SubElement(root, _tag("Resources"))
    for number, (name, hands) in enumerate(project.resources, start=1):
        _add(etree.SubElement(resources, _tag("Resource")), UID=number, ID=number, Name=name, Type=1, MaxUnits=hands)
    _assignments(etree.SubElement(root, _tag("Assignments")), project.tasks)
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True, pretty_print=True)
    return made


def _task(parent: etree._Element, number: int, task: ProjectTask) -> None:
    row = etree.SubElement(parent, _tag("Task"))
    days = 0 if task.milestone else _working_days(task.starts_on, task.ends_on)
    end = _evening(task.ends_on)
    _add(row, UID=number, ID=number, Name=task.name, Manual=1, Type=1, IsNull=0, WBS=number, OutlineNumber=number)
    _add(row, OutlineLevel=1, Priority=500, Start=end if task.milestone else _morning(task.starts_on), Finish=end)
    _add(row, Duration=f"PT{days * HOURS_A_DAY}H0M0S", DurationFormat=DAYS_FORMAT)
    _add(row, Milestone=int(task.milestone), Summary=0, Critical=int(task.critical), FixedCost=task.cost)
    _add(row, ConstraintType=START_NO_EARLIER_THAN, CalendarUID=-1, ConstraintDate=_morning(task.starts_on))
    if task.notes:
        _add(row, Notes=task.notes)
    for before, lag in task.after:
        link = etree.SubElement(row, _tag("PredecessorLink"))
        tenths = lag * MINUTES_A_DAY * TENTHS_A_MINUTE * 5 // 7  # lags are counted in working time
        _add(
            link, PredecessorUID=before + 1, Type=FINISH_TO_START, CrossProject=0, LinkLag=tenths, LagFormat=DAYS_FORMAT
        )


def _assignments(parent: etree._Element, tasks: Sequence[ProjectTask]) -> None:
    pairs = [(n, resource + 1) for n, task in enumerate(tasks, start=1) for resource in task.resources]
    for number, (task, resource) in enumerate(pairs, start=1):
        _add(etree.SubElement(parent, _tag("Assignment")), UID=number, TaskUID=task, ResourceUID=resource, Units=1)


def _calendar(parent: etree._Element) -> None:
    """Five days of eight hours a week; Sunday is day 1."""
    calendar = etree.SubElement(parent, _tag("Calendar"))
    _add(calendar, UID=1, Name="Standard", IsBaseCalendar=1)
    days = etree.SubElement(calendar, _tag("WeekDays"))
    for day in range(1, 8):
        row = etree.SubElement(days, _tag("WeekDay"))
        working = 2 <= day <= 6
        _add(row, DayType=day, DayWorking=int(working))
        if working:
            times = etree.SubElement(row, _tag("WorkingTimes"))
            for start, end in (("08:00:00", "12:00:00"), ("13:00:00", "17:00:00")):
                _add(etree.SubElement(times, _tag("WorkingTime")), FromTime=start, ToTime=end)


def _add(parent: etree._Element, **values: object) -> None:
    for name, value in values.items():
        etree.SubElement(parent, _tag(name)).text = _clean(str(value))


def _clean(text: str) -> str:
    """Text without the control characters that XML cannot hold."""
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _morning(day: dt.date) -> str:
    return f"{day.isoformat()}T08:00:00"


def _evening(day: dt.date) -> str:
    return f"{day.isoformat()}T17:00:00"


def _working_days(first: dt.date, last: dt.date) -> int:
    return max(1, sum((first + dt.timedelta(days=n)).weekday() < 5 for n in range((last - first).days + 1)))
