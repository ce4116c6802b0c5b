"""The table of scores: every gap by every criterion that counts, with where each score comes from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import numpy as np

from concord.domains.priorities.counting import Voice, ratings_by_institution, weights_by_institution
from concord.domains.priorities.enums import Aim, Source
from concord.domains.priorities.filling import Filled, Measure, fill
from concord.domains.priorities.models import Ballot, Criterion, OwnScore, Prioritisation, Vote
from concord.domains.priorities.order import RankedGap
from concord.domains.priorities.queries.gaps import first_order
from concord.domains.priorities.rules import can_see_open_result
from concord.kernel.actor import Actor, require
from concord.methods.additive import linear_scores

NOBODY_KNOWS = (0.0, 50.0, 100.0)
Origin = Literal["filled", "rated", "own", "unknown"]


@dataclass(frozen=True)
class Cell:
    """The score of one gap by one criterion, 0 to 100 where 100 speaks most for doing it first.

    ``measure`` is what the data or the ratings say in their own unit, also where an ``own`` score stands against it.
    """

    criterion: Criterion
    low: float
    likely: float
    high: float
    origin: Origin
    measure: Measure | None = None
    own: OwnScore | None = None
    filled: tuple[float, float, float] = NOBODY_KNOWS  # what it would be without the own score

    @property
    def challenged(self) -> bool:
        """Whether the country set a score of its own against what was filled in."""
        return self.own is not None


@dataclass(frozen=True)
class ScoreRow:
    """A gap with its cells in the order of the criteria."""

    gap: RankedGap
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class ScoreTable:
    """All of it, and the weights that institutions gave to exactly these criteria."""

    criteria: tuple[Criterion, ...]
    rows: tuple[ScoreRow, ...]
    voices: tuple[Voice, ...]
    weights_ballot: Ballot | None

    @property
    def unknown(self) -> int:
        """How many scores stand in the neutral middle because nobody knows."""
        return sum(cell.origin == "unknown" for row in self.rows for cell in row.cells)

    @property
    def challenged(self) -> int:
        """How many scores the country set itself."""
        return sum(cell.challenged for row in self.rows for cell in row.cells)


def score_table(actor: Actor, prioritisation: Prioritisation) -> ScoreTable:
    """The scores as they stand now."""
    require(can_see_open_result, actor)
    assessment = prioritisation.assessment
    criteria = [one for one in prioritisation.criteria.all() if not one.left_out]
    gaps = first_order(actor, assessment)
    ballots = _newest_ballots(actor, prioritisation, criteria)
    filled = fill(actor, assessment, gaps, {one.source for one in criteria})
    own = {
        (row.criterion_id, row.capability_id): row
        for row in OwnScore.objects.for_actor(actor).filter(criterion__in=criteria, ended_at__isnull=True)
    }
    known = {gap.finding.capability.code: gap.finding.capability_id for gap in gaps}
    columns = {one.pk: _measures(one, filled, ballots.get(one.pk), known) for one in criteria}
    rows = [
        ScoreRow(
            gap,
            tuple(
                _cell(one, columns[one.pk].get(gap.finding.capability_id), own.get((one.pk, gap.finding.capability_id)))
                for one in criteria
            ),
        )
        for gap in gaps
    ]
    asked = ballots.get(prioritisation.pk)
    voices = _weights(criteria, *asked) if asked else ()
    return ScoreTable(tuple(criteria), tuple(rows), voices, asked[0] if asked else None)


def _newest_ballots(
    actor: Actor, prioritisation: Prioritisation, criteria: list[Criterion]
) -> dict[UUID, tuple[Ballot, list[Vote]]]:
    """By subject, the newest ballot with its votes, as far as they may be seen."""
    subjects = [prioritisation.pk, *(one.pk for one in criteria)]
    rows = Vote.objects.for_actor(actor).filter(ballot__subject__in=subjects).select_related("ballot", "institution")
    votes: dict[Ballot, list[Vote]] = defaultdict(list)
    for vote in rows.order_by("ballot__opened_at"):
        if vote.round <= vote.ballot.revealed_round:
            votes[vote.ballot].append(vote)
    return {ballot.subject: (ballot, given) for ballot, given in votes.items()}


def _measures(
    criterion: Criterion,
    filled: dict[str, Filled],
    asked: tuple[Ballot, list[Vote]] | None,
    known: dict[str, UUID],
) -> Filled:
    """By capability, what is known by one criterion; ``known`` are the gaps' capabilities by code."""
    if criterion.source != Source.RATED:
        return filled.get(criterion.source, {})
    if asked is None:
        return {}
    ballot, votes = asked
    voices = ratings_by_institution(ballot, votes)
    whole = sum(voice.influence for voice in voices)
    if not whole:
        return {}
    return {
        known[code]: Measure(
            sum(voice.influence * voice.values[code] for voice in voices) / whole,
            min(voice.values[code] for voice in voices),
            max(voice.values[code] for voice in voices),
        )
        for code in ballot.codes
        if code in known
    }


def _cell(criterion: Criterion, measure: Measure | None, own: OwnScore | None) -> Cell:
    filled = NOBODY_KNOWS if measure is None else scored(criterion, measure)
    if own is not None:
        return Cell(criterion, own.low, own.value, own.high, "own", measure, own, filled)
    origin: Origin = "unknown" if measure is None else "rated" if criterion.source == Source.RATED else "filled"
    return Cell(criterion, *filled, origin, measure, None, filled)


def scored(criterion: Criterion, measure: Measure) -> tuple[float, float, float]:
    """Low, likely and high on the scale of 0 to 100; a value without a range gets the criterion's doubt."""
    doubt = criterion.doubt * (criterion.top - criterion.bottom)
    low, high = min(measure.low, measure.likely - doubt), max(measure.high, measure.likely + doubt)
    upward = np.array([criterion.aim == Aim.MORE])
    ends = np.array([criterion.bottom]), np.array([criterion.top])
    scores = 100 * linear_scores(np.array([[low], [measure.likely], [high]]), *ends, upward)
    return tuple(round(float(one), 4) for one in np.sort(scores[:, 0]))  # type: ignore[return-value]


def _weights(criteria: list[Criterion], ballot: Ballot, votes: list[Vote]) -> tuple[Voice, ...]:
    """Institutions' weights of the criteria that count now; none where the ballot did not ask about one of them."""
    codes = [one.code for one in criteria]
    if not set(codes) <= set(ballot.codes):
        return ()
    voices = []
    for voice in weights_by_institution(ballot, votes):
        whole = sum(voice.values[code] for code in codes)
        if whole > 0:
            values = {code: voice.values[code] / whole for code in codes}
            voices.append(Voice(voice.institution_id, voice.name, voice.influence, voice.votes, values, voice.ratio,
                                voice.first))  # fmt: skip
    return tuple(voices)
