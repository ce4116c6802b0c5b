"""Signs of life of a search under way: progress, heartbeat, and whether somebody wants it to end.

What is written here changes nothing that anybody decided, so it leaves no audit entry.
"""

from __future__ import annotations

import time

from concord.domains.roadmaps.enums import OPEN, RunState
from concord.domains.roadmaps.models import RoadmapRun
from concord.kernel import clock
from concord.kernel.actor import Actor

EVERY = 2.0  # seconds between two looks at the database
LONGEST = 900.0  # seconds; then the best so far is kept
USUAL = 95  # pieces of work of a search: groups and turns by quarter, turns by month


class Pulse:
    """Asked by the search between two pieces of work whether to end."""

    def __init__(self, actor: Actor, run: RoadmapRun) -> None:
        self._rows = RoadmapRun.objects.for_actor(actor).filter(pk=run.pk)
        self._pieces, self._begun, self._looked, self._ends = 0, time.monotonic(), 0.0, False

    def begin(self) -> bool:
        """Take the run up; False where another worker has, or it ended."""
        waiting = self._rows.filter(state=RunState.WAITING)
        return bool(waiting.update(state=RunState.RUNNING, heartbeat_at=clock.now()))

    def __call__(self) -> bool:
        """Whether the search shall end; at most every two seconds the database is told and asked."""
        self._pieces += 1
        now = time.monotonic()
        if not self._ends and now - self._looked >= EVERY:
            self._looked = now
            percent = min(99, 100 * self._pieces // USUAL)
            self._rows.filter(state__in=OPEN).update(progress=percent, heartbeat_at=clock.now())
            self._ends = now - self._begun > LONGEST or not self._rows.filter(to_stop=False).exists()
        return self._ends
