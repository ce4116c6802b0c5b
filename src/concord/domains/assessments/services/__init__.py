"""Writes of the assessments domain."""

from concord.domains.assessments.services.answering import GivenAnswer, record_answers
from concord.domains.assessments.services.deriving import derive_findings, record_scores
from concord.domains.assessments.services.rounds import assign_capabilities, assign_suggested, open_assessment
from concord.domains.assessments.services.workbooks import Collected, collect_workbook, issue_workbook, settle_conflict

__all__ = [
    "Collected",
    "GivenAnswer",
    "assign_capabilities",
    "assign_suggested",
    "collect_workbook",
    "derive_findings",
    "issue_workbook",
    "open_assessment",
    "record_answers",
    "record_scores",
    "settle_conflict",
]
