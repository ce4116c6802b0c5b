"""Estimates as the method takes them: arrays of bands over scenarios and institutions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from concord.domains.risks.enums import Dimension
from concord.domains.risks.models import Estimate
from concord.methods.exposure import Floats

DIMENSIONS = tuple(Dimension)


@dataclass(frozen=True)
class Ratings:
    """Bands of ``likelihood`` (scenarios, institutions) and ``impact`` (scenarios, institutions, dimensions)."""

    scenarios: tuple[UUID, ...]
    institutions: tuple[UUID, ...]
    likelihood: Floats
    impact: Floats


def latest_round(estimates: Iterable[Estimate]) -> list[Estimate]:
    """Of each institution's estimates of a scenario the one that holds: the second round's, else the first's."""
    held: dict[tuple[UUID, UUID], Estimate] = {}
    for estimate in sorted(estimates, key=lambda e: e.round):
        held[estimate.scenario_id, estimate.institution_id] = estimate
    return list(held.values())


def ratings(scenarios: Sequence[UUID], estimates: Iterable[Estimate]) -> Ratings:
    """The estimates that hold, in the given order of scenarios; what nobody said is NaN."""
    held = latest_round(estimates)
    rows = {pk: number for number, pk in enumerate(scenarios)}
    institutions = sorted({e.institution_id for e in held}, key=str)
    columns = {pk: number for number, pk in enumerate(institutions)}
    likelihood = np.full((len(rows), len(columns)), np.nan)
    impact = np.full((len(rows), len(columns), len(DIMENSIONS)), np.nan)
    for estimate in held:
        if estimate.scenario_id not in rows:
            continue
        at = rows[estimate.scenario_id], columns[estimate.institution_id]
        likelihood[at] = np.nan if estimate.likelihood is None else estimate.likelihood
        impact[at] = [np.nan if band is None else band for band in bands(estimate)]
    return Ratings(tuple(scenarios), tuple(institutions), likelihood, impact)


def bands(estimate: Estimate) -> list[int | None]:
    """The impact bands of an estimate in the order of ``DIMENSIONS``."""
    return [getattr(estimate, dimension.value) for dimension in DIMENSIONS]
