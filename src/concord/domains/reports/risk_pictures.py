"""The pictures of a risk picture, for pages and documents alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from concord.domains.priorities.queries import RankedGap
from concord.domains.reports import words
from concord.domains.reports.risk_material import RiskMaterial
from concord.domains.risks.enums import ScenarioOrigin
from concord.domains.risks.queries import RatedScenario, Spread
from concord.formats.plan_document import Picture
from concord.formats.risk_charts import BARS_AT_MOST, GapPoint, ShareBar, Spot, gap_scatter, risk_matrix, shares

Job = Callable[[], Picture]
ORDERED = ("risk_matrix", "risk_scenarios", "risk_capabilities", "risk_gaps")
IN_DOCUMENTS = ("risk_matrix", "risk_capabilities", "risk_gaps")  # a table beside them has the scenarios' shares


def risk_jobs(material: RiskMaterial, gaps: Sequence[RankedGap]) -> dict[str, Job]:
    """The pictures of a document that can be drawn, by their names, still to be drawn."""
    jobs: dict[str, Job] = {}
    for name in IN_DOCUMENTS:
        job = risk_job(name, material, gaps)
        if job is not None:
            jobs[name] = job
    return jobs


def risk_job(name: str, material: RiskMaterial, gaps: Sequence[RankedGap]) -> Job | None:
    """One picture, still to be drawn; None where there is nothing to draw."""
    match name:
        case "risk_matrix":
            return _matrix(material.by_share) if material.by_share else None
        case "risk_scenarios":
            return _scenarios(material.by_share) if material.by_share else None
        case "risk_capabilities":
            return _capabilities(material) if material.by_exposure else None
        case _:
            return _gaps(material, gaps) if gaps and material.by_share else None


def _direction() -> Literal["ltr", "rtl"]:
    return "rtl" if get_language_bidi() else "ltr"


def _matrix(rated: Sequence[RatedScenario]) -> Job:
    spots = [
        Spot(
            one.scenario.code,
            one.scenario.origin,
            one.likelihood_band or 1.0,
            one.impact_band or 1.0,
            middle_half(one.likelihood),
            middle_half(worst(one)),
        )
        for one in rated
    ]
    largest = rated[0].scenario
    alt = _("Risk matrix of %(n)s scenarios by likelihood and impact; the largest risk is %(code)s, %(title)s.") % {
        "n": len(rated), "code": largest.code, "title": largest.title,
    }  # fmt: skip
    return partial(
        risk_matrix,
        spots,
        alt=alt,
        likelihood_words=words.likelihood_words(),
        impact_words=words.impact_words(),
        axes=(_("Likelihood in five years"), _("Impact")),
        origins={str(origin.value): str(origin.label) for origin in ScenarioOrigin},
        direction=_direction(),
    )


def worst(one: RatedScenario) -> Spread:
    """The spread of the dimension that decides the impact."""
    return max(one.impacts, key=lambda spread: spread.median or 0.0)


def middle_half(spread: Spread) -> tuple[float, float]:
    """Between which bands the middle half of the ratings lies; the median where nobody rated."""
    given = [float(band) for band, count in enumerate(spread.counts, 1) for _each in range(count)]
    if not given:
        return (1.0, 1.0)
    last = len(given) - 1
    return given[round(last * 0.25)], given[round(last * 0.75)]


def _scenarios(rated: Sequence[RatedScenario]) -> Job:
    bars = [
        ShareBar(one.scenario.code, one.scenario.title, one.share or 0.0, words.units(one.share or 0.0))
        for one in rated
    ]
    alt = _("Scenarios by their share of all rated risk; %(code)s comes first with %(units)s of 100 units.") % {
        "code": bars[0].code, "units": bars[0].text,
    }  # fmt: skip
    return partial(shares, bars, alt=alt, unit=_("of 100 units of rated risk"), direction=_direction())


def _capabilities(material: RiskMaterial) -> Job:
    found = material.exposure
    bars = [
        ShareBar(c.code, str(c.title), found.values[c.pk], words.units(found.values[c.pk]), *found.ranges[c.pk])
        for c in material.by_exposure[:BARS_AT_MOST]
    ]
    alt = _(
        "The %(n)s most exposed capabilities; on %(code)s lean %(units)s of 100 units of rated risk. Lines show the "
        "range if one institution is left out."
    ) % {"n": len(bars), "code": bars[0].code, "units": bars[0].text}
    return partial(shares, bars, alt=alt, unit=_("of 100 units of rated risk lean on it"), direction=_direction())


def _gaps(material: RiskMaterial, gaps: Sequence[RankedGap]) -> Job:
    points = [
        GapPoint(
            gap.finding.capability.code, len(gap.steps), material.exposure.values.get(gap.finding.capability_id, 0.0)
        )
        for gap in gaps
    ]
    alt = _("%(n)s gaps by levels to climb and by exposure; the most important one is %(code)s.") % {
        "n": len(points), "code": gaps[0].finding.capability.code,
    }  # fmt: skip
    axes = (_("Levels to climb"), _("Units of 100 of rated risk that lean on it"))
    return partial(gap_scatter, points, alt=alt, axes=axes, direction=_direction())
