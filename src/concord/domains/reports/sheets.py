"""The plan and the findings as spreadsheets."""

from __future__ import annotations

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from concord.domains.assessments.enums import AnswerValue, Confidence
from concord.domains.assessments.models import Assessment
from concord.domains.assessments.queries import answers, by_statement, readable, statement_views
from concord.domains.frameworks.models import STATEMENT, Statement
from concord.domains.plans.enums import ActionStatus, IndicatorKind
from concord.domains.plans.models import Action
from concord.domains.plans.queries import cost_of
from concord.domains.reports import words
from concord.domains.reports.material import Material
from concord.formats.tables import Sheet, write_workbook
from concord.kernel.errors import NotFound


def _sheet(title: str, headings: tuple[str, ...], rows: list[tuple[object, ...]], widths: tuple[float, ...]) -> Sheet:
    return Sheet(title, headings, rows, widths, "rtl" if get_language_bidi() else "ltr")  # type: ignore[arg-type]


def plan_workbook(material: Material) -> bytes:
    """Actions, cost lines and gaps, one sheet each; the scenarios too, once the order follows them."""
    risks = [_scenarios(material)] if material.risks else []
    return write_workbook(
        [_actions(material), _costs(material), *([_gaps(material)] if material.plan.assessment else []), *risks],
        title=f"{material.country.name}: {material.plan.title}",
        created=material.plan.drafted_at,
    )


def _actions(material: Material) -> Sheet:
    rows: list[tuple[object, ...]] = []
    for a in sorted(material.actions, key=lambda a: (a.objective.order, a.order)):
        cost = cost_of(a)
        texts = {i.kind: i.text for i in a.indicators.all()}
        rows.append(
            (
                a.code, a.objective.title, a.text, "".join(a.hazards), words.phase(a.phase), a.lead_name,
                ", ".join(i.name for i in a.supporting.all()) or a.supporting_text, a.starts_on, a.ends_on,
                str(ActionStatus(a.status).label), texts.get(IndicatorKind.OUTPUT, ""),
                texts.get(IndicatorKind.OUTCOME, ""), float(cost.low), float(cost.likely), float(cost.high),
                "; ".join(f"{f.source} {f.year}: {f.amount} ({f.get_status_display()})" for f in a.funding.all()),
                ", ".join(f"{c.finding.capability.code} {c.from_level}→{c.to_level}" for c in a.closes.all()),
                ", ".join(other.code for other in a.depends_on.all()), a.order, *_served(material, a),
            )
        )  # fmt: skip
    headings = (
        _("Code"), _("Objective"), _("Action"), _("C/B/R/N"), _("Phase"), _("Lead"), _("Supporting"), _("Start"),
        _("End"), _("Status"), _("Output indicator"), _("Outcome indicator"), _("Cost, low"), _("Cost, likely"),
        _("Cost, high"), _("Funding"), _("Closes"), _("Depends on"), _("Order"), _("Exposure"), _("Scenarios"),
    )  # fmt: skip
    widths = (12, 24, 60, 8, 14, 26, 36, 11, 11, 13, 36, 36, 12, 12, 12, 24, 16, 20, 7, 10, 30)
    return _sheet(_("Actions"), headings, rows, widths)


def _served(material: Material, action: Action) -> tuple[float | None, str]:
    """How much rated risk leans on what an action builds, and which scenarios do."""
    closes = list(action.closes.all())
    exposures = [closed.exposure for closed in closes if closed.exposure is not None]
    codes = (x.scenario.code for closed in closes for x in material.leanings(closed.finding.capability_id))
    return (round(max(exposures), 4) if exposures else None, ", ".join(dict.fromkeys(codes)))


def _scenarios(material: Material) -> Sheet:
    rows: list[tuple[object, ...]] = [
        (
            one.scenario.code, one.scenario.title, str(one.scenario.get_origin_display()),
            "".join(one.scenario.hazards), one.likelihood_band, one.impact_band, one.raters,
            None if one.share is None else round(one.share, 4),
            one.agreed.rationale if one.agreed else "",
        )
        for one in (material.risks.by_share if material.risks else ())
    ]  # fmt: skip
    headings = (
        _("Code"), _("Scenario"), _("Origin"), _("C/B/R/N"), _("Likelihood, band 1 to 5"), _("Impact, band 1 to 5"),
        _("Institutions that rated it"), _("Share of rated risk"), _("Reason"),
    )  # fmt: skip
    return _sheet(_("Scenarios"), headings, rows, (8, 50, 14, 9, 12, 12, 12, 12, 50))


