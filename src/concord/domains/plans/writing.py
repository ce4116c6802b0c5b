"""Writing a draft: objectives, actions and what hangs on them. For services, inside their transaction."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID, uuid4

from django.db.models import Count
from django.utils.translation import gettext as _

from concord.domains.assessments.models import Answer, Assessment
from concord.domains.frameworks.models import Framework
from concord.domains.frameworks.queries import benchmark_candidates
from concord.domains.people.models import Country, Institution
from concord.domains.plans import drafting
from concord.domains.plans.costing import basis_of, country_prices, price_line, take_prices
from concord.domains.plans.drafting import Step
from concord.domains.plans.enums import ActionStatus, IndicatorKind
from concord.domains.plans.models import Action, ClosedGap, CostLine, Indicator, Milestone, Objective, Plan
from concord.domains.plans.roles_in_actions import Cast, Proposal
from concord.domains.priorities.queries import gap_order
from concord.formats.ingredient_book import IngredientBook
from concord.kernel.actor import Actor
from concord.methods.cost import REFERENCE, Size, scaled_quantity


@dataclass(frozen=True)
class Draft:
    """A plan thought out and not written yet: one step for each action, and who is proposed for it."""

    gaps: int
    steps: list[Step]
    proposals: list[Proposal]

    @property
    def codes(self) -> list[str]:
        """The actions' codes, most important first."""
        return [step.code for step in self.steps]


def think_draft(actor: Actor, assessment: Assessment) -> Draft:
    """What a plan would hold if it were drafted from the findings as they stand now."""
    gaps = gap_order(actor, assessment)
    steps = drafting.think_steps(gaps, benchmark_candidates(assessment.framework))
    cast = _cast(actor, assessment)
    proposals = [
        cast.propose(step.benchmark, step.gap.finding.capability_id, step.gap.finding.capability.led_by)
        for step in steps
    ]
    for step, proposal in zip(steps, proposals, strict=True):
        step.lead = proposal.lead_key
    drafting.schedule(steps)
    return Draft(len(gaps), steps, proposals)


def write_draft(
    actor: Actor, plan: Plan, draft: Draft, book: IngredientBook, known: Mapping[str, UUID] | None = None
) -> None:
    """Write a draft's rows into an empty plan; an action whose code is ``known`` keeps its id."""
    actions = _write_actions(plan, draft.steps, draft.proposals, known or {})
    _write_links(plan, actions, draft.steps, draft.proposals)
    _write_indicators(plan, actions, draft.steps)
    _write_costs(actor, plan, actions, draft.steps, book)


def _cast(actor: Actor, assessment: Assessment) -> Cast:
    institutions = list(Institution.objects.for_actor(actor))
    by_kind: dict[str, list[Institution]] = defaultdict(list)
    for institution in institutions:
        by_kind[institution.kind].append(institution)
    by_id = {institution.pk: institution for institution in institutions}
    counted = (
        Answer.objects.for_actor(actor)
        .filter(assessment=assessment)
        .values_list("statement__capability_id", "institution_id")
        .annotate(n=Count("id"))
        .order_by()
    )
    counts: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    breadth: Counter[UUID] = Counter()
    for capability_id, institution_id, n in counted:
        counts[capability_id][institution_id] = n
        breadth[institution_id] += n
    # Where two know equally much of a capability, the one with the broader view of the whole comes first.
    answered = {
        capability_id: [by_id[pk] for pk in sorted(given, key=lambda pk: (-given[pk], -breadth[pk], by_id[pk].name))]
        for capability_id, given in counts.items()
    }
    return Cast(by_kind, answered, _kind_titles())


def _kind_titles() -> dict[str, str]:
    """The words for each kind of institution, from every framework here."""
    titles: dict[str, str] = {}
    for pack in Framework.objects.values_list("pack", flat=True):
        for kind in pack.get("institution_kinds", ()):
            title = kind["title"]
            titles[kind["code"]] = title if isinstance(title, str) else next(iter(title.values()))
    return titles


def _size(actor: Actor) -> Size:
    country = Country.objects.get(pk=actor.country_id)
    return Size(
        population=country.population or REFERENCE.population,
        territories=country.territories or REFERENCE.territories,
        institutions=Institution.objects.for_actor(actor).count() or REFERENCE.institutions,
    )


