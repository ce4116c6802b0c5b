"""What pictures of amounts have in common: by how much they divide them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from concord.formats.plan_document import Picture

# A picture that is still to be drawn: plain values only, so that another process can draw it.
Job = Callable[[], Picture]
LARGE = 10**9  # from here on pictures count in millions


def scale_of(amounts: Iterable[Decimal], currency: str) -> tuple[int, str]:
    """By how much amounts are divided in a picture, in words too: by thousands, or millions where they are large."""
    if sum(amounts) >= LARGE:
        return 1_000_000, _("million %s") % currency
    return 1_000, _("thousand %s") % currency
