"""What actions cost, and the money for them."""

from __future__ import annotations

from decimal import Decimal

from django.db import models

from concord.domains.people.models import CountryOwned
from concord.domains.plans.enums import FundingStatus
from concord.domains.plans.models.actions import Action
from concord.domains.plans.models.plans import Plan


class PriceBasis(CountryOwned):
    """What a plan's amounts are worked out with; a plan without a row has the values below.

    ``decimals`` is 0 where amounts are rounded to whole units, as in a first draft, and 2 where they are kept to the
    cent, as in a plan that came from a file.
    """

    plan = models.OneToOneField(Plan, on_delete=models.CASCADE, related_name="prices")
    growth = models.DecimalField(max_digits=6, decimal_places=4, default=Decimal(0))  # of prices a year: 0.025 is 2.5 %
    correlation = models.DecimalField(max_digits=4, decimal_places=3, default=Decimal("0.5"))
    decimals = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.plan}"


class CostLine(CountryOwned):
    """What one ingredient of an action costs in one year.

    ``low``, ``likely`` and ``high`` are in the plan's currency. They are worked out from quantity and unit costs (in
    ``currency``, at the prices of ``price_year``) and stored; a line without ``unit_likely`` is a lump sum, given in
    the plan's currency as it is. ``given_years`` is how the file that a line came from names its years.
    """

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="cost_lines")
    year = models.PositiveSmallIntegerField()
    ingredient = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200)
    category = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=12, decimal_places=2)
    unit = models.CharField(max_length=60, blank=True)
    low = models.DecimalField(max_digits=16, decimal_places=2)
    likely = models.DecimalField(max_digits=16, decimal_places=2)
    high = models.DecimalField(max_digits=16, decimal_places=2)
    unit_low = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    unit_likely = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    unit_high = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)  # of the unit costs; empty: the plan's
    price_year = models.PositiveSmallIntegerField(null=True)
    recurrent = models.BooleanField(default=False)
    given_years = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("year", "title")

    def __str__(self) -> str:
        return f"{self.title} {self.year}"


class Funding(CountryOwned):
    """Money for an action in one year, in the plan's currency, and how sure it is.

    An action without rows has no funding yet. This is living money: it changes also after the plan is adopted.
    """

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="funding")
    year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    source = models.CharField(max_length=200)
    status = models.CharField(max_length=8, choices=FundingStatus.choices, default=FundingStatus.NONE)

    class Meta:
        ordering = ("year",)

    def __str__(self) -> str:
        return f"{self.source} {self.year}"
