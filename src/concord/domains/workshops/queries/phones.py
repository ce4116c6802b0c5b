"""What a phone in the room may know: its room, who holds it, and its own vote."""

from __future__ import annotations

from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import CharField, Model, QuerySet, UUIDField

from concord.domains.people.models import Country, Institution
from concord.domains.people.tokens import digest
from concord.domains.priorities.enums import VoterUnit
from concord.domains.priorities.models import Ballot, Vote
from concord.domains.workshops.codes import read_code
from concord.domains.workshops.enums import Means
from concord.domains.workshops.models import AgendaItem, Participant, Question, Workshop
from concord.kernel.actor import Actor
from concord.kernel.errors import NotFound
from concord.kernel.prepared import Prepared, Slot, columns, instance

# What a phone's request reads at once, and where it stands as seen from the participant.
READ: tuple[tuple[str, type[Model]], ...] = (
    ("", Participant),
    ("workshop__", Workshop),
    ("workshop__country__", Country),
    ("institution__", Institution),
    ("workshop__current_item__", AgendaItem),
    ("workshop__current_question__", Question),
    ("workshop__current_question__ballot__", Ballot),
)
_HOLDER = Prepared(
    lambda: (
        Participant.by_token.filter(token_hash=Slot("token", CharField()), workshop_id=Slot("workshop", UUIDField()))
        .order_by()
        .values_list(*(name for prefix, model in READ for name in columns(model, prefix)))
    )
)
_OWN_VOTE = Prepared(
    lambda: (
        Vote.objects.filter(
            country_id=Slot("country", UUIDField()),
            ballot_id=Slot("ballot", UUIDField()),
            voter=Slot("voter", UUIDField()),
        )
        .order_by("-round")
        .values_list(*columns(Vote))
    )
)


def room_of(code: str) -> Workshop:
    """The workshop that a code on the wall stands for, whatever its state; ``NotFound`` where there is none."""
    found = Workshop.by_code.select_related("country").filter(code=read_code(code)).first()
    if found is None:
        raise NotFound("There is no such room.")
    return found


def institutions_to_choose(workshop: Workshop) -> QuerySet[Institution]:
    """What somebody at the door chooses from; the names are on the wall anyway once people vote."""
    return Institution.objects.for_country(workshop.country_id)


def holder_of(workshop_id: UUID, token: str) -> Participant | None:
    """Who holds a phone's token in a room, with what the room is shown, in one query."""
    rows = _HOLDER.rows(token=digest(token), workshop=workshop_id) if token else []
    if not rows:
        return None
    values = iter(rows[0])
    participant, workshop, country, institution, item, question, ballot = (
        _row(model, list(islice(values, len(columns(model))))) for _prefix, model in READ
    )
    workshop.country = participant.country = country
    participant.workshop, participant.institution = workshop, institution
    workshop.current_item, workshop.current_question = item, question
    if item is not None:
        item.workshop = workshop
    if question is not None:
        question.ballot = ballot
        if item is not None and item.pk == question.item_id:
            question.item = item
    found: Participant = participant
    return found


def _row(model: type[Model], values: list[Any]) -> Any:
    """A row from its columns, the key first; None where there is none."""
    return None if values[0] is None else instance(model, columns(model), values)


def question_for(participant: Participant, question_id: str) -> Question | None:
    """The question that a phone names: usually the one that is shown, else another one of the same workshop."""
    current = participant.workshop.current_question
    if current is not None and str(current.pk) == question_id:
        return current
    try:
        UUID(question_id)
    except ValueError:
        return None
    rows = Question.objects.for_country(participant.country_id).filter(item__workshop=participant.workshop_id)
    found: Question | None = rows.select_related("item__workshop").filter(pk=question_id).first()
    return found


def own_live_vote(participant: Participant, question: Question | None) -> Vote | None:
    """What the participant (or their institution, where it votes once) said last about a question."""
    if question is None or question.ballot is None or participant.institution_id is None:
        return None
    once = question.ballot.unit == VoterUnit.INSTITUTION
    voter = participant.institution_id if once else participant.voter_id
    rows = _OWN_VOTE.instances(Vote, country=participant.country_id, ballot=question.ballot.pk, voter=voter)
    return next(iter(rows), None)


def paper_participants(actor: Actor, workshop: Workshop) -> QuerySet[Participant]:
    """Who votes on paper, by code."""
    rows: QuerySet[Participant] = Participant.objects.for_actor(actor).filter(workshop=workshop, means=Means.PAPER)
    return rows.select_related("institution").order_by("paper_code")


def typed_in(actor: Actor, question: Question | None) -> set[UUID]:
    """The voters whose paper ballots were typed in for the running round."""
    if question is None or question.ballot is None:
        return set()
    votes = Vote.objects.for_actor(actor).filter(ballot=question.ballot, round=question.ballot.round, paper=True)
    return set(votes.values_list("voter", flat=True))
