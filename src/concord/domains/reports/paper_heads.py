"""The head of working papers beside a plan, in the active language."""

from __future__ import annotations

from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from concord.domains.plans.models import Plan
from concord.formats.plan_paper import PaperHead
from concord.kernel.sharing import SharingLabel


def paper_head(plan: Plan, title: str, facts: tuple[tuple[str, str], ...]) -> PaperHead:
    """Title and facts of a paper about a plan."""
    return PaperHead(
        language=get_language() or "en",
        direction="rtl" if get_language_bidi() else "ltr",
        title=title,
        subtitle=plan.title,
        country=plan.country.name,
        label=SharingLabel(plan.label).label,
        marking=plan.country.marking,
        facts=facts,
        page=_("Page"),
        of=_("of"),
    )
