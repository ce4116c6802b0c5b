"""What of a plan people edit, table by table and field by field, however they do it: form, grid or workbook.

Every value is one text. Its canonical form (dates as 2027-03-01, an institution as ``@code``) is what is compared and
kept; ``vocabulary`` says how it is shown to people and read from what they type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Row = Mapping[str, str]  # field -> canonical value
Rows = Mapping[str, Mapping[str, Row]]  # table -> id -> row


class Kind(StrEnum):
    """How a value is written and read."""

    TEXT = "text"  # may have several lines
    LINE = "line"
    DAY = "day"
    YEAR = "year"
    NUMBER = "number"
    AMOUNT = "amount"
    CHOICE = "choice"
    HAZARDS = "hazards"
    MODES = "modes"
    OBJECTIVE = "objective"
    INSTITUTION = "institution"  # or words, where none is registered
    INSTITUTIONS = "institutions"
    ACTION = "action"
    ACTIONS = "actions"
    CURRENCY = "currency"
    CODE = "code"  # given once, for life


@dataclass(frozen=True)
class Field:
    """One field of a table. ``limit`` is the most characters, ``needed`` says whether it may be left empty."""

    key: str
    kind: Kind
    limit: int = 0
    needed: bool = False

    @property
    def fixed(self) -> bool:
        """Whether it is said once, when the row is new, and stays."""
        return self.kind in (Kind.CODE, Kind.ACTION)


OBJECTIVES, ACTIONS, MILESTONES, INDICATORS = "objectives", "actions", "milestones", "indicators"
COSTS, FUNDING = "costs", "funding"
UNIT_COSTS = ("unit_low", "unit_likely", "unit_high")
AMOUNTS = ("low", "likely", "high")  # worked out from the unit costs, where there are any
_OF_ACTION = Field("action", Kind.ACTION, needed=True)

FIELDS: dict[str, tuple[Field, ...]] = {
    OBJECTIVES: (
        Field("code", Kind.CODE, 40, needed=True),
        Field("title", Kind.LINE, 600, needed=True),
        Field("order", Kind.NUMBER, needed=True),
    ),
    ACTIONS: (
        Field("code", Kind.CODE, 60),
        Field("objective", Kind.OBJECTIVE, needed=True),
        Field("text", Kind.TEXT, 4_000, needed=True),
        Field("lead", Kind.INSTITUTION, 200),
        Field("supporting", Kind.INSTITUTIONS, 600),
        Field("starts_on", Kind.DAY, needed=True),
        Field("ends_on", Kind.DAY, needed=True),
        Field("status", Kind.CHOICE, needed=True),
        Field("hazards", Kind.HAZARDS),
        Field("phase", Kind.CHOICE),  # a plan from a file need not name any
        Field("modes", Kind.MODES),
        Field("depends_on", Kind.ACTIONS),
        Field("label", Kind.CHOICE, needed=True),
        Field("dropped_because", Kind.TEXT, 2_000),
    ),
    MILESTONES: (
        _OF_ACTION,
        Field("title", Kind.LINE, 300, needed=True),
        Field("due", Kind.DAY, needed=True),
    ),
    INDICATORS: (
        _OF_ACTION,
        Field("kind", Kind.CHOICE, needed=True),
        Field("text", Kind.TEXT, 2_000, needed=True),
        Field("baseline", Kind.LINE, 120),
        Field("target", Kind.LINE, 120),
        Field("due", Kind.DAY, needed=True),
    ),
    COSTS: (
        _OF_ACTION,
        Field("year", Kind.YEAR, needed=True),
        Field("title", Kind.LINE, 200, needed=True),
        Field("ingredient", Kind.LINE, 40),
        Field("category", Kind.LINE, 200, needed=True),
        Field("quantity", Kind.AMOUNT, needed=True),
        Field("unit", Kind.LINE, 60),
        *(Field(key, Kind.AMOUNT) for key in UNIT_COSTS),
        Field("currency", Kind.CURRENCY, 3),
        Field("price_year", Kind.YEAR),
        Field("recurrent", Kind.CHOICE, needed=True),
        *(Field(key, Kind.AMOUNT) for key in AMOUNTS),
    ),
    FUNDING: (
        _OF_ACTION,
        Field("year", Kind.YEAR, needed=True),
        Field("amount", Kind.AMOUNT, needed=True),
        Field("source", Kind.LINE, 200, needed=True),
        Field("status", Kind.CHOICE, needed=True),
    ),
}  # fmt: skip
OF_ACTION = (MILESTONES, INDICATORS, COSTS, FUNDING)
# What somebody of the institution that leads an action may change of it; who does what by when is the focal point's.
OF_THE_LEAD: dict[str, frozenset[str]] = {
    ACTIONS: frozenset({"text", "supporting", "starts_on", "ends_on", "status", "hazards", "phase", "modes",
                        "depends_on"}),
    MILESTONES: frozenset({"title", "due"}),
    INDICATORS: frozenset({"text", "baseline", "target", "due", "kind"}),
    COSTS: frozenset(field.key for field in FIELDS[COSTS]),
}  # fmt: skip


def field_of(table: str, key: str) -> Field:
    """A field by its table and key; ``KeyError`` where there is none."""
    return _BY_KEY[table, key]


_BY_KEY = {(table, field.key): field for table, fields in FIELDS.items() for field in fields}
