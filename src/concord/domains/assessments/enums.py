"""The fixed words of the assessments domain."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AnswerValue(models.TextChoices):
    """What an institution can say of a statement."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")
    DONT_KNOW = "dont_know", _("Don't know")


NUMBER = {AnswerValue.YES: 1.0, AnswerValue.PARTLY: 0.5, AnswerValue.NO: 0.0}


class Confidence(models.TextChoices):
    """How sure an institution is of its answer."""

    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class FindingConfidence(models.TextChoices):
    """Confidence in a finding, from evidence and agreement."""

    VERY_LOW = "very low", _("very low")
    LOW = "low", _("low")
    MEDIUM = "medium", _("medium")
    HIGH = "high", _("high")
    VERY_HIGH = "very high", _("very high")


class FindingStatus(models.TextChoices):
    """How far a finding has come."""

    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed")


class AssignmentStatus(models.TextChoices):
    """How far an institution has come with a capability."""

    ASSIGNED = "assigned", _("Assigned")
    IN_PROGRESS = "in_progress", _("In progress")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    ACCEPTED = "accepted", _("Accepted")


# From where an assignment may go where. Answering moves it to "in progress" by itself, and so does taking back a
# submission; only who runs the assessment returns (with a reason) and accepts.
TRANSITIONS: dict[str, frozenset[str]] = {
    AssignmentStatus.ASSIGNED: frozenset({AssignmentStatus.IN_PROGRESS, AssignmentStatus.SUBMITTED}),
    AssignmentStatus.IN_PROGRESS: frozenset({AssignmentStatus.SUBMITTED}),
    AssignmentStatus.SUBMITTED: frozenset(
        {AssignmentStatus.IN_PROGRESS, AssignmentStatus.RETURNED, AssignmentStatus.ACCEPTED}
    ),
    AssignmentStatus.RETURNED: frozenset({AssignmentStatus.SUBMITTED}),
    AssignmentStatus.ACCEPTED: frozenset({AssignmentStatus.RETURNED}),
}
OPEN = (AssignmentStatus.ASSIGNED, AssignmentStatus.IN_PROGRESS, AssignmentStatus.RETURNED)  # answers may change


class Outcome(models.TextChoices):
    """What an approver decides about the findings."""

    SIGNED = "signed", _("Signed")
    RETURNED = "returned", _("Returned")


class Origin(models.TextChoices):
    """Where a finding's level comes from."""

    ANSWERS = "answers", _("Answers of institutions")
    SCORES = "scores", _("Levels assessed elsewhere")


class Side(models.TextChoices):
    """Whose version of an answer is kept where two differ."""

    WORKBOOK = "workbook", _("Workbook")
    DATABASE = "database", _("Database")
