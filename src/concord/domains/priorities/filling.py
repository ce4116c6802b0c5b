"""What the data already know of gaps: exposure, levels to climb, likely cost, obligations, reach across borders.

A measure is in its source's own unit, with the range in which the truth is thought to lie; None where nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery

from concord.content import content_path
from concord.domains.assessments.models import Assessment
from concord.domains.frameworks.models import BenchmarkAction, CrosswalkEntry
from concord.domains.frameworks.queries import benchmark_candidates
from concord.domains.people.models import Country, Institution
from concord.domains.priorities.enums import Source
from concord.domains.priorities.order import RankedGap
from concord.domains.risks.enums import CrossBorder
from concord.formats.criteria_list import CriteriaList, read_criteria
from concord.formats.ingredient_book import IngredientBook, read_ingredient_book
from concord.kernel.actor import Actor
from concord.methods.cost import REFERENCE, Size, scaled_quantity

STAND_IN_DOUBT = 0.25  # of the area's weight, where it stands in for risk
REACH = {CrossBorder.NONE: 0.0, CrossBorder.POSSIBLE: 0.5, CrossBorder.USUAL: 1.0}
Ingredient = tuple[str, float, str]  # code, quantity, what it scales with


@dataclass(frozen=True)
class Measure:
    """What is known of one gap by one criterion; ``named`` are the instruments behind a count."""

    likely: float
    low: float
    high: float
    named: tuple[str, ...] = ()


Filled = dict[UUID, Measure]  # by capability


@cache
def shipped_criteria() -> CriteriaList:
    """The criteria that ship with Concord."""
    return read_criteria(content_path("criteria.yaml"))


@cache
def _book() -> IngredientBook:
    return read_ingredient_book(content_path("cost_ingredients.yaml"))


def fill(actor: Actor, assessment: Assessment, gaps: Sequence[RankedGap], sources: set[str]) -> dict[str, Filled]:
    """The measures of each source that is asked for, by capability; what nobody knows is not there."""
    fillers: dict[str, Callable[[], Filled]] = {
        Source.EXPOSURE: lambda: _exposure(gaps),
        Source.SIZE: lambda: {gap.finding.capability_id: _sure(float(len(gap.steps))) for gap in gaps},
        Source.COST: lambda: _costs(actor, assessment, gaps),
        Source.LEGAL: lambda: _obligations(assessment, gaps),
        Source.BORDERS: lambda: _borders(gaps),
    }
    return {source: fillers[source]() for source in sorted(sources) if source in fillers}


def _sure(value: float) -> Measure:
    return Measure(value, value, value)


def _exposure(gaps: Sequence[RankedGap]) -> Filled:
    """Agreed exposure; before risks are agreed the area's weight, with much doubt."""
    found: Filled = {}
    for gap in gaps:
        if gap.exposure is not None:
            found[gap.finding.capability_id] = _sure(gap.exposure)
        else:
            weight = gap.finding.capability.area.weight
            found[gap.finding.capability_id] = Measure(
                weight, max(0.0, weight - STAND_IN_DOUBT), min(1.0, weight + STAND_IN_DOUBT)
            )
    return found


def _borders(gaps: Sequence[RankedGap]) -> Filled:
    """Of the risk that leans on a capability, how much reaches other countries."""
    found: Filled = {}
    for gap in gaps:
        whole = sum(leaning.share * leaning.strength for leaning in gap.leanings)
        if whole:
            across = sum(
                one.share * one.strength * REACH[CrossBorder(one.scenario.cross_border)] for one in gap.leanings
            )
            found[gap.finding.capability_id] = _sure(across / whole)
    return found


def _obligations(assessment: Assessment, gaps: Sequence[RankedGap]) -> Filled:
    """How many binding instruments name the capability; nothing where the framework links to no instrument at all."""
    known = _binding(assessment.framework_id)
    if known is None:
        return {}
    found: Filled = {}
    for gap in gaps:
        named = known.get(gap.finding.capability_id, ())
        found[gap.finding.capability_id] = Measure(float(len(named)), float(len(named)), float(len(named)), named)
    return found


@lru_cache(maxsize=64)
def _binding(framework_id: UUID) -> dict[UUID, tuple[str, ...]] | None:
    """The binding instruments by capability. Kept in memory, since a framework never changes once it is here."""
    rows = list(
        CrosswalkEntry.objects.filter(capability__framework_id=framework_id)
        .values_list("capability_id", "instrument")
        .distinct()
    )
    if not rows:
        return None
    binding = shipped_criteria().binding
    by_capability: dict[UUID, set[str]] = {}
    for capability_id, instrument in rows:
        if instrument in binding:
            by_capability.setdefault(capability_id, set()).add(instrument)
    return {pk: tuple(one for one in binding if one in names) for pk, names in by_capability.items()}


def _costs(actor: Actor, assessment: Assessment, gaps: Sequence[RankedGap]) -> Filled:
    """What all steps of a gap are likely to cost; nothing where a step has no benchmark."""
    ingredients = _own_ingredients(assessment.framework_id) or _linked_ingredients(assessment)
    size, entries = _size(actor), _book().by_code()
    found: Filled = {}
    for gap in gaps:
        code = gap.finding.capability.code
        steps = [ingredients.get((code, level)) for level in gap.steps]
        if not steps or any(step is None for step in steps):
            continue
        lines = [
            (scaled_quantity(quantity, scales, size), entries[kind])
            for step in steps
            for kind, quantity, scales in step or ()
        ]
        found[gap.finding.capability_id] = Measure(
            sum(quantity * float(entry.likely) for quantity, entry in lines),
            sum(quantity * float(entry.low) for quantity, entry in lines),
            sum(quantity * float(entry.high) for quantity, entry in lines),
        )
    return found


def _ingredients(action: BenchmarkAction) -> tuple[Ingredient, ...]:
    return tuple((one["kind"], one["quantity"], one["scales_with"]) for one in action.ingredients)


@lru_cache(maxsize=64)
def _own_ingredients(framework_id: UUID) -> dict[tuple[str, int], tuple[Ingredient, ...]]:
    """The first benchmark action of each step. Kept in memory, since a framework never changes once it is here."""
    found: dict[tuple[str, int], tuple[Ingredient, ...]] = {}
    rows = BenchmarkAction.objects.filter(capability__framework_id=framework_id).select_related("capability")
    for action in rows.order_by("capability__order", "order"):
        found.setdefault((action.capability.code, action.from_level), _ingredients(action))
    return found


def _linked_ingredients(assessment: Assessment) -> dict[tuple[str, int], tuple[Ingredient, ...]]:
    """Those that reach a framework without benchmarks of its own through the crosswalks of others."""
    return {step: _ingredients(found[0]) for step, found in benchmark_candidates(assessment.framework).items()}


def _size(actor: Actor) -> Size:
    counted = (
        Institution.objects.for_actor(actor).filter(country=OuterRef("pk")).order_by().values("country")
        .annotate(n=Count("pk")).values("n")
    )  # fmt: skip
    country = Country.objects.annotate(institutions=Subquery(counted)).get(pk=actor.country_id)
    return Size(
        population=country.population or REFERENCE.population,
        territories=country.territories or REFERENCE.territories,
        institutions=country.institutions or REFERENCE.institutions,
    )
