"""The audit trail: every write of a service is one transaction with one entry, chained by SHA-256 per country."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models, transaction

from concord.kernel import clock
from concord.kernel.actor import INSTANCE, Actor
from concord.kernel.canonical import canonical_json, sha256_of
from concord.kernel.holding import continues_elsewhere
from concord.kernel.models import AuditEntry, AuditHead
from concord.kernel.prepared import Prepared, Slot, columns, insert, update

CHAINED = ("sequence", "at", "actor", "user_id", "action", "subject_type", "subject_id", "detail", "previous_hash")


@dataclass
class Record:
    """What the service says of its write; fill ``subject`` and ``detail`` inside the block."""

    action: str
    subject: models.Model | None = None
    detail: dict[str, Any] = field(default_factory=dict)


@contextmanager
def audited(actor: Actor, action: str, subject: models.Model | None = None, **detail: Any) -> Iterator[Record]:
    """One transaction that ends with one audit entry in the actor's country; nothing is kept if either fails.

    The head is locked last, so that two writers of one country wait for each other only for the time of one insert.
    """
    record = Record(action, subject, detail)
    with transaction.atomic():
        yield record
        _append(actor, record)


def _append(actor: Actor, record: Record) -> None:
    head, detail = _locked_head(actor.country_id), record.detail
    if head.held and continues_elsewhere(head, record.action):
        head, detail = _locked_head(INSTANCE), {**detail, "country": str(actor.country_id)}
    entry = AuditEntry(
        country_id=head.country_id,
        sequence=head.sequence + 1,
        at=clock.now().isoformat(),
        actor=actor.name,
        user_id=actor.user_id,
        action=record.action,
        subject_type=record.subject._meta.label_lower if record.subject else "",
        subject_id=str(record.subject.pk) if record.subject else "",
        detail=canonical_json(detail),
        previous_hash=head.hash,
    )
    entry.hash = entry_hash(entry)
    insert(entry)
    head.sequence, head.hash = entry.sequence, entry.hash
    update(head, "sequence", "hash")


_HEADS = Prepared(
    lambda: (
        AuditHead.objects.select_for_update()
        .filter(country_id=Slot("country_id", models.UUIDField()))
        .values_list(*columns(AuditHead))
    )
)


def _locked_head(country_id: UUID) -> AuditHead:
    heads = _HEADS.instances(AuditHead, country_id=country_id)
    if not heads:
        AuditHead.objects.get_or_create(country_id=country_id)
        heads = _HEADS.instances(AuditHead, country_id=country_id)
    return heads[0]


def entry_hash(entry: AuditEntry) -> str:
    """The hash that links an entry to the one before it."""
    fields = {name: getattr(entry, name) for name in CHAINED}
    return sha256_of({"country_id": str(entry.country_id), **fields})


def head(country_id: UUID) -> str:
    """The hash at the end of a country's chain, or an empty string before its first entry."""
    found = AuditHead.objects.filter(country_id=country_id).first()
    return found.hash if found else ""


@dataclass(frozen=True)
class Verdict:
    """What verifying one chain found: how many entries hold, and the first fault in words (empty if none)."""

    country_id: UUID
    entries: int
    head: str
    fault: str


def verify_chain(country_id: UUID, *, kept_head: str = "") -> Verdict:
    """Walk a country's chain and name the first entry that was altered or removed.

    ``kept_head`` is a head somebody kept elsewhere (sign-off pages print it): it must be a link of this chain.
    """
    previous, count, seen_kept = "", 0, not kept_head
    for entry in AuditEntry.objects.filter(country_id=country_id).order_by("sequence").iterator():
        if entry.sequence != count + 1:
            return Verdict(country_id, count, previous, f"Entry {count + 1} was removed.")
        if entry.previous_hash != previous or entry.hash != entry_hash(entry):
            return Verdict(country_id, count, previous, f"Entry {entry.sequence} ({entry.action}) was altered.")
        previous, count = entry.hash, count + 1
        seen_kept = seen_kept or previous == kept_head
    stored = AuditHead.objects.filter(country_id=country_id).first()
    if (stored is None and count) or (stored is not None and (stored.sequence, stored.hash) != (count, previous)):
        return Verdict(country_id, count, previous, f"Entry {count + 1} was removed from the end, or the head altered.")
    if not seen_kept:
        return Verdict(country_id, count, previous, "The head that was kept elsewhere is not in this chain.")
    return Verdict(country_id, count, previous, "")