def _write_actions(
    plan: Plan, steps: Sequence[Step], proposals: Sequence[Proposal], known: Mapping[str, UUID]
) -> list[Action]:
    objectives: dict[UUID, Objective] = {}
    for step in sorted(steps, key=lambda s: s.gap.finding.capability.area.order):
        area = step.gap.finding.capability.area
        if area.pk not in objectives:
            objectives[area.pk] = Objective(
                country_id=plan.country_id, plan=plan, code=area.code, title=str(area.title), order=area.order
            )
    Objective.objects.bulk_create(objectives.values())
    actions = [
        Action(
            pk=known.get(step.code) or uuid4(),
            country_id=plan.country_id,
            plan=plan,
            objective=objectives[step.gap.finding.capability.area_id],
            code=step.code,
            text=_text(step, steps),
            hazards=step.benchmark.capability.hazards if step.benchmark else step.gap.finding.capability.hazards,
            phase=step.benchmark.capability.phase if step.benchmark else step.gap.finding.capability.phase,
            lead=proposal.lead,
            lead_text=proposal.lead_text or ("" if proposal.lead else _("To be defined")),
            supporting_text=proposal.supporting_text,
            starts_on=drafting.month_after(plan.starts_on, step.start),
            ends_on=drafting.month_after(plan.starts_on, step.start + step.months) - dt.timedelta(days=1),
            status=ActionStatus.PLANNED if step.benchmark else ActionStatus.TO_BE_DEFINED,
            modes=step.benchmark.modes if step.benchmark else [],
            benchmark=step.benchmark,
            order=number,
            label=plan.label,
        )
        for number, (step, proposal) in enumerate(zip(steps, proposals, strict=True), start=1)
    ]
    Action.objects.bulk_create(actions)
    carried = [(a, s.carried_by) for a, s in zip(actions, steps, strict=True) if s.carried_by is not None]
    for action, carrier in carried:
        action.carried_by = actions[carrier]
    Action.objects.for_country(plan.country_id).bulk_update([action for action, _c in carried], ["carried_by"])
    return actions


def _text(step: Step, steps: Sequence[Step]) -> str:
    if step.benchmark is None:
        words = _("To be defined: what brings “%(title)s” from level %(low)s to level %(high)s")
        title = str(step.gap.finding.capability.title)
        return words % {"title": title, "low": step.from_level, "high": step.from_level + 1}
    if step.carried_by is not None:
        words = _("Together with %(code)s: %(text)s")
        return words % {"code": steps[step.carried_by].code, "text": str(step.benchmark.text)}
    return str(step.benchmark.text)


def _write_links(plan: Plan, actions: Sequence[Action], steps: Sequence[Step], proposals: Sequence[Proposal]) -> None:
    ClosedGap.objects.bulk_create(
        ClosedGap(
            country_id=plan.country_id, action=action, finding=step.gap.finding, from_level=step.from_level,
            to_level=step.from_level + 1, importance=step.gap.importance,
            exposure=step.gap.exposure, rank=step.gap.rank,
        )
        for action, step in zip(actions, steps, strict=True)
    )  # fmt: skip
    supports, waits = Action.supporting.through, Action.depends_on.through
    supports.objects.bulk_create(
        supports(action=action, institution=institution)
        for action, proposal in zip(actions, proposals, strict=True)
        for institution in proposal.supporting
    )
    waits.objects.bulk_create(
        waits(from_action=action, to_action=actions[before])
        for action, step in zip(actions, steps, strict=True)
        for before in sorted(step.after)
    )


def _write_indicators(plan: Plan, actions: Sequence[Action], steps: Sequence[Step]) -> None:
    indicators, milestones = [], []
    for action, step in zip(actions, steps, strict=True):
        title = _("%(code)s reaches level %(level)s") % {
            "code": step.gap.finding.capability.code, "level": step.from_level + 1,
        }  # fmt: skip
        milestones.append(Milestone(country_id=plan.country_id, action=action, title=title, due=action.ends_on))
        if step.benchmark is None:
            continue
        for kind, text in (
            (IndicatorKind.OUTPUT, step.benchmark.output_indicator),
            (IndicatorKind.OUTCOME, step.benchmark.outcome_indicator),
        ):
            indicators.append(
                Indicator(country_id=plan.country_id, action=action, kind=kind, text=str(text), due=action.ends_on)
            )
    Indicator.objects.bulk_create(indicators)
    Milestone.objects.bulk_create(milestones)


def _write_costs(
    actor: Actor, plan: Plan, actions: Sequence[Action], steps: Sequence[Step], book: IngredientBook
) -> None:
    prices, basis, size = country_prices(actor, book), basis_of(actor, plan), _size(actor)
    lines = []
    for action, step in zip(actions, steps, strict=True):
        if step.benchmark is None or step.carried_by is not None:
            continue
        years = drafting.share_by_year(action.starts_on, step.months)
        for ingredient in step.benchmark.ingredients:
            price = prices[ingredient["kind"]]
            whole = scaled_quantity(ingredient["quantity"], ingredient["scales_with"], size)
            for year, share in years.items():
                line = CostLine(
                    country_id=plan.country_id, action=action, year=year, ingredient=price.code,
                    quantity=Decimal(str(round(whole * share, 2))),
                )  # fmt: skip
                take_prices(line, price)
                price_line(line, basis)
                lines.append(line)
    CostLine.objects.bulk_create(lines)
