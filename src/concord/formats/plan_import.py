"""A plan that already exists as a spreadsheet (.xlsx): how its columns are named, and what was read from it.

``plan_import_proposal`` proposes a mapping from the headings, ``plan_import_reader`` reads the rows by one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from concord.formats.errors import Fault, FormatError
from concord.formats.yaml_source import YamlSource, own_faults, plain_fault

FIELDS = (
    "area", "objective", "action", "code", "lead", "supporting", "item", "category", "cost", "low", "high", "years",
    "currency", "start", "end", "hazards", "phase", "indicator",
)  # fmt: skip
MAX_MAP_BYTES = 1_000_000
EARLIEST, LATEST = 1990, 2100

Code = Annotated[str, Field(pattern="^[A-Z]{3}$")]
Year = Annotated[int, Field(ge=EARLIEST, le=LATEST)]
Percent = Annotated[Decimal, Field(ge=0, le=1000)]


class YearColumn(BaseModel):
    """A column that holds the cost of one year."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str
    year: Year


class PlanMap(BaseModel):
    """Which heading holds what, and what holds where the file is silent."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(default="", max_length=200)
    sheet: str = ""
    columns: dict[Literal[FIELDS], str] = {}  # type: ignore[valid-type]
    year_columns: tuple[YearColumn, ...] = ()
    currency: Annotated[str, Field(pattern="^([A-Z]{3})?$")] = ""  # of the plan, and of amounts that name none
    currencies: dict[str, Code] = {}  # how the file writes a currency: its ISO code
    rates: dict[Code, Annotated[Decimal, Field(gt=0)]] = {}  # what one unit costs in the plan's currency
    rates_on: dt.date | None = None
    price_year: Year | None = None  # whose prices the amounts are in, where the currency column does not say it
    first_year: Year | None = None  # what "year 1" means
    times: Annotated[Decimal, Field(gt=0, le=1_000_000_000)] = Decimal(1)  # 1000 where amounts are in thousands
    low: Percent = Decimal(100)  # per cent of the cost, where the file gives no range
    high: Percent = Decimal(100)
    join_numbered: bool = False  # objectives that differ from the row above only in a number are one
    hazards: dict[str, str] = {}  # a word in the area, objective or hazards column: letters of CBRN

    def wanted(self) -> list[str]:
        """The headings that the file must have."""
        return [*self.columns.values(), *(one.column for one in self.year_columns)]


@dataclass(frozen=True)
class RowCost:
    """What a row costs: over ``years`` together, named in the file as ``given``; ``years`` is empty if unreadable."""

    years: tuple[int, ...]
    given: str
    low: Decimal
    likely: Decimal
    high: Decimal


@dataclass(frozen=True)
class PlanRow:
    """One row of the file. ``cells`` has all that stood in it; ``problems`` what could not be understood."""

    line: int
    texts: dict[str, str]  # by field
    costs: tuple[RowCost, ...] = ()
    currency: str = ""
    price_year: int | None = None
    hazards: str = ""
    counted: bool = True  # False: it holds no action of its own, such as a line of totals
    cells: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlanFile:
    """What a file held. ``unread`` are headings and sheets that the mapping does not use."""

    name: str
    sheet: str
    mapping: PlanMap
    rows: tuple[PlanRow, ...]
    headings: dict[str, str] = field(default_factory=dict)  # field -> heading
    unread: tuple[str, ...] = ()
    unread_sheets: tuple[str, ...] = ()

    @property
    def counted(self) -> list[PlanRow]:
        """The rows that make up the plan."""
        return [row for row in self.rows if row.counted]


def read_plan_map(path: Path) -> PlanMap:
    """A mapping from a YAML file; ``FormatError`` names the line of each fault."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise FormatError(Fault(str(path), "the mapping cannot be opened")) from error
    return plan_map(raw, path.name)


def plan_map(raw: bytes, name: str) -> PlanMap:
    """A mapping from YAML text."""
    source = YamlSource(name, raw, limit=MAX_MAP_BYTES)
    given = {key: value for key, value in source.value.items() if value is not None}
    columns = given.get("columns")
    if isinstance(columns, dict):
        given["columns"] = {key: heading for key, heading in columns.items() if heading not in (None, "")}
    try:
        return PlanMap.model_validate(given)
    except ValidationError as error:
        faults = [
            Fault(f"{name}, line {source.line(one['loc'])}", f"{_path(one['loc'])}: {plain_fault(one)}")
            for one in own_faults(error)
        ]
        raise FormatError(*faults) from error


def _path(places: tuple[int | str, ...]) -> str:
    return ".".join(map(str, places)).removesuffix(".[key]")
