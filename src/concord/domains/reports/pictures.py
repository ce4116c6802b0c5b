"""The pictures of a plan, for pages and documents alike."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from concord.domains.plans.models import Action
from concord.domains.reports import words
from concord.domains.reports.material import Material
from concord.formats.charts import Amount, Bar, LevelCell, budget_by_year, gantt, gantt_pages, heat_map
from concord.formats.plan_document import Picture
from concord.kernel import clock

EVERY_BAR_UP_TO = 30  # actions that the one-page schedule still shows bar by bar


def plan_pictures(material: Material) -> dict[str, Picture]:
    """Levels by area, the schedule (one page, and all bars where it sums up), and the budget by year and area."""
    pictures = {}
    if material.findings:
        pictures["levels"] = levels(material)
    if material.actions:
        pictures["schedule"] = schedule(material)
        if len(material.actions) > EVERY_BAR_UP_TO:
            pages = gantt_pages(
                _bars(material.actions), alt=_page_alt, direction=_direction(), today=clock.today(), today_word=_("today")
            )
            pictures |= {f"schedule-{number}": page for number, page in enumerate(pages, start=1)}
    if material.budget:
        pictures["budget"] = money(material)
    return pictures


def _page_alt(page: int, pages: int) -> str:
    return _("Schedule of all actions, page %(page)s of %(pages)s") % {"page": page, "pages": pages}


def _direction() -> str:
    return "rtl" if get_language_bidi() else "ltr"


def levels(material: Material) -> Picture:
    """The heat map of levels by area."""
    cells = [
        LevelCell(f.capability.area.code, str(f.capability.area.title), f.capability.code, f.level or 0)
        for f in material.findings
    ]
    counts = [sum(c.level == level for c in cells) for level in range(1, 6)]
    alt = _("Levels of %(n)s capabilities: %(counts)s at levels 1, 2, 3, 4 and 5.") % {
        "n": len(cells), "counts": ", ".join(map(str, counts)),
    }  # fmt: skip
    return heat_map(cells, alt=alt, level_words=words.level_words(), direction=_direction())


def schedule(material: Material) -> Picture:
    """The schedule on one page."""
    last = max(action.ends_on for action in material.actions)
    alt = _("Schedule of %(n)s actions from %(start)s to %(end)s.") % {
        "n": len(material.actions), "start": words.day(material.plan.starts_on), "end": words.day(last),
    }  # fmt: skip
    return gantt(
        _bars(material.actions), alt=alt, direction=_direction(), today=clock.today(), today_word=_("today"),
        total_word=_("All actions"),
    )  # fmt: skip


def _bars(actions: list[Action]) -> list[Bar]:
    return [
        Bar(a.code, a.text, a.objective.code, a.objective.title, a.starts_on, a.ends_on)
        for a in sorted(actions, key=lambda a: (a.objective.order, a.starts_on, a.order))
    ]


def money(material: Material) -> Picture:
    """Likely cost by year and area."""
    titles = {action.objective.code: action.objective.title for action in material.actions}
    amounts = [Amount(str(year), titles[code], float(sum_)) for (code, year), sum_ in material.budget.items()]
    total = sum(material.budget.values(), Decimal(0))
    alt = _("Likely cost by year and area, together %(total)s %(currency)s.") % {
        "total": words.number(total), "currency": material.plan.currency,
    }  # fmt: skip
    unit = _("thousand %s") % material.plan.currency
    return budget_by_year(
        [Amount(a.year, a.area, a.amount / 1000) for a in amounts], alt=alt, unit=unit, other_word=_("Other areas"),
        direction=_direction(),
    )  # fmt: skip
