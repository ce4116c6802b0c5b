"""The statements of a part as its page shows them, and as its form sends them back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from concord.domains.assessments.answer_store import said_by
from concord.domains.assessments.changes import Change
from concord.domains.assessments.enums import AnswerValue, Confidence
from concord.domains.assessments.merging import NOTHING, Said
from concord.domains.assessments.models import Answer, EvidenceFile
from concord.domains.assessments.queries import LastAnswer
from concord.domains.assessments.services import Saved
from concord.domains.frameworks.models import STATEMENT, Statement
from concord.kernel.errors import InvalidInput

SELECTS = ("select_one", "select_multiple")
INPUTS = {"integer": "number", "decimal": "number", "date": "date"}  # the kinds that a one-line field takes
FIELDS = ("value", "confidence", "comment", "evidence")


@dataclass(frozen=True)
class Choice:
    """One of the answers that a statement or question offers."""

    code: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Ask:
    """One statement with what is said of it, and what went wrong where something did."""

    statement: Statement
    said: Said
    base: int
    by: str = ""
    at: dt.datetime | None = None
    files: Sequence[EvidenceFile] = ()
    last: LastAnswer | None = None
    conflict: Saved | None = None
    problem: str = ""

    @property
    def control(self) -> str:
        """How it is answered: ``five`` words, ``one`` or ``many`` of its choices, a ``line``, or a longer ``text``."""
        kind = self.statement.kind
        if kind == STATEMENT:
            return "five"
        if kind in SELECTS:
            return "one" if kind == "select_one" else "many"
        return "line" if kind in INPUTS else "text"

    @property
    def input_type(self) -> str:
        """The type of the one-line field."""
        return INPUTS.get(self.statement.kind, "text")

    @property
    def choices(self) -> list[Choice]:
        """The five words, or the choices of a question in the page's language."""
        if self.statement.kind == STATEMENT:
            return [Choice(value, str(word.label), self.said.value == value) for value, word in _words(AnswerValue)]
        chosen = self.said.value.split()
        return [
            Choice(choice["code"], in_language(choice["text"]), choice["code"] in chosen)
            for choice in self.statement.choices
        ]

    @property
    def confidences(self) -> list[Choice]:
        """How sure one can be."""
        return [Choice(value, str(word.label), self.said.confidence == value) for value, word in _words(Confidence)]

    @property
    def can_carry(self) -> bool:
        """Whether the last round's answer can be taken over with one click."""
        return self.last is not None and self.last.carriable and self.said == NOTHING

    def worded(self, said: Said) -> str:
        """An answer's value in words."""
        labels = {choice.code: choice.label for choice in self.choices}
        if self.control in ("line", "text"):
            return said.value
        return ", ".join(labels.get(code, code) for code in said.value.split())

    @property
    def last_words(self) -> str:
        """The last round's answer in words."""
        return self.worded(self.last.said) if self.last else ""

    @property
    def their_words(self) -> str:
        """What somebody else answered meanwhile, in words."""
        return self.worded(self.conflict.said) if self.conflict else ""

    @property
    def theirs_plain(self) -> str:
        """What somebody else answered meanwhile, for the page's script."""
        stands = self.conflict
        if stands is None:
            return ""
        at = stands.at.isoformat() if stands.at else ""
        theirs = dict(zip(FIELDS, stands.said, strict=True))
        return json.dumps({"theirs": theirs, "revision": stands.revision, "by": stands.by, "at": at})

    @property
    def own_words(self) -> str:
        """What stands in the form, in words."""
        return self.worded(self.said)


@dataclass(frozen=True)
class Rung:
    """One level with its statements; level 0 holds free questions."""

    level: int
    asks: tuple[Ask, ...]


@dataclass
class Sent:
    """What a form sent: changes by statement, and what could not be read, in words."""

    changes: dict[UUID, Change] = field(default_factory=dict)
    problems: dict[UUID, str] = field(default_factory=dict)
    conflicts: dict[UUID, Saved] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left to decide or to correct."""
        return not self.problems and not self.conflicts


def rungs(
    statements: Sequence[Statement],
    answers: Mapping[UUID, Answer],
    files: Mapping[UUID, Sequence[EvidenceFile]],
    last: Mapping[UUID, LastAnswer],
    sent: Sent | None = None,
) -> list[Rung]:
    """The page's statements by level, with what was sent in place of what stands where it could not be saved."""
    asks = [
        _ask(statement, answers.get(statement.pk), files.get(statement.pk, ()), last.get(statement.pk), sent)
        for statement in statements
    ]
    return [Rung(level, tuple(group)) for level, group in groupby(asks, key=lambda ask: ask.statement.level)]


def _ask(
    statement: Statement,
    answer: Answer | None,
    files: Sequence[EvidenceFile],
    last: LastAnswer | None,
    sent: Sent | None,
) -> Ask:
    said, base, by, at = said_by(answer), 0, "", None
    if answer is not None:
        base, by, at = answer.revision, answer.answered_by, answer.answered_at
    conflict = sent.conflicts.get(statement.pk) if sent else None
    problem = sent.problems.get(statement.pk, "") if sent else ""
    if sent and (conflict or problem):
        said = sent.changes[statement.pk].said
    return Ask(statement, said, base, by, at, files, last, conflict, problem)


def read_form(statements: Sequence[Statement], form: QueryDict, present: Mapping[UUID, Answer]) -> dict[UUID, Change]:
    """What a page's form says of its statements, but for those where it says what stands already."""
    changes = {}
    for statement in statements:
        base = form.get(f"base.{statement.code}", "")
        if base.isdecimal():
            value = " ".join(form.getlist(f"value.{statement.code}"))
            rest = (form.get(f"{name}.{statement.code}", "").replace("\r\n", "\n") for name in FIELDS[1:])
            said = Said(value, *rest)
            if said != said_by(present.get(statement.pk)):
                changes[statement.pk] = Change(statement, said, int(base[:9]))
    return changes


def read_plain(plain: Any) -> tuple[Said, int]:
    """One answer and its base, as the page's script sends them."""
    texts = [plain.get(name, "") if isinstance(plain, dict) else None for name in FIELDS]
    base = plain.get("base") if isinstance(plain, dict) else None
    if not all(isinstance(text, str) for text in texts) or not isinstance(base, int) or isinstance(base, bool):
        raise InvalidInput(_("This is not an answer."))
    return Said(*texts), base


def _words(kind: type[AnswerValue] | type[Confidence]) -> list[tuple[str, Any]]:
    return [(word.value, word) for word in kind]


def in_language(text: Any) -> str:
    """A text of a framework in the page's language."""
    return str(LazyI18nString(text))
