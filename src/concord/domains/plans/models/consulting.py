"""Consulting institutions on a kept version of a plan: what they say, and what becomes of it."""

from __future__ import annotations

from django.db import models

from concord.domains.people.models import CountryOwned, Institution
from concord.domains.plans.enums import CommentOutcome, Place, Stance
from concord.domains.plans.models.plans import Plan
from concord.domains.plans.models.versions import PlanVersion
from concord.kernel import clock


class Consultation(CountryOwned):
    """A kept version put before institutions until a day."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="consultations")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+")
    asked = models.ManyToManyField(Institution, related_name="+")
    message = models.TextField(blank=True)
    closes_on = models.DateField()  # the last day on which replies are taken
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True)  # by hand; empty while it runs to its day
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-opened_at",)

    def __str__(self) -> str:
        return f"{self.plan} {self.version}"

    @property
    def is_open(self) -> bool:
        """Whether replies and comments are taken today."""
        return self.closed_at is None and clock.today() <= self.closes_on


class Reply(CountryOwned):
    """What one institution said to a version as a whole; replying again replaces it while the consultation runs."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="replies")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    stance = models.CharField(max_length=16, choices=Stance.choices)
    by = models.CharField(max_length=200)
    by_id = models.UUIDField(null=True)
    on_behalf = models.BooleanField(default=False)  # noted by the focal point, as it came by letter
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("consultation", "institution"), name="one_reply_per_institution")
        ]

    def __str__(self) -> str:
        return f"{self.institution}: {self.get_stance_display()}"


class PlanComment(CountryOwned):
    """A comment on the plan, a section or an action, and what became of it.

    ``institution`` is empty where a reviewer speaks for nobody but themselves.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="comments")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="+")
    number = models.PositiveIntegerField()
    place = models.CharField(max_length=8, choices=Place.choices, default=Place.PLAN)
    code = models.CharField(max_length=60, blank=True)  # of the section or action
    text = models.TextField()
    by = models.CharField(max_length=200)
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=CommentOutcome.choices, default=CommentOutcome.OPEN)
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=("consultation", "number"), name="comment_number_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.by}"
