"""A risk register: scenarios as one table (.xlsx). ``risk_register_reader`` reads this one and those of others.

What goes out holds texts and numbers only, so that nothing in it is a formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from concord.formats.errors import Fault, FormatError
from concord.formats.tables import Cell, write_workbook
from concord.formats.tables import Sheet as Table

ORIGINS = ("natural", "accidental", "deliberate")
BORDERS = ("none", "possible", "usual")
FIELDS = ("code", "title", "origin", "hazards", "story", "affected", "cross_border", "across", "likelier", "rarer")
NUMBERS = ("likelihood", "impact", "share", "raters", "left_out")  # go out, and are not taken in


@dataclass(frozen=True)
class RegisterRow:
    """A scenario as a register tells it. ``line`` is the row it came from; the numbers go out only."""

    code: str
    title: str
    origin: str
    hazards: tuple[str, ...]
    story: str
    affected: str = ""
    cross_border: str = "none"
    across: str = ""
    likelier: tuple[str, ...] = ()
    rarer: tuple[str, ...] = ()
    likelihood: float | None = None
    impact: float | None = None
    share: float | None = None
    raters: int | None = None
    left_out: str = ""
    line: int = 0


class RegisterMap(BaseModel):
    """Which heading holds what; words that stand for an origin or hazard; and what holds where a register is silent."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sheet: str = ""
    columns: dict[Literal[FIELDS], str] = {}  # type: ignore[valid-type]
    origins: dict[str, Literal["natural", "accidental", "deliberate"]] = {}
    hazards: dict[str, str] = {}
    origin: Literal["natural", "accidental", "deliberate", ""] = ""
    hazard: str = Field(default="", pattern="^[CBRN]*$")
    prefix: str = Field(default="", max_length=8)  # before a code, or with a number where there is no column of codes
    source: str = Field(default="", max_length=120)


@dataclass(frozen=True)
class Register:
    """What a file held: the rows that can be taken, the faults of the others, and which heading was read as what."""

    rows: tuple[RegisterRow, ...]
    faults: tuple[Fault, ...]
    headings: Mapping[str, str] = field(default_factory=dict)


def read_register_map(path: Path) -> RegisterMap:
    """A mapping from a YAML file."""
    try:
        return RegisterMap.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except OSError as error:
        raise FormatError(Fault(str(path), "the mapping cannot be opened")) from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise FormatError(Fault(path.name, "the mapping is not valid YAML text")) from error
    except ValidationError as error:
        faults = (Fault(f"{path.name}, {'.'.join(map(str, e['loc']))}", e["msg"].lower()) for e in error.errors())
        raise FormatError(*faults) from error


# --- out ---------------------------------------------------------------------------------------


def write_register(
    rows: Sequence[RegisterRow], headings: Mapping[str, str], *, sheet: str, title: str, created: datetime,
    words: Mapping[str, str], direction: Literal["ltr", "rtl"] = "ltr",
) -> bytes:  # fmt: skip
    """The register as a workbook. ``headings`` names each of ``FIELDS`` and ``NUMBERS``, ``words`` what is coded."""
    lines: list[tuple[Cell, ...]] = [
        (
            row.code, row.title, words.get(row.origin, row.origin), "".join(row.hazards), row.story, row.affected,
            words.get(row.cross_border, row.cross_border), row.across, "\n".join(row.likelier), "\n".join(row.rarer),
            row.likelihood, row.impact, None if row.share is None else round(row.share, 4), row.raters, row.left_out,
        )
        for row in rows
    ]  # fmt: skip
    widths = (9, 36, 13, 9, 60, 34, 18, 34, 34, 34, 11, 9, 11, 11, 30)
    names = tuple(headings[key] for key in (*FIELDS, *NUMBERS))
    return write_workbook([Table(sheet, names, lines, widths, direction)], title=title, created=created)
