"""How much rated risk leans on each capability.

Likelihood and impact are rated in five bands that each grow by the same factor, so that a band is a step on a
logarithmic scale and half a band has a meaning. Bands after the UK National Risk Register 2023, words of ISO
31000/31010. Cox 2008, "What's wrong with risk matrices?", Risk Analysis 28(2), on why products of ordinal ratings
mislead: hence the order is also given under other factors.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from concord.methods.errors import MethodError

Floats = NDArray[np.float64]
FACTOR = 5.0
BANDS = 5
STEPS = (0.0, 0.5, 1.0)


@dataclass(frozen=True)
class RatedScenarios:
    """Median bands and risk by scenario, all of shape (scenarios,); NaN where nobody rated both sides.

    ``likelihood`` and ``impact`` lie between 1 and 5; ``impact`` is the highest of the dimensions' medians; ``risk`` is
    factor^(likelihood + impact - 2), 1 for the lowest bands and factor^8 for the highest.
    """

    likelihood: Floats
    impact: Floats
    risk: Floats


def rate_scenarios(likelihood: Floats, impact: Floats, *, factor: float = FACTOR) -> RatedScenarios:
    """Median bands over institutions, and the risk R_s that follows.

    ``likelihood`` has shape (scenarios, institutions), ``impact`` (scenarios, institutions, dimensions): bands 1 to 5,
    NaN where an institution did not rate. A median of an even number may fall between two bands. A scenario without any
    likelihood, or without any impact, has no risk. Raises ``MethodError`` on other shapes or bands.
    """
    _check(likelihood, impact, factor)
    middle = _median(likelihood)
    highest = _highest(_median(np.moveaxis(impact, 1, -1)))
    return RatedScenarios(middle, highest, factor ** (middle + highest - 2))


def exposure(risk: Floats, reliance: Floats) -> Floats:
    """E_c = sum_s R_s * r_cs / sum_s R_s, shape (capabilities,): of all rated risk, how much leans on each capability.

    ``risk`` has shape (scenarios,), NaN for scenarios that are left out; ``reliance`` (capabilities, scenarios) holds
    0, 0.5 and 1. All zero where no scenario is rated.
    """
    if reliance.ndim != 2 or reliance.shape[1] != risk.shape[0]:
        raise MethodError(f"reliance must have shape (capabilities, {risk.shape[0]}), got {reliance.shape}")
    if not np.isin(reliance, STEPS).all():
        raise MethodError("reliance must be 0, 0.5 or 1")
    rated = ~np.isnan(risk)
    known = risk[rated]
    if not known.size:
        return np.zeros(reliance.shape[0])
    # Summed as shares, so that the result cannot leave 0..1 by rounding of large numbers.
    shares = known / known.sum()
    leaning: Floats = reliance[:, rated] @ shares
    return leaning.clip(0.0, 1.0)


def without_each(likelihood: Floats, impact: Floats, reliance: Floats, *, factor: float = FACTOR) -> Floats:
    """Exposure with each institution's ratings left out in turn, shape (institutions, capabilities)."""
    _check(likelihood, impact, factor)
    results = np.empty((likelihood.shape[1], reliance.shape[0]))
    for left_out in range(likelihood.shape[1]):
        rated = rate_scenarios(
            np.delete(likelihood, left_out, axis=1), np.delete(impact, left_out, axis=1), factor=factor
        )
        results[left_out] = exposure(rated.risk, reliance)
    return results


def places(values: Floats) -> NDArray[np.int64]:
    """Places from 1, highest value first; equal values share a place. Shape as ``values`` (one dimension)."""
    order = np.sort(values)[::-1]
    return (np.searchsorted(-order, -values, side="left") + 1).astype(np.int64)


def _check(likelihood: Floats, impact: Floats, factor: float) -> None:
    if likelihood.ndim != 2 or impact.ndim != 3 or impact.shape[:2] != likelihood.shape:
        raise MethodError(f"impact must have shape {(*likelihood.shape, 'dimensions')}, got {impact.shape}")
    if not factor > 1:
        raise MethodError(f"factor must be greater than 1, got {factor}")
    for name, bands in (("likelihood", likelihood), ("impact", impact)):
        given = bands[~np.isnan(bands)]
        if not np.isin(given, np.arange(1, BANDS + 1)).all():
            raise MethodError(f"{name} must be bands from 1 to {BANDS}")


def _median(bands: Floats) -> Floats:
    """The median over the last axis, past what is missing; NaN where all is."""
    if not bands.shape[-1]:
        return np.full(bands.shape[:-1], np.nan)
    ordered = np.sort(bands, axis=-1)  # NaN goes last
    count = (~np.isnan(bands)).sum(axis=-1)
    low = np.take_along_axis(ordered, np.maximum((count - 1) // 2, 0)[..., None], axis=-1)[..., 0]
    high = np.take_along_axis(ordered, np.minimum(count // 2, bands.shape[-1] - 1)[..., None], axis=-1)[..., 0]
    return np.where(count > 0, (low + high) / 2, np.nan)


def _highest(medians: Floats) -> Floats:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a scenario nobody rated is all NaN, and stays so
        return np.nanmax(medians, axis=-1) if medians.shape[-1] else np.full(medians.shape[0], np.nan)
