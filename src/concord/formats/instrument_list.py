"""The instruments that crosswalks point to, with the codes of each edition, read from YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from concord.formats.errors import Fault, FormatError


class Instrument(BaseModel):
    """One edition of one instrument and every code in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=1, max_length=40)]
    edition: Annotated[str, Field(min_length=1, max_length=20)]
    title: str
    codes: frozenset[str]


class InstrumentList(BaseModel):
    """The instruments known here."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    instruments: tuple[Instrument, ...]

    def editions(self, name: str) -> dict[str, Instrument]:
        """The known editions of the instrument of this name; empty when it is a stranger."""
        return {one.edition: one for one in self.instruments if one.name == name}


def read_instruments(path: Path) -> InstrumentList:
    """The list in a YAML file; ``FormatError`` names the file and each field that is wrong."""
    try:
        return InstrumentList.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise FormatError(Fault(path.name, "not readable as YAML text")) from error
    except ValidationError as error:
        faults = (Fault(f"{path.name}, {'.'.join(map(str, e['loc']))}", e["msg"]) for e in error.errors())
        raise FormatError(*faults) from error
