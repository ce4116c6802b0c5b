"""A free question of a questionnaire: answered in words, numbers or choices, and standing on no level."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, SerializerFunctionWrapHandler, model_serializer

from concord.formats.framework_text import CONTROL, Code, Part, Text

QuestionKind = Literal["select_one", "select_multiple", "integer", "decimal", "text", "date"]
SELECTS = ("select_one", "select_multiple")


def _condition(value: str) -> str:
    plain = " ".join(value.split())
    if CONTROL.search(plain):
        raise ValueError("the text holds an invisible control character; type it anew")
    return plain


# A condition is kept as its author wrote it; ${CODE} in it stands for the answer to another question.
Condition = Annotated[str, AfterValidator(_condition)]


class Choice(Part):
    """One of the answers that a question offers."""

    code: Code
    text: Text


class Question(Part):
    """One question. ``relevance`` says when it is asked, ``constraint`` what an answer must fulfil."""

    code: Code
    text: Text
    kind: QuestionKind
    choices: tuple[Choice, ...] = ()
    guidance: Text | None = None
    relevance: Condition = ""
    constraint: Condition = ""
    required: bool = False
    group: Text | None = None

    @model_serializer(mode="wrap")
    def _without_defaults(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        plain: dict[str, Any] = handler(self)
        return {key: value for key, value in plain.items() if value}
