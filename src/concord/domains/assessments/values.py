"""What counts as an answer: the five words of a statement, or what a free question asks for."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from concord.domains.assessments.enums import AnswerValue
from concord.domains.frameworks.models import STATEMENT, Statement
from concord.formats.typed_answer import answer_problem

FIVE_WORDS = gettext_noop("yes, partly, no, not applicable or don't know")
# What ``answer_problem`` may say, for the catalogues: formats know no language.
WANTED = (
    gettext_noop("one of the choices"),
    gettext_noop("some of the choices, each once"),
    gettext_noop("a whole number"),
    gettext_noop("a number, such as 2.5"),
    gettext_noop("a date, written as 2026-11-30"),
)


def problem_with(statement: Statement, value: str) -> str:
    """Why a value cannot answer a statement or question, in one sentence; empty where it can."""
    if statement.kind == STATEMENT:
        wanted = "" if value in AnswerValue.values else FIVE_WORDS
    else:
        wanted = answer_problem(statement.kind, value, [choice["code"] for choice in statement.choices])
    if not wanted:
        return ""
    return _("The answer to %(statement)s must be %(wanted)s.") % {"statement": statement.code, "wanted": _(wanted)}
