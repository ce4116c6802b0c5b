"""The plan on two pages: where the country stands, what it will do, what that costs, and what is asked of whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import cast

from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from concord.domains.plans.enums import ActionStatus, PlanStatus
from concord.domains.plans.models import Action
from concord.domains.plans.queries import cost_of
from concord.domains.reports import taken_over, words
from concord.domains.reports.executive_money import money_grid, paying, short
from concord.domains.reports.material import Material
from concord.formats.plan_document import ExecutiveSummary, Grid

GAPS_AT_MOST = 10
OBJECTIVES_AT_MOST = 9
YEARS_AT_MOST = 8
LEADS_AT_MOST = 4
RISKS_AT_MOST = 3


def executive_summary(material: Material, pictures: dict[str, str] | None = None) -> ExecutiveSummary:
    """The summary in the active language; ``pictures`` names its pictures where they are not the usual ones."""
    return ExecutiveSummary(
        headings={
            "summary": _("Executive summary"),
            "standing": _("Where the country stands"),
            "gaps": _("The most important gaps"),
            "doing": _("What the plan does"),
            "paying": _("What it costs, and who pays"),
            "asked": _("What is asked of whom"),
        },
        figures=_figures(material),
        standing=_standing(material),
        gaps=_gaps(material),
        risks=_risks(material),
        doing=_doing(material),
        objectives=_objectives(material),
        paying=paying(material),
        money=money_grid(material, YEARS_AT_MOST),
        asked=tuple(_asked(material)),
        pictures=_shown(material) if pictures is None else pictures,
    )


def _shown(material: Material) -> dict[str, str]:
    shown = {}
    if material.findings:
        shown["standing"] = "areas"
    if material.budget:
        shown["paying"] = "funding"
    return shown


def live(material: Material) -> list[Action]:
    """The actions that were not dropped."""
    return [action for action in material.actions if action.status != ActionStatus.DROPPED]


def _figures(material: Material) -> tuple[tuple[str, str], ...]:
    n, currency, rows = words.number, material.plan.currency, live(material)
    found: list[tuple[str, str]] = []
    if material.findings:
        of = {"n": n(len(material.findings))}
        found.append((n(len(material.gaps)), _("of %(n)s capabilities below their target") % of))
    leads = len({action.lead_name for action in rows if action.lead_name})
    found.append((n(len(rows)), _("actions; institutions in the lead: %(n)s") % {"n": n(leads)}))
    whole = material.money.whole
    for amount, said in ((whole.cost, _("%(unit)s likely cost")), (whole.cost - whole.missing, _("%(unit)s secured")),
                         (whole.missing, _("%(unit)s still missing"))):  # fmt: skip
        figure, unit = short(amount, currency)
        found.append((figure, said % {"unit": unit}))
    return tuple(found)


def _standing(material: Material) -> tuple[str, ...]:
    if not material.findings:
        return (taken_over.summary(material),)
    levels: dict[str, list[int]] = defaultdict(list)
    for finding in material.findings:
        if finding.level is not None:
            levels[str(finding.capability.area.title)].append(finding.level)
    means = sorted(((sum(own) / len(own), area) for area, own in levels.items()), key=lambda pair: pair[0])
    n = words.number
    reached = len(material.findings) - len(material.gaps)
    said = [
        _("Of %(n)s capabilities %(reached)s have reached their target; the others need %(steps)s steps.")
        % {"n": n(len(material.findings)), "reached": n(reached), "steps": n(material.steps)}
    ]
    if len(means) > 1:
        (low, weakest), (high, strongest) = means[0], means[-1]
        said.append(
            _("On average the area %(strongest)s stands highest (%(high)s of 5), %(weakest)s lowest (%(low)s).")
            % {"strongest": strongest, "weakest": weakest, "high": n(high, "0.0"), "low": n(low, "0.0")}
        )
    return (" ".join(said),)


def _gaps(material: Material) -> Grid:
    closing: dict[str, list[Action]] = defaultdict(list)
    for action in live(material):
        for closed in action.closes.all():
            closing[closed.finding.capability.code].append(action)
    rows, arrow = [], "←" if get_language_bidi() else "→"
    for gap in material.gaps[:GAPS_AT_MOST]:
        code = gap.finding.capability.code
        own = closing[code]
        until = words.month(max(action.ends_on for action in own)) if own else "–"
        lead = own[0].lead_name if own else "–"
        title = f"{code} {gap.finding.capability.title}"
        rows.append((str(gap.rank), title, f"{gap.current} {arrow} {gap.target}", lead or "–", until))
    return Grid((_("Rank"), _("Gap"), _("Level"), _("Lead"), _("Until")), tuple(rows), 4)


def _risks(material: Material) -> tuple[str, ...]:
    largest = material.risks.by_share[:RISKS_AT_MOST] if material.risks else []
    if not largest:
        return ()
    named = "; ".join(f"{one.scenario.title} ({words.units(one.share or 0.0)})" for one in largest)
    return (_("The largest risks, of 100 units of rated risk: %(risks)s.") % {"risks": named},)


def _doing(material: Material) -> tuple[str, ...]:
    rows = live(material)
    if not rows:
        return (_("The plan has no actions yet."),)
    begun = sum(action.status in (ActionStatus.UNDER_WAY, ActionStatus.DONE) for action in rows)
    said = _(
        "%(actions)s actions run from %(start)s to %(end)s; begun so far: %(begun)s. The table counts how many are "
        "under way in each year, with their likely cost in thousands of %(currency)s."
    )
    return (
        said
        % {
            "actions": words.number(len(rows)), "begun": words.number(begun), "currency": material.plan.currency,
            "start": words.month(min(action.starts_on for action in rows)),
            "end": words.month(max(action.ends_on for action in rows)),
        },
    )  # fmt: skip


def _objectives(material: Material) -> Grid:
    by_title: dict[str, list[Action]] = defaultdict(list)
    for action in sorted(live(material), key=lambda a: (a.objective.order, a.order)):
        by_title[taken_over.group_of(action.objective)[1]].append(action)
    if not by_title:
        return Grid((), ())
    kept = sorted(by_title.items(), key=lambda pair: -len(pair[1]))[:OBJECTIVES_AT_MOST]
    shown = [(title, by_title[title]) for title in by_title if title in dict(kept)]
    rest = [action for title, rows in by_title.items() if title not in dict(shown) for action in rows]
    others = [(_("Other objectives"), rest)] if rest else []
    rows = live(material)
    first, last = min(a.starts_on.year for a in rows), max(a.ends_on.year for a in rows)
    years = list(range(first, min(last, first + YEARS_AT_MOST - 1) + 1))
    lines = [_line(title, own, years) for title, own in [*shown, *others]]
    return Grid(
        (_("Objective"), _("Actions"), *map(str, years), _("Cost")),
        (*lines, _line(_("Total"), rows, years)), 1, True,
    )  # fmt: skip


def _line(title: str, actions: Sequence[Action], years: Sequence[int]) -> tuple[str, ...]:
    under_way = [sum(a.starts_on.year <= year <= a.ends_on.year for a in actions) for year in years]
    cost = sum((cost_of(action).likely for action in actions), Decimal(0))
    counts = [words.number(count) if count else "–" for count in under_way]
    return (title, words.number(len(actions)), *counts, words.thousands(cost))


def _asked(material: Material) -> list[tuple[str, str]]:
    """The decisions first, then the money, then who leads most of the coming months."""
    plan, whole = material.plan, material.money.whole
    found = []
    if plan.status not in (PlanStatus.ADOPTED, PlanStatus.SUPERSEDED):
        found.append((_("Government"), _("Adopt the plan, and name who answers for it.")))
    missing = [year for year in material.money.years if year.missing]
    if missing:
        said = _("Secure %(amount)s %(unit)s that no money covers yet; %(first)s %(first_unit)s of it for %(year)s.")
        (amount, unit), (first, first_unit) = (
            short(whole.missing, plan.currency),
            short(missing[0].missing, plan.currency),
        )
        found.append(
            (_("Ministry of finance and donors"),
             said % {"amount": amount, "unit": unit, "first": first, "first_unit": first_unit,
                     "year": cast(int, missing[0].year)})
        )  # fmt: skip
    if whole.pledged or whole.asked:
        (pledged, unit), (asked, asked_unit) = short(whole.pledged, plan.currency), short(whole.asked, plan.currency)
        said = _(
            "Turn pledges of %(pledged)s %(unit)s into commitments, and answer requests for %(asked)s %(asked_unit)s."
        )
        found.append(
            (_("Partners"), said % {"pledged": pledged, "unit": unit, "asked": asked, "asked_unit": asked_unit})
        )
    busiest = sorted(material.operational.leads, key=lambda lead: -len(lead.rows))
    for lead in [lead for lead in busiest if lead.lead][:LEADS_AT_MOST]:
        begins = sum(row.begins for row in lead.rows)
        said = ngettext(
            "Lead %(n)s action in the next 12 months; %(begins)s of them begin there.",
            "Lead %(n)s actions in the next 12 months; %(begins)s of them begin there.",
            len(lead.rows),
        )
        found.append((lead.lead, said % {"n": words.number(len(lead.rows)), "begins": words.number(begins)}))
    return found
