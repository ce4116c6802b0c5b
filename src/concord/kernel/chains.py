"""A country's audit chain that goes elsewhere and comes back: taken in whole, or continued exactly where it left."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import models

from concord.kernel.audit import CHAINED, entry_hash
from concord.kernel.models import AuditEntry, AuditHead

_AT_ONCE = 200
_LENGTHS = {
    field.name: field.max_length or 0
    for field in AuditEntry._meta.concrete_fields
    if isinstance(field, models.CharField)
}


def checked(lines: Iterable[bytes], country_id: UUID, sequence: int, head: str) -> list[AuditEntry] | None:
    """A country's whole chain as lines hold it, first to last; None unless every link holds up to the told end."""
    try:
        entries = sorted((_entry(json.loads(line), country_id) for line in lines), key=lambda entry: entry.sequence)
    except (ValueError, KeyError, TypeError):
        return None
    previous = ""
    for number, entry in enumerate(entries, start=1):
        if (entry.sequence, entry.previous_hash, entry.hash) != (number, previous, entry_hash(entry)):
            return None
        previous = entry.hash
    return entries if (len(entries), previous) == (sequence, head) else None


def append(entries: Sequence[AuditEntry], country_id: UUID) -> None:
    """Write entries that were found to continue a country's chain, and move its end; the caller holds the lock."""
    AuditEntry.objects.bulk_create(entries, batch_size=_AT_ONCE)
    if entries:
        last = entries[-1]
        AuditHead.objects.update_or_create(
            country_id=country_id, defaults={"sequence": last.sequence, "hash": last.hash}
        )


def head_of(country_id: UUID) -> AuditHead:
    """The end of a country's chain as it stands."""
    return AuditHead.objects.get(country_id=country_id)


def locked_head(country_id: UUID) -> AuditHead:
    """The end of a country's chain, at which nobody else writes until the transaction ends."""
    return AuditHead.objects.select_for_update().get(country_id=country_id)


def _entry(row: dict[str, Any], country_id: UUID) -> AuditEntry:
    user = row["user_id"]
    texts = {name: row[name] for name in (*CHAINED, "hash") if name not in ("sequence", "user_id")}
    right = row["country_id"] == str(country_id) and isinstance(row["sequence"], int)
    if not right or not all(isinstance(text, str) for text in texts.values()):
        raise ValueError("this is no entry of the country's chain")
    if any(len(texts[name]) > longest for name, longest in _LENGTHS.items()):
        raise ValueError("an entry is longer than any that Concord writes")
    return AuditEntry(
        country_id=country_id, sequence=row["sequence"], user_id=UUID(user) if user is not None else None, **texts
    )
