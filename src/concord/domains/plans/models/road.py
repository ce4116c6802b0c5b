"""The road of a plan: by when it should be where, and who sees to it."""

from __future__ import annotations

from django.db import models

from concord.domains.people.models import CountryOwned, User
from concord.domains.plans.enums import PlanStatus
from concord.domains.plans.models.plans import Plan


class RoadStep(CountryOwned):
    """One step of a plan's road: by when it should be reached, who sees to it, and when it was reached.

    A ``lap`` is the way to one adopted version; opening the next version begins a new one.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="road")
    lap = models.PositiveSmallIntegerField(default=1)
    step = models.CharField(max_length=12, choices=PlanStatus.choices)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    due = models.DateField(null=True)
    reached_at = models.DateTimeField(null=True)
    reached_by = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)  # why a plan came back to this step

    class Meta:
        constraints = [models.UniqueConstraint(fields=("plan", "lap", "step"), name="road_step_once_per_lap")]

    def __str__(self) -> str:
        return self.get_step_display()
