"""A country's institutions from a CSV file."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from concord.formats.errors import Fault, FormatError

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
TIERS = ("national", "regional", "local")
MAX_BYTES = 2_000_000


@dataclass(frozen=True)
class InstitutionRow:
    """One institution; ``kind`` is a framework's institution kind, such as ``customs``."""

    code: str
    name: str
    kind: str
    tier: str = "national"
    territory: str = ""


def read_institutions(content: bytes, file: str) -> tuple[InstitutionRow, ...]:
    """The rows of a CSV (UTF-8; comma or semicolon) with the columns code, name and kind; every fault has its line."""
    if len(content) > MAX_BYTES:
        raise FormatError(Fault(file, f"the file is larger than {MAX_BYTES // 1_000_000} MB"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(Fault(file, "not UTF-8 text; save it as 'CSV UTF-8'")) from error
    delimiter = max(",;", key=text.split("\n", 1)[0].count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    missing = [name for name in ("code", "name", "kind") if name not in (reader.fieldnames or ())]
    if missing:
        raise FormatError(Fault(f"{file}, line 1", f"missing column {', '.join(missing)}"))
    rows: dict[str, InstitutionRow] = {}
    faults: list[Fault] = []
    for line, cells in enumerate(reader, start=2):
        plain = {key: (cells.get(key) or "").strip() for key in ("code", "name", "kind", "tier", "territory")}
        row = InstitutionRow(**{**plain, "tier": plain["tier"] or "national"})
        problem = _problem(row, rows)
        if problem:
            faults.append(Fault(f"{file}, line {line}", problem))
        rows[row.code] = row
    if faults:
        raise FormatError(*faults)
    if not rows:
        raise FormatError(Fault(file, "there are no rows below the headings"))
    return tuple(rows.values())


def _problem(row: InstitutionRow, before: dict[str, InstitutionRow]) -> str:
    if not CODE.fullmatch(row.code):
        return f"'{row.code}' is not a code: small letters, digits and hyphens, up to 40"
    if row.code in before:
        return f"the code '{row.code}' stands here a second time"
    if not row.name or len(row.name) > 200 or len(row.kind) > 40 or len(row.territory) > 120:
        return "the name is missing, or a cell is too long"
    return "" if row.tier in TIERS else f"the tier must be {', '.join(TIERS)}, found '{row.tier}'"
