"""A prioritisation of one assessment's gaps: its criteria, and what a country sets against what the data say."""

from __future__ import annotations

from django.db import models

from concord.domains.assessments.models import Assessment
from concord.domains.frameworks.models import Capability
from concord.domains.people.models import CountryOwned
from concord.domains.priorities.enums import CRITERION_WORDS, Aim, Source
from concord.kernel.sharing import SharingLabel


class Prioritisation(CountryOwned):
    """The road from the gaps of one assessment to an order that the country decides."""

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="+")
    seed = models.PositiveIntegerField()  # of every draw, so that the same votes give the same result
    opened_by = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    label = models.CharField(max_length=12, choices=SharingLabel.choices, default=SharingLabel.AMBER_STRICT)

    def __str__(self) -> str:
        return str(self.assessment)


class Criterion(CountryOwned):
    """One thing by which gaps are compared.

    Values run in a straight line from ``bottom`` to ``top`` (in the source's own unit), which are 0 and 100 where
    more comes first, and the other way round where less does.
    """

    prioritisation = models.ForeignKey(Prioritisation, on_delete=models.CASCADE, related_name="criteria")
    code = models.SlugField(max_length=40)
    title = models.CharField(max_length=120, blank=True)  # empty: the shipped words
    about = models.TextField(blank=True)
    source = models.CharField(max_length=10, choices=Source.choices)
    aim = models.CharField(max_length=4, choices=Aim.choices)
    bottom = models.FloatField()
    top = models.FloatField()
    doubt = (
        models.FloatField()
    )  # how far the truth may lie from a value that comes without a range, as share of the range
    left_out = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)
        constraints = [
            models.UniqueConstraint(fields=("prioritisation", "code"), name="criterion_code_once"),
            models.CheckConstraint(condition=models.Q(top__gt=models.F("bottom")), name="criterion_has_a_range"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What it is called: the country's words, else the shipped ones."""
        return self.title or str(CRITERION_WORDS[self.code][0] if self.code in CRITERION_WORDS else self.code)

    @property
    def asks(self) -> str:
        """What it asks, in a sentence."""
        return self.about or str(CRITERION_WORDS[self.code][1] if self.code in CRITERION_WORDS else "")


class OwnScore(CountryOwned):
    """A score that the country sets itself against what is filled in, and why. Earlier ones are kept."""

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="own_scores")
    capability = models.ForeignKey(Capability, on_delete=models.PROTECT, related_name="+")
    value = models.FloatField()  # 0 to 100, where 100 speaks most for doing it first
    low = models.FloatField()
    high = models.FloatField()
    reason = models.TextField()
    by = models.CharField(max_length=200)
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # replaced, or taken back

    class Meta:
        ordering = ("-at",)
        constraints = [
            models.UniqueConstraint(
                fields=("criterion", "capability"),
                condition=models.Q(ended_at__isnull=True),
                name="one_own_score_holds",
            ),
            models.CheckConstraint(
                condition=models.Q(low__gte=0, low__lte=models.F("value"), high__gte=models.F("value"), high__lte=100),
                name="own_score_lies_in_its_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.code} {self.capability.code}: {self.value}"
