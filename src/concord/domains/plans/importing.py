"""A plan from a file, thought out and written. Reading comes first and writes nothing; writing is for services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from concord.domains.people.models import Country, Institution
from concord.domains.plans.costing import rates_of
from concord.domains.plans.enums import ActionStatus, IndicatorKind, PlanStatus
from concord.domains.plans.models import (
    Action,
    CostLine,
    ExchangeRate,
    ImportedRow,
    Indicator,
    Objective,
    Plan,
    PlanUpload,
    PriceBasis,
)
from concord.domains.plans.pricing import Basis, Rates, UnitCost, amounts
from concord.domains.plans.rules import can_import_plan
from concord.formats.plan_import import PlanFile, PlanMap
from concord.formats.plan_import_grouping import ImportedAction, ImportedLine, ImportedPlan, group_plan
from concord.formats.plan_import_proposal import propose_map
from concord.formats.plan_import_reader import read_plan
from concord.formats.typed_sheet import folded
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.sharing import SharingLabel

BATCH = 500
PHASES = ("prevention", "detection", "preparedness", "response", "recovery", "cross-cutting")
WITHOUT_NAME = "–"


def propose_mapping(actor: Actor, content: bytes, name: str) -> PlanMap:
    """A first mapping of a file's columns; ``FormatError`` where the file is no workbook that can be read."""
    require(can_import_plan, actor)
    country = Country.objects.get(pk=actor.country_id)
    return propose_map(content, name, country.code)


@dataclass(frozen=True)
class Understood:
    """A file as the plan that it would become, with the rates it would be reckoned with. Nothing is written yet."""

    plan: ImportedPlan
    basis: Basis

    @property
    def file(self) -> PlanFile:
        """What was read."""
        return self.plan.file

    def priced(self, line: ImportedLine) -> tuple[Decimal, Decimal, Decimal]:
        """A line's amounts in the plan's currency."""
        unit = UnitCost(line.low, line.likely, line.high, line.currency, line.price_year)
        return amounts(Decimal(1), unit, line.year, self.basis)

    @property
    def likely(self) -> Decimal:
        """The likely cost of the whole plan in its currency."""
        return sum((self.priced(line)[1] for line in self.plan.lines), Decimal(0))


def understand(actor: Actor, content: bytes, name: str, mapping: PlanMap) -> Understood:
    """Read a file by a mapping. ``FormatError`` where it cannot be read, ``InvalidInput`` where a rate is missing."""
    require(can_import_plan, actor)
    plan = group_plan(read_plan(content, name, mapping), this_year=clock.today().year)
    known = rates_of(actor)
    dated = dict(known.dated)
    for row in _rates(mapping, plan):
        dated |= Rates.of([row]).dated
    understood = Understood(plan, Basis(plan.currency, decimals=2, rates=Rates(dated)))
    for line in {(line.currency, line.year): line for line in plan.lines}.values():
        understood.priced(line)  # a currency without a rate is told before anything is written
    return understood


def _rates(mapping: PlanMap, plan: ImportedPlan) -> list[tuple[str, str, dt.date, Decimal]]:
    on = mapping.rates_on or dt.date(mapping.price_year or plan.first_year, 1, 1)
    return [
        (currency, plan.currency, on, value) for currency, value in mapping.rates.items() if currency != plan.currency
    ]


def write_imported(actor: Actor, understood: Understood, upload: PlanUpload, title: str) -> Plan:
    """Write the plan with all its rows, and every row of the file beside it."""
    imported = understood.plan
    plan = Plan.objects.create(
        country_id=actor.country_id, title=title[:200], status=PlanStatus.DRAFT, currency=imported.currency,
        starts_on=dt.date(imported.first_year, 1, 1), drafted_at=clock.now(), label=SharingLabel.AMBER_STRICT,
    )  # fmt: skip
    PriceBasis.objects.create(country_id=actor.country_id, plan=plan, decimals=2)
    for currency, into, on, value in _rates(imported.file.mapping, imported):
        ExchangeRate.objects.for_actor(actor).update_or_create(
            country_id=actor.country_id, currency=currency, into=into, on=on,
            defaults={"value": value, "source": imported.file.name[:200]},
        )  # fmt: skip
    by_line = _write_actions(actor, plan, imported, understood)
    ImportedRow.objects.bulk_create(
        (
            ImportedRow(
                country_id=actor.country_id, plan=plan, action_id=by_line.get(row.line), line=row.line,
                cells=list(row.cells), problems=list(imported.problems.get(row.line, ())),
            )
            for row in imported.file.rows
        ),
        batch_size=BATCH,
    )  # fmt: skip
    upload.plan = plan
    upload.save(update_fields=["plan"])
    return plan


