"""A whole plan as plain values in a stable order: what a version keeps, and what versions are compared by."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Model, Prefetch

from concord.domains.people.models import Institution
from concord.domains.plans.models import (
    Action,
    ClosedGap,
    CostLine,
    Funding,
    Indicator,
    Milestone,
    Objective,
    Plan,
    Section,
)
from concord.kernel.actor import Actor
from concord.kernel.canonical import canonical_json

FORMAT, EDITION = "concord-plan", 1
# What a row has for keeping it, not for what it says.
BOOKKEEPING = {"id", "revision", "changed_by", "changed_at", "order"}

Content = dict[str, Any]


def snapshot(actor: Actor, plan: Plan, *, number: str = "", status: str = "") -> Content:
    """The plan as it stands, under a version's number and status where it is kept as one. A fixed number of queries."""
    actions = [_action(row) for row in _rows(actor, plan)]
    sections = Section.objects.for_actor(actor).filter(plan=plan).order_by("order", "code")
    objectives = Objective.objects.for_actor(actor).filter(plan=plan).order_by("order", "code")
    return {
        "format": FORMAT,
        "edition": EDITION,
        "country": {"code": plan.country.code, "name": plan.country.name},
        "version": number or plan.version,
        "status": status or plan.status,
        "plan": {"id": str(plan.pk), **_said(plan, leave=("version", "status", "lap", "picked_at"))},
        "assessment": _assessment(plan),
        "sections": [_said(row) for row in sections],
        "objectives": [_said(row) for row in objectives],
        "actions": actions,
        "totals": _totals(actions),
    }


def _rows(actor: Actor, plan: Plan) -> Iterable[Action]:
    related: list[Any] = [
        Prefetch("supporting", Institution.objects.for_actor(actor)),
        Prefetch("depends_on", Action.objects.for_actor(actor).only("code")),
        Prefetch("closes", ClosedGap.objects.for_actor(actor).select_related("finding__capability")),
        *(
            Prefetch(name, model.objects.for_actor(actor))
            for name, model in (
                ("cost_lines", CostLine), ("funding", Funding), ("milestones", Milestone), ("indicators", Indicator),
            )
        ),
    ]  # fmt: skip
    rows = Action.objects.for_actor(actor).filter(plan=plan).select_related("objective", "lead", "carried_by")
    return rows.prefetch_related(*related).order_by("order", "code")


def _action(row: Action) -> Content:
    return {
        "id": str(row.pk),
        **_said(row),
        "objective": row.objective.code,
        "lead": row.lead_name,
        "lead_code": row.lead.code if row.lead else "",
        "supporting": sorted(institution.name for institution in row.supporting.all()),
        "depends_on": sorted(before.code for before in row.depends_on.all()),
        "carried_by": row.carried_by.code if row.carried_by else "",
        "closes": _sorted(
            {"capability": closed.finding.capability.code, "title": str(closed.finding.capability.title)}
            | _said(closed)
            for closed in row.closes.all()
        ),
        "milestones": _sorted(_said(one) for one in row.milestones.all()),
        "indicators": _sorted(_said(one) for one in row.indicators.all()),
        "cost_lines": _sorted(_said(one) for one in row.cost_lines.all()),
        "funding": _sorted(_said(one) for one in row.funding.all()),
    }


def _assessment(plan: Plan) -> Content | None:
    found = plan.assessment
    if found is None:
        return None
    framework = found.framework
    return {
        "title": found.title, "round": found.round, "framework": framework.code, "edition": framework.edition,
        "pack_hash": found.pack_hash,
    }  # fmt: skip


def _said(row: Model, leave: Iterable[str] = ()) -> Content:
    """What a row says of itself: every column but keys and bookkeeping, so that a new one is kept by itself."""
    left_out = BOOKKEEPING | set(leave)
    return {
        field.name: _plain(getattr(row, field.name))
        for field in row._meta.concrete_fields
        if not field.is_relation and field.name not in left_out
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dt.date):  # a moment is a date too
        return value.isoformat()
    return value


def _sorted(rows: Iterable[Content]) -> list[Content]:
    """Rows in an order that does not depend on the database."""
    return sorted(rows, key=lambda row: (str(row.get("year") or row.get("due") or ""), canonical_json(row)))


def _totals(actions: Iterable[Content]) -> Content:
    """Cost over all actions, and likely cost by year."""
    sums: dict[str, Decimal] = dict.fromkeys(("low", "likely", "high"), Decimal(0))
    by_year: dict[str, Decimal] = defaultdict(Decimal)
    for line in (line for action in actions for line in action["cost_lines"]):
        for name in sums:
            sums[name] += Decimal(line[name])
        by_year[str(line["year"])] += Decimal(line["likely"])
    return {name: f"{amount:f}" for name, amount in sums.items()} | {
        "by_year": {year: f"{amount:f}" for year, amount in sorted(by_year.items())}
    }
