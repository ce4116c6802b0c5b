"""Writes of the plans domain: drafting a plan from gaps, whole or not at all, and letting it follow the findings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from concord.domains.assessments.models import Assessment
from concord.domains.assessments.queries import findings
from concord.domains.plans import drafting
from concord.domains.plans.enums import PlanStatus
from concord.domains.plans.models import Action, Funding, Objective, Plan
from concord.domains.plans.rules import can_draft_plan
from concord.domains.plans.writing import think_draft, write_draft
from concord.formats.ingredient_book import IngredientBook
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import WrongState


def draft_plan(*, actor: Actor, assessment: Assessment, book: IngredientBook, starts_on: dt.date | None = None) -> Plan:
    """Draft the country's plan: objectives from areas, one action for each step up that a gap needs.

    Lead and supporters are proposed from who answered, dates from order and duration, cost from the ingredient book,
    indicators from the benchmark. ``starts_on`` defaults to the next quarter.
    """
    require(can_draft_plan, actor)
    if Plan.objects.for_actor(actor).filter(assessment=assessment).exists():
        raise WrongState("A plan was already drafted from this assessment; edit that one.")
    if not findings(actor, assessment).exists():
        raise WrongState(_("There are no findings yet; work them out first."))
    starts_on = starts_on or drafting.next_quarter(clock.today())
    draft = think_draft(actor, assessment)
    with audited(actor, "plan.drafted", gaps=draft.gaps, actions=len(draft.steps)) as record:
        record.subject = plan = Plan.objects.create(
            country_id=actor.country_id,
            assessment=assessment,
            title=_("National CBRN Action Plan"),
            currency=book.currency,
            starts_on=starts_on,
            drafted_at=clock.now(),
            label=assessment.label,
        )
        write_draft(actor, plan, draft, book)
    return plan


@dataclass(frozen=True)
class Refreshed:
    """What became of the actions, by code."""

    added: tuple[str, ...]
    gone: tuple[str, ...]
    kept: int


def refresh_plan(*, actor: Actor, plan: Plan, book: IngredientBook) -> Refreshed:
    """Draft a skeleton anew from the findings as they stand now.

    An action whose step is still needed keeps its code and its row, so that what points to it stays; order, dates,
    costs and proposals are worked out again. Once people work on the plan (it is no skeleton any more, or money is
    noted on it) it is not drafted over their heads.
    """
    require(can_draft_plan, actor)
    if plan.assessment is None:
        raise WrongState(_("This plan came from a file, not from findings; change its actions one by one."))
    draft = think_draft(actor, plan.assessment)
    with audited(actor, "plan.refreshed", plan, gaps=draft.gaps) as record:
        row = Plan.objects.for_actor(actor).select_for_update().get(pk=plan.pk)
        if row.status != PlanStatus.SKELETON:
            raise WrongState(_("This plan is past its skeleton; change its actions one by one."))
        if Funding.objects.for_actor(actor).filter(action__plan=row).exists():
            raise WrongState(_("Funding is noted on this plan; change its actions one by one."))
        actions = Action.objects.for_actor(actor).filter(plan=row)
        known = dict(actions.values_list("code", "pk"))
        actions.update(carried_by=None)
        actions.delete()
        Objective.objects.for_actor(actor).filter(plan=row).delete()
        write_draft(actor, row, draft, book, known)
        added = tuple(code for code in draft.codes if code not in known)
        gone = tuple(sorted(set(known) - set(draft.codes)))
        record.detail |= {"added": added, "gone": gone}
    return Refreshed(added, gone, len(draft.codes) - len(added))
