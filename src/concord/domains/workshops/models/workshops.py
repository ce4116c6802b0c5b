"""A workshop: one room, some days, and how far it has come."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db import models

from concord.domains.assessments.models import Assessment
from concord.domains.people.models import CountryOwned, User
from concord.domains.workshops.enums import WorkshopStatus
from concord.kernel.scoping import CountryQuerySet
from concord.kernel.sharing import SharingLabel


class Workshop(CountryOwned):
    """People of several institutions in one room who go through an agenda. Two rooms are two workshops."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    days = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=10, choices=WorkshopStatus.choices, default=WorkshopStatus.PREPARING)
    code = models.CharField(max_length=8, unique=True)  # shown on the wall; who types it asks to be let in
    door_open = models.BooleanField(default=True)  # whether anybody may still ask to be let in
    current_item = models.ForeignKey("AgendaItem", on_delete=models.SET_NULL, null=True, related_name="+")
    current_question = models.ForeignKey("Question", on_delete=models.SET_NULL, null=True, related_name="+")
    timer_ends_at = models.DateTimeField(null=True)  # shown to the room; nothing closes by itself
    version = models.PositiveIntegerField(default=1)  # grows whenever what the room sees changes, votes apart
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    label = models.CharField(max_length=12, choices=SharingLabel.choices, default=SharingLabel.AMBER_STRICT)

    objects: ClassVar[Any] = CountryQuerySet.as_manager()  # stands first, so that it is the default
    # Whoever knows the code may ask to be let in, before it is known which country it is of.
    by_code: models.Manager[Workshop] = models.Manager()

    class Meta:
        ordering = ("-starts_on", "title")

    def __str__(self) -> str:
        return self.title

    @property
    def ends_on(self) -> dt.date:
        """The last day."""
        return self.starts_on + dt.timedelta(days=self.days - 1)

    def date_of(self, day: int) -> dt.date:
        """The date of the first, second, … day."""
        return self.starts_on + dt.timedelta(days=day - 1)


class Helper(CountryOwned):
    """Somebody with an account who lets people in and types in paper ballots, without being focal point."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="helpers")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("workshop", "user"), name="helper_named_once")]

    def __str__(self) -> str:
        return str(self.user)
