"""How the amounts of a cost line are worked out, in one place: quantity, unit cost, price growth, exchange rate.

Plain values in, plain values out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, localcontext

from django.utils.translation import gettext as _

from concord.kernel.errors import InvalidInput

MOST = Decimal("99999999999999.99")
DEFAULT_CORRELATION = Decimal("0.5")


@dataclass(frozen=True)
class Rates:
    """Dated exchange rates: by (currency, into), from which day what one unit cost."""

    dated: Mapping[tuple[str, str], tuple[tuple[dt.date, Decimal], ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, dt.date, Decimal]]) -> Rates:
        """From rows of currency, into, day and value in any order."""
        found: dict[tuple[str, str], list[tuple[dt.date, Decimal]]] = {}
        for currency, into, on, value in rows:
            found.setdefault((currency, into), []).append((on, value))
        return cls({pair: tuple(sorted(given)) for pair, given in found.items()})

    def value(self, currency: str, into: str, year: int) -> Decimal:
        """What one unit costs for a payment in ``year``: the newest rate of a day up to its end, else the first one.

        A rate the other way round is turned over. ``InvalidInput`` where there is neither.
        """
        if currency in ("", into):
            return Decimal(1)
        given = self.dated.get((currency, into))
        if given:
            return _newest(given, year)
        turned = self.dated.get((into, currency))
        if turned:
            return 1 / _newest(turned, year)
        words = _(
            "There is no exchange rate from %(currency)s to %(into)s; add one on the page of unit costs and rates."
        )
        raise InvalidInput(words % {"currency": currency, "into": into})


def _newest(given: tuple[tuple[dt.date, Decimal], ...], year: int) -> Decimal:
    return next((value for on, value in reversed(given) if on.year <= year), given[0][1])


@dataclass(frozen=True)
class Basis:
    """What a plan's amounts are worked out with."""

    currency: str
    growth: Decimal = Decimal(0)
    decimals: int = 0
    rates: Rates = field(default_factory=Rates)


@dataclass(frozen=True)
class UnitCost:
    """What one unit costs in its own currency, at the prices of one year (none: prices do not grow)."""

    low: Decimal
    likely: Decimal
    high: Decimal
    currency: str = ""
    price_year: int | None = None


Amounts = tuple[Decimal, Decimal, Decimal]


def amounts(quantity: Decimal, unit: UnitCost, year: int, basis: Basis) -> Amounts:
    """Low, likely and high of a line in the plan's currency.

    quantity × unit cost × (1 + growth) ^ (year − year of the prices) × exchange rate, rounded half up to the plan's
    decimals. ``InvalidInput`` for a currency without a rate, or an amount too large to be kept.

    >>> amounts(Decimal(10), UnitCost(Decimal(80), Decimal(100), Decimal(150)), 2027, Basis("EUR"))
    (Decimal('800'), Decimal('1000'), Decimal('1500'))
    """
    with localcontext(prec=40):
        factor = basis.rates.value(unit.currency, basis.currency, year)
        if basis.growth and unit.price_year is not None:
            factor *= (1 + basis.growth) ** (year - unit.price_year)
        low, likely, high = (
            rounded(quantity * one * factor, basis.decimals) for one in (unit.low, unit.likely, unit.high)
        )
    if high > MOST:
        raise InvalidInput(_("The amount is too large; check the quantity and the unit cost."))
    return low, likely, high


def rounded(amount: Decimal, decimals: int) -> Decimal:
    """An amount rounded half up."""
    return amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
