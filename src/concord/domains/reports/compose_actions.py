"""What a plan's document says of its actions: tables by objective, the budget, and where each action comes from."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.assessments.enums import AnswerValue
from concord.domains.assessments.models import Finding
from concord.domains.assessments.queries import StatementView
from concord.domains.plans.enums import ActionStatus
from concord.domains.plans.models import Action
from concord.domains.plans.queries import Trace, cost_of
from concord.domains.reports import taken_over, words
from concord.domains.reports.composed_risks import serving
from concord.domains.reports.material import Material
from concord.formats.plan_document import ActionRow, Grid, ObjectiveTable, TraceRow

ANSWERS_AT_MOST = 6


def level_range(finding: Finding) -> str:
    """Between which levels the finding lies."""
    return str(finding.low) if finding.low == finding.high else f"{finding.low}–{finding.high}"


def objective_tables(material: Material) -> tuple[ObjectiveTable, ...]:
    """The actions of each objective with their cost together."""
    by_objective: dict[str, list[Action]] = defaultdict(list)
    for action in sorted(material.actions, key=lambda a: (a.objective.order, a.order)):
        by_objective[action.objective.code].append(action)
    tables = []
    for code, rows in by_objective.items():
        total = sum((cost_of(action).likely for action in rows), Decimal(0))
        # The sum stands above the table: below it, it could end up alone on a page.
        intro = ngettext("%(n)s action, together %(total)s", "%(n)s actions, together %(total)s", len(rows)) % {
            "n": len(rows), "total": words.thousands(total),
        }  # fmt: skip
        actions = tuple(_action(material, action) for action in rows)
        tables.append(ObjectiveTable(code, rows[0].objective.title, intro, actions, total=""))
    return tuple(tables)


def _action(material: Material, action: Action) -> ActionRow:
    indicator = next((i.text for i in action.indicators.all()), "–")
    funding = "; ".join(dict.fromkeys(f"{f.source} ({f.get_status_display()})" for f in action.funding.all()))
    cost = words.thousands(cost_of(action).likely)
    if action.carried_by is not None:
        cost = _("in %(code)s") % {"code": action.carried_by.code}
    return ActionRow(
        code=action.code,
        text=action.text,
        hazards="".join(action.hazards),
        phase=words.phase(action.phase),
        lead=action.lead_name,
        supporting=", ".join(i.name for i in action.supporting.all()) or action.supporting_text or "–",
        start=words.month(action.starts_on),
        end=words.month(action.ends_on),
        indicator=indicator,
        cost=cost,
        funding=funding or _("not yet"),
        status=str(ActionStatus(action.status).label),
        closes=", ".join(
            f"{closed.finding.capability.code} {closed.from_level}→{closed.to_level}" for closed in action.closes.all()
        ),
        serves=serving(
            leaning for closed in action.closes.all() for leaning in material.leanings(closed.finding.capability_id)
        ),
    )


def budget_grid(material: Material, labels: dict[str, str]) -> Grid:
    """Likely cost by year and objective, or area where objectives belong to one."""
    years = sorted({year for _code, year in material.budget})
    groups = {a.objective.code: taken_over.group_of(a.objective) for a in material.actions}
    order = {a.objective.code: a.objective.order for a in material.actions}
    zero = Decimal(0)
    sums: dict[tuple[tuple[str, str], int], Decimal] = defaultdict(Decimal)
    for code, year in sorted(material.budget, key=lambda key: order[key[0]]):
        sums[groups[code], year] += material.budget[code, year]
    rows_of = list(dict.fromkeys(group for group, _year in sums))

    def cells(values: list[Decimal]) -> tuple[str, ...]:
        return (*(words.thousands(value) for value in values), words.thousands(sum(values, zero)))

    rows = [(group[1], *cells([sums.get((group, year), zero) for year in years])) for group in rows_of]
    by_year = [sum((sums.get((group, year), zero) for group in rows_of), zero) for year in years]
    rows.append((labels["total"], *cells(by_year)))
    return Grid((labels["objective"], *map(str, years), labels["total"]), tuple(rows), 1, True)


def trace_row(trace: Trace) -> TraceRow:
    """How one action goes back to gap, finding and answers."""
    gaps, found, said = [], [], []
    for gap in trace.gaps:
        finding = gap.finding
        gaps.append(
            _("%(code)s %(title)s, step %(low)s→%(high)s, rank %(rank)s")
            % {
                "code": finding.capability.code, "title": finding.capability.title, "low": gap.closes.from_level,
                "high": gap.closes.to_level, "rank": gap.closes.rank,
            }
        )  # fmt: skip
        if gap.closes.exposure is not None:
            gaps[-1] += f" ({words.leans(gap.closes.exposure)})"
        if gap.standing is not None:
            gaps.append(_("decided order: %(standing)s") % {"standing": gap.standing.text})
        level = _("level %(level)s (range %(range)s), target %(target)s") % {
            "level": finding.level, "range": level_range(finding), "target": finding.target,
        }  # fmt: skip
        found.append(f"{level}; {finding.rationale}" if finding.rationale else level)
        said += [line for view in gap.statements for line in _answers(view)]
    more = len(said) - ANSWERS_AT_MOST
    if more > 0:
        said = [*said[:ANSWERS_AT_MOST], ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}]
    return TraceRow(f"{trace.action.code} {trace.action.text}", "; ".join(gaps), "; ".join(found), tuple(said))


def _answers(view: StatementView) -> list[str]:
    """One line for each answer that is not a plain yes, with what was said for it."""
    lines = []
    for answer in view.answers:
        if answer.value != AnswerValue.YES:
            value = str(AnswerValue(answer.value).label)
            said = f"{view.statement.code}, {answer.institution.name}: {value}"
            lines.append(f"{said} – {answer.comment}" if answer.comment else said)
    return lines
