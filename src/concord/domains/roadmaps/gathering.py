"""From a plan and what is asked to all that a search is given. For services and queries."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from concord.domains.plans.enums import ActionStatus
from concord.domains.plans.models import Action, ClosedGap, CostLine, Plan
from concord.domains.roadmaps.asking import Inputs, Job, Way, Wishes
from concord.kernel import clock
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput

MONTH = re.compile(r"(\d{4})-(\d{2})")
LONGEST = 180  # months of a roadmap
MOST_HANDS = 999


def first_month(plan: Plan) -> tuple[int, int]:
    """The month in which a roadmap of the plan begins: the plan's first, or this one where that has passed."""
    day = max(plan.starts_on, clock.today())
    return day.year, day.month


def month_of(first: tuple[int, int], day: dt.date) -> int:
    """Which month of the roadmap a day lies in."""
    return (day.year - first[0]) * 12 + day.month - first[1]


def to_place(actor: Actor, plan: Plan) -> list[Action]:
    """The actions that a roadmap places: neither done nor dropped, and not carried by another one."""
    rows = Action.objects.for_actor(actor).filter(plan=plan, carried_by__isnull=True)
    return list(
        rows.exclude(status__in=(ActionStatus.DONE, ActionStatus.DROPPED)).select_related("lead").order_by("order")
    )


def lead_key(action: Action) -> str:
    """What an action's lead is known by: its code, or the words that stand for it."""
    return action.lead.code if action.lead else action.lead_text


def gather(actor: Actor, plan: Plan, wishes: Wishes) -> Inputs:
    """All that a search is given; ``InvalidInput`` where what is asked makes no sense."""
    actions, first = to_place(actor, plan), first_month(plan)
    if not actions:
        raise InvalidInput(_("This plan has no action that is still to be done, so there is nothing to schedule."))
    months = _months(actions, first, wishes.until)
    weights, costs, waits = _weights(actor, plan), _costs(actor, plan), _waits(actor, actions)
    known = {action.code for action in actions}
    for code in (*wishes.fixed, *wishes.due, *wishes.ways):
        if code not in known:
            words = _("There is no action %(code)s that is still to be done.")
            raise InvalidInput(words % {"code": code})
    jobs = tuple(
        _job(action, first, wishes, weights[action.pk], costs.get(action.pk, 0), waits[action.pk]) for action in actions
    )
    leads = {lead_key(action): action.lead_name for action in actions}
    hands = {**usual_hands(jobs, leads), **{key: n for key, n in wishes.hands.items() if key in leads}}
    if any(not 0 <= count <= MOST_HANDS for count in hands.values()):
        raise InvalidInput(_("An institution carries from 0 to 999 actions at once."))
    sources = {way.source for job in jobs for way in job.ways}
    budgets = {source: dict(wishes.budgets.get(source, {})) for source in sorted(sources | {""})}
    if any(amount < 0 for years in budgets.values() for amount in years.values()):
        raise InvalidInput(_("A year’s money must be zero or more."))
    return Inputs(first, months, plan.currency, jobs, leads, hands, budgets)


def usual_hands(jobs: Sequence[Job], leads: Mapping[str, str]) -> dict[str, int]:
    """How many actions each lead carries at once in the plan as it stands, at most."""
    busy: dict[str, Counter[int]] = defaultdict(Counter)
    for job in jobs:
        busy[job.lead].update(range(max(0, job.was), max(0, job.was) + job.ways[0].months))
    return {key: max(busy[key].values(), default=1) for key in leads}


def _months(actions: Sequence[Action], first: tuple[int, int], until: int) -> int:
    last = max(action.ends_on for action in actions)
    year = until or max(last.year, first[0] + 1)
    months = month_of(first, dt.date(year, 12, 31)) + 1 if 1 <= year <= 9999 else 0
    if not 1 <= months <= LONGEST:
        raise InvalidInput(_("The last year must be the first one or up to fourteen years after it."))
    return months


def _job(action: Action, first: tuple[int, int], wishes: Wishes, weight: int, cost: int, waits: tuple[str, ...]) -> Job:
    starts, ends = month_of(first, action.starts_on), month_of(first, action.ends_on) + 1
    under_way = action.status == ActionStatus.UNDER_WAY
    whole = max(1, ends - starts)
    left = whole
    if under_way:
        # What is over is over: the rest begins with the roadmap, and costs its share.
        left = max(1, ends - max(0, starts))
        cost = round(cost * left / whole)
    fixed = _asked_month(wishes.fixed, action.code, first)
    due = _asked_month(wishes.due, action.code, first)
    return Job(
        str(action.pk), action.code, action.text, lead_key(action), weight,
        (Way("own", left, cost), *(wishes.ways.get(action.code, ()))), starts, () if under_way else waits,
        fixed=max(0, starts) if under_way else fixed,
        due=None if due is None else due + 1,
        under_way=under_way,
    )  # fmt: skip


def _asked_month(asked: Mapping[str, str], code: str, first: tuple[int, int]) -> int | None:
    if code not in asked:
        return None
    found = MONTH.fullmatch(asked[code].strip())
    month = month_of(first, dt.date(int(found[1]), int(found[2]), 1)) if found and 1 <= int(found[2]) <= 12 else -1
    if month < 0:
        words = _("The month of %(code)s must be given as 2027-03, and not lie before the roadmap begins.")
        raise InvalidInput(words % {"code": code})
    return month


def _weights(actor: Actor, plan: Plan) -> dict[UUID, int]:
    """What each action's end is worth, from 1 to 1000: the exposure it closes, or importance where risks are unrated.

    A carried action's worth counts for the one that carries it.
    """
    gaps = list(ClosedGap.objects.for_actor(actor).filter(action__plan=plan).select_related("action"))
    rated = all(gap.exposure is not None for gap in gaps)
    worth: dict[UUID, float] = defaultdict(float)
    for gap in gaps:
        share = gap.exposure if rated and gap.exposure is not None else gap.importance
        worth[gap.action.carried_by_id or gap.action_id] += share
    most = max(worth.values(), default=0) or 1
    return defaultdict(lambda: 1, {key: max(1, round(1000 * share / most)) for key, share in worth.items()})


def _costs(actor: Actor, plan: Plan) -> dict[UUID, int]:
    rows = CostLine.objects.for_actor(actor).filter(action__plan=plan).order_by()
    found = rows.values_list("action", "action__carried_by").annotate(cost=Sum("likely"))
    costs: Counter[UUID] = Counter()
    for action, carrier, cost in found:
        costs[carrier or action] += round(cost)
    return costs


def _waits(actor: Actor, actions: Sequence[Action]) -> dict[UUID, tuple[str, ...]]:
    """The codes of what each action waits for; who waits for a carried action waits for the one that carries it."""
    plan_actions = Action.objects.for_actor(actor).filter(plan=actions[0].plan_id).values_list("pk", "carried_by")
    stands_for = {pk: carrier or pk for pk, carrier in plan_actions}
    codes = {action.pk: action.code for action in actions}
    waits: dict[UUID, set[str]] = {action.pk: set() for action in actions}
    links = Action.depends_on.through.objects.filter(from_action__plan=actions[0].plan_id)
    for here, there in links.values_list("from_action", "to_action"):
        waiter, before = stands_for[here], stands_for[there]
        if waiter in waits and before in codes and waiter != before:
            waits[waiter].add(codes[before])
    return {pk: tuple(sorted(found)) for pk, found in waits.items()}
