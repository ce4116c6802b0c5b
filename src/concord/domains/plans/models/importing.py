"""Plans that came from a file: the file, how its columns were read, and every row of it as it stood."""

from __future__ import annotations

from django.db import models

from concord.domains.people.models import CountryOwned
from concord.domains.plans.models.actions import Action
from concord.domains.plans.models.plans import Plan


class PlanUpload(CountryOwned):
    """A file with an existing plan; ``plan`` is what was made of it, empty while its columns are still being named."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, null=True, related_name="uploads")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("-uploaded_at",)

    def __str__(self) -> str:
        return self.name


class ImportedRow(CountryOwned):
    """One row of such a file, whole: what its cells said, what became of it, and what could not be understood."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="imported_rows")
    action = models.ForeignKey(Action, on_delete=models.SET_NULL, null=True, related_name="imported_rows")
    line = models.PositiveIntegerField()
    cells = models.JSONField(default=list)  # pairs of heading and text
    problems = models.JSONField(default=list)
    settled_by = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("line",)

    def __str__(self) -> str:
        return str(self.line)
