"""The criteria that ship with Concord, read from YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from concord.formats.errors import Fault, FormatError


class ShippedCriterion(BaseModel):
    """One criterion: where its values come from, which end comes first, and its scale (cost has no fixed top)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
    source: Literal["exposure", "size", "cost", "legal", "borders", "rated"]
    aim: Literal["more", "less"]
    bottom: float
    top: float | None = None
    doubt: Annotated[float, Field(ge=0, le=0.5)]


class CriteriaList(BaseModel):
    """All of them in order, and the names of instruments that bind."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    criteria: tuple[ShippedCriterion, ...]
    binding: tuple[str, ...]


def read_criteria(path: Path) -> CriteriaList:
    """The list in a YAML file; ``FormatError`` names the file and each field that is wrong."""
    try:
        return CriteriaList.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise FormatError(Fault(path.name, "not readable as YAML text")) from error
    except ValidationError as error:
        faults = (Fault(f"{path.name}, {'.'.join(map(str, e['loc']))}", e["msg"]) for e in error.errors())
        raise FormatError(*faults) from error
