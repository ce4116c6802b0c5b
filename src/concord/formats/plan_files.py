"""The plan's documents for a process of their own: what lays them out is loaded only where it is needed."""

from __future__ import annotations

from concord.formats.plan_document import PlanDocument


def docx(document: PlanDocument, template: bytes | None = None) -> bytes:
    """The plan as DOCX, through the default template or a country's own."""
    from concord.formats.plan_docx import render_docx

    return render_docx(document, template)


def pdf(document: PlanDocument) -> bytes:
    """The plan as PDF."""
    from concord.formats.plan_pdf import render_pdf

    return render_pdf(document)


def summary_docx(document: PlanDocument) -> bytes:
    """The executive summary as DOCX."""
    from concord.formats.plan_docx import render_summary_docx

    return render_summary_docx(document)


def summary_pdf(document: PlanDocument) -> bytes:
    """The executive summary as PDF."""
    from concord.formats.plan_pdf import render_summary_pdf

    return render_summary_pdf(document)
