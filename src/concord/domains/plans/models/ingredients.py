"""A country's own unit costs and exchange rates."""

from __future__ import annotations

from django.db import models

from concord.domains.people.models import CountryOwned


class Ingredient(CountryOwned):
    """What one unit of something costs in this country; stands in place of the shipped book's entry of that code."""

    code = models.SlugField(max_length=40)
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=60)
    category = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    price_year = models.PositiveSmallIntegerField()
    low = models.DecimalField(max_digits=14, decimal_places=2)
    likely = models.DecimalField(max_digits=14, decimal_places=2)
    high = models.DecimalField(max_digits=14, decimal_places=2)
    recurrent = models.BooleanField(default=False)

    class Meta:
        ordering = ("title",)
        constraints = [models.UniqueConstraint(fields=("country", "code"), name="ingredient_code_once_per_country")]

    def __str__(self) -> str:
        return self.title


class ExchangeRate(CountryOwned):
    """What one unit of a currency cost in another one from a day on."""

    currency = models.CharField(max_length=3)
    into = models.CharField(max_length=3)
    on = models.DateField()
    value = models.DecimalField(max_digits=18, decimal_places=8)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("currency", "into", "-on")
        constraints = [
            models.UniqueConstraint(fields=("country", "currency", "into", "on"), name="one_rate_per_currency_and_day")
        ]

    def __str__(self) -> str:
        return f"1 {self.currency} = {self.value.normalize():f} {self.into}"
