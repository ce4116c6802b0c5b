"""Published activities (IATI). They belong to the instance, once; nothing of a country is in them."""

from __future__ import annotations

from django.db import models

from concord.domains.people.models import Identified


class PublishedActivity(Identified):
    """An activity as its publisher last published it; whoever imports it again updates this row.

    ``source`` is the activity's own XML, compressed, so that what is not modelled is kept.
    """

    identifier = models.CharField(max_length=200, unique=True)
    reporter_ref = models.CharField(max_length=120, db_index=True)
    reporter_name = models.CharField(max_length=300)
    title = models.CharField(max_length=500)
    description = models.TextField(blank=True)
    search = models.TextField()  # title, description and names, casefolded: SQLite folds ASCII only
    status = models.CharField(max_length=8)  # code list ActivityStatus
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True, db_index=True)
    currency = models.CharField(max_length=3, blank=True)
    # Sums in the activity's default currency; empty where amounts stand in several.
    budget = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    committed = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    spent = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    source = models.BinaryField()
    sha256 = models.CharField(max_length=64)  # of the source before it was compressed
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ("identifier",)

    def __str__(self) -> str:
        return f"{self.identifier}: {self.title[:60]}"


class ActivityCode(models.Model):
    """A recipient country, recipient region or sector of an activity: what lists of activities are filtered by."""

    activity = models.ForeignKey(PublishedActivity, on_delete=models.CASCADE, related_name="codes")
    kind = models.CharField(max_length=8)  # country, region or sector
    vocabulary = models.CharField(max_length=8, blank=True)
    code = models.CharField(max_length=40)
    percentage = models.DecimalField(max_digits=7, decimal_places=4, null=True)

    class Meta:
        indexes = [models.Index(fields=("kind", "code", "activity"))]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
