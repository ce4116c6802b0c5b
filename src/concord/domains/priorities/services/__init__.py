"""Writes of the priorities domain."""

from concord.domains.priorities.balloting import Asked
from concord.domains.priorities.services.ballots import cast_vote, close_ballot, open_ballot, start_second_round
from concord.domains.priorities.services.criteria import (
    CriterionText,
    add_criterion,
    ask_for_ratings,
    ask_for_weights,
    change_criterion,
    leave_out_criterion,
    open_prioritisation,
    take_back_criterion,
)
from concord.domains.priorities.services.deciding import (
    approve_order,
    decide_order,
    move_gap,
    move_gaps,
    reopen_order,
    take_back_move,
)
from concord.domains.priorities.services.leading import reveal_ballot, start_another_round
from concord.domains.priorities.services.scoring import set_own_score, take_back_own_score

__all__ = [
    "Asked",
    "CriterionText",
    "add_criterion",
    "approve_order",
    "ask_for_ratings",
    "ask_for_weights",
    "cast_vote",
    "change_criterion",
    "close_ballot",
    "decide_order",
    "leave_out_criterion",
    "move_gap",
    "move_gaps",
    "open_ballot",
    "open_prioritisation",
    "reopen_order",
    "reveal_ballot",
    "set_own_score",
    "start_another_round",
    "start_second_round",
    "take_back_criterion",
    "take_back_move",
    "take_back_own_score",
]
