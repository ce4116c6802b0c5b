"""Reading what a version keeps, and verifying that nobody changed it."""

from __future__ import annotations

import json
from uuid import UUID

from django.utils.translation import gettext as _

from concord.domains.plans.models import PlanVersion
from concord.domains.plans.snapshot import Content
from concord.kernel.errors import ConcordError
from concord.kernel.models import AuditEntry


class VersionAltered(ConcordError):
    """What stands in the database is not what was kept."""


def content_of(version: PlanVersion) -> Content:
    """What the version keeps; refused where its SHA-256 says that it was altered."""
    if not version.holds:
        words = _(
            "Version %(number)s was altered after it was kept: its SHA-256 does not fit. Restore it from a backup."
        )
        raise VersionAltered(words % {"number": version.number})
    return dict(json.loads(version.content))


def faults(country_id: UUID) -> list[str]:
    """What is wrong with the versions of a country's plans, each against its own hash and against the audit trail.

    Whoever alters a version together with its hash still leaves the hash in the audit trail, which is a chain.
    """
    rows = list(PlanVersion.objects.for_country(country_id).order_by("sequence"))
    found = [f"Version {row.number} was altered: its SHA-256 does not fit." for row in rows if not row.holds]
    entries = AuditEntry.objects.filter(country_id=country_id, action__startswith="plan.")
    noted = {
        detail["id"]: (detail["version"], detail["sha256"])
        for detail in map(json.loads, entries.filter(detail__contains='"sha256":').values_list("detail", flat=True))
        if {"id", "version", "sha256"} <= set(detail)
    }
    for row in rows:
        if row.holds and noted.get(str(row.pk)) != (row.number, row.sha256):
            found.append(f"Version {row.number} is not the one that the audit trail knows.")
    here = {str(row.pk) for row in rows}
    found += [f"Version {number} was removed." for pk, (number, _sha256) in noted.items() if pk not in here]
    return found
