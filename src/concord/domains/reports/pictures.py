"""The pictures of a plan, for pages and documents alike."""

from __future__ import annotations

from functools import partial
from typing import Literal

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from concord.domains.plans.models import Action
from concord.domains.reports import money_pictures, words
from concord.domains.reports.material import Material
from concord.domains.reports.picture_scale import Job, scale_of
from concord.domains.reports.risk_pictures import risk_jobs
from concord.domains.reports.taken_over import group_of
from concord.formats.area_chart import levels_by_area
from concord.formats.charts import (
    Amount,
    Bar,
    LevelCell,
    bar_pages,
    budget_by_year,
    fits_one_page,
    gantt,
    gantt_page,
    heat_map,
)
from concord.formats.plan_document import Picture
from concord.kernel import clock


def picture_jobs(material: Material, only: tuple[str, ...] = ()) -> dict[str, Job]:
    """Levels by area, the schedule (and every bar where it sums up), and the budget, each still to be drawn.

    ``only`` names those that are wanted, where not all are.
    """
    jobs: dict[str, Job] = {}
    if material.findings:
        jobs["levels"] = levels(material)
        jobs["areas"] = areas(material)
    if material.risks is not None:
        jobs |= risk_jobs(material.risks, material.gaps)
    if material.actions:
        bars = _bars(material.actions)
        jobs["schedule"] = schedule(material)
        pages = () if fits_one_page(bars) else bar_pages(bars)
        for number, page in enumerate(pages, start=1):
            jobs[f"schedule-{number}"] = _page(page, bars, number, len(pages))
    if material.budget:
        jobs["budget"] = budget(material)
        jobs["funding"] = money_pictures.funding(material)
    return {name: job for name, job in jobs.items() if name in only} if only else jobs


def plan_pictures(material: Material) -> dict[str, Picture]:
    """All pictures, drawn here and now."""
    return {name: job() for name, job in picture_jobs(material).items()}


def _direction() -> Literal["ltr", "rtl"]:
    return "rtl" if get_language_bidi() else "ltr"


def levels(material: Material) -> Job:
    """The heat map of levels by area."""
    cells = _cells(material)
    return partial(heat_map, cells, alt=_counted(cells), level_words=words.level_words(), direction=_direction())


def areas(material: Material) -> Job:
    """How many capabilities of each area stand at which level."""
    cells = _cells(material)
    return partial(levels_by_area, cells, alt=_counted(cells), level_words=words.level_words(), direction=_direction())


def _cells(material: Material) -> list[LevelCell]:
    return [
        LevelCell(f.capability.area.code, str(f.capability.area.title), f.capability.code, f.level or 0)
        for f in material.findings
    ]


def _counted(cells: list[LevelCell]) -> str:
    counts = [sum(c.level == level for c in cells) for level in range(1, 6)]
    return _("Levels of %(n)s capabilities: %(counts)s at levels 1, 2, 3, 4 and 5.") % {
        "n": len(cells), "counts": ", ".join(map(str, counts)),
    }  # fmt: skip


def schedule(material: Material) -> Job:
    """The schedule on one page."""
    last = max(action.ends_on for action in material.actions)
    alt = _("Schedule of %(n)s actions from %(start)s to %(end)s.") % {
        "n": len(material.actions), "start": words.day(material.plan.starts_on), "end": words.day(last),
    }  # fmt: skip
    return partial(
        gantt, _bars(material.actions), alt=alt, direction=_direction(), today=clock.today(), today_word=_("today"),
        total_word=_("All actions"),
    )  # fmt: skip


def _page(page: tuple[Bar, ...], bars: list[Bar], number: int, pages: int) -> Job:
    alt = _("Schedule of all actions, page %(page)s of %(pages)s") % {"page": number, "pages": pages}
    return partial(gantt_page, page, bars, alt=alt, direction=_direction(), today=clock.today(), today_word=_("today"))


def _bars(actions: list[Action]) -> list[Bar]:
    return [
        Bar(a.code, a.text, *group_of(a.objective), a.starts_on, a.ends_on)
        for a in sorted(actions, key=lambda a: (a.objective.order, a.starts_on, a.order))
    ]


def budget(material: Material) -> Job:
    """Likely cost by year and area, in thousands."""
    titles = {action.objective.code: group_of(action.objective)[1] for action in material.actions}
    scale, unit = scale_of(material.budget.values(), material.plan.currency)
    amounts = [Amount(str(year), titles[code], float(total) / scale) for (code, year), total in material.budget.items()]
    currency = material.plan.currency
    alt = _("Likely cost by year and area, together %(total)s %(currency)s.") % {
        "total": words.number(sum(material.budget.values())), "currency": currency,
    }  # fmt: skip
    return partial(
        budget_by_year, amounts, alt=alt, unit=unit, other_word=_("Other areas"),
        direction=_direction(),
    )  # fmt: skip