def _write_actions(actor: Actor, plan: Plan, imported: ImportedPlan, understood: Understood) -> dict[int, UUID]:
    """Objectives, actions, indicators and cost lines; the action of each row of the file."""
    names = {folded(one.name): one for one in Institution.objects.for_actor(actor)}
    objectives: list[Objective] = []
    actions: list[Action] = []
    lines: list[CostLine] = []
    indicators: list[Indicator] = []
    supports: list[tuple[UUID, UUID]] = []
    by_line: dict[int, UUID] = {}
    for place, group in enumerate(imported.objectives, start=1):
        objective = Objective(
            country_id=actor.country_id, plan=plan, code=group.code, title=group.title[:600], area=group.area[:300],
            order=place,
        )  # fmt: skip
        objectives.append(objective)
        for one in group.actions:
            action = _action(plan, objective, one, imported.first_year, len(actions) + 1, names)
            actions.append(action)
            by_line |= dict.fromkeys(one.rows, action.pk)
            supports += [(action.pk, found.pk) for found in _supporting(action, one.supporting, names)]
            lines += [_line(action, line, understood) for line in one.lines]
            indicators += [
                Indicator(
                    country_id=actor.country_id, action=action, kind=IndicatorKind.OUTPUT, text=text, due=action.ends_on
                )
                for text in one.indicators
            ]
    Objective.objects.bulk_create(objectives, batch_size=BATCH)
    Action.objects.bulk_create(actions, batch_size=BATCH)
    CostLine.objects.bulk_create(lines, batch_size=BATCH)
    Indicator.objects.bulk_create(indicators, batch_size=BATCH)
    through = Action.supporting.through
    through.objects.bulk_create((through(action_id=a, institution_id=i) for a, i in supports), batch_size=BATCH)
    return by_line


def _action(
    plan: Plan, objective: Objective, one: ImportedAction, first_year: int, order: int, names: Mapping[str, Institution]
) -> Action:
    starts_on, ends_on = one.runs(first_year)
    lead = names.get(folded(one.lead))
    return Action(
        pk=uuid4(), country_id=plan.country_id, plan=plan, objective=objective, code=one.code, text=one.text,
        hazards=list(one.hazards), phase=one.phase.casefold() if one.phase.casefold() in PHASES else "", lead=lead,
        lead_text="" if lead else one.lead or _("To be defined"), starts_on=starts_on, ends_on=max(starts_on, ends_on),
        status=ActionStatus.PLANNED if one.text != WITHOUT_NAME else ActionStatus.TO_BE_DEFINED, order=order,
        label=plan.label,
    )  # fmt: skip


def _supporting(action: Action, text: str, names: Mapping[str, Institution]) -> list[Institution]:
    """The institutions that a text names; what else it says stays as words."""
    found, words = [], []
    for piece in text.replace("\n", ";").split(";"):
        institution = names.get(folded(piece))
        if institution is None:
            words.append(piece.strip())
        elif institution not in found:
            found.append(institution)
    action.supporting_text = "; ".join(word for word in words if word)[:600]
    return found


def _line(action: Action, line: ImportedLine, understood: Understood) -> CostLine:
    low, likely, high = understood.priced(line)
    return CostLine(
        country_id=action.country_id, action=action, year=line.year, title=(line.title or _("As in the file"))[:200],
        category=line.category[:200], quantity=1, low=low, likely=likely, high=high, unit_low=line.low,
        unit_likely=line.likely, unit_high=line.high, currency=line.currency, price_year=line.price_year,
        given_years=line.given[:80],
    )  # fmt: skip
