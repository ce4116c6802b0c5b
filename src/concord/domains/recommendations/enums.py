"""The fixed words of the recommendations domain."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Origin(models.TextChoices):
    """What a recommendation comes from."""

    EXERCISE = "exercise", _("Exercise")
    LAW_REVIEW = "law_review", _("Review of the law")
    LESSON = "lesson", _("Lesson from an event")
    PROGRESS_REPORT = "progress_report", _("Progress report")
    OTHER = "other", _("Something else")
