"""The first order of gaps: by importance, with the area's weight standing in for exposure until risks are assessed."""

from __future__ import annotations

from dataclasses import dataclass

from concord.domains.assessments.models import Assessment, Finding
from concord.domains.assessments.queries import gaps
from concord.kernel.actor import Actor
from concord.methods.importance import importance


@dataclass(frozen=True)
class RankedGap:
    """A gap with its importance and place; ``steps`` are the levels to climb. Equal importance shares a rank."""

    rank: int
    finding: Finding
    current: int
    target: int
    importance: float

    @property
    def steps(self) -> range:
        """The levels to leave, one after the other: 2, 3 for a gap from 2 to 4."""
        return range(self.current, self.target)


def first_order(actor: Actor, assessment: Assessment) -> list[RankedGap]:
    """The gaps, most important first; equal ones in the framework's order."""
    rows = [
        (importance(f.capability.area.weight, f.level, f.target), f)
        for f in gaps(actor, assessment)
        if f.level is not None
    ]
    rows.sort(key=lambda row: (-row[0], row[1].capability.order))
    ranked: list[RankedGap] = []
    for place, (value, finding) in enumerate(rows, start=1):
        rank = ranked[-1].rank if ranked and ranked[-1].importance == value else place
        ranked.append(RankedGap(rank, finding, finding.level or 1, finding.target, value))
    return ranked
