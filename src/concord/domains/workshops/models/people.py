"""Who takes part, and who was there at which item."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db import models

from concord.domains.people.models import CountryOwned, Institution, User
from concord.domains.workshops.enums import Means, Standing
from concord.domains.workshops.models.agenda import AgendaItem
from concord.domains.workshops.models.workshops import Workshop
from concord.kernel.scoping import CountryQuerySet


class Participant(CountryOwned):
    """Somebody in the room, with an account or without, on a phone or on paper.

    A phone holds a token of which only the SHA-256 is kept. Who votes on paper has a code that stands on their ballots.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="participants")
    name = models.CharField(max_length=120, blank=True)  # empty: a paper ballot that nobody has taken yet
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="+")  # none: no vote
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    means = models.CharField(max_length=8, choices=Means.choices, default=Means.PHONE)
    standing = models.CharField(max_length=8, choices=Standing.choices, default=Standing.WAITING)
    token_hash = models.CharField(max_length=64, unique=True, null=True)
    paper_code = models.CharField(max_length=8, blank=True)
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=200, blank=True)

    objects: ClassVar[Any] = CountryQuerySet.as_manager()  # stands first, so that it is the default
    # Whoever holds the token is the participant, before it is known which country it is of.
    by_token: models.Manager[Participant] = models.Manager()

    class Meta:
        ordering = ("name", "asked_at")
        constraints = [
            models.UniqueConstraint(
                fields=("workshop", "paper_code"), condition=~models.Q(paper_code=""), name="paper_code_once"
            ),
            models.UniqueConstraint(
                fields=("workshop", "user"), condition=models.Q(user__isnull=False), name="account_takes_part_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.institution})" if self.institution is not None else self.name

    @property
    def voter_id(self) -> UUID:
        """Under which id votes are kept: the account's where there is one, so that nobody votes twice."""
        return self.user_id or self.pk

    @property
    def is_in(self) -> bool:
        """Whether this person takes part."""
        return self.standing == Standing.ADMITTED


class Attendance(CountryOwned):
    """Somebody was there when an item was dealt with, or was not."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="attendances")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="attendances")
    present = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("item", "participant"), name="attendance_once_per_item")]

    def __str__(self) -> str:
        return f"{self.participant}: {self.item}"
