"""An answer as somebody wants it, checked before it comes anywhere near the database."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from concord.domains.assessments.answer_store import refuse_impossible
from concord.domains.assessments.enums import OPEN, Confidence
from concord.domains.assessments.merging import Said
from concord.domains.assessments.models import Assignment
from concord.domains.frameworks.models import Statement
from concord.formats.typed_sheet import MAX_TEXT
from concord.kernel.errors import InvalidInput, WrongState

# What no keyboard types and no database should hold: control characters, halves of characters, and marks that turn the
# direction of what follows. Pasting brings them along unseen, so they are left out and nobody is bothered.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True)
class Change:
    """An answer as somebody wants it; ``base`` is the revision that they saw (0: there was none)."""

    statement: Statement
    said: Said
    base: int


def checked_change(assignment: Assignment, change: Change) -> Change:
    """The change with its texts tidied; refuses what cannot answer, and what can no longer be changed."""
    statement = change.statement
    if statement.capability_id != assignment.capability_id:
        raise InvalidInput(
            _("%(statement)s is not part of %(part)s.")
            % {"statement": statement.code, "part": assignment.capability.code}
        )
    refuse_closed(assignment)
    said = Said(*(_tidy(text) for text in change.said))
    longest = max(len(text) for text in said)
    if longest > MAX_TEXT:
        raise InvalidInput(
            _("This text has %(length)s characters; shorten it to %(most)s, or attach it as a file.")
            % {"length": longest, "most": MAX_TEXT}
        )
    if said.confidence and said.confidence not in Confidence.values:
        raise InvalidInput(_("The confidence must be high, medium or low."))
    refuse_impossible(statement, said)
    return Change(statement, said, change.base)


def _tidy(text: str) -> str:
    return _INVISIBLE.sub("", text.replace("\r\n", "\n")).strip()


def refuse_closed(assignment: Assignment) -> None:
    """Refuse to change what was handed in."""
    if assignment.status not in OPEN:
        raise WrongState(
            _("%(part)s was handed in; take it back or have it returned to change it.")
            % {"part": assignment.capability.code}
        )
