"""Reads of the releases domain: for the country what it shared, for an audience what was shared with it."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from concord.domains.releases.enums import Audience, ReleaseStatus
from concord.domains.releases.models import Release, ReleasedItem
from concord.domains.releases.rules import can_see_releases
from concord.domains.releases.sealing import Reader
from concord.kernel.actor import Actor, require
from concord.kernel.canonical import text_hash
from concord.kernel.errors import NotFound


def releases(actor: Actor) -> QuerySet[Release]:
    """The country's releases, newest first, each with ``item_count``; their contents are not loaded."""
    require(can_see_releases, actor)
    return Release.objects.for_actor(actor).annotate(item_count=Count("items")).defer("content")


def find_release(actor: Actor, number: int) -> Release:
    """One release of the country by its number."""
    require(can_see_releases, actor)
    found = Release.objects.for_actor(actor).filter(number=number).first()
    if found is None:
        raise NotFound("There is no such page.")
    return found


@dataclass(frozen=True)
class Shared:
    """An audience and what it may read now; an item that several releases hold is there once, with the newest."""

    reader: Reader
    items: tuple[ReleasedItem, ...]


def shared_with(actor: Actor) -> list[Shared]:
    """What was shared with whom, over all releases in force."""
    require(can_see_releases, actor)
    rows = ReleasedItem.objects.for_actor(actor).filter(release__status=ReleaseStatus.RELEASED)
    found: dict[Reader, dict[tuple[str, UUID], ReleasedItem]] = defaultdict(dict)
    for row in rows.select_related("release").defer("release__content").order_by("release__number"):
        release = row.release
        reader = Reader(Audience(release.audience), release.audience_key, release.audience_name)
        found[reader][row.kind, row.item_id] = row
    in_order = sorted(found.items(), key=lambda pair: (pair[0].audience, pair[0].name))
    return [
        Shared(reader, tuple(sorted(items.values(), key=lambda row: (row.kind, row.title))))
        for reader, items in in_order
    ]


@dataclass(frozen=True)
class Received:
    """A release as its audience reads it; without content where what is stored is not what was sealed."""

    release: Release
    content: dict[str, Any] | None


def received(audience: Audience, key: str = "") -> list[Received]:
    """What countries released to an audience and did not recall, newest first.

    The only read that crosses countries: whoever calls it has made sure that the reader is of this audience.
    """
    rows = Release.by_audience.filter(audience=audience, audience_key=key, status=ReleaseStatus.RELEASED)
    return [
        Received(row, json.loads(row.content) if is_intact(row) else None)
        for row in rows.select_related("country").order_by("-decided_at")
    ]


def is_intact(release: Release) -> bool:
    """Whether the stored content is still what was sealed."""
    return text_hash(release.content) == release.sha256
