"""The ingredient book: unit costs of what actions are made of, read from YAML."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from concord.formats.errors import Fault, FormatError

Amount = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]


class Entry(BaseModel):
    """One ingredient: what one unit costs, low, likely and high."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    title: str
    unit: str
    low: Amount
    likely: Amount
    high: Amount
    category: str
    recurrent: bool = False  # paid again every year, such as maintenance


class IngredientBook(BaseModel):
    """Unit costs in one currency at the prices of one year."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    edition: str
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    ingredients: tuple[Entry, ...]

    def by_code(self) -> dict[str, Entry]:
        """The entries by their codes."""
        return {entry.code: entry for entry in self.ingredients}


def read_ingredient_book(path: Path) -> IngredientBook:
    """The book in a YAML file; ``FormatError`` names the file and each field that is wrong."""
    try:
        return IngredientBook.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise FormatError(Fault(path.name, "not readable as YAML text")) from error
    except ValidationError as error:
        faults = (Fault(f"{path.name}, {'.'.join(map(str, e['loc']))}", e["msg"]) for e in error.errors())
        raise FormatError(*faults) from error
