"""Ballots and votes: one mechanism for whatever institutions are asked to weigh, rate or order."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from concord.domains.people.models import CountryOwned, Institution
from concord.domains.priorities.enums import BallotKind, Shown, VoterUnit
from concord.kernel import clock


class Ballot(CountryOwned):
    """A question put to institutions, in one round or several.

    ``subject`` is the thing that it is about (a prioritisation, a criterion); this table does not know what that is.
    """

    title = models.CharField(max_length=200)
    question = models.TextField()
    kind = models.CharField(max_length=10, choices=BallotKind.choices)
    options = models.JSONField()  # of what is voted on: code and title, in the order in which they are shown
    unit = models.CharField(max_length=12, choices=VoterUnit.choices)
    shown = models.CharField(max_length=8, choices=Shown.choices, default=Shown.CLOSED)
    limits = models.JSONField(default=dict)  # of a scale: low, high and blank; of a choice: most
    influence = models.JSONField(default=dict)  # by institution id, how much it counts; whoever is not named counts 1
    subject = models.UUIDField(db_index=True)
    round = models.PositiveSmallIntegerField(default=1)  # each later one after seeing the results of the one before
    led_to = models.PositiveSmallIntegerField(default=0)  # up to which round results were shown, where somebody leads
    opened_by = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)  # by hand; empty while it is open

    class Meta:
        ordering = ("-opened_at",)

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether votes are taken now."""
        return self.closed_at is None and (self.closes_at is None or clock.now() < self.closes_at)

    @property
    def revealed_round(self) -> int:
        """Up to which round votes may be seen: 0 where none may."""
        if self.shown == Shown.LED:
            return self.led_to
        if not self.is_open or self.shown == Shown.LIVE:
            return self.round
        return self.round - 1

    @property
    def codes(self) -> list[str]:
        """The codes of what is voted on, in order."""
        return [option["code"] for option in self.options]

    def influence_of(self, institution_id: UUID) -> float:
        """How much an institution's vote counts."""
        return float(self.influence.get(str(institution_id), 1.0))


class Vote(CountryOwned):
    """What one voter said in one round; voting again replaces it while the round is open."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="votes")
    round = models.PositiveSmallIntegerField()
    voter = models.UUIDField()  # the person, or the institution where it votes once
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()  # by the ballot's kind: points, places or steps by code, comparisons by pair, choices
    complete = models.BooleanField(default=True)  # half a set of comparisons is kept and does not count yet
    paper = models.BooleanField(default=False)  # typed in from a paper ballot, by whom ``by`` names
    key = models.CharField(max_length=40, blank=True)  # made by the phone that sent it, so that it is counted once
    by = models.CharField(max_length=200)
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("ballot", "round", "voter"), name="one_vote_per_voter_and_round")
        ]

    def __str__(self) -> str:
        return f"{self.by}: {self.ballot}"
