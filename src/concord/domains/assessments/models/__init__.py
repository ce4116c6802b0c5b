"""The tables of assessments. All rows belong to one country."""

from concord.domains.assessments.models.answers import Answer, AnswerRevision, EvidenceFile, GuestLink, answer_id
from concord.domains.assessments.models.findings import Dissent, Finding, SignOff
from concord.domains.assessments.models.review import Remark, Reminder, Thread
from concord.domains.assessments.models.rounds import LEVEL, Assessment, Assignment, Participant
from concord.domains.assessments.models.workbooks import Conflict, IssuedWorkbook

__all__ = [
    "LEVEL",
    "Answer",
    "AnswerRevision",
    "Assessment",
    "Assignment",
    "Conflict",
    "Dissent",
    "EvidenceFile",
    "Finding",
    "GuestLink",
    "IssuedWorkbook",
    "Participant",
    "Remark",
    "Reminder",
    "SignOff",
    "Thread",
    "answer_id",
]
