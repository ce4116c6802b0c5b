"""How much rated risk leans on each capability, once a picture is agreed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np

from concord.domains.assessments.models import Assessment
from concord.domains.risks.enums import FOLLOWED, Strength
from concord.domains.risks.models import AgreedRisk, Reliance, Scenario
from concord.domains.risks.rules import can_see_scenarios
from concord.kernel.actor import Actor, require
from concord.methods.exposure import FACTOR, Floats, exposure


@dataclass(frozen=True)
class Leaning:
    """A scenario that leans on a capability: how far (0.5 or 1), and the share of all rated risk it stands for."""

    scenario: Scenario
    strength: float
    share: float


@dataclass(frozen=True)
class Exposure:
    """How much rated risk leans on each capability, and how firm that order is.

    By capability id: ``values`` E_c, ``places`` from 1, ``others`` the place under each other factor, ``ranges`` the
    lowest and highest E_c with all institutions, or any one of them left out.
    """

    values: dict[UUID, float] = field(default_factory=dict)
    places: dict[UUID, int] = field(default_factory=dict)
    others: dict[float, dict[UUID, int]] = field(default_factory=dict)
    ranges: dict[UUID, tuple[float, float]] = field(default_factory=dict)
    leanings: dict[UUID, tuple[Leaning, ...]] = field(default_factory=dict)


def reliance_array(capabilities: Sequence[UUID], scenarios: Sequence[Scenario], rows: Sequence[Reliance]) -> Floats:
    """Reliance 0, 0.5 or 1, of shape (capabilities, scenarios); rows about others are passed over."""
    lines = {pk: number for number, pk in enumerate(capabilities)}
    columns = {scenario.pk: number for number, scenario in enumerate(scenarios)}
    matrix = np.zeros((len(lines), len(columns)))
    for row in rows:
        if row.capability_id in lines and row.scenario_id in columns:
            matrix[lines[row.capability_id], columns[row.scenario_id]] = row.strength / 2
    return matrix


def leanings(strengths: Floats, scenarios: Sequence[Scenario], risk: Floats) -> tuple[Leaning, ...]:
    """The rated scenarios that lean on one capability, those that matter most first."""
    total = float(np.nansum(risk)) or 1.0
    found = [
        Leaning(scenario, float(strengths[n]), float(risk[n]) / total)
        for n, scenario in enumerate(scenarios)
        if strengths[n] > 0 and not np.isnan(risk[n])
    ]
    return tuple(sorted(found, key=lambda leaning: (-leaning.strength * leaning.share, leaning.scenario.order)))


def followed_exposure(actor: Actor, assessment: Assessment) -> Exposure | None:
    """The exposure that the order of gaps follows: that of an agreed risk picture; None before there is one.

    What was agreed counts, and nothing else: a scenario that came back or was added afterwards waits until the risks
    are agreed anew. Two queries at most; capabilities on which nothing leans are not in it.
    """
    require(can_see_scenarios, actor)
    agreed = list(
        AgreedRisk.objects.for_actor(actor)
        .filter(picture__assessment=assessment, picture__stage__in=FOLLOWED, scenario__left_out="")
        .select_related("scenario")
        .order_by("scenario__order", "scenario__code")
    )
    if not agreed:
        return None
    scenarios = [row.scenario for row in agreed]
    links = list(
        Reliance.objects.for_actor(actor).filter(
            scenario__in=scenarios, strength__gt=Strength.NONE, capability__framework_id=assessment.framework_id
        )
    )
    capabilities = list(dict.fromkeys(link.capability_id for link in links))
    matrix = reliance_array(capabilities, scenarios, links)
    risk = FACTOR ** (np.array([row.likelihood + row.impact for row in agreed]) - 2)
    values = exposure(risk, matrix)
    return Exposure(
        values={pk: float(values[n]) for n, pk in enumerate(capabilities)},
        leanings={pk: leanings(matrix[n], scenarios, risk) for n, pk in enumerate(capabilities)},
    )
