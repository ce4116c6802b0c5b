"""Rounds: an assessment, who took part, and who is asked about what."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from concord.domains.assessments.enums import AssignmentStatus
from concord.domains.frameworks.models import Capability, Framework
from concord.domains.people.models import CountryOwned, Institution
from concord.kernel.sharing import SharingLabel

LEVEL = (MinValueValidator(1), MaxValueValidator(5))


class Assessment(CountryOwned):
    """One round, for one country, against one framework version."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="+")
    pack_hash = models.CharField(max_length=64)  # pinned: what was asked never changes under an assessment
    title = models.CharField(max_length=200)
    round = models.PositiveSmallIntegerField(default=1)
    target = models.PositiveSmallIntegerField(default=4, validators=LEVEL)  # where a finding sets none of its own
    source = models.CharField(max_length=300, blank=True)  # who assessed, where levels come from elsewhere
    label = models.CharField(max_length=12, choices=SharingLabel.choices, default=SharingLabel.AMBER_STRICT)
    opened_on = models.DateField()
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")  # the round before

    class Meta:
        ordering = ("-opened_on", "-round")

    def __str__(self) -> str:
        return self.title


class Participant(CountryOwned):
    """An official who took part for an institution."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="participants")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    function = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("institution__name", "name")

    def __str__(self) -> str:
        return self.name


class Assignment(CountryOwned):
    """An institution is asked about a capability."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="assignments")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    capability = models.ForeignKey(Capability, on_delete=models.PROTECT, related_name="+")
    due = models.DateField(null=True)
    status = models.CharField(max_length=12, choices=AssignmentStatus.choices, default=AssignmentStatus.ASSIGNED)
    changed_by = models.CharField(max_length=200, blank=True)  # who moved it to its status, and when
    changed_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)  # why it was returned

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("assessment", "institution", "capability"), name="capability_assigned_once_per_institution"
            )
        ]

    def __str__(self) -> str:
        return f"{self.institution}: {self.capability}"
