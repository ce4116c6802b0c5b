"""Reads of the priorities domain."""

from concord.domains.priorities.order import RankedGap, Standing
from concord.domains.priorities.queries.ballots import (
    BallotResult,
    Turnout,
    ballots_about,
    ballots_to_vote,
    find_ballot,
    own_vote,
    result_of,
    turnout,
)
from concord.domains.priorities.queries.gaps import first_order, gap_order, order_under, standings
from concord.domains.priorities.queries.prioritisations import (
    find_criterion,
    holding_decision,
    open_moves,
    prioritisation_of,
    scores_of_cell,
    stage_of,
)
from concord.domains.priorities.queries.results import decided_result, live_result
from concord.domains.priorities.queries.table import Cell, ScoreTable, score_table

__all__ = [
    "BallotResult",
    "Cell",
    "RankedGap",
    "ScoreTable",
    "Standing",
    "Turnout",
    "ballots_about",
    "ballots_to_vote",
    "decided_result",
    "find_ballot",
    "find_criterion",
    "first_order",
    "gap_order",
    "holding_decision",
    "live_result",
    "open_moves",
    "order_under",
    "own_vote",
    "prioritisation_of",
    "result_of",
    "score_table",
    "scores_of_cell",
    "stage_of",
    "standings",
    "turnout",
]
