"""The picture of a plan's money: how far what is secured, pledged and asked for reaches, year by year."""

from __future__ import annotations

from functools import partial

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from concord.domains.plans.queries.funding import YearMoney
from concord.domains.reports import words
from concord.domains.reports.material import Material
from concord.domains.reports.picture_scale import Job, scale_of
from concord.formats.charts import Amount, budget_by_year


def funding(material: Material) -> Job:
    """Likely cost by year, parted into what is secured, pledged, asked for and not covered."""
    money, currency = material.money, material.plan.currency
    scale, unit = scale_of([money.whole.cost], currency)
    names = (_("Secured"), _("Pledged"), _("Asked for"), _("Not covered"))
    amounts = [
        Amount(str(year.year), name, part)
        for year in money.years
        for name, part in zip(names, parts(year, scale), strict=True)
    ]
    alt = _("Of a likely cost of %(cost)s %(currency)s, %(secured)s is secured and %(missing)s is missing.") % {
        "cost": words.number(money.whole.cost), "currency": currency,
        "secured": words.number(money.whole.cost - money.whole.missing), "missing": words.number(money.whole.missing),
    }  # fmt: skip
    return partial(
        budget_by_year, amounts, alt=alt, unit=unit, other_word=_("Other"),
        direction="rtl" if get_language_bidi() else "ltr",
    )  # fmt: skip


def parts(year: YearMoney, scale: int) -> tuple[float, float, float, float]:
    """A year's cost divided by ``scale``, parted so that it is reached by what is surest first."""
    pledged = min(year.pledged, year.missing)
    asked = min(year.asked, year.missing - pledged)
    split = (year.cost - year.missing, pledged, asked, year.missing - pledged - asked)
    secured, promised, hoped, rest = (float(amount) / scale for amount in split)
    return secured, promised, hoped, rest
