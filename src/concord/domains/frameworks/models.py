"""A framework version and its parts. They belong to the instance: every country may be assessed against them."""

from __future__ import annotations

from django.db import models
from i18nfield.fields import I18nCharField, I18nTextField

from concord.domains.people.models import Identified

STATEMENT = "statement"


class Framework(Identified):
    """One edition of a catalogue; ``pack_hash`` is what an assessment pins."""

    code = models.CharField(max_length=40)
    edition = models.CharField(max_length=20)
    title = I18nCharField(max_length=300)
    licence = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=10, default="en")
    pack_hash = models.CharField(max_length=64, unique=True)
    pack = models.JSONField()  # the pack as it was imported, for export and for later comparison
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ("code", "imported_at")

    def __str__(self) -> str:
        return f"{self.code} {self.edition}"


class Area(Identified):
    """A chapter of a framework. ``weight`` stands in for exposure until risks are assessed."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="areas")
    code = models.CharField(max_length=40)
    title = I18nCharField(max_length=300)
    order = models.PositiveSmallIntegerField()
    weight = models.FloatField(default=1.0)

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Capability(Identified):
    """What a country can do, in levels 1 to 5."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="capabilities")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="capabilities")
    code = models.CharField(max_length=40)
    title = I18nTextField()
    aim = I18nTextField(blank=True)
    why = I18nTextField(blank=True)
    hazards = models.JSONField(default=list)  # letters of CBRN
    phase = models.CharField(max_length=20)
    elements = models.JSONField(default=list)
    answered_by = models.JSONField(default=list)  # kinds of institution
    led_by = models.JSONField(default=list)
    evidence = models.JSONField(default=list)  # texts by language: what an assessor would accept
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)
        constraints = [models.UniqueConstraint(fields=("framework", "code"), name="capability_code_once_per_framework")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Statement(Identified):
    """One observable fact at one level of a capability.

    A questionnaire that somebody else wrote has free questions instead: level 0, a ``kind`` such as ``integer`` or
    ``select_one``, and choices. They are answered like statements and give no level.
    """

    capability = models.ForeignKey(Capability, on_delete=models.CASCADE, related_name="statements")
    code = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField()
    text = I18nTextField()
    guidance = I18nTextField(blank=True)
    asks = models.CharField(max_length=12)
    kind = models.CharField(max_length=16, default=STATEMENT)
    choices = models.JSONField(default=list)  # of select questions: code, and text by language
    relevance = models.TextField(blank=True)  # when the question applies, in the words of whoever wrote it
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class BenchmarkAction(Identified):
    """What usually moves a capability from ``from_level`` to the next."""

    capability = models.ForeignKey(Capability, on_delete=models.CASCADE, related_name="benchmark_actions")
    code = models.CharField(max_length=40)
    from_level = models.PositiveSmallIntegerField()
    text = I18nTextField()
    lead = models.CharField(max_length=40)
    support = models.JSONField(default=list)
    duration_months = models.PositiveSmallIntegerField()
    ingredients = models.JSONField(default=list)  # kind, quantity, scales_with, note
    output_indicator = I18nTextField()
    outcome_indicator = I18nTextField()
    depends_on = models.JSONField(default=list)  # capability, level
    modes = models.JSONField(default=list)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class CrosswalkEntry(Identified):
    """The same matter in an edition of another instrument."""

    capability = models.ForeignKey(Capability, on_delete=models.CASCADE, related_name="crosswalk")
    instrument = models.CharField(max_length=40)
    edition = models.CharField(max_length=20)
    code = models.CharField(max_length=40)

    class Meta:
        indexes = [models.Index(fields=("instrument", "edition", "code"))]

    def __str__(self) -> str:
        return f"{self.instrument} ({self.edition}) {self.code}"
