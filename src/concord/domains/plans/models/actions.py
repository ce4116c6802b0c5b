"""Actions and what hangs on them: the steps they take, milestones and indicators."""

from __future__ import annotations

from django.db import models

from concord.domains.assessments.models import Finding
from concord.domains.frameworks.models import BenchmarkAction
from concord.domains.people.models import CountryOwned, Institution
from concord.domains.plans.enums import ActionStatus, IndicatorKind
from concord.domains.plans.models.plans import Objective, Plan
from concord.kernel.sharing import SharingLabel


class Action(CountryOwned):
    """One living row of the plan, with a code for life.

    ``lead_text`` names the lead in words where no institution is registered for it.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="actions")
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="actions")
    code = models.CharField(max_length=60)
    text = models.TextField()
    hazards = models.JSONField(default=list)
    phase = models.CharField(max_length=20)
    lead = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="+")
    lead_text = models.CharField(max_length=200, blank=True)
    supporting = models.ManyToManyField(Institution, related_name="+")
    supporting_text = models.CharField(max_length=600, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    status = models.CharField(max_length=16, choices=ActionStatus.choices, default=ActionStatus.PLANNED)
    modes = models.JSONField(default=list)
    benchmark = models.ForeignKey(BenchmarkAction, on_delete=models.SET_NULL, null=True, related_name="+")
    order = models.PositiveIntegerField()  # most important first, over the whole plan
    depends_on = models.ManyToManyField("self", symmetrical=False, related_name="enables")
    carried_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="carries")
    label = models.CharField(max_length=12, choices=SharingLabel.choices, default=SharingLabel.AMBER_STRICT)
    dropped_because = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)  # counts the changes of the action and of what hangs on it

    class Meta:
        ordering = ("order",)
        constraints = [models.UniqueConstraint(fields=("plan", "code"), name="action_code_once_per_plan")]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def lead_name(self) -> str:
        """The lead institution's name, or the words that stand for it."""
        return self.lead.name if self.lead else self.lead_text


class ClosedGap(CountryOwned):
    """A step of a gap that an action takes: from one level of a finding's capability to the next."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="closes")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="+")
    from_level = models.PositiveSmallIntegerField()
    to_level = models.PositiveSmallIntegerField()
    importance = models.FloatField()
    exposure = models.FloatField(null=True)  # share of rated risk; empty where the area's weight stood in for it
    rank = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.finding.capability.code} {self.from_level}→{self.to_level}"


class Milestone(CountryOwned):
    """A dated event by which one sees that an action moves."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=300)
    due = models.DateField()

    class Meta:
        ordering = ("due",)

    def __str__(self) -> str:
        return self.title


class Indicator(CountryOwned):
    """What an action delivers (output) or makes better (outcome), from a baseline to a target by a date."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="indicators")
    kind = models.CharField(max_length=8, choices=IndicatorKind.choices)
    text = models.TextField()
    baseline = models.CharField(max_length=120, blank=True)
    target = models.CharField(max_length=120, blank=True)
    due = models.DateField()

    class Meta:
        ordering = ("-kind",)  # outputs before outcomes

    def __str__(self) -> str:
        return self.text
