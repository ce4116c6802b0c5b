"""Plans and their objectives."""

from __future__ import annotations

from django.db import models

from concord.domains.assessments.models import Assessment
from concord.domains.people.models import CountryOwned
from concord.domains.plans.enums import PlanStatus
from concord.kernel.sharing import SharingLabel


class Plan(CountryOwned):
    """A National Action Plan, drafted from the findings of one assessment, or taken over from a file without any.

    The country's plan is the one that was drafted, taken over or picked last.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=200)
    version = models.CharField(max_length=20, default="0.1")
    status = models.CharField(max_length=12, choices=PlanStatus.choices, default=PlanStatus.SKELETON)
    lap = models.PositiveSmallIntegerField(default=1)  # which way to adoption it is on; each next version begins one
    currency = models.CharField(max_length=3)
    starts_on = models.DateField()
    drafted_at = models.DateTimeField()
    picked_at = models.DateTimeField(null=True)  # when it was made the country's plan again, where there are several
    label = models.CharField(max_length=12, choices=SharingLabel.choices, default=SharingLabel.AMBER_STRICT)

    class Meta:
        ordering = ("-drafted_at",)

    def __str__(self) -> str:
        return self.title


class Objective(CountryOwned):
    """What a group of actions is for; in a first draft, one area of the framework."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="objectives")
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=600)
    area = models.CharField(max_length=300, blank=True)  # where several objectives belong to one area
    order = models.PositiveSmallIntegerField()
    last_number = models.PositiveSmallIntegerField(default=0)  # of the actions that people added; none is used twice

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return self.title
