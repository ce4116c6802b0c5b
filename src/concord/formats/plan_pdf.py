"""The National Action Plan as a tagged, accessible PDF (PDF/UA-1) with its own typeface."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from typing import Any

import typst

from concord.formats.chart_drawing import LEVEL_COLOURS, LEVEL_INK
from concord.formats.errors import Fault, FormatError
from concord.formats.fonts import typeset
from concord.formats.plan_document import PlanDocument

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


_SHARED = ("plan_look.typ", "plan_summary.typ")


def render_pdf(document: PlanDocument) -> bytes:
    """The document as PDF/UA-1: tagged, titled, in its language, pictures with their alternative texts.

    The same document gives the same bytes. Pictures are shown by name: ``levels``, ``schedule`` and any ``schedule-…``
    after it, ``budget``.
    """
    return _rendered(document, "plan.typ")


def render_summary_pdf(document: PlanDocument) -> bytes:
    """The executive summary alone, in the same form."""
    return _rendered(document, "summary.typ")


def _rendered(document: PlanDocument, main: str) -> bytes:
    plain = _printable(document.as_plain())
    files: dict[str, bytes] = {"main.typ": _template(main), **{name: _template(name) for name in _SHARED}}
    for at, (name, picture) in enumerate(document.pictures.items()):
        plain["pictures"][name]["file"] = f"picture-{at}.svg"
        files[f"picture-{at}.svg"] = picture.svg.encode()
    plain["level_colours"] = {str(level): colour for level, colour in LEVEL_COLOURS.items()}
    plain["level_ink"] = {str(level): ink for level, ink in LEVEL_INK.items()}
    files["plan.json"] = json.dumps(plain, ensure_ascii=False).encode()
    try:
        return typeset(files, format="pdf", pdf_standards=["ua-1"], timestamp=0)
    except typst.TypstError as error:
        raise FormatError(Fault("", f"the plan cannot be laid out as PDF: {error.message}")) from error


@cache
def _template(name: str) -> bytes:
    return resources.files("concord.formats").joinpath("templates", name).read_bytes()


def _printable(value: Any) -> Any:
    """The same values without control characters, which no font can show."""
    if isinstance(value, str):
        return _CONTROL.sub("", value)
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_printable(item) for item in value]
    return value
