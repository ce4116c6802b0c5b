"""What was decided: moves against the worked-out order, the decision as it stood, and each gap's place."""

from __future__ import annotations

from django.db import models

from concord.domains.frameworks.models import Capability
from concord.domains.people.models import CountryOwned
from concord.domains.priorities.models.prioritisations import Prioritisation


class Move(CountryOwned):
    """A gap is put on a place that the method did not give it, with a reason and a name."""

    prioritisation = models.ForeignKey(Prioritisation, on_delete=models.CASCADE, related_name="moves")
    capability = models.ForeignKey(Capability, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    worked = models.PositiveSmallIntegerField()  # the place it had from the method when it was moved
    reason = models.TextField()
    by = models.CharField(max_length=200)
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # moved again, or taken back

    class Meta:
        ordering = ("at",)
        constraints = [
            models.UniqueConstraint(
                fields=("prioritisation", "capability"),
                condition=models.Q(ended_at__isnull=True),
                name="one_move_of_a_gap_holds",
            )
        ]

    def __str__(self) -> str:
        return f"{self.capability.code} → {self.place}"


class Decision(CountryOwned):
    """An order that was decided, with everything it rests on. One that was opened again stays on record."""

    prioritisation = models.ForeignKey(Prioritisation, on_delete=models.PROTECT, related_name="decisions")
    content = models.TextField()  # canonical JSON, because its exact form is hashed
    content_hash = models.CharField(max_length=64)  # SHA-256
    by = models.CharField(max_length=200)
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    approved_by = models.CharField(max_length=200, blank=True)
    approved_at = models.DateTimeField(null=True)
    audit_head = models.CharField(max_length=64, blank=True)  # the end of the audit trail when it was approved
    reopened_by = models.CharField(max_length=200, blank=True)
    reopened_at = models.DateTimeField(null=True)
    reopen_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-at",)
        constraints = [
            models.UniqueConstraint(
                fields=("prioritisation",), condition=models.Q(reopened_at__isnull=True), name="one_decision_holds"
            )
        ]

    def __str__(self) -> str:
        return f"{self.prioritisation}: {self.content_hash[:12]}"


class Place(CountryOwned):
    """The place of one gap in a decision, and how firm it is."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="places")
    capability = models.ForeignKey(Capability, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    worked = models.PositiveSmallIntegerField()  # the place that the method gave it
    gaps = models.PositiveSmallIntegerField()  # how many there are
    top = models.PositiveSmallIntegerField()  # how many places count as the top
    top_share = models.FloatField()  # in which share of the weightings it is among them
    low = models.PositiveSmallIntegerField()  # its best and its worst place in nine of ten weightings
    high = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)  # why it was moved
    moved_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("place",)
        constraints = [
            models.UniqueConstraint(fields=("decision", "capability"), name="one_place_per_gap"),
            models.UniqueConstraint(fields=("decision", "place"), name="one_gap_per_place"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.capability.code}"
