"""The decision record's documents: what lays them out is loaded only where it is needed."""

from __future__ import annotations

from concord.formats.decision_record import DecisionRecord


def docx(record: DecisionRecord) -> bytes:
    """The record as DOCX."""
    from concord.formats.decision_docx import write_docx

    return write_docx(record)


def pdf(record: DecisionRecord) -> bytes:
    """The record as PDF."""
    from concord.formats.decision_pdf import write_pdf

    return write_pdf(record)
