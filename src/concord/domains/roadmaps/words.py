"""What contradicts each other, in words for officials."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.roadmaps.asking import Inputs, Job
from concord.methods.roadmap.conflicts import Kind, Requirement


def month_words(inputs: Inputs, month: int) -> str:
    """A month of the roadmap as 2027-03."""
    year, rest = divmod(inputs.first[0] * 12 + inputs.first[1] - 1 + month, 12)
    return f"{year}-{rest + 1:02}"


def requirement_words(inputs: Inputs, requirement: Requirement) -> str:
    """One requirement as a sentence."""
    if requirement.kind == Kind.LENGTH:
        return _("Everything has ended by %(month)s.") % {"month": month_words(inputs, inputs.months - 1)}
    if requirement.institution is not None:
        key = list(inputs.leads)[requirement.institution]
        words = ngettext(
            "%(lead)s carries %(n)s action at once.", "%(lead)s carries %(n)s actions at once.", inputs.hands[key]
        )
        return words % {"lead": inputs.leads[key], "n": inputs.hands[key]}
    if requirement.source is not None and requirement.year is not None:
        return _money(inputs, requirement.source, requirement.year)
    if requirement.task is None:
        raise TypeError("every other requirement is about an action")
    return _task(inputs, requirement, inputs.jobs[requirement.task])


def _money(inputs: Inputs, source: int, number: int) -> str:
    name, year = list(inputs.budgets)[source], str(inputs.years[number])
    given = {"year": year, "amount": inputs.budgets[name][year], "currency": inputs.currency, "source": name}
    if name:
        return _("In %(year)s, %(source)s gives %(amount)s %(currency)s.") % given
    return _("In %(year)s there are %(amount)s %(currency)s.") % given


def _task(inputs: Inputs, requirement: Requirement, job: Job) -> str:
    if requirement.kind == Kind.ORDER and requirement.before is not None:
        before = inputs.jobs[requirement.before].code
        return _("%(code)s waits for %(before)s.") % {"code": job.code, "before": before}
    if requirement.kind == Kind.FIXED and job.fixed is not None:
        if job.under_way:
            return _("%(code)s is under way.") % {"code": job.code}
        return _("%(code)s starts in %(month)s.") % {"code": job.code, "month": month_words(inputs, job.fixed)}
    if requirement.kind == Kind.DUE and job.due is not None:
        return _("%(code)s has ended by %(month)s.") % {"code": job.code, "month": month_words(inputs, job.due - 1)}
    return _("%(code)s keeps to its partner’s months.") % {"code": job.code}
