"""A kept plan, read from its canonical JSON, in the shape that pages show."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from concord.domains.plans.enums import ActionStatus, PlanStatus
from concord.domains.plans.prose import Block, blocks, usual_sections


@dataclass(frozen=True)
class KeptSection:
    """A section that the version contains."""

    code: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class KeptAction:
    """An action as the version has it."""

    code: str
    text: str
    lead: str
    supporting: str
    starts_on: dt.date
    ends_on: dt.date
    status: str
    closes: str
    likely: Decimal
    carried_by: str


@dataclass(frozen=True)
class KeptObjective:
    """An objective with its actions."""

    code: str
    title: str
    actions: tuple[KeptAction, ...]


@dataclass(frozen=True)
class KeptPlan:
    """The whole version."""

    title: str
    version: str
    status: str
    currency: str
    sections: tuple[KeptSection, ...]
    objectives: tuple[KeptObjective, ...]
    actions: int
    low: Decimal
    likely: Decimal
    high: Decimal
    by_year: tuple[tuple[str, Decimal], ...]


def kept_plan(content: dict[str, Any]) -> KeptPlan:
    """The content of a version for a page."""
    usual, totals = usual_sections(), content["totals"]
    return KeptPlan(
        title=content["plan"]["title"],
        version=content["version"],
        status=str(PlanStatus(content["status"]).label),
        currency=content["plan"]["currency"],
        sections=tuple(
            KeptSection(row["code"], row["title"] or usual.get(row["code"], row["code"]), blocks(row["text"]))
            for row in content["sections"]
            if row["shown"] and row["text"].strip()
        ),
        objectives=tuple(
            KeptObjective(
                one["code"],
                one["title"],
                tuple(_action(row) for row in content["actions"] if row["objective"] == one["code"]),
            )
            for one in content["objectives"]
        ),
        actions=len(content["actions"]),
        low=Decimal(totals["low"]),
        likely=Decimal(totals["likely"]),
        high=Decimal(totals["high"]),
        by_year=tuple((year, Decimal(value)) for year, value in totals["by_year"].items()),
    )


def _action(row: dict[str, Any]) -> KeptAction:
    return KeptAction(
        code=row["code"],
        text=row["text"],
        lead=row["lead"],
        supporting=", ".join(filter(None, (*row["supporting"], row["supporting_text"]))),
        starts_on=dt.date.fromisoformat(row["starts_on"]),
        ends_on=dt.date.fromisoformat(row["ends_on"]),
        status=str(ActionStatus(row["status"]).label),
        closes=", ".join(f"{one['capability']} {one['from_level']}→{one['to_level']}" for one in row["closes"]),
        likely=sum((Decimal(line["likely"]) for line in row["cost_lines"]), Decimal(0)),
        carried_by=row["carried_by"],
    )
