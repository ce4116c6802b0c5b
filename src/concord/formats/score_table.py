"""Levels assessed elsewhere: a CSV with one capability's score per row, for one country or many.

The columns of published Joint External Evaluation scores (first edition) are recognised; other files need a mapping.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from concord.formats.errors import Fault, FormatError

MAX_BYTES = 50_000_000
NOT_SCORED = {"", "-", "n/a", "na", "not applicable", "not assessed"}


class ScoreMap(BaseModel):
    """Which column holds what, and which instrument and edition the codes belong to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    instrument: str = Field(min_length=1, max_length=40)
    edition: str = Field(min_length=1, max_length=20)
    title: str = ""
    code: str
    name: str
    area: str
    level: str
    country_code: str = ""
    country_name: str = ""
    year: str = ""

    def columns(self) -> list[str]:
        """The columns that a file must have."""
        return [
            column
            for column in (
                self.code, self.name, self.area, self.level, self.country_code, self.country_name, self.year
            )
            if column
        ]  # fmt: skip


JEE_FIRST_EDITION = ScoreMap(
    instrument="JEE",
    edition="1",
    title="Joint External Evaluation tool, first edition",
    code="indicator_code",
    name="indicator",
    area="core_capacity",
    level="score",
    country_code="iso2",
    country_name="country",
    year="year",
)
KNOWN = (JEE_FIRST_EDITION,)


@dataclass(frozen=True)
class Score:
    """One row; ``level`` is None where nothing was scored. ``line`` is the row's line in the file."""

    line: int
    country_code: str
    country_name: str
    year: str
    code: str
    name: str
    area: str
    level: int | None


@dataclass(frozen=True)
class ScoreTable:
    """A file of scores and the mapping by which it was read."""

    file: str
    mapping: ScoreMap
    scores: tuple[Score, ...]

    def countries(self) -> list[tuple[str, str]]:
        """The countries of the file as (code, name), in its order."""
        return list(dict.fromkeys((score.country_code, score.country_name) for score in self.scores))

    def of_country(self, wanted: str) -> tuple[Score, ...]:
        """The newest year's rows of the country with this code or name; a file without countries is all one's own.

        Raises ``FormatError`` where the file has no such country or scores a code twice in one year.
        """
        if not (self.mapping.country_code or self.mapping.country_name):
            rows = list(self.scores)
        else:
            asked = wanted.strip().casefold()
            rows = [s for s in self.scores if asked in (s.country_code.casefold(), s.country_name.casefold())]
        if not rows:
            there = ", ".join(f"{code} {name}".strip() for code, name in self.countries())
            raise FormatError(Fault(self.file, f"no rows for the country '{wanted}'; the file has {there}"))
        newest = max(score.year for score in rows)
        rows = [score for score in rows if score.year == newest]
        seen: dict[str, int] = {}
        for score in rows:
            if score.code in seen:
                problem = f"{score.code} is scored a second time (first on line {seen[score.code]})"
                raise FormatError(Fault(f"{self.file}, line {score.line}", problem))
            seen[score.code] = score.line
        return tuple(rows)


def read_score_map(path: Path) -> ScoreMap:
    """A mapping from a YAML file."""
    try:
        return ScoreMap.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise FormatError(Fault(str(path), "the mapping cannot be opened")) from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise FormatError(Fault(path.name, "the mapping is not valid YAML text")) from error
    except ValidationError as error:
        faults = (Fault(f"{path.name}, {'.'.join(map(str, e['loc']))}", e["msg"].lower()) for e in error.errors())
        raise FormatError(*faults) from error


def read_scores(content: bytes, file: str, mapping: ScoreMap | None = None) -> ScoreTable:
    """The scores of a CSV file (UTF-8; comma, semicolon or tab); every wrong row is named by its line."""
    if len(content) > MAX_BYTES:
        raise FormatError(Fault(file, f"the file is larger than {MAX_BYTES // 1_000_000} MB"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(Fault(file, "not UTF-8 text; save it as 'CSV UTF-8'")) from error
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        columns = [column.strip() for column in reader.fieldnames or ()]
        reader.fieldnames = columns
        mapping = mapping or _recognise(file, columns)
        missing = [column for column in mapping.columns() if column not in columns]
        if missing:
            raise FormatError(Fault(f"{file}, line 1", f"missing column {_listed(missing)}; found {_listed(columns)}"))
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise FormatError(Fault(f"{file}, line {reader.line_num + 1}", f"not readable as CSV ({error})")) from error
    faults: list[Fault] = []
    scores = [score for line, row in rows if (score := _score(file, line, row, mapping, faults)) is not None]
    if faults:
        raise FormatError(*faults)
    if not scores:
        raise FormatError(Fault(file, "there are no rows below the headings"))
    return ScoreTable(file, mapping, tuple(scores))


def _recognise(file: str, columns: list[str]) -> ScoreMap:
    for known in KNOWN:
        if set(known.columns()) <= set(columns):
            return known
    wanted = _listed(JEE_FIRST_EDITION.columns())
    problem = f"the columns are not known (found {_listed(columns)}; expected {wanted}); name them with --map FILE.yaml"
    raise FormatError(Fault(f"{file}, line 1", problem))


def _listed(words: list[str]) -> str:
    shown = ", ".join(f"'{word}'" for word in words[:12])
    return shown + (", …" if len(words) > 12 else "") if words else "none"


def _score(file: str, line: int, row: dict[str, str | None], mapping: ScoreMap, faults: list[Fault]) -> Score | None:
    def cell(column: str) -> str:
        return " ".join((row.get(column) or "").split()) if column else ""

    if not any((value or "").strip() for value in row.values() if isinstance(value, str)):
        return None
    code, given = cell(mapping.code), cell(mapping.level)
    if not code or len(code) > 40 or not cell(mapping.name) or not cell(mapping.area):
        faults.append(Fault(f"{file}, line {line}", "the code, name or area is missing or too long"))
        return None
    level: int | None = None
    if given.casefold() not in NOT_SCORED:
        if given not in {"1", "2", "3", "4", "5", "1.0", "2.0", "3.0", "4.0", "5.0"}:
            faults.append(Fault(f"{file}, line {line}", f"the score of {code} must be 1 to 5 or N/A, found '{given}'"))
            return None
        level = int(given[0])
    return Score(
        line, cell(mapping.country_code), cell(mapping.country_name), cell(mapping.year), code,
        cell(mapping.name), cell(mapping.area), level,
    )  # fmt: skip
