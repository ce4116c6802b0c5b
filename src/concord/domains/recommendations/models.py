"""The table of recommendations. All rows belong to one country."""

from __future__ import annotations

from django.db import models

from concord.domains.people.models import CountryOwned
from concord.domains.recommendations.enums import Origin
from concord.kernel.sharing import SharingLabel


class Recommendation(CountryOwned):
    """Something that ought to be done about a capability. One that was withdrawn stays on record with the reason."""

    capability_code = models.CharField(max_length=40)  # codes are permanent, whatever edition an assessment uses
    text = models.TextField()
    origin = models.CharField(max_length=16, choices=Origin.choices)
    source = models.CharField(max_length=300)  # the report, exercise or review that asks for it
    made_on = models.DateField()
    label = models.CharField(max_length=12, choices=SharingLabel.choices, default=SharingLabel.AMBER_STRICT)
    noted_by = models.CharField(max_length=200)
    noted_at = models.DateTimeField()
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-made_on", "capability_code")
        indexes = [models.Index(fields=("country", "capability_code"))]

    def __str__(self) -> str:
        return f"{self.capability_code}: {self.text[:60]}"
