"""The tables behind the pictures of a risk picture, as one workbook."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from concord.domains.priorities.queries import RankedGap
from concord.domains.reports.risk_material import RiskMaterial
from concord.domains.risks.enums import Dimension
from concord.formats.tables import Sheet, write_workbook


def risk_workbook(material: RiskMaterial, gaps: Sequence[RankedGap], country: str) -> bytes:
    """Scenarios with their spread, capabilities with their exposure, and gaps, one sheet each."""
    return write_workbook(
        [_scenarios(material), _capabilities(material), _gaps(material, gaps)],
        title=f"{country}: {_('Risks')}",
        created=material.picture.opened_at,
    )


def _sheet(title: str, headings: Sequence[str], rows: list[tuple[object, ...]], widths: tuple[float, ...]) -> Sheet:
    direction = "rtl" if get_language_bidi() else "ltr"
    return Sheet(title, tuple(headings), rows, widths, direction)  # type: ignore[arg-type]


def _scenarios(material: RiskMaterial) -> Sheet:
    rows: list[tuple[object, ...]] = []
    for one in sorted(material.rated, key=lambda one: (-(one.share or 0.0), one.scenario.order)):
        spreads = (one.likelihood, *one.impacts)
        rows.append(
            (
                one.scenario.code, one.scenario.title, str(one.scenario.get_origin_display()),
                "".join(one.scenario.hazards), one.likelihood_band, one.impact_band,
                None if one.share is None else round(one.share, 4), one.raters,
                *(_counts(spread.counts) for spread in spreads),
                *(None if spread.agreement is None else round(spread.agreement, 2) for spread in spreads),
                one.agreed.rationale if one.agreed else "",
            )
        )  # fmt: skip
    sides = (_("Likelihood"), *(str(dimension.label) for dimension in Dimension))
    headings = (
        _("Code"), _("Scenario"), _("Origin"), _("C/B/R/N"), _("Likelihood, band 1 to 5"), _("Impact, band 1 to 5"),
        _("Share of rated risk"), _("Institutions that rated it"),
        *(_("%(side)s: how many chose bands 1 to 5") % {"side": side} for side in sides),
        *(_("%(side)s: agreement") % {"side": side} for side in sides), _("Reason"),
    )  # fmt: skip
    return _sheet(_("Scenarios"), headings, rows, (8, 46, 12, 9, 11, 11, 11, 11, *[14] * 5, *[11] * 5, 40))


def _counts(counts: Sequence[int]) -> str:
    return " / ".join(map(str, counts))


def _capabilities(material: RiskMaterial) -> Sheet:
    found = material.exposure
    rows: list[tuple[object, ...]] = [
        (
            c.code, str(c.title), str(c.area.title), round(found.values[c.pk], 4),
            *(round(end, 4) for end in found.ranges[c.pk]), found.others[2.0][c.pk], found.others[3.0][c.pk],
            found.places[c.pk], ", ".join(leaning.scenario.code for leaning in found.leanings[c.pk]),
        )
        for c in sorted(material.capabilities, key=lambda c: (-found.values[c.pk], c.order))
    ]  # fmt: skip
    headings = (
        _("Code"), _("Capability"), _("Area"), _("Exposure"), _("Lowest without one institution"),
        _("Highest without one institution"), _("Place under factor 2"), _("Place under factor 3"),
        _("Place under factor 5"), _("Scenarios"),
    )  # fmt: skip
    return _sheet(_("Capabilities"), headings, rows, (10, 46, 34, 10, 12, 12, 10, 10, 10, 50))


def _gaps(material: RiskMaterial, gaps: Sequence[RankedGap]) -> Sheet:
    rows: list[tuple[object, ...]] = [
        (
            gap.rank, gap.finding.capability.code, str(gap.finding.capability.title), gap.current, gap.target,
            round(material.exposure.values.get(gap.finding.capability_id, 0.0), 4), round(gap.importance, 4),
        )
        for gap in gaps
    ]  # fmt: skip
    headings = (
        _("Rank"), _("Code"), _("Capability"), _("Current level"), _("Target"), _("Exposure"), _("Importance"),
    )  # fmt: skip
    return _sheet(_("Gaps"), headings, rows, (7, 10, 46, 9, 9, 10, 12))
