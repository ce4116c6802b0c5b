"""What was decided. A decision is never changed: a correction is another row that names the one it corrects."""

from __future__ import annotations

from django.db import models

from concord.domains.people.models import CountryOwned
from concord.domains.workshops.models.agenda import AgendaItem, Question
from concord.domains.workshops.models.workshops import Workshop


class Decision(CountryOwned):
    """A decision as the room saw it confirmed, with the votes behind it frozen.

    ``outcome`` is what other domains were told (level and target, likelihood and impact, chosen options …), ``tally``
    the votes as ``tallying.Tally`` writes them; empty where nothing was voted on.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="decisions")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="decisions")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, null=True, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    outcome = models.JSONField(default=dict)
    against = models.TextField(blank=True)  # what was said against it, as the room wished it kept
    tally = models.JSONField(default=dict)
    effect = models.CharField(max_length=20, blank=True)  # what was written elsewhere: finding, estimates, weights …
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    reason = models.TextField(blank=True)  # of a correction
    by = models.CharField(max_length=200)
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=("workshop", "number"), name="decision_number_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:60]}"
