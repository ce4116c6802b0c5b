"""What a vote may say: points, comparisons, an order, steps or a choice, checked against the ballot's options."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.priorities.enums import BallotKind
from concord.domains.priorities.models import Ballot
from concord.kernel.errors import InvalidInput

HIGHEST = 100.0
# How many times the first is as important as the second, on each side; the words are for people, the numbers Saaty's.
STEPS = (9, 7, 5, 3, 1)
MOST_COMPARED = 15


def pairs(codes: Sequence[str]) -> list[tuple[str, str]]:
    """Every pair of options, row by row, as the analytic hierarchy process takes them."""
    return list(combinations(codes, 2))


def pair_key(first: str, second: str) -> str:
    """How a comparison is named in a vote and in a form."""
    return f"{first}~{second}"


def checked_content(ballot: Ballot, given: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    """What is kept of a vote, and whether it is complete; raises ``InvalidInput`` on what the ballot cannot take."""
    match ballot.kind:
        case BallotKind.POINTS:
            return _points(ballot, given), True
        case BallotKind.ORDER:
            return _order(ballot, given), True
        case BallotKind.SCALE:
            return _steps(ballot, given), True
        case BallotKind.CHOICE:
            return _choice(ballot, given), True
    compared = _comparisons(ballot, given)
    return compared, len(compared) == len(pairs(ballot.codes))


def _points(ballot: Ballot, given: Mapping[str, Any]) -> dict[str, Any]:
    _known(given, set(ballot.codes))
    points = {code: _number(given.get(code)) for code in ballot.codes}
    if any(not 0 <= value <= HIGHEST for value in points.values()):
        raise InvalidInput(_("Give each line a number from 0 to 100."))
    if not any(points.values()):
        raise InvalidInput(_("Give at least one line more than 0 points."))
    return points


def _order(ballot: Ballot, given: Mapping[str, Any]) -> dict[str, Any]:
    _known(given, set(ballot.codes))
    places = {code: round(_number(given.get(code))) for code in ballot.codes}
    if sorted(places.values()) != list(range(1, len(places) + 1)):
        raise InvalidInput(_("Give each line a place of its own, from 1 to %(count)s.") % {"count": len(places)})
    return places


def _comparisons(ballot: Ballot, given: Mapping[str, Any]) -> dict[str, Any]:
    keys = [pair_key(*pair) for pair in pairs(ballot.codes)]
    _known(given, set(keys))
    said = {key: _number(given[key]) for key in keys if given.get(key) not in (None, "")}
    allowed = {*map(float, STEPS), *(-float(step) for step in STEPS)}
    if set(said.values()) - allowed:
        raise InvalidInput(_("Choose one of the answers that are offered for each pair."))
    if not said:
        raise InvalidInput(_("Compare at least one pair."))
    return said


def _steps(ballot: Ballot, given: Mapping[str, Any]) -> dict[str, Any]:
    _known(given, set(ballot.codes))
    low, high = ballot.limits["low"], ballot.limits["high"]
    said = {code: _number(given[code]) for code in ballot.codes if given.get(code) not in (None, "")}
    if any(value not in range(low, high + 1) for value in said.values()):
        raise InvalidInput(_("Choose a step from %(low)s to %(high)s.") % {"low": low, "high": high})
    if not said or (len(said) < len(ballot.codes) and not ballot.limits.get("blank")):
        raise InvalidInput(_("Choose a step for each line."))
    return {code: int(value) for code, value in said.items()}


def _choice(ballot: Ballot, given: Mapping[str, Any]) -> dict[str, Any]:
    _known(given, set(ballot.codes))
    chosen = [code for code in ballot.codes if given.get(code) not in (None, "", "0", 0, False)]
    most = ballot.limits.get("most", 1)
    if not 1 <= len(chosen) <= most:
        raise InvalidInput(ngettext("Choose one line.", "Choose from one to %(most)s lines.", most) % {"most": most})
    return dict.fromkeys(chosen, 1)


def _known(given: Mapping[str, Any], known: set[str]) -> None:
    if set(given) - known:
        raise InvalidInput(_("This is not one of the things that are voted on; load the page again."))


def _number(value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise InvalidInput(_("Give each line a number.")) from None
    if not math.isfinite(number):
        raise InvalidInput(_("Give each line a number."))
    return number
