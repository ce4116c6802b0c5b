"""Composes the plan's document: finished text in the active language, from the material of one plan."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from itertools import groupby

from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _

from concord.domains.assessments.enums import AnswerValue, Origin
from concord.domains.assessments.models import Finding
from concord.domains.assessments.queries import StatementView
from concord.domains.plans.enums import ActionStatus, PlanStatus
from concord.domains.plans.models import Action
from concord.domains.plans.queries import Trace, cost_of
from concord.domains.reports import words
from concord.domains.reports.composed_risks import exposed, importance_method, risk_rows, serving
from concord.domains.reports.material import Material
from concord.formats.plan_document import (
    ActionRow,
    AreaFindings,
    Cover,
    FindingRow,
    GapRow,
    Grid,
    ObjectiveTable,
    Picture,
    PlanDocument,
    Team,
    TraceRow,
)
from concord.kernel.sharing import SharingLabel

REASONS_AT_MOST = 4
ANSWERS_AT_MOST = 6


def compose(material: Material, pictures: dict[str, Picture]) -> PlanDocument:
    """The plan as a document that only has to be laid out."""
    labels = words.labels()
    for key in ("plan_intro", "budget_intro"):
        labels[key] %= material.plan.currency
    return PlanDocument(
        language=get_language() or "en",
        direction="rtl" if get_language_bidi() else "ltr",
        labels=labels,
        cover=_cover(material),
        summary=_summary(material),
        purpose=_purpose(material),
        method=_method(material),
        teams=_teams(material),
        findings=_findings(material),
        gaps=_gaps(material),
        objectives=_objectives(material),
        budget=_budget(material, labels),
        trace=tuple(_trace(material.traces[action.pk]) for action in material.actions),
        sign_off=_sign_off(material),
        audit_head=material.audit_head,
        pictures=pictures,
        risks=risk_rows(material),
    )


def _cover(material: Material) -> Cover:
    plan = material.plan
    last = max((a.ends_on.year for a in material.actions), default=plan.starts_on.year)
    years = str(plan.starts_on.year) if last == plan.starts_on.year else f"{plan.starts_on.year}–{last}"
    return Cover(
        title=_("National CBRN Action Plan"),
        subtitle=years,
        country=material.country.name,
        label=SharingLabel(plan.label).label,
        marking=material.country.marking,
        facts=(
            (_("Version"), plan.version),
            (_("Status"), str(PlanStatus(plan.status).label)),
            (_("Date"), words.day(plan.drafted_at.date())),
            (_("Assessed against"), str(plan.assessment.framework.title)),
            (_("Framework"), str(plan.assessment.framework)),
        ),
    )


def _summary(material: Material) -> tuple[str, ...]:
    tally, cost, n = material.tally, material.cost, words.number
    said = []
    if tally.institutions:
        said.append(
            _(
                "%(institutions)s institutions with %(officials)s officials answered %(statements)s statements about "
                "%(capabilities)s capabilities; on %(disputed)s statements they disagree."
            )
            % {
                "institutions": n(tally.institutions), "officials": n(tally.participants),
                "statements": n(tally.statements), "capabilities": n(len(material.findings)),
                "disputed": n(tally.disputed),
            }
        )  # fmt: skip
    else:
        said.append(
            _("Levels of %(n)s capabilities were taken over from an earlier assessment: %(source)s.")
            % {"n": n(len(material.findings)), "source": material.plan.assessment.source or "–"}
        )
    said.append(
        _(
            "%(gaps)s capabilities lie below their target and need %(steps)s steps. This plan proposes %(actions)s "
            "actions; they are likely to cost %(likely)s %(currency)s (between %(low)s and %(high)s)."
        )
        % {
            "gaps": n(len(material.gaps)), "steps": n(material.steps), "actions": n(len(material.actions)),
            "likely": n(cost.likely), "low": n(cost.low), "high": n(cost.high), "currency": material.plan.currency,
        }
    )  # fmt: skip
    undefined = sum(action.status == ActionStatus.TO_BE_DEFINED for action in material.actions)
    if undefined:
        said.append(
            ngettext(
                "%(n)s action is still to be defined: no benchmark reaches it. It carries no cost yet.",
                "%(n)s actions are still to be defined: no benchmark reaches them. They carry no cost yet.",
                undefined,
            )
            % {"n": undefined}
        )
    said.append(_("No funding has been recorded yet.") if not _funded(material) else _("Funding is shown by action."))
    return tuple(said)


def _funded(material: Material) -> bool:
    return any(action.funding.all() for action in material.actions)


def _purpose(material: Material) -> tuple[str, ...]:
    return (
        _(
            "This plan says what %(country)s intends to do to mitigate chemical, biological, radiological and nuclear "
            "risks, of natural, accidental or deliberate origin: which capabilities it wants to bring to which level, "
            "by which actions, who leads them, by when, and at what cost."
        )
        % {"country": material.country.name},
        _(
            "It is a first draft, made from the needs assessment alone. The country decides what the plan contains; "
            "every line may be changed, added or left out before it is adopted."
        ),
    )


def _method(material: Material) -> tuple[str, ...]:
    from_answers = any(finding.origin == Origin.ANSWERS for finding in material.findings)
    source = (
        _(
            "Institutions answered yes, partly, no, not applicable or don't know to statements at levels 2 to 5 of "
            "each capability. A statement counts as fulfilled if the lower median of the answers is yes. A capability "
            "has the highest level up to which every applicable statement is fulfilled. The range shows the level if "
            "every missing answer were no, and if it were yes. Answers that disagree are kept."
        )
        if from_answers
        else _("The levels were assessed elsewhere and taken over as they are: %(source)s.")
        % {"source": material.plan.assessment.source or "–"}
    )
    return (
        source,
        *importance_method(material),
        _(
            "Each step up a gap needs is one action, taken from the benchmark actions of the framework where there is "
            "one. Lead and supporting institutions are proposed from the benchmark and from who answered. Actions "
            "start in order of importance, on a quarter, after what they depend on, and as far as their lead can carry "
            "them. Costs are quantities of the benchmark, scaled to the country, times the unit costs of the "
            "ingredient book; they are orders of magnitude for planning, not offers."
        ),
    )


def _teams(material: Material) -> tuple[Team, ...]:
    people: dict[str, list[str]] = defaultdict(list)
    for person in material.participants:
        people[person.institution.name].append(f"{person.name}, {person.function}" if person.function else person.name)
    return tuple(
        Team(row.name, tuple(people[row.name]), _("%(n)s of %(m)s") % {"n": row.answered, "m": row.asked})
        for row in material.turnout
    )


def _findings(material: Material) -> tuple[AreaFindings, ...]:
    areas = []
    for area, rows in groupby(material.findings, key=lambda f: f.capability.area):
        members = list(rows)
        below = sum(f.level is not None and f.level < f.target for f in members)
        summary = _("%(below)s of %(n)s capabilities lie below their target.") % {"below": below, "n": len(members)}
        areas.append(AreaFindings(area.code, str(area.title), summary, tuple(_finding(f) for f in members)))
    return tuple(areas)


def _finding(finding: Finding) -> FindingRow:
    notes = []
    if finding.level is None:
        notes.append(_("nobody could answer"))
    elif finding.progress is not None:
        notes.append(_("%(percent)s %% of the next level") % {"percent": round(100 * finding.progress)})
    if finding.ahead:
        notes.append(_("ahead of its level: %(codes)s") % {"codes": ", ".join(finding.ahead)})
    if finding.rationale:
        notes.append(finding.rationale)
    return FindingRow(
        code=finding.capability.code,
        title=str(finding.capability.title),
        level=finding.level or 0,
        level_text=str(finding.level or "–"),
        range_text=_range(finding),
        target=finding.target,
        target_text=str(finding.target),
        agreement=words.agreement(finding.agreement),
        note="; ".join(notes),
    )


def _range(finding: Finding) -> str:
    return str(finding.low) if finding.low == finding.high else f"{finding.low}–{finding.high}"


def _missing_by_gap(material: Material) -> dict[str, list[StatementView]]:
    missing: dict[str, list[StatementView]] = defaultdict(list)
    for trace in material.traces.values():
        for gap in trace.gaps:
            missing[gap.finding.capability.code] += [view for view in gap.statements if not view.fulfilled]
    return missing


def _gaps(material: Material) -> tuple[GapRow, ...]:
    missing = _missing_by_gap(material)
    rows = []
    for gap in material.gaps:
        views = sorted(missing[gap.finding.capability.code], key=lambda v: (v.statement.level, v.statement.order))
        reasons = [str(view.statement.text) for view in views[:REASONS_AT_MOST]]
        left = len(views) - len(reasons)
        if left > 0:
            reasons.append(ngettext("and %(n)s further statement", "and %(n)s further statements", left) % {"n": left})
        rows.append(
            GapRow(
                rank=str(gap.rank),
                code=gap.finding.capability.code,
                title=str(gap.finding.capability.title),
                current=str(gap.current),
                target=str(gap.target),
                importance=words.number(gap.importance, "0.00"),
                reasons=tuple(reasons) or (gap.finding.rationale or _("Level assessed elsewhere"),),
                exposure=exposed(gap),
            )
        )
    return tuple(rows)


def _objectives(material: Material) -> tuple[ObjectiveTable, ...]:
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


def _budget(material: Material, labels: dict[str, str]) -> Grid:
    years = sorted({year for _code, year in material.budget})
    titles = {a.objective.code: a.objective for a in material.actions}
    codes = sorted({code for code, _year in material.budget}, key=lambda code: titles[code].order)
    zero = Decimal(0)

    def cells(values: list[Decimal]) -> tuple[str, ...]:
        return (*(words.thousands(value) for value in values), words.thousands(sum(values, zero)))

    rows = [(titles[code].title, *cells([material.budget.get((code, year), zero) for year in years])) for code in codes]
    by_year = [sum((material.budget.get((code, year), zero) for code in codes), zero) for year in years]
    rows.append((labels["total"], *cells(by_year)))
    return Grid((labels["objective"], *map(str, years), labels["total"]), tuple(rows), 1, True)


def _trace(trace: Trace) -> TraceRow:
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
            "level": finding.level, "range": _range(finding), "target": finding.target,
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


def _sign_off(material: Material) -> tuple[str, ...]:
    return (
        _("The undersigned have read this plan (version %(version)s) and agree that it goes to the next step.")
        % {"version": material.plan.version},
        _(
            "The head of the audit trail below seals everything that led to this document. Keep this page: with the "
            "head on paper, a later check (concord audit verify --head) shows whether any entry was changed or removed."
        ),
    )
