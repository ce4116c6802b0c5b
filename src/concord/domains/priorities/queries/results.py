"""The result: worked out from what stands now, or read as it was decided."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from concord.domains.frameworks.models import Capability
from concord.domains.priorities.counting import Voice
from concord.domains.priorities.models import Criterion, Decision, Move, Prioritisation
from concord.domains.priorities.queries.prioritisations import open_moves
from concord.domains.priorities.queries.table import Cell, ScoreTable, score_table
from concord.domains.priorities.results import (
    CriterionLine,
    GapLine,
    MoveLine,
    Result,
    ScoreLine,
    VoiceLine,
    thawed,
    with_moves,
)
from concord.domains.priorities.rules import can_see_open_result, can_see_priorities
from concord.domains.priorities.working import Case, work_out
from concord.kernel.actor import Actor, require


def live_result(actor: Actor, prioritisation: Prioritisation, table: ScoreTable | None = None) -> Result | None:
    """The result of what stands now; None where there is no gap or no criterion."""
    require(can_see_open_result, actor)
    table = table or score_table(actor, prioritisation)
    if not table.rows or not table.criteria:
        return None
    rows = sorted(table.rows, key=lambda row: row.gap.finding.capability.order)
    codes = [criterion.code for criterion in table.criteria]
    outcome = work_out(_case(prioritisation, [row.cells for row in rows], table.voices, codes))
    moves = list(open_moves(actor, prioritisation))
    indices = {row.gap.finding.capability_id: number for number, row in enumerate(rows)}
    return Result(
        gaps=tuple(
            GapLine(
                row.gap.finding.capability_id,
                row.gap.finding.capability.code,
                str(row.gap.finding.capability.title),
                str(row.gap.finding.capability.area.title),
                row.gap.current,
                row.gap.target,
            )
            for row in rows
        ),
        criteria=tuple(CriterionLine(one.code, one.name, one.aim, one.source) for one in table.criteria),
        scores=tuple(tuple(_score(cell) for cell in row.cells) for row in rows),
        voices=tuple(_voice(voice, codes) for voice in table.voices),
        outcome=outcome,
        moves=tuple(_move(move, indices[move.capability_id], outcome.places[indices[move.capability_id]])
                    for move in moves if move.capability_id in indices),
        order=with_moves(outcome.order, moves, indices),
        round=table.weights_ballot.revealed_round if table.weights_ballot and table.voices else 0,
    )  # fmt: skip


def decided_result(actor: Actor, prioritisation: Prioritisation, decision: Decision) -> Result:
    """The result as it was decided, with titles in the language of who reads."""
    require(can_see_priorities, actor)
    result = thawed(decision.content)
    capabilities = Capability.objects.filter(pk__in=[gap.capability for gap in result.gaps]).select_related("area")
    titles = {one.pk: (str(one.title), str(one.area.title)) for one in capabilities}
    names = {one.code: one.name for one in prioritisation.criteria.all()}
    return replace(
        result,
        gaps=tuple(
            replace(gap, title=titles[gap.capability][0], area=titles[gap.capability][1])
            if gap.capability in titles else gap
            for gap in result.gaps
        ),
        criteria=tuple(replace(one, title=names.get(one.code, one.title)) for one in result.criteria),
    )  # fmt: skip


def _case(prioritisation: Prioritisation, cells: list[tuple[Cell, ...]], voices: Any, codes: list[str]) -> Case:
    return Case(
        low=tuple(tuple(cell.low for cell in row) for row in cells),
        likely=tuple(tuple(cell.likely for cell in row) for row in cells),
        high=tuple(tuple(cell.high for cell in row) for row in cells),
        weights=tuple(tuple(voice.values[code] for code in codes) for voice in voices),
        influence=tuple(voice.influence for voice in voices),
        seed=prioritisation.seed,
    )


def _score(cell: Cell) -> ScoreLine:
    own = cell.own
    reason, by = (own.reason, own.by) if own is not None else ("", "")
    return ScoreLine(cell.low, cell.likely, cell.high, cell.origin, reason, by)


def _voice(voice: Voice, codes: list[str]) -> VoiceLine:
    def picked(values: dict[str, float] | None) -> tuple[float, ...] | None:
        if values is None:
            return None
        whole = sum(values[code] for code in codes) or 1.0
        return tuple(round(values[code] / whole, 6) for code in codes)

    ratio = None if voice.ratio is None else round(voice.ratio, 4)
    return VoiceLine(voice.name, voice.influence, voice.votes, picked(voice.values) or (), picked(voice.first), ratio)


def _move(move: Move, gap: int, worked: int) -> MoveLine:
    return MoveLine(gap, move.place, worked, move.reason, move.by, move.at.isoformat())


def criteria_of(actor: Actor, prioritisation: Prioritisation) -> list[Criterion]:
    """All criteria, also those left out."""
    require(can_see_priorities, actor)
    return list(Criterion.objects.for_actor(actor).filter(prioritisation=prioritisation))
