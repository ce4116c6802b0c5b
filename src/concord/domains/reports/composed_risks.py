"""What a plan's document says of risk: scenarios, exposure, and how importance came about."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.priorities.queries import RankedGap
from concord.domains.reports import words
from concord.domains.reports.material import Material
from concord.domains.risks.queries import Leaning
from concord.formats.plan_document import RiskRow

SCENARIOS_AT_MOST = 4


def risk_rows(material: Material) -> tuple[RiskRow, ...]:
    """The scenarios that the plan follows, the largest risk first; none before risks are agreed."""
    likelihoods, impacts = words.likelihood_words(), words.impact_words()
    return tuple(
        RiskRow(
            code=one.scenario.code,
            title=one.scenario.title,
            likelihood=words.band(one.likelihood_band, likelihoods),
            impact=words.band(one.impact_band, impacts),
            share=words.units(one.share or 0.0),
            spread=ngettext("%(n)s institution", "%(n)s institutions", one.raters) % {"n": one.raters},
        )
        for one in (material.risks.by_share if material.risks else ())
    )


def serving(leanings: Iterable[Leaning], most: int = SCENARIOS_AT_MOST) -> str:
    """The codes of scenarios, the weightiest first, and how many more there are."""
    codes = list(dict.fromkeys(leaning.scenario.code for leaning in leanings))
    shown, more = ", ".join(codes[:most]), len(codes) - most
    if more <= 0:
        return shown
    return _("%(codes)s and %(n)s more") % {"codes": shown, "n": more}


def importance_method(material: Material) -> tuple[str, ...]:
    """How the importance of gaps came about."""
    if material.risks is None:
        return (
            _(
                "The importance of a gap is the share of the ladder still to climb, times the weight of its area. The "
                "weight stands in for risk until the institutions have rated scenarios."
            ),
        )
    return (
        _(
            "Institutions rated how likely each scenario is and how much it would harm health, environment, economy "
            "and public order, each in five bands that grow by a factor of five. Medians were agreed, and "
            "the estimates that differ are kept. A scenario leans on a capability not at all, partly or strongly."
        ),
        _(
            "The exposure of a capability says how many of 100 units of rated risk lean on it. It says leaning, not "
            "causation. The importance of a gap is its exposure times the share of the ladder still to climb."
        ),
    )


def exposed(gap: RankedGap) -> str:
    """How much rated risk leans on a gap's capability, and which scenarios; empty before risks are agreed."""
    if gap.exposure is None:
        return ""
    said = words.leans(gap.exposure)
    return f"{said}: {serving(gap.leanings)}" if gap.leanings else said
