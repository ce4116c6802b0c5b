"""How documents write numbers, dates and fixed words in the language that is active."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import NumberPattern, parse_pattern
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from concord.domains.plans.vocabulary import phases


def _locale() -> Locale:
    try:
        return Locale.parse((get_language() or "en").replace("-", "_"))
    except UnknownLocaleError:
        return Locale("en")


def number(value: float | Decimal | int, pattern: str = "#,##0") -> str:
    """A number as the language writes it."""
    # Digits stay European in Arabic: tables are read beside spreadsheets that have them so.
    return str(_pattern(pattern).apply(value, _locale(), numbering_system="latn"))


@lru_cache(maxsize=64)
def _pattern(text: str) -> NumberPattern:
    """A pattern read once: a table writes a thousand numbers with the same one."""
    return parse_pattern(text)


def thousands(value: Decimal) -> str:
    """An amount in thousands, as planners read it; nothing is written as a dash."""
    return number((value / 1000).quantize(Decimal("0.1")), "#,##0.#") if value else "–"


def units(share: float) -> str:
    """A share of 1 as units of 100, with a decimal place where it is near to none or to all."""
    whole = share in (0, 1) or 0.0995 <= share < 0.995
    return number(100 * share, "#,##0" if whole else "0.0")


def day(value: dt.date) -> str:
    """A full date."""
    return format_date(value, "long", locale=_locale())


def month(value: dt.date) -> str:
    """Month and year in figures, short enough for a table."""
    return f"{value.month:02}/{value.year}"


def phase(code: str) -> str:
    """The word for a phase."""
    return phases().get(code, code)


def agreement(value: float | None) -> str:
    """The word for a mean agreement between 0 and 1."""
    if value is None:
        return "–"
    words = _("low"), _("medium"), _("high")
    return f"{words[0 if value < 0.5 else 1 if value < 0.8 else 2]} ({number(value, '0.00')})"


def level_words() -> dict[int, str]:
    """The legend of levels; 0 stands for none."""
    return {
        0: _("not assessed"),
        1: _("not in place"),
        2: _("written basis"),
        3: _("assigned and resourced"),
        4: _("practised nationwide"),
        5: _("tested and improved"),
    }


def likelihood_words() -> tuple[str, ...]:
    """The short words of the five bands of likelihood."""
    return (
        pgettext("likelihood", "Remote"),
        pgettext("likelihood", "Unlikely"),
        pgettext("likelihood", "Possible"),
        pgettext("likelihood", "Likely"),
        pgettext("likelihood", "Very likely"),
    )


def impact_words() -> tuple[str, ...]:
    """The short words of the five bands of impact."""
    return (
        pgettext("impact", "Minor"),
        pgettext("impact", "Limited"),
        pgettext("impact", "Moderate"),
        pgettext("impact", "Severe"),
        pgettext("impact", "Catastrophic"),
    )


def band(value: float | None, listed: tuple[str, ...]) -> str:
    """A band as its number and word; one that falls between two names both."""
    if value is None:
        return "–"
    low, high = int(value), int(value + 0.5)
    if low == high:
        return _("%(word)s (%(band)s)") % {"word": listed[low - 1], "band": low}
    return _("%(low)s to %(high)s (%(band)s)") % {
        "low": listed[low - 1], "high": listed[high - 1].lower(), "band": number(value, "0.0#"),
    }  # fmt: skip


def leans(exposure: float) -> str:
    """How much rated risk leans on a capability, in words."""
    return _("%(units)s of 100 units of rated risk lean on it") % {"units": units(exposure)}


def labels() -> dict[str, str]:
    """Every heading and column word of a plan document (the keys of ``plan_document.LABELS``)."""
    return {
        "contents": _("Contents"),
        "summary": _("Summary"),
        "purpose": _("Purpose"),
        "method": _("How this plan came about"),
        "participants": _("Who took part"),
        "institution": _("Institution"),
        "people": _("Officials"),
        "answered": _("Statements answered"),
        "findings": _("Findings by area"),
        "findings_intro": _("Each capability has one national level from 1 to 5 and a target."),
        "capability": _("Capability"),
        "level": _("Level"),
        "range": _("Range"),
        "target": _("Target"),
        "agreement": _("Agreement"),
        "note": _("Note"),
        "legend": _("Levels"),
        "gaps": _("Gaps and their reasons"),
        "gaps_intro": _("A gap is a capability below its target. The most important ones come first."),
        "rank": _("Rank"),
        "gap": _("Gap"),
        "current": _("Current"),
        "importance": _("Importance"),
        "reasons": _("What is missing"),
        "plan": _("Objectives and actions"),
        "plan_intro": _("Each action takes one step up a gap needs. Costs are likely costs in thousands of %s."),
        "objective": _("Objective"),
        "action": _("Action"),
        "hazards": _("CBRN"),
        "phase": _("Phase"),
        "lead": _("Lead"),
        "supporting": _("Supporting"),
        "start": _("Start"),
        "end": _("End"),
        "indicator": _("Indicator"),
        "cost": _("Cost"),
        "funding": _("Funding source"),
        "status": _("Status"),
        "closes": _("Closes"),
        "total": _("Total"),
        "schedule": _("Schedule"),
        "schedule_intro": _("A first order in time: importance first, as far as each lead institution can carry it."),
        "budget": _("Budget by year and area"),
        "budget_intro": _("Likely cost in thousands of %s, spread evenly over each action's months."),
        "trace": _("Annex: where each action comes from"),
        "trace_intro": _("Every action goes back to a gap, a finding and the answers of institutions."),
        "finding": _("Finding"),
        "answers": _("Answers"),
        "sign_off": _("Sign-off"),
        "name": _("Name"),
        "function": _("Function"),
        "date": _("Date"),
        "signature": _("Signature"),
        "audit_head": _("Head of the audit trail"),
        "risks": _("Risks"),
        "risks_intro": _("Institutions rated what may happen. The gaps and the order of actions follow these risks."),
        "scenario": _("Scenario"),
        "likelihood": _("Likelihood"),
        "impact": _("Impact"),
        "share": _("Share of risk"),
        "spread": _("Rated by"),
        "serves": _("Serves"),
        "page": _("Page"),
        "of": _("of"),
    }
