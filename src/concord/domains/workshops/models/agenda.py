"""The agenda: items with their times, and the questions that each puts to the room."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from concord.domains.people.models import CountryOwned
from concord.domains.priorities.enums import BallotKind, VoterUnit
from concord.domains.priorities.models import Ballot
from concord.domains.workshops.enums import ItemKind, QuestionState
from concord.domains.workshops.models.workshops import Workshop


class AgendaItem(CountryOwned):
    """One item: what it is about, when, who is invited, and how it asks."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=ItemKind.choices)
    title = models.CharField(max_length=200)
    about = models.TextField(blank=True)  # what the room is shown before anything is asked
    day = models.PositiveSmallIntegerField(default=1)
    starts_at = models.TimeField(null=True)
    minutes = models.PositiveSmallIntegerField(default=30)
    invited = models.JSONField(default=list)  # ids of institutions as text; empty: all
    unit = models.CharField(max_length=12, choices=VoterUnit.choices, default=VoterUnit.PERSON)
    asks = models.CharField(max_length=10, choices=BallotKind.choices, blank=True)  # how weights and priorities vote
    names_shown = models.BooleanField(default=True)  # the spread names institutions; otherwise it is by number
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("order",)
        constraints = [models.UniqueConstraint(fields=("workshop", "order"), name="agenda_place_once")]

    def __str__(self) -> str:
        return self.title

    def invites(self, institution_id: UUID | None) -> bool:
        """Whether people of an institution vote here; who speaks for none never does."""
        return institution_id is not None and (not self.invited or str(institution_id) in self.invited)


class Question(CountryOwned):
    """One thing that the room is asked within an item: a finding, a scenario, the weights, a free question.

    ``subject`` is the finding, scenario, prioritisation or criterion; a free question has none. The ballot comes into
    being when the question is opened for the first time.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)  # what is asked, in a sentence
    subject = models.UUIDField(null=True)
    code = models.CharField(max_length=40, blank=True)  # of the capability or scenario
    options = models.JSONField(default=list)  # of what is voted on: code and title, as in a ballot
    limits = models.JSONField(default=dict)  # as in a ballot
    asks = models.CharField(max_length=10, choices=BallotKind.choices, blank=True)  # empty: nothing is voted on
    state = models.CharField(max_length=10, choices=QuestionState.choices, default=QuestionState.WAITING)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, null=True, related_name="+")
    draft = models.JSONField(default=dict)  # the decision as it is being worded: text, outcome, against

    class Meta:
        ordering = ("item__order", "order")
        constraints = [models.UniqueConstraint(fields=("item", "order"), name="question_place_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def about(self) -> UUID:
        """What it is about; only a free question and a discussion are about nothing that is kept elsewhere."""
        if self.subject is None:
            raise ValueError(f"{self.title} is about nothing that is kept elsewhere")
        return self.subject

    @property
    def round(self) -> int:
        """The round that runs or ran last; 0 before the first."""
        return self.ballot.round if self.ballot is not None else 0

    @property
    def is_open(self) -> bool:
        """Whether votes are taken now."""
        return self.state == QuestionState.OPEN

    @property
    def is_decided(self) -> bool:
        """Whether a decision was confirmed."""
        return self.state == QuestionState.DECIDED
