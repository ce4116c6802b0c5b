"""Assessments with their assignments, answers and findings. All rows belong to one country."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from concord.domains.assessments.enums import AnswerValue, Confidence, FindingConfidence, FindingStatus, Origin
from concord.domains.frameworks.models import Capability, Framework, Statement
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

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("assessment", "institution", "capability"), name="capability_assigned_once_per_institution"
            )
        ]

    def __str__(self) -> str:
        return f"{self.institution}: {self.capability}"


class Answer(CountryOwned):
    """One institution's answer to one statement."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="answers")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=16, choices=AnswerValue.choices)
    confidence = models.CharField(max_length=8, choices=Confidence.choices, blank=True)
    comment = models.TextField(blank=True)
    evidence = models.TextField(blank=True)  # a reference to the document that proves it
    answered_by = models.CharField(max_length=200)
    answered_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("assessment", "institution", "statement"), name="statement_answered_once_per_institution"
            )
        ]

    def __str__(self) -> str:
        return f"{self.institution}: {self.value}"


class Finding(CountryOwned):
    """The national level and target of one capability, with how sure one can be of it.

    ``level`` is empty where every answer is missing. ``low`` and ``high`` take missing answers as no and as yes.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="findings")
    capability = models.ForeignKey(Capability, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(null=True, validators=LEVEL)
    progress = models.FloatField(null=True)
    low = models.PositiveSmallIntegerField(validators=LEVEL)
    high = models.PositiveSmallIntegerField(validators=LEVEL)
    agreement = models.FloatField(null=True)
    confidence = models.CharField(max_length=10, choices=FindingConfidence.choices, blank=True)
    ahead = models.JSONField(default=list)  # codes of statements fulfilled above the level
    target = models.PositiveSmallIntegerField(validators=LEVEL)
    rationale = models.TextField(blank=True)
    origin = models.CharField(max_length=8, choices=Origin.choices)
    status = models.CharField(max_length=10, choices=FindingStatus.choices, default=FindingStatus.PROPOSED)

    class Meta:
        ordering = ("capability__order",)
        constraints = [models.UniqueConstraint(fields=("assessment", "capability"), name="one_finding_per_capability")]

    def __str__(self) -> str:
        return f"{self.capability}: {self.level}"


class Dissent(CountryOwned):
    """An answer that disagreed with a finding, kept as it stood."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="dissents")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=16, choices=AnswerValue.choices)
    comment = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.institution}: {self.value}"
