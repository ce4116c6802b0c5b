"""The narrative sections of a plan."""

from __future__ import annotations

from django.db import models

from concord.domains.people.models import CountryOwned
from concord.domains.plans.models.plans import Plan


class Section(CountryOwned):
    """A chapter that the country writes: plain text in paragraphs and simple lists.

    ``title`` is empty where the section is one of the usual ones, which are named in every language.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="sections")
    code = models.SlugField(max_length=40)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField()
    shown = models.BooleanField(default=True)
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("order",)
        constraints = [models.UniqueConstraint(fields=("plan", "code"), name="section_code_once_per_plan")]

    def __str__(self) -> str:
        return self.title or self.code
