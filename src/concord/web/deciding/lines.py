"""The decided order from its rows alone, for pages that need nothing else."""

from __future__ import annotations

from concord.domains.priorities.models import Place as StoredPlace
from concord.domains.priorities.order import Standing
from concord.domains.priorities.results import GapLine
from concord.domains.priorities.telling import OrderLine
from concord.ui.access import CountryRequest
from concord.web.deciding.asked_for import Place


def order_lines(request: CountryRequest, place: Place) -> list[OrderLine]:
    """Every gap on its place, first place first."""
    rows = StoredPlace.objects.for_actor(request.actor).filter(decision=place.decision)
    return [
        OrderLine(
            GapLine(row.capability_id, row.capability.code, str(row.capability.title), str(row.capability.area.title),
                    0, 0),
            Standing(row.place, row.worked, row.gaps, row.top, row.top_share, row.low, row.high, row.reason,
                     row.moved_by),
        )
        for row in rows.select_related("capability__area")
    ]  # fmt: skip
