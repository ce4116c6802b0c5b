"""The National Action Plan as a Word document, from our template or from a country's own."""

from __future__ import annotations

import io
import re
from typing import Any, Literal

from docxtpl import DocxTemplate
from jinja2 import TemplateError, TemplateSyntaxError
from lxml import etree

from concord.formats.chart_drawing import LEVEL_COLOURS
from concord.formats.docx_environment import TemplateEnvironment, refuse
from concord.formats.docx_finish import finish, repacked
from concord.formats.docx_package import check_package
from concord.formats.errors import FormatError
from concord.formats.plan_document import PlanDocument
from concord.formats.plan_docx_template import default_template, summary_template

# Bell and form feed mean something to docxtpl; the others cannot stand in XML at all.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def render_docx(document: PlanDocument, template: bytes | None = None) -> bytes:
    """The document as .docx; ``template`` is a country's own Word file, else ours is used.

    A country's file is treated as hostile: it is checked before it is opened, may only name values of the plan and loop
    over its lists, and what comes out is checked again. ``FormatError`` says what is wrong in one sentence.
    The same document and template give the same bytes.
    """
    if template is not None:
        check_package(template, template=True)
    raw = default_template(document.direction, *_second(document)) if template is None else template
    try:
        word = _render(raw, document)
    except FormatError:
        raise
    except Exception as error:
        # Whatever else a stranger's file breaks inside the libraries, its author needs one sentence and no internals.
        if template is None:
            raise
        raise refuse(_sentence(error)) from error
    if template is not None:
        check_package(word, template=False)
    return word


def render_summary_docx(document: PlanDocument) -> bytes:
    """The executive summary alone as .docx."""
    return _render(summary_template(document.direction, *_second(document)), document)


def _second(document: PlanDocument) -> tuple[Literal["ltr", "rtl"], ...]:
    # Nothing rather than None: the template that was made ready beforehand is remembered by its arguments.
    return (document.second.direction,) if document.second else ()


def _render(raw: bytes, document: PlanDocument) -> bytes:
    rendering = DocxTemplate(io.BytesIO(raw))
    plain = _printable(document.as_plain())
    plain["level_colours"] = [LEVEL_COLOURS[level].removeprefix("#") for level in range(6)]
    rendering.render(plain, TemplateEnvironment(), autoescape=True)
    finish(rendering.docx, document)
    target = io.BytesIO()
    rendering.docx.save(target)
    return repacked(target.getvalue())


def _sentence(error: Exception) -> str:
    if isinstance(error, TemplateSyntaxError):
        return f"a tag cannot be read: {(error.message or 'syntax error')[:120]}"
    if isinstance(error, TemplateError | TypeError):
        return "a tag of the template cannot be worked out; compare it with the template that is offered for download"
    if isinstance(error, RecursionError):
        return "the tags of the template are nested too deeply"
    if isinstance(error, etree.XMLSyntaxError):
        return "the tags of the template break the document; put each loop into its own paragraph or row"
    return "the file cannot be used as a template; save it again as .docx in Word"


def _printable(value: Any) -> Any:
    """The same values without control characters."""
    if isinstance(value, str):
        return _CONTROL.sub("", value)
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_printable(item) for item in value]
    return value
