"""Assessments with their assignments, answers and findings. All rows belong to one country."""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from concord.domains.assessments.enums import AnswerValue, Confidence, FindingConfidence, FindingStatus, Origin, Side
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


# Answers have names that follow from what they answer, so that a workbook can name one before it exists.
ANSWERS = uuid.UUID("5c1f2f0e-7a53-4e0b-9c57-2f4f6f9f3a01")


def answer_id(assessment_id: uuid.UUID, institution_id: uuid.UUID, statement_id: uuid.UUID) -> uuid.UUID:
    """The id that the answer of an institution to a statement has or will have."""
    return uuid.uuid5(ANSWERS, f"{assessment_id}/{institution_id}/{statement_id}")


class Answer(CountryOwned):
    """One institution's answer to one statement; its value is empty where only a comment was made."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="answers")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    value = models.TextField(blank=True)  # an AnswerValue; of a free question, what was typed or chosen
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


class AnswerRevision(CountryOwned):
    """An earlier version of an answer, kept when it was replaced. Merging finds here what a workbook started from."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="revisions")
    revision = models.PositiveIntegerField()
    value = models.TextField(blank=True)
    confidence = models.CharField(max_length=8, blank=True)
    comment = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    answered_by = models.CharField(max_length=200)
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ("revision",)
        constraints = [models.UniqueConstraint(fields=("answer", "revision"), name="answer_revision_once")]

    def __str__(self) -> str:
        return f"{self.revision}: {self.value}"


class IssuedWorkbook(CountryOwned):
    """A workbook that went out to an institution; its id is the serial that the file carries."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="workbooks")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    due = models.DateField(null=True)
    issued_at = models.DateTimeField()
    collected_at = models.DateTimeField(null=True)  # when it last brought something new

    class Meta:
        ordering = ("issued_at",)

    def __str__(self) -> str:
        return f"{self.institution} {self.issued_at:%Y-%m-%d}"


class Conflict(CountryOwned):
    """An answer that a workbook and the database both changed, differently, until somebody decides."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="conflicts")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    workbook = models.ForeignKey(IssuedWorkbook, on_delete=models.PROTECT, related_name="+")
    base_revision = models.PositiveIntegerField()
    theirs = models.JSONField()  # what the workbook says: value, confidence, comment, evidence
    theirs_by = models.CharField(max_length=200)
    ours = models.JSONField()  # what the database said when the conflict was found
    ours_by = models.CharField(max_length=200)
    found_at = models.DateTimeField()
    kept = models.CharField(max_length=8, choices=Side.choices, blank=True)  # empty until it is settled
    settled_by = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("statement__order",)

    def __str__(self) -> str:
        return f"{self.institution}: {self.statement.code}"


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
