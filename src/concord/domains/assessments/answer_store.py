"""How answers are kept: each with all its revisions. For services, inside their transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from concord.domains.assessments.enums import AnswerValue, AssignmentStatus
from concord.domains.assessments.merging import NOTHING, Said
from concord.domains.assessments.models import (
    Answer,
    AnswerRevision,
    Assessment,
    Assignment,
    GuestLink,
    Participant,
    answer_id,
)
from concord.domains.assessments.rules import is_guest
from concord.domains.assessments.values import problem_with
from concord.domains.frameworks.models import STATEMENT, Statement
from concord.domains.people.models import Institution
from concord.kernel import clock
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput
from concord.kernel.prepared import insert, update

WRITTEN = ["value", "confidence", "comment", "evidence", "answered_by", "answered_at", "revision"]


def refuse_impossible(statement: Statement, said: Said) -> None:
    """Refuse what cannot answer a statement; not applicable needs its reason."""
    problem = problem_with(statement, said.value) if said.value else ""
    if problem:
        raise InvalidInput(problem)
    if statement.kind == STATEMENT and said.value == AnswerValue.NOT_APPLICABLE and not said.comment.strip():
        raise InvalidInput(_("Say in the comment why %(statement)s is not applicable.") % {"statement": statement.code})


def present_answers(actor: Actor, assessment: Assessment, institution: Institution) -> dict[UUID, Answer]:
    """An institution's answers by statement, locked until the transaction ends."""
    rows = Answer.objects.for_actor(actor).filter(assessment=assessment, institution=institution)
    return {answer.statement_id: answer for answer in rows.select_for_update()}


def said_by(answer: Answer | AnswerRevision | None) -> Said:
    """What an answer says; nothing where there is none."""
    return NOTHING if answer is None else Said(answer.value, answer.confidence, answer.comment, answer.evidence)


def write_answers(
    actor: Actor,
    assessment: Assessment,
    institution: Institution,
    changes: Mapping[UUID, Said],
    present: Mapping[UUID, Answer],
) -> None:
    """Write answers by statement; what they replace is kept as an earlier revision."""
    now = clock.now()
    new, changed, earlier = [], [], []
    for statement_id, words in changes.items():
        answer = present.get(statement_id)
        if answer is None:
            answer = Answer(
                pk=answer_id(assessment.pk, institution.pk, statement_id),
                country_id=actor.country_id,
                assessment=assessment,
                institution=institution,
                statement_id=statement_id,
                revision=0,
            )
            new.append(answer)
        else:
            stood = {name: getattr(answer, name) for name in WRITTEN}
            earlier.append(AnswerRevision(answer=answer, country_id=actor.country_id, **stood))
            changed.append(answer)
        answer.value, answer.confidence, answer.comment, answer.evidence = words
        answer.answered_by, answer.answered_at, answer.revision = actor.name, now, answer.revision + 1
    if len(changes) == 1:  # somebody is typing: what a bulk write costs to put together would be most of the time
        for row in (*new, *earlier):
            insert(row)
        for answer in changed:
            update(answer, *WRITTEN)
        return
    Answer.objects.bulk_create(new)
    AnswerRevision.objects.bulk_create(earlier)
    Answer.objects.for_actor(actor).bulk_update(changed, WRITTEN, batch_size=200)


def move_on(actor: Actor, assignment: Assignment) -> None:
    """The first answer moves an assignment from assigned to in progress; a returned one waits to be submitted again."""
    now = clock.now()
    if assignment.status == AssignmentStatus.ASSIGNED:
        rows = Assignment.objects.for_actor(actor).filter(pk=assignment.pk, status=AssignmentStatus.ASSIGNED)
        rows.update(status=AssignmentStatus.IN_PROGRESS, changed_by=actor.name, changed_at=now)
    if is_guest(actor) and actor.user_id is not None:
        GuestLink.objects.for_actor(actor).filter(pk=actor.user_id).update(used_at=now)


def new_participants(
    actor: Actor, assessment: Assessment, institution: Institution, people: Sequence[tuple[str, str]]
) -> dict[str, str]:
    """Those of ``people`` (name, function) who are not noted yet, each once."""
    rows = Participant.objects.for_actor(actor).filter(assessment=assessment, institution=institution)
    known = set(rows.values_list("name", flat=True))
    return {name: function for name, function in people if name not in known}


def add_participants(
    actor: Actor, assessment: Assessment, institution: Institution, people: Sequence[tuple[str, str]]
) -> None:
    """Note who took part, each once."""
    Participant.objects.bulk_create(
        Participant(
            country_id=actor.country_id, assessment=assessment, institution=institution, name=name, function=function
        )
        for name, function in new_participants(actor, assessment, institution, people).items()
    )
