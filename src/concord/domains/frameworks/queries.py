"""Reads of the frameworks domain."""

from __future__ import annotations

from functools import cache, lru_cache
from uuid import UUID

from django.db.models import Count, QuerySet

from concord.content import content_path
from concord.domains.frameworks.models import BenchmarkAction, Capability, Framework, Statement
from concord.formats.framework_pack import Pack
from concord.formats.framework_pack_reader import read_pack
from concord.kernel.errors import NotFound


@cache
def shipped_pack(code: str = "cbrn-core") -> Pack:
    """A pack that ships with Concord."""
    return read_pack(content_path("frameworks", code))


def find_framework(name: str) -> Framework:
    """A framework by ``code`` (its newest edition) or ``code@edition``."""
    code, _, edition = name.partition("@")
    found = Framework.objects.filter(code=code, **({"edition": edition} if edition else {})).last()
    if found is None:
        raise NotFound(f"There is no framework '{name}' here; 'concord framework list' shows what there is.")
    return found


@lru_cache(maxsize=4096)
def statements_of(capability_id: UUID) -> tuple[Statement, ...]:
    """A capability's statements in order. They are kept in memory, since a framework never changes once it is here."""
    return tuple(Statement.objects.filter(capability_id=capability_id).order_by("order"))


def list_frameworks() -> QuerySet[Framework]:
    """Every framework with how many capabilities and statements it has."""
    return Framework.objects.annotate(
        capability_count=Count("capabilities", distinct=True),
        statement_count=Count("capabilities__statements", distinct=True),
    )


def benchmark_candidates(framework: Framework) -> dict[tuple[str, int], list[BenchmarkAction]]:
    """For each capability code and level of ``framework``, the benchmark actions that start there, best first.

    A framework's own actions come first; others reach it through crosswalks that name its code and edition,
    the most specific capability (fewest links into this instrument) first.
    """
    own = BenchmarkAction.objects.filter(capability__framework=framework).select_related("capability")
    found: dict[tuple[str, int], list[BenchmarkAction]] = {}
    for action in own.order_by("capability__order", "order"):
        found.setdefault((action.capability.code, action.from_level), []).append(action)
    linked = (
        Capability.objects.filter(crosswalk__instrument=framework.code, crosswalk__edition=framework.edition)
        .exclude(framework=framework)
        .distinct()
        .prefetch_related("crosswalk", "benchmark_actions")
        .order_by("order")
    )
    reach: dict[str, list[tuple[int, int, Capability]]] = {}
    for capability in linked:
        codes = {
            entry.code
            for entry in capability.crosswalk.all()
            if (entry.instrument, entry.edition) == (framework.code, framework.edition)
        }
        for code in codes:
            reach.setdefault(code, []).append((len(codes), capability.order, capability))
    for code, capabilities in reach.items():
        for _, _, capability in sorted(capabilities, key=lambda item: item[:2]):
            for action in capability.benchmark_actions.all():
                found.setdefault((code, action.from_level), []).append(action)
    return found
