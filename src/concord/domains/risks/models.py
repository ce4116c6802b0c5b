"""Scenarios, how far they lean on capabilities, and estimates by institution. All rows belong to one country."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from concord.domains.assessments.enums import Confidence
from concord.domains.assessments.models import Assessment
from concord.domains.frameworks.models import Capability
from concord.domains.people.models import CountryOwned, Institution
from concord.domains.risks.enums import CrossBorder, ScenarioOrigin, Stage, Strength
from concord.kernel.sharing import SharingLabel

BAND = (MinValueValidator(1), MaxValueValidator(5))


class Scenario(CountryOwned):
    """Something that may happen, told at the level of a government's tasks."""

    code = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    origin = models.CharField(max_length=12, choices=ScenarioOrigin.choices)
    hazards = models.JSONField(default=list)  # letters of CBRN
    story = models.TextField()
    affected = models.TextField(blank=True)
    cross_border = models.CharField(max_length=10, choices=CrossBorder.choices, default=CrossBorder.NONE)
    across = models.TextField(blank=True)  # how it reaches others
    likelier = models.JSONField(default=list)  # what makes it more likely, as short texts
    rarer = models.JSONField(default=list)  # what makes it less likely
    source = models.CharField(max_length=120, blank=True)  # the pack or register it was taken from
    left_out = models.TextField(blank=True)  # why the country leaves it out; empty where it counts
    order = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=12, choices=SharingLabel.choices, default=SharingLabel.AMBER_STRICT)

    class Meta:
        ordering = ("order", "code")
        constraints = [models.UniqueConstraint(fields=("country", "code"), name="scenario_code_once_per_country")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Reliance(CountryOwned):
    """A scenario leans on a capability; where there is no row it does not."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="reliances")
    capability = models.ForeignKey(Capability, on_delete=models.PROTECT, related_name="+")
    strength = models.PositiveSmallIntegerField(choices=Strength.choices)
    proposed = models.BooleanField(default=False)  # by the pack, and not touched by the country

    class Meta:
        constraints = [models.UniqueConstraint(fields=("scenario", "capability"), name="reliance_once_per_pair")]

    def __str__(self) -> str:
        return f"{self.scenario.code} {self.capability.code}: {self.strength}"


class Unlinked(CountryOwned):
    """Why no scenario leans on a capability."""

    capability = models.ForeignKey(Capability, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("country", "capability"), name="one_reason_per_capability")]

    def __str__(self) -> str:
        return self.reason[:60]


class RiskPicture(CountryOwned):
    """The estimates that go with one assessment, and how far they have come."""

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.FIRST)
    opened_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=200, blank=True)
    agreed_by_id = models.UUIDField(null=True)
    agreed_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=200, blank=True)
    approved_at = models.DateTimeField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)  # SHA-256 of what was approved
    audit_head = models.CharField(max_length=64, blank=True)  # the end of the audit trail when it was approved
    reopen_reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.assessment}: {self.get_stage_display()}"


class Estimate(CountryOwned):
    """What one institution thinks of one scenario in one round; bands 1 to 5, empty where it cannot say."""

    picture = models.ForeignKey(RiskPicture, on_delete=models.CASCADE, related_name="estimates")
    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()  # 1, or 2 after seeing the spread
    likelihood = models.PositiveSmallIntegerField(null=True, validators=BAND)
    health = models.PositiveSmallIntegerField(null=True, validators=BAND)
    environment = models.PositiveSmallIntegerField(null=True, validators=BAND)
    economy = models.PositiveSmallIntegerField(null=True, validators=BAND)
    public_order = models.PositiveSmallIntegerField(null=True, validators=BAND)
    confidence = models.CharField(max_length=8, choices=Confidence.choices, blank=True)
    reason = models.TextField(blank=True)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("picture", "scenario", "institution", "round"), name="one_estimate_per_institution_and_round"
            )
        ]

    def __str__(self) -> str:
        return f"{self.institution}: {self.scenario.code}"


class AgreedRisk(CountryOwned):
    """What the country agreed for one scenario; the estimates that differ stay as they were made."""

    picture = models.ForeignKey(RiskPicture, on_delete=models.CASCADE, related_name="agreed")
    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="+")
    likelihood = models.FloatField()  # bands; a median may fall between two
    impact = models.FloatField()
    rationale = models.TextField(blank=True)  # needed where it differs from the medians

    class Meta:
        constraints = [models.UniqueConstraint(fields=("picture", "scenario"), name="one_agreed_risk_per_scenario")]

    def __str__(self) -> str:
        return f"{self.scenario.code}: {self.likelihood}, {self.impact}"
