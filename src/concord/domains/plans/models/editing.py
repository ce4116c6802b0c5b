"""What people changed in a plan, change by change, and the workbooks that went out of it and came back."""

from __future__ import annotations

from django.db import models

from concord.domains.people.models import CountryOwned
from concord.domains.plans.enums import ChangeSource
from concord.domains.plans.models.plans import Plan


class PlanChange(CountryOwned):
    """One saved change of a plan's rows: a form, a block of cells, a workbook, or the undoing of an earlier one.

    ``entries`` says of each value what it was and what it became, so that it can be taken back.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="changes")
    source = models.CharField(max_length=8, choices=ChangeSource.choices)
    by = models.CharField(max_length=200)
    user_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    entries = models.JSONField()
    undoes = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="undone_by")

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.by} {self.at:%Y-%m-%d %H:%M}"


class IssuedPlanWorkbook(CountryOwned):
    """A workbook of the plan that went out; its id is the serial that the file carries, ``base`` what it said."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="workbooks")
    language = models.CharField(max_length=10)
    base = models.JSONField()  # table -> id -> field -> value
    issued_by = models.CharField(max_length=200)
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ("-issued_at",)

    def __str__(self) -> str:
        return f"{self.plan} {self.issued_at:%Y-%m-%d %H:%M}"


class ReturnedPlanWorkbook(CountryOwned):
    """What a returned workbook asks for, kept until somebody has looked at it and applied it."""

    issued = models.ForeignKey(IssuedPlanWorkbook, on_delete=models.CASCADE, related_name="returned")
    name = models.CharField(max_length=100)
    asked = models.JSONField()  # changed cells, new rows, rows to delete, rows that are missing
    returned_by = models.CharField(max_length=200)
    returned_at = models.DateTimeField()
    applied_by = models.CharField(max_length=200, blank=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-returned_at",)

    def __str__(self) -> str:
        return self.name
