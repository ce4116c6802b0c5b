"""The spread of estimates as pages draw it: a line per band with how many institutions chose it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from concord.domains.reports import words
from concord.domains.risks.enums import Dimension
from concord.domains.risks.queries import ScenarioSpread, Spread


@dataclass(frozen=True)
class BandLine:
    """How many institutions chose one band."""

    band: int
    word: str
    count: int


@dataclass(frozen=True)
class ScaleSpread:
    """One question with its spread; ``lines`` go from the highest band to the lowest."""

    name: str
    title: str
    spread: Spread
    lines: tuple[BandLine, ...]
    median: str

    @property
    def given(self) -> int:
        """How many institutions chose a band."""
        return sum(self.spread.counts)


def scales_of(found: ScenarioSpread) -> list[ScaleSpread]:
    """Likelihood and each dimension of impact."""
    scales = [_scale("likelihood", _("Likelihood"), found.likelihood, words.likelihood_words())]
    impact = words.impact_words()
    return scales + [
        _scale(dimension.value, str(dimension.label), spread, impact)
        for dimension, spread in zip(Dimension, found.impacts, strict=True)
    ]


def _scale(name: str, title: str, spread: Spread, listed: tuple[str, ...]) -> ScaleSpread:
    lines = tuple(BandLine(band, listed[band - 1], spread.counts[band - 1]) for band in range(5, 0, -1))
    return ScaleSpread(name, title, spread, lines, words.band(spread.median, listed))
