"""What somebody typed into the form of a roadmap, read into wishes, and the other way round."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from concord.domains.roadmaps.asking import Wishes
from concord.domains.roadmaps.queries import Usual
from concord.kernel.errors import InvalidInput

ROWS = 3  # of dates to be kept


def wishes_of(given: Mapping[str, str], usual: Usual) -> Wishes:
    """The wishes of a form; fields left empty ask for nothing."""
    hands = {}
    for number, (key, name) in enumerate(usual.inputs.leads.items()):
        if typed := given.get(f"hands-{number}", "").strip():
            hands[key] = _whole(typed, name)
    until = given.get("until", "").strip()
    years: dict[str, int] = {}
    for year in range(usual.inputs.years[0], usual.inputs.years[0] + 15):
        if typed := given.get(f"money-{year}", "").strip():
            years[str(year)] = _whole(typed, str(year))
    fixed, due = {}, {}
    for number in range(ROWS):
        code = given.get(f"code-{number}", "").strip()
        month = given.get(f"month-{number}", "").strip()
        if bool(code) != bool(month):
            raise InvalidInput(_("For a date to be kept, give both the action’s code and the month."))
        if code:
            (due if given.get(f"kind-{number}") == "due" else fixed)[code] = month
    return Wishes(
        until=_whole(until, _("Last year")) if until else 0, hands=hands, budgets={"": years} if years else {},
        fixed=fixed, due=due,
    )  # fmt: skip


def _whole(typed: str, about: str) -> int:
    plain = "".join(typed.split()).replace(",", "").replace("\u202f", "")
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 15):
        raise InvalidInput(_("%(about)s: type a whole number, zero or more.") % {"about": about})
    return int(plain)


def form_of(usual: Usual, given: Mapping[str, str], earlier: Wishes | None) -> dict[str, Any]:
    """The form's fields as they are shown: what was typed, or asked for earlier."""
    typed = dict(given) or (_typed(usual, earlier) if earlier else {})
    return {
        "title": typed.get("title", ""),
        "until": typed.get("until", ""),
        "last": usual.inputs.years[-1],
        "hands": [
            {"name": f"hands-{number}", "lead": name, "usual": usual.inputs.hands[key],
             "value": typed.get(f"hands-{number}", "")}
            for number, (key, name) in enumerate(usual.inputs.leads.items())
        ],
        "money": [
            {"name": f"money-{year}", "year": year, "cost": cost, "value": typed.get(f"money-{year}", "")}
            for year, cost in usual.costs.items()
        ],
        "dates": [
            {"number": number, "code": typed.get(f"code-{number}", ""), "month": typed.get(f"month-{number}", ""),
             "due": typed.get(f"kind-{number}") == "due"}
            for number in range(ROWS)
        ],
        "codes": [job.code for job in usual.inputs.jobs],
    }  # fmt: skip


def _typed(usual: Usual, wishes: Wishes) -> dict[str, str]:
    found = {"until": str(wishes.until or "")}
    for number, key in enumerate(usual.inputs.leads):
        found[f"hands-{number}"] = str(wishes.hands.get(key, ""))
    found |= {f"money-{year}": str(amount) for year, amount in wishes.budgets.get("", {}).items()}
    dates = [*((c, m, "fixed") for c, m in wishes.fixed.items()), *((c, m, "due") for c, m in wishes.due.items())]
    for number, (code, month, kind) in enumerate(dates):
        found |= {f"code-{number}": code, f"month-{number}": month, f"kind-{number}": kind}
    return found
