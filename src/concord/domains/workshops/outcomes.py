"""What a decision tells other domains: its outcome, read from a form or proposed by the votes, and who differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from concord.domains.priorities.enums import BallotKind
from concord.domains.workshops.asking import LEVEL, LIKELIHOOD, TARGET
from concord.domains.workshops.enums import ItemKind
from concord.domains.workshops.models import Question
from concord.domains.workshops.tallying import Position, Tally
from concord.kernel.errors import InvalidInput

IMPACT, ORDER = "impact", "order"
MOST_MOVED = 10  # places that a room gives by hand; the rest stays as the method has it


def proposed_outcome(question: Question, votes: Tally | None) -> dict[str, Any]:
    """What the votes come to, for the facilitator to confirm or to change."""
    if votes is None or not votes.votes:
        return {}
    match question.item.kind:
        case ItemKind.FINDINGS:
            return {code: round(middle) for code in (LEVEL, TARGET) if (middle := _middle(votes, code)) is not None}
        case ItemKind.SCENARIOS:
            likelihood = _middle(votes, LIKELIHOOD)
            impacts = [line.median for line in votes.lines if line.code != LIKELIHOOD and line.median is not None]
            found = {LIKELIHOOD: likelihood, IMPACT: max(impacts, default=None)}
            return {key: value for key, value in found.items() if value is not None}
        case ItemKind.PRIORITIES:
            return {ORDER: _first_places(question, votes)}
    return {}


def checked_outcome(question: Question, given: Mapping[str, Any]) -> dict[str, Any]:
    """An outcome as it is kept; ``InvalidInput`` where it is not one."""
    match question.item.kind:
        case ItemKind.FINDINGS:
            found = {key: _band(given.get(key), whole=True) for key in (LEVEL, TARGET)}
            return {key: int(value) for key, value in found.items()}
        case ItemKind.SCENARIOS:
            return {key: _band(given.get(key), whole=False) for key in (LIKELIHOOD, IMPACT)}
        case ItemKind.PRIORITIES:
            return {ORDER: _order(question, given.get(ORDER, ()))}
    return {}


def differing(question: Question, outcome: Mapping[str, Any], votes: Tally | None) -> list[Position]:
    """The institutions whose position is another one than what was decided."""
    if votes is None:
        return []
    match question.item.kind:
        case ItemKind.FINDINGS:
            return [
                one for one in votes.voices if any(one.values.get(key, outcome[key]) != outcome[key] for key in outcome)
            ]
        case ItemKind.SCENARIOS:
            return [one for one in votes.voices if _rates_otherwise(one, outcome)]
    return []


def _rates_otherwise(one: Position, outcome: Mapping[str, Any]) -> bool:
    impacts = [value for code, value in one.values.items() if code != LIKELIHOOD]
    likelihood = one.values.get(LIKELIHOOD, outcome[LIKELIHOOD])
    return bool(likelihood != outcome[LIKELIHOOD] or (impacts and max(impacts) != outcome[IMPACT]))


def _middle(votes: Tally, code: str) -> float | None:
    line = votes.line(code)
    return None if line is None else line.median


def _first_places(question: Question, votes: Tally) -> list[str]:
    """The options that most wanted first; of those chosen by as many, the one that stands first on the ballot."""
    towards = 1 if votes.kind == BallotKind.ORDER else -1
    ranked = sorted(votes.lines, key=lambda line: towards * line.mean)
    if votes.kind == BallotKind.CHOICE:
        ranked = [line for line in ranked if line.mean > 0]
    return [line.code for line in ranked[: question.limits.get("most", MOST_MOVED)]]


def _order(question: Question, given: Sequence[str]) -> list[str]:
    known = {option["code"] for option in question.options}
    codes = [code.strip() for code in given if code.strip()]
    if set(codes) - known or len(set(codes)) < len(codes):
        raise InvalidInput(_("Name each gap once, by its code as it stands on the ballot."))
    if not 1 <= len(codes) <= MOST_MOVED:
        raise InvalidInput(_("Name from 1 to %(most)s gaps that come first.") % {"most": MOST_MOVED})
    return codes


def _band(given: Any, *, whole: bool) -> float:
    try:
        value = float(str(given).replace(",", "."))
    except ValueError:
        value = 0.0
    if not 1 <= value <= 5 or value * (1 if whole else 2) % 1:
        if whole:
            raise InvalidInput(_("Level and target are numbers from 1 to 5."))
        raise InvalidInput(_("Likelihood and impact are bands from 1 to 5, or halves between them."))
    return value
