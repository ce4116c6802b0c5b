"""A short mark of what an estimate says, by which a returned workbook shows what it started from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass

from concord.domains.risks.models import Estimate


@dataclass(frozen=True)
class Bands:
    """Bands 1 to 5 of one estimate; None where the institution cannot say."""

    likelihood: int | None = None
    health: int | None = None
    environment: int | None = None
    economy: int | None = None
    public_order: int | None = None


@dataclass(frozen=True)
class SaidOfRisk:
    """What an institution says of a scenario."""

    bands: Bands
    confidence: str = ""
    reason: str = ""


def said_in(estimate: Estimate) -> SaidOfRisk:
    """What an estimate says."""
    given = (estimate.likelihood, estimate.health, estimate.environment, estimate.economy, estimate.public_order)
    return SaidOfRisk(Bands(*given), estimate.confidence, estimate.reason)


def mark_of(said: SaidOfRisk | None) -> str:
    """The same for the same words and bands; empty where nothing was said yet."""
    if said is None:
        return ""
    plain = json.dumps([*astuple(said.bands), said.confidence, said.reason], ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]
