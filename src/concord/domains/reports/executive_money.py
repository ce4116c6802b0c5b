"""What the executive summary and the budget chapter say of money."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from concord.domains.plans.queries.money import Share
from concord.domains.reports import words
from concord.domains.reports.material import Material
from concord.formats.plan_document import Grid, TitledGrid

SHARES_AT_MOST = 15
MILLION = 1_000_000


def short(amount: Decimal, currency: str) -> tuple[str, str]:
    """An amount in thousands or millions, as a number and its unit."""
    if not amount:
        return "0", currency
    if amount >= MILLION:
        return words.number(amount / MILLION, "#,##0.#"), _("million %s") % currency
    return words.number(amount / 1000, "#,##0"), _("thousand %s") % currency


def paying(material: Material) -> tuple[str, ...]:
    """Cost with its P50 and P80, and what is there for it."""
    whole, currency, spread = material.money.whole, material.plan.currency, material.spread
    cost, unit = short(whole.cost, currency)
    said = [_("The plan is likely to cost %(cost)s %(unit)s.") % {"cost": cost, "unit": unit}]
    if spread is not None:
        (p50, unit50), (p80, unit80) = short(spread.p50, currency), short(spread.p80, currency)
        said.append(
            _(
                "With %(p50)s %(unit50)s (P50) it has an even chance of being paid in full, with %(p80)s %(unit80)s "
                "(P80) four chances in five."
            )
            % {"p50": p50, "unit50": unit50, "p80": p80, "unit80": unit80}
        )
    secured = words.number(100 * whole.share, "#,##0")
    said.append(_("%(percent)s %% of the likely cost is secured.") % {"percent": secured})
    return (" ".join(said),)


def money_grid(material: Material, most: int) -> Grid:
    """Cost, its P50 and P80, and money by year in thousands; years beyond ``most`` are summed up as later ones."""
    money, spread = material.money, material.spread
    if not money.years:
        return Grid((), ())
    kept = money.years if len(money.years) <= most else money.years[: most - 1]
    later = money.years[len(kept) :]
    likely = {year: (p50, p80) for year, p50, p80 in spread.years} if spread else {}

    def line(name: str, field: str) -> tuple[str, ...]:
        rest = (words.thousands(_sum(getattr(year, field) for year in later)),) if later else ()
        own = (words.thousands(getattr(year, field)) for year in kept)
        return (name, *own, *rest, words.thousands(getattr(money.whole, field)))

    def chance(name: str, at: int, whole: Decimal) -> tuple[str, ...]:
        own = (words.thousands(likely[y.year][at]) if y.year in likely else "–" for y in kept)
        return (name, *own, *(["–"] if later else []), words.thousands(whole))

    rows = [line(_("Likely cost"), "cost")]
    if spread is not None:
        rows += [chance("P50", 0, spread.p50), chance("P80", 1, spread.p80)]
    rows += [line(_("Secured"), "secured"), line(_("Pledged"), "pledged"), line(_("Asked for"), "asked")]
    rows.append(line(_("Missing"), "missing"))
    heads = [str(year.year) for year in kept] + ([pgettext("years", "later")] if later else [])
    corner = _("Thousand %(currency)s") % {"currency": material.plan.currency}
    return Grid((corner, *heads, _("Total")), tuple(rows), 1, True)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def further_costs(material: Material) -> tuple[TitledGrid, ...]:
    """The budget chapter's further tables: money by year, and cost by hazard and by who leads."""
    if not material.budget:
        return ()
    totals = material.totals
    sides = [TitledGrid(_("Cost and money by year"), money_grid(material, 8))]
    hazards = {"C": _("Chemical"), "B": _("Biological"), "R": _("Radiological"), "N": _("Nuclear")}
    named = [(hazards.get(share.name, share.name), share) for share in totals.hazards]
    sides.append(TitledGrid(_("Cost by hazard"), _shares(_("Hazard"), named)))
    leads = [(share.name, share) for share in totals.institutions[:SHARES_AT_MOST]]
    sides.append(TitledGrid(_("Cost by lead institution"), _shares(_("Institution"), leads)))
    return tuple(sides)


def _shares(head: str, shares: list[tuple[str, Share]]) -> Grid:
    rows = tuple(
        (name, words.thousands(share.cost.low), words.thousands(share.cost.likely), words.thousands(share.cost.high),
         f"{words.number(100 * share.percent, '#,##0')} %")
        for name, share in shares
    )  # fmt: skip
    return Grid((head, pgettext("cost", "Low"), _("Likely"), pgettext("cost", "High"), _("Share")), rows, 1)
