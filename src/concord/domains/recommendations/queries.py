"""Reads of the recommendations domain."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import QuerySet

from concord.domains.recommendations.models import Recommendation
from concord.domains.recommendations.rules import can_see_recommendations
from concord.kernel.actor import Actor, require
from concord.kernel.errors import NotFound


def recommendations(actor: Actor, since: dt.date | None = None) -> QuerySet[Recommendation]:
    """The recommendations that stand, newest first; ``since`` leaves out those made before that day."""
    require(can_see_recommendations, actor)
    rows = Recommendation.objects.for_actor(actor).filter(withdrawn_at__isnull=True)
    return rows if since is None else rows.filter(made_on__gte=since)


def find_recommendation(actor: Actor, pk: UUID) -> Recommendation:
    """One recommendation of the country, withdrawn or not; else there is no such page."""
    require(can_see_recommendations, actor)
    found = Recommendation.objects.for_actor(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such page.")
    return found
