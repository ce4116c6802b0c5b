"""Searches for roadmaps: what was asked, what it was worked out from, how far it is, and what came of it."""

from __future__ import annotations

import datetime as dt

from django.db import models

from concord.domains.people.models import CountryOwned
from concord.domains.plans.models import Plan
from concord.domains.roadmaps.enums import OPEN, RunState
from concord.kernel import clock

SILENT = dt.timedelta(minutes=10)  # after so long without a sign of life, a search was interrupted


class RoadmapRun(CountryOwned):
    """One search for a roadmap of a plan.

    - ``wishes``: what somebody asked for (``asking.Wishes``); ``inputs``: all that the search is given, as it stood.
    - ``rows``: the roadmap, a row for each action: start and length in months, mode, slack.
    - ``contradictions``: in words, why there is none.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=120)
    wishes = models.JSONField()
    inputs = models.JSONField()
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    asked_by_id = models.UUIDField(null=True)

    state = models.CharField(max_length=12, choices=RunState.choices, default=RunState.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    heartbeat_at = models.DateTimeField(null=True)  # the last sign of life
    to_stop = models.BooleanField(default=False)  # somebody wants the best so far
    ended_at = models.DateTimeField(null=True)

    rows = models.JSONField(default=list)
    quarterly_gap = models.FloatField(null=True)  # the quarterly model's; empty where the search began by month
    gap = models.FloatField(null=True)
    mean_month = models.FloatField(null=True)  # in which value arrives on average
    mean_month_bound = models.FloatField(null=True)
    months = models.PositiveSmallIntegerField(null=True)  # until the last action has ended
    cut_short = models.BooleanField(default=False)
    contradictions = models.JSONField(default=list)
    smallest = models.BooleanField(default=True)  # none of the contradictions could be left out

    chosen_at = models.DateTimeField(null=True)
    chosen_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it is still to end."""
        return self.state in OPEN

    @property
    def is_silent(self) -> bool:
        """Whether it is open and gave no sign of life for long."""
        return self.is_open and clock.now() - (self.heartbeat_at or self.asked_at) > SILENT
