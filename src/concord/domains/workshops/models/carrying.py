"""A country's work that was taken to a room: what home knows of the copy, and what the copy knows of home."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from concord.domains.people.models import CountryOwned
from concord.kernel.scoping import CountryQuerySet


class CarryingState(models.TextChoices):
    """What became of a copy."""

    AWAY = "away", _("Away")
    RETURNED = "returned", _("Came back")
    LOST = "lost", _("Declared lost")
    FAILED = "failed", _("Could not be written")


class Carrying(CountryOwned):
    """At home: one time that the country's work was taken away. Its id is the copy's name.

    Of the secret that the copy carries only the SHA-256 is kept. What comes back is encrypted to a key that was made
    for this time only, so that nobody has to look for one.
    """

    person = models.CharField(max_length=120, blank=True)  # who has the laptop
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=200)
    sequence = models.PositiveIntegerField()  # the end of the audit chain as it left
    head = models.CharField(max_length=64)
    secret_hash = models.CharField(max_length=64)
    identity = models.CharField(max_length=100)  # opens what comes back
    state = models.CharField(max_length=10, choices=CarryingState.choices, default=CarryingState.AWAY)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True)

    objects: ClassVar[Any] = CountryQuerySet.as_manager()  # stands first, so that it is the default
    # Whoever brings a file back is asked which copy it is, before it is known which country it is of.
    by_file: models.Manager[Carrying] = models.Manager()

    class Meta:
        ordering = ("-taken_at",)
        constraints = [
            models.UniqueConstraint(
                fields=("country",), condition=models.Q(state=CarryingState.AWAY), name="country_away_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.taken_at:%Y-%m-%d} {self.person}"


class CarriedCopy(CountryOwned):
    """On the laptop: of which time this is the copy, and what brings it home. Its id is that of the ``Carrying``."""

    secret = models.CharField(max_length=64)
    recipient = models.CharField(max_length=100)  # to whom what goes home is encrypted
    sequence = models.PositiveIntegerField()  # the end of the audit chain as it came
    head = models.CharField(max_length=64)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("country",), name="one_copy_of_a_country")]

    def __str__(self) -> str:
        return str(self.pk)
