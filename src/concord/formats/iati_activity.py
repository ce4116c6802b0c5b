"""What Concord reads of an IATI 2.03 activity, and writes back. Codes are those of the IATI code lists.

Source: the IATI Standard, activity standard 2.03, and its schemas.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

Texts = tuple[tuple[str, str], ...]  # language (empty where nobody says which) and text, in the file's order


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who takes part. ``role``: 1 funding, 2 accountable, 3 extending, 4 implementing; empty for others named."""

    ref: str = ""
    kind: str = ""
    name: Texts = ()
    role: str = ""
    activity_id: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """A country, region, sector or tag, and how many per cent of the activity it is (empty: not said)."""

    code: str
    percentage: Decimal | None = None
    vocabulary: str = ""
    name: Texts = ()
    vocabulary_uri: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """Money; an empty currency is the activity's default currency."""

    value: Decimal
    currency: str = ""
    valued_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """Money planned for a period. ``kind``: 1 original, 2 revised; ``status``: 1 indicative, 2 committed."""

    starts_on: dt.date
    ends_on: dt.date
    amount: Amount
    kind: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Disbursement:
    """A payment that is planned, from one organisation to another."""

    starts_on: dt.date
    ends_on: dt.date | None
    amount: Amount
    kind: str = ""
    provider: Organisation | None = None
    receiver: Organisation | None = None


@dataclass(frozen=True, slots=True)
class Transaction:
    """Money committed, paid or spent. ``kind``: 1 incoming, 2 commitment, 3 disbursement, 4 expenditure, …"""

    kind: str
    on: dt.date
    amount: Amount
    ref: str = ""
    description: Texts = ()
    provider: Organisation | None = None
    receiver: Organisation | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where the activity happens; a point is latitude and longitude in degrees (WGS 84)."""

    ref: str = ""
    name: Texts = ()
    description: Texts = ()
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """Another activity: 1 parent, 2 child, 3 sibling, 4 co-funded, 5 third party."""

    ref: str
    kind: str


@dataclass(frozen=True, slots=True)
class Activity:
    """One published activity. ``dates`` are by type: 1 planned start, 2 actual start, 3 planned end, 4 actual end.

    ``source`` is the element as it came, so that nothing that is not modelled is lost.
    """

    identifier: str
    reporter: Organisation
    title: Texts
    descriptions: tuple[tuple[str, Texts], ...]  # type (1 general, 2 objectives, 3 target groups, 4 other) and text
    organisations: tuple[Organisation, ...]
    status: str
    dates: tuple[tuple[str, dt.date], ...]
    countries: tuple[Share, ...] = ()
    regions: tuple[Share, ...] = ()
    places: tuple[Place, ...] = ()
    sectors: tuple[Share, ...] = ()
    tags: tuple[Share, ...] = ()
    aid_types: tuple[Share, ...] = ()
    finance_type: str = ""
    budgets: tuple[Budget, ...] = ()
    disbursements: tuple[Disbursement, ...] = ()
    transactions: tuple[Transaction, ...] = ()
    related: tuple[Related, ...] = ()
    currency: str = ""
    language: str = ""
    humanitarian: bool = False
    hierarchy: int = 1
    updated: dt.datetime | None = None
    source: bytes = b""

    def date(self, *kinds: str) -> dt.date | None:
        """The date of the first of these types that is given."""
        given = dict(self.dates)
        return next((given[kind] for kind in kinds if kind in given), None)
