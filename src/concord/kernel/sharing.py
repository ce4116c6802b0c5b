"""Sharing labels: the Traffic Light Protocol, version 2.0 (FIRST, 2022)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from concord.kernel.errors import InvalidInput


class SharingLabel(models.TextChoices):
    """TLP 2.0. In Concord, "organisation" means the country's whole national team and RED means named people."""

    CLEAR = "CLEAR", "TLP:CLEAR"
    GREEN = "GREEN", "TLP:GREEN"
    AMBER = "AMBER", "TLP:AMBER"
    AMBER_STRICT = "AMBER+STRICT", "TLP:AMBER+STRICT"
    RED = "RED", "TLP:RED"


ORDER = tuple(SharingLabel)


def refuse_above_ceiling(label: str) -> None:
    """Refuse a label that is stricter than this instance may hold (``CONCORD_SHARING_CEILING``)."""
    ceiling = settings.SHARING_CEILING
    if ORDER.index(SharingLabel(label)) > ORDER.index(SharingLabel(ceiling)):
        raise InvalidInput(
            f"This server holds material up to {SharingLabel(ceiling).label}; "
            f"{SharingLabel(label).label} must be kept elsewhere."
        )
