"""Answers with all their versions, and the documents that prove them."""

from __future__ import annotations

import uuid

from django.db import models

from concord.domains.assessments.enums import Confidence
from concord.domains.assessments.models.rounds import Assessment
from concord.domains.frameworks.models import Statement
from concord.domains.people.models import CountryOwned, Institution
from concord.kernel.sharing import SharingLabel

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


class EvidenceFile(CountryOwned):
    """A document that an institution put beside an answer; its bytes stand in the file store under their SHA-256."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="evidence_files")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    label = models.CharField(max_length=12, choices=SharingLabel.choices, default=SharingLabel.AMBER_STRICT)
    uploaded_by = models.CharField(max_length=200)
    uploaded_at = models.DateTimeField()
    removed_by = models.CharField(max_length=200, blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("uploaded_at",)
        indexes = [models.Index(fields=("assessment", "institution", "statement"))]

    def __str__(self) -> str:
        return self.name


class GuestLink(CountryOwned):
    """A link with which somebody without an account answers one part for an institution, until it expires.

    The link's secret is kept as its SHA-256 only.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="guest_links")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    capabilities = models.JSONField()  # codes of the capabilities that the guest may answer
    guest = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    recalled_at = models.DateTimeField(null=True)
    recalled_by = models.CharField(max_length=200, blank=True)
    used_at = models.DateTimeField(null=True)  # when something was last answered through it

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"{self.guest} ({self.institution})"
