"""Findings with every answer that disagreed, and their signing."""

from __future__ import annotations

from django.db import models

from concord.domains.assessments.enums import AnswerValue, FindingConfidence, FindingStatus, Origin, Outcome
from concord.domains.assessments.models.rounds import LEVEL, Assessment
from concord.domains.frameworks.models import Capability, Statement
from concord.domains.people.models import CountryOwned, Institution


class Finding(CountryOwned):
    """The national level and target of one capability, with how sure one can be of it.

    ``level`` is empty where every answer is missing. ``low`` and ``high`` take missing answers as no and as yes.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="findings")
    capability = models.ForeignKey(Capability, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(null=True, validators=LEVEL)
    derived = models.PositiveSmallIntegerField(null=True, validators=LEVEL)  # what the answers give, agreed or not
    derived_at = models.DateTimeField(null=True)  # when the answers were last looked at; later ones are not in it
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
    agreed_by = models.CharField(max_length=200, blank=True)
    agreed_by_id = models.UUIDField(null=True)  # the user, so that nobody signs what they alone agreed
    agreed_at = models.DateTimeField(null=True)
    reopen_reason = models.TextField(blank=True)  # why it was opened again, the last time

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


class SignOff(CountryOwned):
    """An approver's word on all findings of an assessment: signed, or returned with a reason.

    A signature holds until a finding is opened again; it then stays on record with who opened it and why.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="sign_offs")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    words = models.TextField(blank=True)  # the reason for returning, or what the approver adds to the signature
    by = models.CharField(max_length=200)
    user_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    findings = models.PositiveSmallIntegerField()
    content_hash = models.CharField(max_length=64)  # SHA-256 of what was signed, see signing.content_hash
    audit_head = models.CharField(max_length=64)  # the end of the country's audit trail when it was signed
    reopened_by = models.CharField(max_length=200, blank=True)
    reopened_at = models.DateTimeField(null=True)
    reopen_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.by}"
