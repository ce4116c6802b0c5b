"""What actions cost, and the money for them."""

from __future__ import annotations

from django.db import models

from concord.domains.people.models import CountryOwned
from concord.domains.plans.enums import FundingStatus
from concord.domains.plans.models.actions import Action


class CostLine(CountryOwned):
    """What one ingredient of an action costs in one year, in the plan's currency."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="cost_lines")
    year = models.PositiveSmallIntegerField()
    ingredient = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    category = models.CharField(max_length=40)
    quantity = models.DecimalField(max_digits=12, decimal_places=2)
    unit = models.CharField(max_length=60)
    low = models.DecimalField(max_digits=14, decimal_places=2)
    likely = models.DecimalField(max_digits=14, decimal_places=2)
    high = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        ordering = ("year", "title")

    def __str__(self) -> str:
        return f"{self.title} {self.year}"


class Funding(CountryOwned):
    """Money for an action in one year, and how sure it is. An action without rows has no funding yet."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="funding")
    year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    source = models.CharField(max_length=200)
    status = models.CharField(max_length=8, choices=FundingStatus.choices, default=FundingStatus.NONE)

    class Meta:
        ordering = ("year",)

    def __str__(self) -> str:
        return f"{self.source} {self.year}"
