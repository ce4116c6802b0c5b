"""The audit trail's tables: append-only, one hash chain per country."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class AppendOnly(models.QuerySet["AuditEntry"]):
    """Refuses what would change the past; the hash chain shows it where somebody goes around this."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("audit entries are never changed")

    def delete(self) -> NoReturn:
        raise TypeError("audit entries are never removed")


class AuditEntry(models.Model):
    """One write: who did what to which thing, chained to the entry before it."""

    id = models.BigAutoField(primary_key=True)
    country_id = models.UUIDField()
    sequence = models.PositiveIntegerField()
    at = models.CharField(max_length=40)  # ISO 8601 text, because its exact form is hashed
    actor = models.CharField(max_length=200)
    user_id = models.UUIDField(null=True)
    action = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=80)
    detail = models.TextField()  # canonical JSON, because its exact form is hashed
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ("country_id", "sequence")
        constraints = [models.UniqueConstraint(fields=("country_id", "sequence"), name="audit_one_chain_per_country")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("audit entries are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("audit entries are never removed")


class AuditHead(models.Model):
    """The end of one country's chain; locked last in each writing transaction."""

    country_id = models.UUIDField(primary_key=True)
    sequence = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")
    held = models.TextField(default="")  # why nothing may be written (see ``holding``); empty: it may

    def __str__(self) -> str:
        return self.hash
