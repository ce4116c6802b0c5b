"""Threads in which reviewers and institutions speak about answers, and reminders that were sent."""

from __future__ import annotations

from django.db import models

from concord.domains.assessments.models.rounds import Assessment
from concord.domains.frameworks.models import Capability, Statement
from concord.domains.people.models import CountryOwned, Institution, User


class Thread(CountryOwned):
    """A question or remark about a capability, one of its statements, or one institution's answer to it."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="threads")
    capability = models.ForeignKey(Capability, on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    resolved_by = models.CharField(max_length=200, blank=True)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("opened_at",)

    def __str__(self) -> str:
        return f"{self.capability.code} {self.opened_at:%Y-%m-%d}"


class Remark(CountryOwned):
    """One contribution to a thread; it is never changed."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="remarks")
    text = models.TextField()
    by = models.CharField(max_length=200)
    user_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at",)

    def __str__(self) -> str:
        return self.text[:60]


class Reminder(CountryOwned):
    """A digest of what is due, sent to one person."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="reminders")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    parts = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ("-sent_at",)

    def __str__(self) -> str:
        return f"{self.user} {self.sent_at:%Y-%m-%d}"
