"""What the room is shown on the wall, and a short name of it by which a page that polls knows whether it changed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max

from concord.domains.priorities.models import Vote
from concord.domains.workshops.enums import Standing
from concord.domains.workshops.models import Decision, Participant, Question, Workshop
from concord.domains.workshops.queries.tallies import Turnout, tally_of, turnout_of
from concord.domains.workshops.rules import can_assist, can_see_workshops
from concord.domains.workshops.tallying import Tally
from concord.kernel.actor import Actor, require
from concord.kernel.canonical import sha256_of


@dataclass(frozen=True)
class Pulse:
    """How often things changed: the room's version, people at the door and inside, and votes in the running round."""

    version: int
    waiting: int
    inside: int
    votes: int
    last_vote: str

    @property
    def key(self) -> str:
        """A short name of all of it."""
        return sha256_of([self.version, self.waiting, self.inside, self.votes, self.last_vote])[:16]


def pulse(actor: Actor, workshop: Workshop) -> Pulse:
    """The pulse of a room that was just read, in two small queries."""
    require(can_see_workshops | can_assist, actor, workshop)
    people = Participant.objects.for_actor(actor).filter(workshop=workshop).exclude(name="").order_by()
    standings = dict(people.values_list("standing").annotate(n=Count("pk")))
    question = workshop.current_question
    votes, last = 0, ""
    if question is not None and question.ballot is not None and question.is_open:
        cast = Vote.objects.for_actor(actor).filter(ballot=question.ballot, round=question.ballot.round)
        row = cast.aggregate(n=Count("pk"), last=Max("at"))
        votes, last = row["n"], row["last"].isoformat() if row["last"] else ""
    return Pulse(workshop.version, standings.get(Standing.WAITING, 0), standings.get(Standing.ADMITTED, 0), votes, last)


@dataclass(frozen=True)
class Screen:
    """What the wall shows: the question, who has voted while it is open, what was voted once shown, the decision."""

    workshop: Workshop
    question: Question | None
    number: int  # of the question within its item, from 1
    questions: int
    turnout: tuple[Turnout, ...]
    tally: Tally | None
    decision: Decision | None
    inside: int
    institutions: int

    @property
    def voted(self) -> int:
        """How many votes came in."""
        return sum(one.voted for one in self.turnout)

    @property
    def voters(self) -> int:
        """How many may vote."""
        return sum(one.people for one in self.turnout)


def screen(actor: Actor, workshop: Workshop) -> Screen:
    """What a room is shown now."""
    require(can_see_workshops | can_assist, actor, workshop)
    question = workshop.current_question
    people = Participant.objects.for_actor(actor).filter(workshop=workshop, standing=Standing.ADMITTED)
    inside = list(people.exclude(name="").values_list("institution_id", flat=True))
    orders = [] if question is None else list(question.item.questions.order_by("order").values_list("pk", flat=True))
    return Screen(
        workshop=workshop,
        question=question,
        number=orders.index(question.pk) + 1 if question is not None else 0,
        questions=len(orders),
        turnout=tuple(turnout_of(actor, question)) if question is not None and question.asks else (),
        tally=tally_of(actor, question) if question is not None else None,
        decision=_decision(actor, question),
        inside=len(inside),
        institutions=len({pk for pk in inside if pk is not None}),
    )


def _decision(actor: Actor, question: Question | None) -> Decision | None:
    """The last word on a question: its decision, or the last correction of it."""
    if question is None or not question.is_decided:
        return None
    return Decision.objects.for_actor(actor).filter(question=question).order_by("-number").first()
