"""Workbooks that went out, and answers that they and the database both changed."""

from __future__ import annotations

from django.db import models

from concord.domains.assessments.enums import Side
from concord.domains.assessments.models.rounds import Assessment
from concord.domains.frameworks.models import Statement
from concord.domains.people.models import CountryOwned, Institution


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
