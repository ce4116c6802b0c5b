"""Published activities come in: new ones are kept, known ones updated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from concord.domains.assistance.models import ActivityCode, PublishedActivity
from concord.domains.assistance.published_rows import UPDATED, codes_of, row_of
from concord.domains.assistance.rules import can_import_activities
from concord.formats.iati_activity import Activity
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited


@dataclass(frozen=True)
class Kept:
    """What became of activities: how many are new, how many changed, and how many were here just so."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def __add__(self, other: Kept) -> Kept:
        return Kept(self.new + other.new, self.changed + other.changed, self.same + other.same)


def keep_activities(*, actor: Actor, activities: Sequence[Activity], source: str) -> Kept:
    """Keep a batch of published activities by their identifiers; ``source`` names the file they came in.

    A batch is one transaction, so that no write lasts long; of an identifier that comes twice the last one counts.
    """
    require(can_import_activities, actor)
    now = clock.now()
    given = {one.identifier[:200]: one for one in activities}
    rows = {identifier: row_of(activity, now) for identifier, activity in given.items()}
    with audited(actor, "activities.kept", source=source) as record:
        known = dict(PublishedActivity.objects.filter(identifier__in=rows).values_list("identifier", "sha256"))
        written = {key: row for key, row in rows.items() if known.get(key) != row.sha256}
        PublishedActivity.objects.bulk_create(
            written.values(), update_conflicts=True, unique_fields=["identifier"], update_fields=UPDATED
        )
        if renewed := [key for key in written if key in known]:
            ActivityCode.objects.filter(activity__identifier__in=renewed).delete()
            # What was here keeps its own id, to which alignments point.
            ids = dict(PublishedActivity.objects.filter(identifier__in=renewed).values_list("identifier", "pk"))
            for key, pk in ids.items():
                written[key].pk = pk
        ActivityCode.objects.bulk_create(code for key, row in written.items() for code in codes_of(row, given[key]))
        kept = Kept(len(written) - len(renewed), len(renewed), len(rows) - len(written))
        record.detail |= {"new": kept.new, "changed": kept.changed, "same": kept.same}
    return kept
