"""Writes of the assessments domain."""

from concord.domains.assessments.services.agreeing import (
    agree_finding,
    agree_findings,
    reopen_finding,
    return_findings,
    sign_findings,
)
from concord.domains.assessments.services.answering import GivenAnswer, record_answers
from concord.domains.assessments.services.asking import Reassigned, assign_exactly, unassign_capabilities
from concord.domains.assessments.services.assigning import (
    accept_assignments,
    return_assignments,
    set_due,
    submit_assignments,
    take_back_assignments,
)
from concord.domains.assessments.services.deriving import derive_findings, record_scores
from concord.domains.assessments.services.evidence import attach_evidence, remove_evidence
from concord.domains.assessments.services.guests import make_guest_link, recall_guest_link
from concord.domains.assessments.services.reminding import claim_reminder, drop_reminder
from concord.domains.assessments.services.reviewing import add_remark, open_thread, reopen_thread, resolve_thread
from concord.domains.assessments.services.rounds import (
    RoundStart,
    assign_capabilities,
    assign_suggested,
    carry_forward,
    open_assessment,
    start_round,
)
from concord.domains.assessments.services.saving import Saved, save_answer, save_answers
from concord.domains.assessments.services.workbooks import Collected, collect_workbook, issue_workbook, settle_conflict

__all__ = [
    "Collected",
    "GivenAnswer",
    "Reassigned",
    "RoundStart",
    "Saved",
    "accept_assignments",
    "add_remark",
    "agree_finding",
    "agree_findings",
    "assign_capabilities",
    "assign_exactly",
    "assign_suggested",
    "attach_evidence",
    "carry_forward",
    "claim_reminder",
    "collect_workbook",
    "derive_findings",
    "drop_reminder",
    "issue_workbook",
    "make_guest_link",
    "open_assessment",
    "open_thread",
    "recall_guest_link",
    "record_answers",
    "record_scores",
    "remove_evidence",
    "reopen_finding",
    "reopen_thread",
    "resolve_thread",
    "return_assignments",
    "return_findings",
    "save_answer",
    "save_answers",
    "set_due",
    "settle_conflict",
    "sign_findings",
    "start_round",
    "submit_assignments",
    "take_back_assignments",
    "unassign_capabilities",
]
