"""Rows of an existing plan put together: objectives with actions, and each action's cost by year."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from concord.formats.errors import Fault, FormatError
from concord.formats.plan_import import PlanFile, PlanRow
from concord.formats.plan_import_reader import day_in
from concord.formats.typed_sheet import folded

_LAST_NUMBER = re.compile(r"(.*?)(\d{1,9})(\D*)", re.DOTALL)


@dataclass(frozen=True)
class ImportedLine:
    """The cost of a row in one year, in the row's currency; ``given`` is how the file names its years."""

    line: int
    year: int
    given: str
    title: str
    category: str
    low: Decimal
    likely: Decimal
    high: Decimal
    currency: str
    price_year: int | None


@dataclass
class ImportedAction:
    """An action from one or several rows."""

    code: str
    text: str
    lead: str = ""
    supporting: str = ""
    hazards: str = ""
    phase: str = ""
    indicators: list[str] = field(default_factory=list)
    days: list[dt.date] = field(default_factory=list)
    years: set[int] = field(default_factory=set)
    lines: list[ImportedLine] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)

    def runs(self, first_year: int) -> tuple[dt.date, dt.date]:
        """From when to when: the days that are given, else the whole of its years, else the plan's first year."""
        years = self.years or {day.year for day in self.days} or {first_year}
        start = min((day for day in self.days), default=dt.date(min(years), 1, 1))
        end = max((day for day in self.days), default=start)
        return start, end if len(self.days) > 1 else dt.date(max(*years, start.year), 12, 31)


@dataclass
class ImportedObjective:
    """An objective and its actions in the file's order."""

    code: str
    title: str
    area: str
    actions: list[ImportedAction] = field(default_factory=list)


@dataclass(frozen=True)
class ImportedPlan:
    """A whole file as a plan; ``problems`` has, by row, what the person who imports it should look at."""

    file: PlanFile
    currency: str
    first_year: int
    objectives: tuple[ImportedObjective, ...]
    problems: Mapping[int, tuple[str, ...]]

    @property
    def actions(self) -> list[ImportedAction]:
        """All actions in order."""
        return [action for objective in self.objectives for action in objective.actions]

    @property
    def lines(self) -> list[ImportedLine]:
        """All cost lines in order."""
        return [line for action in self.actions for line in action.lines]


def group_plan(file: PlanFile, *, this_year: int) -> ImportedPlan:
    """The rows of a file as a plan.

    An empty area or objective is that of the row above, as under merged cells; a row with a cost and no action belongs
    to the action above. Rows with the same objective and the same action are one action. A cost over several years is
    parted equally to the cent.
    """
    currency = _currency(file)
    years = sorted({year for row in file.counted for cost in row.costs for year in cost.years})
    first_year = years[0] if years else file.mapping.first_year or this_year
    grouping = _Grouping(currency, first_year, join_numbered=file.mapping.join_numbered)
    for row in file.rows:
        grouping.take(row)
    return ImportedPlan(file, currency, first_year, tuple(grouping.objectives), grouping.problems)


def _currency(file: PlanFile) -> str:
    named = list(dict.fromkeys(row.currency for row in file.counted if row.costs and row.currency))
    if file.mapping.currency:
        return file.mapping.currency
    if len(named) == 1:
        return named[0]
    if named:
        problem = f"the amounts are in {', '.join(named)}; say under 'currency' which one is the plan's"
    else:
        problem = "nothing says in which currency the amounts are; name it under 'currency', such as 'currency: EUR'"
    raise FormatError(Fault(file.name, problem))


