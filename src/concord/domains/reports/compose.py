"""Composes the plan's document: finished text in the active language, from the material of one plan."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby

from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _

from concord.domains.assessments.enums import Origin
from concord.domains.assessments.models import Finding
from concord.domains.assessments.queries import StatementView
from concord.domains.plans.enums import ActionStatus, PlanStatus
from concord.domains.reports import taken_over, words
from concord.domains.reports.compose_actions import budget_grid, level_range, objective_tables, trace_row
from concord.domains.reports.composed_risks import exposed, importance_method, risk_rows
from concord.domains.reports.executive import executive_summary
from concord.domains.reports.executive_money import further_costs
from concord.domains.reports.material import Material
from concord.domains.reports.operational_chapter import operational_chapter
from concord.domains.reports.signing import seal, sign_off, stage
from concord.formats.plan_document import (
    AreaFindings,
    Cover,
    FindingRow,
    GapRow,
    NarrativeSection,
    Passage,
    Picture,
    PlanDocument,
    Team,
)
from concord.kernel.sharing import SharingLabel

REASONS_AT_MOST = 4


def compose(material: Material, pictures: dict[str, Picture], shown: dict[str, str] | None = None) -> PlanDocument:
    """The plan as a document that only has to be laid out; ``shown`` names the pictures of its executive summary."""
    labels = words.labels()
    for key in ("plan_intro", "budget_intro"):
        labels[key] %= material.plan.currency
    if material.plan.assessment is None:
        labels["plan_intro"] = taken_over.plan_intro(material)
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
        objectives=objective_tables(material),
        budget=budget_grid(material, labels),
        trace=tuple(trace_row(material.traces[a.pk]) for a in material.actions) if material.plan.assessment else (),
        sign_off=sign_off(material),
        audit_head=material.audit_head,
        pictures=pictures,
        sections=_sections(material),
        risks=risk_rows(material),
        executives=(executive_summary(material, shown),),
        operational=operational_chapter(material),
        costs=further_costs(material),
        seal=seal(material),
    )


def _sections(material: Material) -> tuple[NarrativeSection, ...]:
    return tuple(
        NarrativeSection(chapter.title, tuple(Passage(block.kind, block.texts) for block in chapter.blocks))
        for chapter in material.chapters
    )


def _cover(material: Material) -> Cover:
    plan, assessment = material.plan, material.plan.assessment
    against = (
        ((_("Assessed against"), str(assessment.framework.title)), (_("Framework"), str(assessment.framework)))
        if assessment
        else ()
    )
    last = max((a.ends_on.year for a in material.actions), default=plan.starts_on.year)
    years = str(plan.starts_on.year) if last == plan.starts_on.year else f"{plan.starts_on.year}–{last}"
    return Cover(
        title=_("National CBRN Action Plan") if assessment else plan.title,
        subtitle=years,
        country=material.country.name,
        label=SharingLabel(plan.label).label,
        marking=material.country.marking,
        facts=(
            (_("Version"), plan.version),
            (_("Status"), str(PlanStatus(plan.status).label)),
            (_("Date"), words.day(plan.drafted_at.date())),
            *against,
        ),
    )


def _summary(material: Material) -> tuple[str, ...]:
    tally, cost, n = material.tally, material.cost, words.number
    said = []
    if material.plan.assessment is None:
        return (taken_over.summary(material), *_summary_of_actions(material))
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
    return (*said, *_summary_of_actions(material))


def _summary_of_actions(material: Material) -> tuple[str, ...]:
    said = []
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
        stage(material),
    )


def _method(material: Material) -> tuple[str, ...]:
    if material.plan.assessment is None:
        return taken_over.method(material)
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
        range_text=level_range(finding),
        target=finding.target,
        target_text=str(finding.target),
        agreement=words.agreement(finding.agreement),
        note="; ".join(notes),
    )


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
