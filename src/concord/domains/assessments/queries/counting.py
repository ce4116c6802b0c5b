"""What was answered, counted in the database: levels as the answers stand now, without loading the answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from uuid import UUID

from django.db.models import Count

from concord.domains.assessments.enums import NUMBER, AnswerValue
from concord.domains.assessments.models import Answer, Assessment, Assignment
from concord.domains.assessments.rules import may_see_all_answers
from concord.domains.frameworks.models import STATEMENT, Statement
from concord.kernel.actor import Actor, require
from concord.methods.levels import CapabilityLevel, StatementAnswers, capability_level

Counts = dict[UUID, Counter[str]]


def counted(actor: Actor, assessment: Assessment) -> Counts:
    """By statement, how many institutions gave which answer."""
    require(may_see_all_answers, actor)
    rows = Answer.objects.for_actor(actor).filter(assessment=assessment, statement__kind=STATEMENT).exclude(value="")
    found: Counts = defaultdict(Counter)
    for statement, value, number in rows.values_list("statement_id", "value").order_by().annotate(n=Count("pk")):
        found[statement][value] = number
    return found


def numbers(counts: Counter[str]) -> tuple[float, ...]:
    """Counted answers as the numbers that methods take."""
    return tuple(number for value, number in NUMBER.items() for _ in range(counts[value]))


def levels_now(
    actor: Actor, assessment: Assessment, given: Counts, capabilities: Collection[UUID]
) -> dict[UUID, CapabilityLevel | None]:
    """The level of each capability as the answers stand now, agreed or not."""
    asked = dict(
        Assignment.objects.for_actor(actor)
        .filter(assessment=assessment, capability__in=capabilities)
        .values_list("capability_id")
        .order_by()
        .annotate(n=Count("pk"))
    )
    ladders: dict[UUID, list[StatementAnswers]] = defaultdict(list)
    rows = Statement.objects.filter(capability__in=capabilities, kind=STATEMENT).order_by("order")
    for statement, capability, level in rows.values_list("pk", "capability_id", "level"):
        counts = given.get(statement, Counter())
        values, not_applicable = numbers(counts), counts[AnswerValue.NOT_APPLICABLE]
        missing = max(asked.get(capability, 0) - len(values) - not_applicable, 0)
        ladders[capability].append(StatementAnswers(level, values, not_applicable, missing))
    return {capability: capability_level(ladder) for capability, ladder in ladders.items()}
