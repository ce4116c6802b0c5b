"""Versions of a plan: what it said at one moment, kept as it was."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models

from concord.domains.people.models import CountryOwned
from concord.domains.plans.enums import PlanStatus
from concord.domains.plans.models.plans import Plan
from concord.kernel.canonical import text_hash
from concord.kernel.scoping import CountryQuerySet


class FrozenQuerySet(CountryQuerySet["PlanVersion"]):
    """Refuses what would change a version; its hash shows it where somebody goes around this."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise TypeError("versions of a plan are never changed")

    def delete(self) -> NoReturn:
        """Refused."""
        raise TypeError("versions of a plan are never removed")


class PlanVersion(CountryOwned):
    """A whole plan as canonical JSON, with its SHA-256, as it was kept at one step of its road.

    ``content`` is text because its exact form is hashed. Rows are written once. That an adopted version is superseded
    follows from a later one being adopted.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.CharField(max_length=20)
    sequence = models.PositiveIntegerField()  # 1, 2, 3 … over the plan's life
    status = models.CharField(max_length=12, choices=PlanStatus.choices)  # what the plan was when it was kept
    note = models.TextField(blank=True)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    audit_head = models.CharField(max_length=64)  # the end of the audit trail right before it was kept
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    made_by_id = models.UUIDField(null=True)

    objects: ClassVar[Any] = FrozenQuerySet.as_manager()

    class Meta:
        ordering = ("-sequence",)
        constraints = [
            models.UniqueConstraint(fields=("plan", "number"), name="version_number_once_per_plan"),
            models.UniqueConstraint(fields=("plan", "sequence"), name="version_sequence_once_per_plan"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def holds(self) -> bool:
        """Whether the content is still what was hashed when it was kept."""
        return text_hash(self.content) == self.sha256

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new version; one that is there is refused."""
        if not self._state.adding:
            raise TypeError("versions of a plan are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise TypeError("versions of a plan are never removed")
