"""What counts as an answer: the five words of a statement, or what a free question asks for."""

from __future__ import annotations

from concord.domains.assessments.enums import AnswerValue
from concord.domains.frameworks.models import STATEMENT, Statement
from concord.formats.typed_answer import answer_problem


def problem_with(statement: Statement, value: str) -> str:
    """Why a value cannot answer a statement or question, in one sentence; empty where it can."""
    if statement.kind == STATEMENT:
        wanted = "" if value in AnswerValue.values else "yes, partly, no, not applicable or don't know"
    else:
        wanted = answer_problem(statement.kind, value, [choice["code"] for choice in statement.choices])
    return f"The answer to {statement.code} must be {wanted}." if wanted else ""
