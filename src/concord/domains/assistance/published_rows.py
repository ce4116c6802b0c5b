"""From an activity as it was read to the rows that keep it."""

from __future__ import annotations

import datetime as dt
import hashlib
import zlib
from collections.abc import Iterable, Iterator
from decimal import Decimal

from concord.domains.assistance.models import ActivityCode, PublishedActivity
from concord.formats.iati_activity import Activity, Amount, Texts

LONGEST_TITLE = 500
LARGEST = Decimal(10) ** 16  # what the columns hold; larger sums are typing errors of a publisher
COMMITMENT, SPENT = ("2",), ("3", "4")  # code list TransactionType: commitment; disbursement and expenditure
UPDATED = (
    "reporter_ref", "reporter_name", "title", "description", "search", "status", "starts_on", "ends_on", "currency",
    "budget", "committed", "spent", "source", "sha256", "seen_at",
)  # fmt: skip


def row_of(activity: Activity, seen_at: dt.datetime) -> PublishedActivity:
    """The activity's row, not yet saved."""
    title, reporter = _one(activity.title), _one(activity.reporter.name)
    description = "\n".join(_one(texts) for _, texts in activity.descriptions)
    words = [title, description, reporter, *(_one(who.name) for who in activity.organisations)]
    words += [text for texts in (activity.title, *(texts for _, texts in activity.descriptions)) for _, text in texts]
    paid = activity.transactions
    return PublishedActivity(
        identifier=activity.identifier[:200],
        reporter_ref=activity.reporter.ref[:120],
        reporter_name=reporter[:300],
        title=title[:LONGEST_TITLE],
        description=description,
        search=" ".join(dict.fromkeys(words)).casefold(),
        status=activity.status[:8],
        starts_on=activity.date("2", "1"),
        ends_on=activity.date("4", "3"),
        currency=activity.currency[:3],
        budget=_sum(activity.currency, (budget.amount for budget in activity.budgets)),
        committed=_sum(activity.currency, (one.amount for one in paid if one.kind in COMMITMENT)),
        spent=_sum(activity.currency, (one.amount for one in paid if one.kind in SPENT)),
        source=zlib.compress(activity.source, level=1),
        sha256=hashlib.sha256(activity.source).hexdigest(),
        seen_at=seen_at,
    )


def codes_of(row: PublishedActivity, activity: Activity) -> Iterator[ActivityCode]:
    """What the activity is filtered by."""
    for kind, shares in (("country", activity.countries), ("region", activity.regions), ("sector", activity.sectors)):
        for share in shares:
            per_cent = share.percentage if share.percentage is not None and 0 <= share.percentage <= 100 else None
            yield ActivityCode(
                activity=row, kind=kind, vocabulary=share.vocabulary[:8], code=share.code[:40], percentage=per_cent
            )


def _one(texts: Texts) -> str:
    """The English text where there is one, else the first."""
    return next((text for language, text in texts if language.startswith("en")), texts[0][1] if texts else "")


def _sum(currency: str, amounts: Iterable[Amount]) -> Decimal | None:
    """The sum where all amounts stand in the activity's currency; there is none where nothing is said."""
    given = list(amounts)
    if not given or any((amount.currency or currency) != currency for amount in given):
        return None
    total = sum((amount.value for amount in given), Decimal(0)).quantize(Decimal("0.01"))
    return total if abs(total) < LARGEST else None
