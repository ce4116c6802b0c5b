"""What is sealed: items that other domains hand over finished, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from concord.domains.releases.enums import LABELS, Audience
from concord.kernel.errors import InvalidInput
from concord.kernel.sharing import SharingLabel

FORM = "concord-release/1"
LARGEST = 2_000_000  # characters of canonical JSON; a whole plan of 1,000 actions takes about half of it


@dataclass(frozen=True)
class Item:
    """One thing to be shared: what it is, and what of it, as plain values (texts, numbers, lists, mappings)."""

    kind: str
    item_id: UUID
    title: str
    label: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Reader:
    """To whom a release is made; key and name of a partner or region."""

    audience: Audience
    key: str = ""
    name: str = ""


def refuse_unshareable(reader: Reader, label: str, items: Sequence[Item]) -> None:
    """Refuse a label that may not go to this audience, an audience without a name, and a release of nothing."""
    if label not in LABELS[reader.audience]:
        allowed = ", ".join(SharingLabel(one).label for one in LABELS[reader.audience])
        raise InvalidInput(_("To this audience a release may be labelled %(labels)s.") % {"labels": allowed})
    if reader.audience != Audience.PUBLIC and not (reader.key and reader.name):
        raise InvalidInput(_("Choose who receives the release."))
    if not items:
        raise InvalidInput(_("Choose at least one thing to share."))
    if len({(item.kind, item.item_id) for item in items}) < len(items):
        raise InvalidInput(_("The same thing is chosen twice."))
    if any(item.label == SharingLabel.RED for item in items):
        raise InvalidInput(_("What is labelled TLP:RED is for named people only and cannot be released."))


def sealed(country_code: str, title: str, reader: Reader, label: str, items: Sequence[Item]) -> dict[str, Any]:
    """What is hashed: everything that the audience will read, and nothing of the country's own workings."""
    return {
        "form": FORM,
        "country": country_code,
        "title": title,
        "audience": {"kind": str(reader.audience), "key": reader.key, "name": reader.name},
        "label": label,
        "items": [
            {"kind": item.kind, "id": str(item.item_id), "title": item.title, "data": item.data} for item in items
        ],
    }
