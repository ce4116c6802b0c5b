"""Reads about the country's work on its way: where it is now, and where it was before."""

from __future__ import annotations

from dataclasses import dataclass

from concord.domains.people.rules import is_focal_point
from concord.domains.workshops.models.carrying import CarriedCopy, Carrying, CarryingState
from concord.kernel import holding
from concord.kernel.actor import Actor, require
from concord.kernel.holding import Hold


@dataclass(frozen=True)
class Whereabouts:
    """Where the work is. ``away`` is the time that it left and is not back; with a ``copy`` this is a laptop."""

    hold: Hold | None
    away: Carrying | None
    copy: CarriedCopy | None
    before: tuple[Carrying, ...]


def whereabouts(actor: Actor) -> Whereabouts:
    """Where the country's work is, and each time it was away before, newest first."""
    require(is_focal_point, actor)
    times = list(Carrying.objects.for_actor(actor))
    return Whereabouts(
        hold=holding.held(actor.country_id),
        away=next((one for one in times if one.state == CarryingState.AWAY), None),
        copy=CarriedCopy.objects.for_actor(actor).first(),
        before=tuple(one for one in times if one.state != CarryingState.AWAY),
    )