def _costs(material: Material) -> Sheet:
    rows: list[tuple[object, ...]] = [
        (a.code, c.year, c.title, c.category, float(c.quantity), c.unit, float(c.low), float(c.likely), float(c.high))
        for a in material.actions
        for c in a.cost_lines.all()
    ]
    headings = (
        _("Action"), _("Year"), _("Ingredient"), _("Category"), _("Quantity"), _("Unit"), _("Cost, low"),
        _("Cost, likely"), _("Cost, high"),
    )  # fmt: skip
    return _sheet(_("Cost lines"), headings, rows, (12, 8, 36, 16, 11, 26, 12, 12, 12))


def _gaps(material: Material) -> Sheet:
    rows: list[tuple[object, ...]] = [
        (
            gap.rank, gap.finding.capability.code, str(gap.finding.capability.title),
            str(gap.finding.capability.area.title), gap.current, gap.target, round(gap.importance, 4),
            None if gap.exposure is None else round(gap.exposure, 4),
            ", ".join(leaning.scenario.code for leaning in gap.leanings),
        )
        for gap in material.gaps
    ]  # fmt: skip
    headings = (
        _("Rank"), _("Code"), _("Capability"), _("Area"), _("Current level"), _("Target"), _("Importance"),
        _("Exposure"), _("Scenarios"),
    )  # fmt: skip
    return _sheet(_("Gaps"), headings, rows, (7, 12, 50, 36, 9, 9, 12, 10, 30))


def findings_workbook(material: Material) -> bytes:
    """Findings with range and agreement, and beneath them every statement with every answer the actor may read."""
    if material.plan.assessment is None:
        raise NotFound("There is no such document: this plan came from a file, not from findings.")
    return write_workbook(
        [_findings(material), _answers(material, material.plan.assessment)],
        title=f"{material.country.name}: {material.plan.assessment.title}",
        created=material.plan.drafted_at,
    )


def _findings(material: Material) -> Sheet:
    rows: list[tuple[object, ...]] = [
        (
            str(f.capability.area.title), f.capability.code, str(f.capability.title), f.level, f.low, f.high, f.target,
            None if f.progress is None else round(f.progress, 3),
            None if f.agreement is None else round(f.agreement, 3),
            f.get_confidence_display(), ", ".join(f.ahead), f.rationale, f.get_status_display(),
        )
        for f in material.findings
    ]  # fmt: skip
    headings = (
        _("Area"), _("Code"), _("Capability"), _("Level"), _("Lowest"), _("Highest"), _("Target"),
        _("Share of next level"), _("Agreement"), _("Confidence"), _("Ahead of its level"), _("Rationale"), _("Status"),
    )  # fmt: skip
    return _sheet(_("Findings"), headings, rows, (32, 12, 50, 7, 8, 8, 8, 10, 11, 12, 20, 30, 11))


def _answered(statement: Statement, value: str) -> str:
    """An answer in words; of a free question, the chosen texts or what was typed."""
    if statement.kind == STATEMENT:
        return str(AnswerValue(value).label)
    if not statement.choices:
        return value
    texts = {choice["code"]: str(LazyI18nString(choice["text"])) for choice in statement.choices}
    return "; ".join(texts.get(code, code) for code in value.split())


def _answers(material: Material, assessment: Assessment) -> Sheet:
    statements = list(
        Statement.objects.filter(capability__in=[f.capability_id for f in material.findings])
        .select_related("capability")
        .order_by("capability__order", "order")
    )
    views = statement_views(statements, by_statement(answers(material.actor, assessment)))
    rows: list[tuple[object, ...]] = [
        (
            view.statement.capability.code, view.statement.level, view.statement.code, str(view.statement.text),
            answer.institution.name, _answered(view.statement, answer.value),
            str(Confidence(answer.confidence).label) if answer.confidence else "", answer.comment, answer.evidence,
        )
        for view in (readable(material.actor, view) for view in views)
        for answer in view.answers
    ]  # fmt: skip
    headings = (
        _("Capability"), _("Level"), _("Statement"), _("Text"), _("Institution"), _("Answer"), _("Confidence"),
        _("Comment"), _("Evidence"),
    )  # fmt: skip
    return _sheet(_("Answers"), headings, rows, (12, 7, 12, 60, 32, 14, 11, 40, 36))
