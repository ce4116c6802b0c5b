"""A roadmap as a picture, on A3 paper, as calendar entries and as a project file."""

from __future__ import annotations

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from concord.domains.people.models import Country
from concord.domains.roadmaps.queries import View
from concord.formats.chart_drawing import Direction
from concord.formats.gantt import Bar, Gantt, Load, gantt_svg
from concord.formats.gantt_pdf import gantt_pdf
from concord.formats.icalendar_file import Entry, icalendar_file
from concord.formats.mspdi import ProjectFile, ProjectTask, mspdi_file
from concord.kernel.errors import NotFound

KINDS = ("roadmap.pdf", "roadmap.ics", "roadmap.xml")


def picture_of(view: View, before: View | None = None) -> Gantt:
    """The picture, in the reader's language and direction; with ``before``, frames where actions stood there."""
    direction: Direction = "rtl" if get_language_bidi() else "ltr"
    return Gantt(
        bars=tuple(
            Bar(
                row.job.code, row.job.title, row.lead, row.start, row.months, row.slack, row.critical, row.milestones,
                _before(view, row.job.code, before),
            )
            for row in view.rows
        ),
        loads=tuple(Load(name, taken, hands) for name, (taken, hands) in view.loads.items()),
        months=view.inputs.months,
        first=view.inputs.first,
        alt=_("The roadmap “%(title)s”: a bar for each action; the table below says the same in words.")
        % {"title": view.run.title},
        words={
            "critical": _("Critical: cannot move"),
            "other": _("Can move"),
            "slack": _("By how much"),
            "milestone": _("Milestone"),
            "before": _("In the other roadmap"),
            "load": _("How busy each lead is"),
        },
        direction=direction,
    )  # fmt: skip


def _before(view: View, code: str, before: View | None) -> int | None:
    if before is None or code not in before.by_code:
        return None
    day, (year, month) = before.by_code[code].starts_on, view.inputs.first
    return max(0, (day.year - year) * 12 + day.month - month)


def svg_of(view: View, before: View | None = None) -> str:
    """The picture for a page."""
    return gantt_svg(picture_of(view, before))


def render(view: View, country: Country, kind: str) -> tuple[bytes, str, str]:
    """A file to keep: its content, media type and name."""
    name = f"{country.code.lower()}-{kind}"
    if kind == "roadmap.pdf":
        return gantt_pdf(picture_of(view), view.run.title), "application/pdf", name
    if kind == "roadmap.ics":
        return _calendar(view), "text/calendar; charset=utf-8", name
    if kind == "roadmap.xml":
        return mspdi_file(_project(view)), "application/xml", name
    raise NotFound("There is no such file.")


def _calendar(view: View) -> bytes:
    entries = [
        Entry(f"{row.job.id}@concord", f"{row.job.code} {row.job.title}", row.starts_on, row.ends_on, row.lead)
        for row in view.rows
    ]
    return icalendar_file(entries, title=view.run.title, made_at=view.run.ended_at or view.run.asked_at)


def _project(view: View) -> ProjectFile:
    numbers = {row.job.code: number for number, row in enumerate(view.rows)}
    leads = list(view.inputs.leads)
    tasks = tuple(
        ProjectTask(
            f"{row.job.code} {row.job.title}", row.starts_on, row.ends_on,
            after=tuple((numbers[code], 0) for code in row.job.waits if code in numbers),
            resources=(leads.index(row.job.lead),),
            cost=next(way.cost for way in row.job.ways if way.name == row.way),
            critical=row.critical,
        )
        for row in view.rows
    )  # fmt: skip
    resources = tuple((name, view.inputs.hands[key]) for key, name in view.inputs.leads.items())
    first = min(row.starts_on for row in view.rows)
    return ProjectFile(view.run.title, view.inputs.currency, first, tasks, resources)
