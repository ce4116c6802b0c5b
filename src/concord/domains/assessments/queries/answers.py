"""Answers as pages and methods read them: put to their statements, with medians and agreement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import QuerySet

from concord.domains.assessments.enums import NUMBER, AnswerValue
from concord.domains.assessments.models import Answer, Assessment
from concord.domains.assessments.rules import can_see_findings, may_see_all_answers
from concord.domains.frameworks.models import STATEMENT, Capability, Statement
from concord.kernel.actor import Actor, require
from concord.methods.levels import StatementAnswers, agreement, lower_median

FEWEST = 3  # institutions behind a median that everybody may see


def answers(actor: Actor, assessment: Assessment) -> QuerySet[Answer]:
    """All answers of an assessment with who gave them, for working out medians; show them through ``readable``."""
    require(can_see_findings, actor)
    return (
        Answer.objects.for_actor(actor)
        .filter(assessment=assessment)
        .exclude(value="")  # a comment only
        .select_related("institution")
        .order_by("statement__order", "institution__name")
    )


def readable(actor: Actor, view: StatementView) -> StatementView:
    """The statement with only the answers that the actor may read: all, their own institution's, or none.

    Who may not read all gets median and agreement only where at least ``FEWEST`` institutions stand behind them, since
    of fewer the median would tell who answered what.
    """
    if may_see_all_answers(actor):
        return view
    own = actor.institution_id
    told = len(view.answers) >= FEWEST
    return replace(
        view,
        answers=tuple(a for a in view.answers if own is not None and a.institution_id == own),
        median=view.median if told else None,
        agreement=view.agreement if told else None,
    )


@dataclass(frozen=True)
class StatementView:
    """One statement with its answers, their lower median and agreement (both None where nobody answered)."""

    statement: Statement
    answers: tuple[Answer, ...]
    median: float | None
    agreement: float | None
    not_applicable: int

    @property
    def fulfilled(self) -> bool:
        """Whether the median answer is yes."""
        return self.median == 1.0

    @property
    def disputed(self) -> bool:
        """Whether institutions gave different answers."""
        return self.agreement is not None and self.agreement < 1


def by_statement(given_answers: Iterable[Answer]) -> dict[UUID, list[Answer]]:
    """Answers by the statement they answer."""
    grouped: dict[UUID, list[Answer]] = defaultdict(list)
    for answer in given_answers:
        grouped[answer.statement_id].append(answer)
    return grouped


def statement_views(statements: Iterable[Statement], given_answers: Mapping[UUID, list[Answer]]) -> list[StatementView]:
    """Statements with their answers, grouped ``by_statement``, put to them."""
    views = []
    for statement in statements:
        given = given_answers.get(statement.pk, [])
        numbers = [NUMBER[AnswerValue(a.value)] for a in given if a.value in NUMBER]
        views.append(
            StatementView(
                statement,
                tuple(given),
                lower_median(numbers) if numbers else None,
                agreement(numbers),
                sum(a.value == AnswerValue.NOT_APPLICABLE for a in given),
            )
        )
    return views


def told(view: StatementView, asked: int) -> StatementAnswers:
    """A statement's answers as the method takes them; ``asked`` institutions were to answer."""
    values = tuple(NUMBER[AnswerValue(a.value)] for a in view.answers if a.value in NUMBER)
    return StatementAnswers(
        level=view.statement.level,
        values=values,
        not_applicable=view.not_applicable,
        missing=max(asked - len(values) - view.not_applicable, 0),
    )


def ladder(actor: Actor, assessment: Assessment, capability: Capability) -> list[StatementView]:
    """A capability's statements from level 2 up, each with the answers that the actor may read."""
    given = by_statement(answers(actor, assessment).filter(statement__capability=capability))
    rungs = capability.statements.filter(kind=STATEMENT).order_by("order")
    return [readable(actor, view) for view in statement_views(rungs, given)]


def unfulfilled(actor: Actor, assessment: Assessment) -> dict[UUID, list[Statement]]:
    """By capability, the statements (lowest level first) that the median answer does not fulfil."""
    require(can_see_findings, actor)
    rows = Answer.objects.for_actor(actor).filter(assessment=assessment, value__in=list(NUMBER))
    numbers: dict[UUID, list[float]] = defaultdict(list)
    for statement_id, value in rows.values_list("statement_id", "value").order_by():
        numbers[statement_id].append(NUMBER[AnswerValue(value)])
    missing: dict[UUID, list[Statement]] = defaultdict(list)
    asked = Statement.objects.filter(capability__framework_id=assessment.framework_id, kind=STATEMENT)
    for statement in asked.order_by("capability__order", "order"):
        given = numbers.get(statement.pk)
        if given is None or lower_median(given) != 1.0:
            missing[statement.capability_id].append(statement)
    return missing
