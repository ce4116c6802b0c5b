"""What stands in front of a country's work that is carried in a file: which copy it is, and what makes it known."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Final, Literal
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from concord.formats.errors import Fault, FormatError

TABLE: Final = "carrying.slip"


@dataclass(frozen=True)
class Slip:
    """The only row of its table. ``way``: to the room (``out``), or back (``home``)."""

    way: Literal["out", "home"]
    copy: UUID
    country: UUID
    code: str
    name: str
    secret: str  # known to home and to the copy alone
    sequence: int  # the end of the audit chain in this file
    head: str
    recipient: str  # to whom what goes home is encrypted
    form: Literal[1] = 1


_SLIP = TypeAdapter(Slip)


def slip_line(slip: Slip) -> bytes:
    """The slip as its table's line."""
    return json.dumps(asdict(slip), default=str, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def read_slip(lines: list[bytes], where: str) -> Slip:
    """The slip of a file; ``FormatError`` where there is none, or more than one."""
    try:
        (line,) = lines
        return _SLIP.validate_json(line)
    except (ValueError, ValidationError):
        raise FormatError(Fault(where, "it does not say which copy it is; use another copy of the file")) from None
