"""The tables of releases. All rows belong to the country that shares."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from concord.domains.people.models import CountryOwned
from concord.domains.releases.enums import Audience, ReleaseStatus
from concord.kernel.scoping import CountryQuerySet
from concord.kernel.sharing import SharingLabel


class Release(CountryOwned):
    """A sealed set of items for one audience. ``content`` is canonical JSON and is never written again.

    ``audience_key`` names the partner or region by its code, and is empty for everybody.
    """

    number = models.PositiveIntegerField()  # 1, 2, 3 … in the country
    title = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)
    audience = models.CharField(max_length=8, choices=Audience.choices)
    audience_key = models.CharField(max_length=80, blank=True)
    audience_name = models.CharField(max_length=200)
    label = models.CharField(max_length=12, choices=SharingLabel.choices)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    status = models.CharField(max_length=8, choices=ReleaseStatus.choices, default=ReleaseStatus.PREPARED)
    prepared_by = models.CharField(max_length=200)
    prepared_by_id = models.UUIDField(null=True)  # empty for a command on the machine
    prepared_at = models.DateTimeField()
    decided_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)  # why it was not approved, or why it was recalled
    recalled_by = models.CharField(max_length=200, blank=True)
    recalled_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = CountryQuerySet.as_manager()  # stands first, so that it is the default
    # An audience reads what several countries released to it; nothing else reads across countries.
    by_audience: models.Manager[Release] = models.Manager()

    class Meta:
        ordering = ("-number",)
        constraints = [models.UniqueConstraint(fields=("country", "number"), name="release_number_once_per_country")]
        indexes = [models.Index(fields=("audience", "audience_key", "status"))]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"


class ReleasedItem(CountryOwned):
    """One item of a release, by which one finds what was shared with whom."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=40)  # such as action, request, project
    item_id = models.UUIDField(db_index=True)
    title = models.CharField(max_length=300)
    label = models.CharField(max_length=12, choices=SharingLabel.choices)  # the item's own, as it stood then

    class Meta:
        ordering = ("kind", "title")
        constraints = [models.UniqueConstraint(fields=("release", "kind", "item_id"), name="item_once_per_release")]

    def __str__(self) -> str:
        return self.title