class _Grouping:
    """Objectives and actions as they come, row by row."""

    def __init__(self, currency: str, first_year: int, *, join_numbered: bool) -> None:
        self.currency, self.first_year = currency, first_year
        self.areas: dict[str, int] = {}
        self.by_key: dict[tuple[str, str], ImportedObjective] = {}
        self.actions: dict[tuple[str, str, str], ImportedAction] = {}
        self.codes: set[str] = set()
        self.area, self.objective, self.raw, self.join_numbered = "", "", "", join_numbered
        self.last: tuple[ImportedObjective, ImportedAction] | None = None
        self.objectives: list[ImportedObjective] = []
        self.problems: dict[int, tuple[str, ...]] = {}

    def take(self, row: PlanRow) -> None:
        problems = list(row.problems)
        if row.counted:
            action = self.action(row, problems)
            action.rows.append(row.line)
            self.fill(action, row, problems)
        if problems:
            self.problems[row.line] = tuple(problems)

    def action(self, row: PlanRow, problems: list[str]) -> ImportedAction:
        area, title = row.texts.get("area", ""), row.texts.get("objective", "")
        counted_up, self.raw = _counted_up(self.raw, title) and area in ("", self.area), title or self.raw
        if counted_up:
            title = self.counted_up(title, problems)
        self.area, self.objective = area or self.area, title or ("" if area and area != self.area else self.objective)
        text, code = row.texts.get("action", ""), row.texts.get("code", "")
        if not text and not code and not title and self.last is not None:
            problems.append("no action stands here; the cost is counted to the action above")
            return self.last[1]
        objective = self.objective_here()
        key = (folded(objective.area), folded(objective.title), folded(code) or folded(text))
        found = self.actions.get(key)
        if found is None:
            if not text:
                problems.append("the action has no text")
            number = self.code(code, objective, problems)
            found = ImportedAction(number, text or code or title or "–")
            self.actions[key] = found
            objective.actions.append(found)
        self.last = objective, found
        return found

    def counted_up(self, title: str, problems: list[str]) -> str:
        """What is made of an objective that only differs in a number from the one above: spreadsheets fill down so."""
        if self.join_numbered:
            return self.objective
        problems.append("the objective differs from the one above only in a number; was it filled down by mistake?")
        return title

    def objective_here(self) -> ImportedObjective:
        area, title = self.area, self.objective or self.area
        key = (folded(area), folded(title))
        if key not in self.by_key:
            place = self.areas.setdefault(folded(area), len(self.areas) + 1)
            within = sum(folded(one.area) == folded(area) for one in self.objectives) + 1
            code = f"{place}.{within}" if area else str(len(self.objectives) + 1)
            self.by_key[key] = ImportedObjective(code, title or "–", area)
            self.objectives.append(self.by_key[key])
        return self.by_key[key]

    def code(self, given: str, objective: ImportedObjective, problems: list[str]) -> str:
        """The file's own code where it is one that no other action has, else one from its place."""
        given = "".join(letter if letter.isalnum() or letter in ".-_" else "-" for letter in given).strip("-.")
        if given and given in self.codes:
            problems.append(f"the code {given} is another action's; this one got a code from its place")
        if not given or given in self.codes:
            number = len(objective.actions) + 1
            while f"{objective.code}.{number}" in self.codes:
                number += 1
            given = f"{objective.code}.{number}"
        self.codes.add(given)
        return given

    def fill(self, action: ImportedAction, row: PlanRow, problems: list[str]) -> None:
        for name in ("lead", "supporting", "phase"):
            said = row.texts.get(name, "")
            if said and not getattr(action, name):
                setattr(action, name, said)
            elif said and said != getattr(action, name):
                problems.append(f"the {name} '{said[:60]}' differs from that of the same action above")
        action.hazards = "".join(letter for letter in "CBRN" if letter in action.hazards + row.hazards)
        if (indicator := row.texts.get("indicator", "")) and indicator not in action.indicators:
            action.indicators.append(indicator)
        for name in ("start", "end"):
            said = row.texts.get(name, "")
            if said and (day := day_in(said)):
                action.days.append(day)
            elif said:
                problems.append(f"the {name} '{said[:40]}' is no day such as 2026-03-31")
        if row.costs and not row.currency:
            problems.append(f"no currency is known; the cost is counted as {self.currency}")
        action.lines += self.lines(row)
        action.years |= {year for cost in row.costs for year in cost.years}

    def lines(self, row: PlanRow) -> list[ImportedLine]:
        found = []
        for cost in row.costs:
            years = cost.years or (self.first_year,)
            parts = [parted(amount, len(years)) for amount in (cost.low, cost.likely, cost.high)]
            title = row.texts.get("item") or row.texts.get("category") or ""
            found += [
                ImportedLine(
                    row.line, year, cost.given, title, row.texts.get("category", ""), low, likely, high,
                    row.currency or self.currency, row.price_year,
                )
                for year, low, likely, high in zip(years, *parts, strict=True)
            ]  # fmt: skip
        return found


def parted(amount: Decimal, parts: int) -> list[Decimal]:
    """An amount in equal parts to the cent that sum to it exactly; the first ones get the cents that are left.

    >>> [str(part) for part in parted(Decimal("100.00"), 3)]
    ['33.34', '33.33', '33.33']
    """
    each, left = divmod(int(amount.scaleb(2)), parts)
    return [Decimal(each + (number < left)).scaleb(-2) for number in range(parts)]


def _counted_up(above: str, title: str) -> bool:
    """Whether two texts differ, and only in their last number, by one."""
    before, after = _LAST_NUMBER.fullmatch(above), _LAST_NUMBER.fullmatch(title)
    return bool(
        before and after and before[1] == after[1] and before[3] == after[3] and int(after[2]) == int(before[2]) + 1
    )


Totals = dict[str, dict[str, Decimal]]  # currency -> name -> sum


def totals(lines: Sequence[ImportedLine], by: str) -> Totals:
    """Sums of the likely cost by currency and ``given`` (years as the file names them), ``year`` or ``category``."""
    sums: Totals = {}
    for line in lines:
        name = str(getattr(line, by))
        own = sums.setdefault(line.currency, {})
        own[name] = own.get(name, Decimal(0)) + line.likely
    return {currency: dict(sorted(own.items())) for currency, own in sums.items()}
