"""The decision record as a tagged, accessible PDF (PDF/UA-1)."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from typing import Any

import typst

from concord.formats.decision_record import DecisionRecord
from concord.formats.errors import Fault, FormatError
from concord.formats.fonts import typeset

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def write_pdf(record: DecisionRecord) -> bytes:
    """The record as PDF; the same record gives the same bytes."""
    plain = _printable(record.as_plain())
    files: dict[str, bytes] = {"main.typ": _template()}
    for at, (name, picture) in enumerate(record.pictures.items()):
        plain["pictures"][name]["file"] = f"picture-{at}.svg"
        files[f"picture-{at}.svg"] = picture.svg.encode()
    files["record.json"] = json.dumps(plain, ensure_ascii=False).encode()
    try:
        return typeset(files, format="pdf", pdf_standards=["ua-1"], timestamp=0)
    except typst.TypstError as error:
        raise FormatError(Fault("", f"the record cannot be laid out as PDF: {error.message}")) from error


@cache
def _template() -> bytes:
    return resources.files("concord.formats").joinpath("templates/record.typ").read_bytes()


def _printable(value: Any) -> Any:
    """The same values without control characters, which no font can show."""
    if isinstance(value, str):
        return _CONTROL.sub("", value)
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    return value
