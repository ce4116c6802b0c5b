"""The search for a roadmap as a background task."""

from __future__ import annotations

import logging
from uuid import UUID

from django_tasks import task

from concord.domains.people.models import Country
from concord.domains.people.queries import command_actor
from concord.domains.roadmaps.asking import inputs_from
from concord.domains.roadmaps.models import RoadmapRun
from concord.domains.roadmaps.running import Pulse
from concord.domains.roadmaps.services import give_up, keep_result
from concord.domains.roadmaps.solving import solve

logger = logging.getLogger(__name__)


@task()
def work_out_roadmap(country_id: str, run_id: str) -> None:
    """Search for a roadmap that somebody asked for, and keep what came of it."""
    country = Country.objects.get(pk=UUID(country_id))
    actor = command_actor(country, "concord work")
    run = RoadmapRun.objects.for_actor(actor).get(pk=UUID(run_id))
    pulse = Pulse(actor, run)
    if not pulse.begin():
        return
    try:
        solved = solve(inputs_from(run.inputs), pulse)
        keep_result(actor=actor, run=run, solved=solved)
    except Exception:
        logger.exception("The search for a roadmap failed")
        give_up(actor=actor, run=run)
