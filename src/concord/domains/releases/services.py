"""Writes of the releases domain: a release is prepared, approved or declined, and recalled; it is never changed."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max
from django.utils.translation import gettext as _

from concord.domains.people.models import Country
from concord.domains.releases.enums import ReleaseStatus
from concord.domains.releases.models import Release, ReleasedItem
from concord.domains.releases.queries import is_intact
from concord.domains.releases.rules import can_decide_release, can_prepare_release, can_recall_release
from concord.domains.releases.sealing import LARGEST, Item, Reader, refuse_unshareable, sealed
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.canonical import canonical_json, text_hash
from concord.kernel.errors import InvalidInput, WrongState

LONGEST_TITLE = 200


def prepare_release(
    *, actor: Actor, title: str, reader: Reader, label: str, items: Sequence[Item], purpose: str = ""
) -> Release:
    """Seal chosen items for one audience; nobody outside sees them until somebody else approves."""
    require(can_prepare_release, actor)
    title = title.strip()
    if not 0 < len(title) <= LONGEST_TITLE:
        raise InvalidInput(_("Give the release a title of at most 200 characters."))
    refuse_unshareable(reader, label, items)
    country = Country.objects.get(pk=actor.country_id)
    content = canonical_json(sealed(country.code, title, reader, label, items))
    if len(content) > LARGEST:
        raise InvalidInput(_("This is too much for one release; share it in parts."))
    with audited(actor, "release.prepared", audience=reader.audience, to=reader.name, label=label) as record:
        # Two people who prepare at once wait here for each other, so that each release gets a number of its own.
        Country.objects.select_for_update().get(pk=country.pk)
        last = Release.objects.for_actor(actor).aggregate(last=Max("number"))["last"] or 0
        record.subject = release = Release.objects.create(
            country_id=actor.country_id, number=last + 1, title=title, purpose=purpose.strip(),
            audience=reader.audience, audience_key=reader.key, audience_name=reader.name, label=label,
            content=content, sha256=text_hash(content),
            prepared_by=actor.name, prepared_by_id=actor.user_id, prepared_at=clock.now(),
        )  # fmt: skip
        ReleasedItem.objects.bulk_create(
            ReleasedItem(
                country_id=actor.country_id,
                release=release,
                kind=item.kind,
                item_id=item.item_id,
                title=item.title[:300],
                label=item.label,
            )
            for item in items
        )
        record.detail |= {"number": release.number, "items": len(items), "sha256": release.sha256}
    return release


def approve_release(*, actor: Actor, release: Release) -> Release:
    """Make a release: from now on its audience reads it."""
    require(can_decide_release, actor, release)
    with audited(actor, "release.made", release) as record:
        row = _waiting(actor, release)
        row.status, row.decided_by, row.decided_at = ReleaseStatus.RELEASED, actor.name, clock.now()
        row.save(update_fields=["status", "decided_by", "decided_at"])
        record.detail |= {"number": row.number, "to": row.audience_name, "sha256": row.sha256}
    return row


def decline_release(*, actor: Actor, release: Release, reason: str) -> Release:
    """Refuse to make a release, saying why; another one can be prepared."""
    require(can_decide_release, actor, release)
    if not reason.strip():
        raise InvalidInput(_("Say why the release is not approved."))
    with audited(actor, "release.declined", release, reason=reason.strip()):
        row = _waiting(actor, release)
        row.status, row.decided_by, row.decided_at = ReleaseStatus.DECLINED, actor.name, clock.now()
        row.reason = reason.strip()
        row.save(update_fields=["status", "decided_by", "decided_at", "reason"])
    return row


def recall_release(*, actor: Actor, release: Release, reason: str) -> Release:
    """Take a release back: its audience no longer reads it here. What was copied meanwhile cannot be taken back."""
    require(can_recall_release, actor, release)
    if not reason.strip():
        raise InvalidInput(_("Say why the release is recalled."))
    with audited(actor, "release.recalled", release, reason=reason.strip()):
        row = Release.objects.for_actor(actor).select_for_update().get(pk=release.pk)
        if row.status not in {ReleaseStatus.PREPARED, ReleaseStatus.RELEASED}:
            raise WrongState(_("This release is not in force."))
        row.status, row.recalled_by, row.recalled_at = ReleaseStatus.RECALLED, actor.name, clock.now()
        row.reason = reason.strip()
        row.save(update_fields=["status", "recalled_by", "recalled_at", "reason"])
    return row


def _waiting(actor: Actor, release: Release) -> Release:
    row = Release.objects.for_actor(actor).select_for_update().get(pk=release.pk)
    if row.status != ReleaseStatus.PREPARED:
        raise WrongState(_("This release was decided already."))
    if not is_intact(row):
        raise WrongState(_("This release is not what was prepared any more; prepare it anew."))
    return row
