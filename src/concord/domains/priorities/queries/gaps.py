"""The order of gaps: as the country decided it, and until then by importance.

Importance comes from exposure once risks are agreed, else from the area's weight.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from concord.domains.assessments.models import Assessment, Finding
from concord.domains.assessments.queries import gaps
from concord.domains.priorities.models import Place
from concord.domains.priorities.order import RankedGap, Standing
from concord.domains.priorities.rules import can_see_priorities
from concord.domains.risks.queries import Exposure, followed_exposure
from concord.kernel.actor import Actor, require
from concord.methods.importance import importance


def first_order(actor: Actor, assessment: Assessment) -> list[RankedGap]:
    """The gaps, most important first; equal ones in the framework's order."""
    return order_under(actor, assessment, followed_exposure(actor, assessment))


def order_under(actor: Actor, assessment: Assessment, exposure: Exposure | None) -> list[RankedGap]:
    """The order that the gaps have, or would have, under an exposure; None: the area's weight stands in for it."""
    rows = [
        (importance(_weight(f, exposure), f.level, f.target), f) for f in gaps(actor, assessment) if f.level is not None
    ]
    rows.sort(key=lambda row: (-row[0], row[1].capability.order))
    ranked: list[RankedGap] = []
    for place, (value, finding) in enumerate(rows, start=1):
        rank = ranked[-1].rank if ranked and ranked[-1].importance == value else place
        ranked.append(
            RankedGap(
                rank,
                finding,
                finding.level or 1,
                finding.target,
                value,
                None if exposure is None else exposure.values.get(finding.capability_id, 0.0),
                () if exposure is None else exposure.leanings.get(finding.capability_id, ()),
            )
        )
    return ranked


def gap_order(actor: Actor, assessment: Assessment) -> list[RankedGap]:
    """The gaps in the order that the country decided, each with its standing; without a decision, the first order.

    A gap that came up since the decision stands after those that were ordered; one that is closed leaves its place
    empty, so that a place means the same for as long as the decision holds.
    """
    first, decided = first_order(actor, assessment), standings(actor, assessment)
    if not decided:
        return first
    known = [gap for gap in first if gap.finding.capability_id in decided]
    new = [gap for gap in first if gap.finding.capability_id not in decided]
    last = next(iter(decided.values())).gaps
    placed = [
        replace(gap, rank=decided[gap.finding.capability_id].place, standing=decided[gap.finding.capability_id])
        for gap in known
    ]
    return [
        *sorted(placed, key=lambda gap: gap.rank),
        *(replace(gap, rank=last + number) for number, gap in enumerate(new, start=1)),
    ]


def standings(actor: Actor, assessment: Assessment) -> dict[UUID, Standing]:
    """By capability, where the decision that holds put its gap; empty without one."""
    require(can_see_priorities, actor)
    rows = Place.objects.for_actor(actor).filter(
        decision__prioritisation__assessment=assessment, decision__reopened_at__isnull=True
    )
    return {
        row.capability_id: Standing(
            row.place, row.worked, row.gaps, row.top, row.top_share, row.low, row.high, row.reason, row.moved_by
        )
        for row in rows
    }


def _weight(finding: Finding, exposure: Exposure | None) -> float:
    """What stands for E_c: the exposure, or before risks are agreed the area's weight."""
    return finding.capability.area.weight if exposure is None else exposure.values.get(finding.capability_id, 0.0)
