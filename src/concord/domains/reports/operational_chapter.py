"""The operational plan as a chapter: what each institution has in hand in the next months."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.plans.queries.operational import LeadLoad, Undertaking
from concord.domains.reports import words
from concord.domains.reports.material import Material
from concord.formats.plan_document import LeadTable, OperationalChapter, UndertakingRow


def operational_chapter(material: Material) -> OperationalChapter | None:
    """The chapter; none where nothing falls into the window."""
    found = material.operational
    if not found.rows:
        return None
    begin = sum(row.begins for row in found.rows)
    end = sum(row.ends for row in found.rows)
    intro = _(
        "From %(first)s to %(last)s %(actions)s actions are under way: %(begin)s begin and %(end)s end in these "
        "months. What falls into them is likely to cost %(cost)s thousand %(currency)s, shared by the months in which "
        "each action runs."
    ) % {
        "first": words.month(found.window.first), "last": words.month(found.window.last),
        "actions": words.number(len(found.rows)), "begin": words.number(begin), "end": words.number(end),
        "cost": words.thousands(found.cost), "currency": material.plan.currency,
    }  # fmt: skip
    return OperationalChapter(
        heading=_("Operational plan for the next %(n)s months") % {"n": found.window.months},
        intro=(intro,),
        headings=(_("Action"), _("Start"), _("End"), _("Due in these months"), _("Cost")),
        leads=tuple(_lead(load) for load in sorted(found.leads, key=lambda load: (not load.lead, load.lead))),
    )


def _lead(load: LeadLoad) -> LeadTable:
    intro = ngettext("%(n)s action, together %(total)s", "%(n)s actions, together %(total)s", len(load.rows)) % {
        "n": len(load.rows), "total": words.thousands(load.cost),
    }  # fmt: skip
    return LeadTable(load.lead or _("No lead named"), intro, tuple(_row(row) for row in load.rows))


def _row(row: Undertaking) -> UndertakingRow:
    action = row.action
    return UndertakingRow(
        code=action.code,
        text=action.text,
        start=words.month(action.starts_on),
        end=words.month(action.ends_on),
        due="\n".join(f"{words.month(milestone.due)} {milestone.title}" for milestone in row.milestones) or "–",
        cost=words.thousands(row.cost),
    )
