"""Making a ballot. For services, inside their transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from concord.domains.priorities.enums import BallotKind, Shown, VoterUnit
from concord.domains.priorities.models import Ballot
from concord.domains.priorities.voting import MOST_COMPARED
from concord.kernel import clock
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput

MOST_OPTIONS = 200
MOST_INFLUENCE = 100.0


@dataclass(frozen=True)
class Asked:
    """How a ballot asks. ``influence`` says by institution id how much it counts; whoever is not named counts 1.

    ``limits`` of a scale are its lowest and highest step and whether a line may be left out (``low``, ``high``,
    ``blank``), of a choice how many may be chosen (``most``).
    """

    kind: str = BallotKind.POINTS
    unit: str = VoterUnit.PERSON
    shown: str = Shown.CLOSED
    closes_at: dt.datetime | None = None
    influence: Mapping[UUID, float] = field(default_factory=dict)
    limits: Mapping[str, Any] = field(default_factory=dict)


def refuse_wrong(asked: Asked, options: Sequence[tuple[str, str]]) -> None:
    """Refuse a ballot that cannot be held."""
    known = asked.kind in BallotKind.values and asked.unit in VoterUnit.values and asked.shown in Shown.values
    if not known:
        raise InvalidInput(_("Say how the ballot asks, who votes, and when votes are shown."))
    most = MOST_COMPARED if asked.kind == BallotKind.PAIRWISE else MOST_OPTIONS
    least = 1 if asked.kind == BallotKind.SCALE else 2
    if not least <= len(options) <= most or len({code for code, _title in options}) < len(options):
        raise InvalidInput(_("A ballot of this kind has from 2 to %(most)s different options.") % {"most": most})
    _refuse_wrong_limits(asked, len(options))
    if asked.closes_at is not None and asked.closes_at <= clock.now():
        raise InvalidInput(_("The closing time lies in the past."))
    given = list(asked.influence.values())
    if any(not 0 <= value <= MOST_INFLUENCE for value in given):
        raise InvalidInput(_("The influence of an institution is a number from 0 to 100; most have 1."))


def _refuse_wrong_limits(asked: Asked, options: int) -> None:
    if asked.kind == BallotKind.SCALE and not 0 <= asked.limits.get("low", 0) < asked.limits.get("high", 0) <= 10:
        raise InvalidInput(_("A scale runs from one whole number to a higher one, between 0 and 10."))
    if asked.kind == BallotKind.CHOICE and not 1 <= asked.limits.get("most", 1) <= options:
        raise InvalidInput(_("Say how many of the options may be chosen."))


def make_ballot(
    actor: Actor, *, subject: UUID, title: str, question: str, options: Sequence[tuple[str, str]], asked: Asked
) -> Ballot:
    """Write an open ballot; ``refuse_wrong`` has looked at it."""
    return Ballot.objects.create(
        country_id=actor.country_id,
        subject=subject,
        title=title.strip()[:200],
        question=question.strip(),
        options=[{"code": code, "title": words} for code, words in options],
        kind=asked.kind,
        unit=asked.unit,
        limits=dict(asked.limits),
        shown=asked.shown,
        influence={str(pk): float(value) for pk, value in asked.influence.items() if value != 1},
        closes_at=asked.closes_at,
        opened_by=actor.name,
        opened_at=clock.now(),
    )


def in_words(ballot: Ballot) -> dict[str, object]:
    """What the audit trail keeps of a ballot."""
    return {
        "title": ballot.title, "kind": ballot.kind, "unit": ballot.unit, "shown": ballot.shown,
        "closes_at": ballot.closes_at, "influence": ballot.influence, "options": ballot.codes,
    }  # fmt: skip
